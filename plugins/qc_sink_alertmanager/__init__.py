"""Keeps one alert in Alertmanager for each alarm that stands."""

from qc_service.api import SinkMaker, hookimpl
from qc_sink_alertmanager.sink import AlertmanagerMaker


@hookimpl
def qc_sink_makers() -> tuple[SinkMaker, ...]:
    """Offer the sink `alertmanager`."""
    return (AlertmanagerMaker(),)
