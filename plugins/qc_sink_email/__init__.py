"""Sends each alarm as an e-mail in plain text."""

from qc_service.api import SinkMaker, hookimpl
from qc_sink_email.sink import EmailMaker


@hookimpl
def qc_sink_makers() -> tuple[SinkMaker, ...]:
    """Offer the sink `email`."""
    return (EmailMaker(),)
