"""Posts each alarm as one JSON object to an address of yours."""

from qc_service.api import SinkMaker, hookimpl
from qc_sink_webhook.sink import WebhookMaker


@hookimpl
def qc_sink_makers() -> tuple[SinkMaker, ...]:
    """Offer the sink `webhook`."""
    return (WebhookMaker(),)
