"""The headers every answer bears: nothing from elsewhere, nothing kept, nothing embedded."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
"""Only files of this service, no script or style within the page, no frames; forms go here."""

FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Without a referrer a browser would send `Origin: null` with forms, which tells nothing.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

NEVER_KEPT = "no-store"
"""Figures of a moment ago must not come out of a cache."""

ASKED_AGAIN = "no-cache"
"""Style and script may be kept, but are asked for again: after an update both must fit the page."""


class Headers:
    """Puts the headers on; plain ASGI, so that streams are not held up."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and put the headers on its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kept = ASKED_AGAIN if scope["path"].startswith("/static/") else NEVER_KEPT

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(FIXED)
                headers["Cache-Control"] = kept
            await send(message)

        await self._app(scope, receive, with_headers)
