"""The one way out over HTTP: certificates checked, no redirects, no proxy, and always an end."""

import ssl
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR
from threading import Event, Timer
from urllib.parse import urlsplit

from qc_service import __version__
from qc_service.api.sinks import TryAgainError

DEADLINE = 3.0
"""A whole exchange may take so many times the seconds that one step may: a server that sends a
byte now and then never runs into the limit of a step."""

ANSWER_BYTES = 65_536
"""Read of an answer, so that the other side is done sending; the rest is nothing to us."""

LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
"""Besides 5xx, the answers that ask for another try (RFC 9110, RFC 6585, RFC 8470)."""


def post(
    url: str, body: bytes, headers: Mapping[str, str], ca_file: str = "", seconds: float = 5.0
) -> None:
    """POST once, as `api.sinks.Post` says; errors name the host only: an address may be a secret.

    Raises:
        TryAgainError: nobody there, no answer in time, cut off, or an answer that asks for it.
        OSError: refused for good, or a certificate that does not hold.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = HTTPConnection(host, parts.port, timeout=seconds)
    if parts.scheme == "https":
        context = ssl.create_default_context(cafile=ca_file or None)
        connection = HTTPSConnection(host, parts.port, timeout=seconds, context=context)
    late = Event()
    watchdog = Timer(DEADLINE * seconds, _cut, [connection, late])
    watchdog.daemon = True
    watchdog.start()
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    try:
        connection.request(
            "POST", target, body, {"User-Agent": f"qc-service/{__version__}", **headers}
        )
        answer = connection.getresponse()
        answer.read(ANSWER_BYTES)
    except ssl.SSLCertVerificationError as error:
        raise OSError(f"{host}: its certificate does not hold: {error.verify_message}") from None
    except (OSError, HTTPException) as error:
        what = str(error) or type(error).__name__
        raise TryAgainError(f"{host}: {what}") from None
    finally:
        watchdog.cancel()
        connection.close()
    if late.is_set():
        # What was read by then is a beginning only, even where it reads like an answer.
        raise TryAgainError(f"{host}: no answer within {DEADLINE * seconds:g} s")
    _judge(host, answer.status)


def _judge(host: str, status: int) -> None:
    """Raise unless the answer says that it was taken."""
    if status in LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise TryAgainError(f"{host} answered {status}")
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise OSError(f"{host} answered {status}: redirects are not followed")
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise OSError(f"{host} answered {status}")


def _cut(connection: HTTPConnection, late: Event) -> None:
    """End a connection that another thread waits on."""
    late.set()
    if connection.sock is not None:
        with suppress(OSError):  # it ended by itself meanwhile
            connection.sock.shutdown(SHUT_RDWR)
