"""Network addresses as people write them into a configuration."""

import re

PORT_MOST = 65_535
"""Largest port number: 16 bits."""

_TCP = re.compile(r"tcp://(?P<host>[^\s:/]+|\[[0-9A-Fa-f:.]+\]):(?P<port>\d{1,5}|\*)")
_IPC = re.compile(r"ipc://\S+")
_WEB = re.compile(r"(?P<host>[^\s:/]+|\[[0-9A-Fa-f:.]+\]):(?P<port>\d{1,5})")


def endpoint_complaint(text: str) -> str:
    """Say what is wrong with a ZeroMQ endpoint, or nothing."""
    match = _TCP.fullmatch(text)
    if match is None:
        if _IPC.fullmatch(text):
            return ""
        return "expected tcp://HOST:PORT or ipc://PATH"
    return "" if match["port"] == "*" else _port_complaint(match["port"])


def web_complaint(text: str) -> str:
    """Say what is wrong with a HOST:PORT, or nothing."""
    match = _WEB.fullmatch(text)
    return "expected HOST:PORT" if match is None else _port_complaint(match["port"])


def is_loopback(endpoint: str) -> bool:
    """Say whether a ZeroMQ endpoint can be reached from this machine only."""
    match = _TCP.fullmatch(endpoint)
    if match is None:
        return _IPC.fullmatch(endpoint) is not None
    host = match["host"].strip("[]")
    return host in {"localhost", "::1"} or host.startswith("127.")


def split_address(text: str) -> tuple[str, int]:
    """Split a HOST:PORT that `web_complaint` found nothing wrong with; IPv6 loses its brackets."""
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def _port_complaint(port: str) -> str:
    return "" if int(port) <= PORT_MOST else f"expected a port from 0 to {PORT_MOST}"
