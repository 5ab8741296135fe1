"""Web addresses in settings: what is wrong with one, and whether a secret may go there."""

from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts to which a secret may go without encryption: it does not leave the machine."""


def address_complaint(url: str) -> str:
    """Say what is wrong with a web address, or nothing."""
    try:
        parts = urlsplit(url)
        named = parts.hostname and parts.port != 0
    except ValueError as error:
        return f"not a web address: {error}"
    if parts.username is not None or parts.password is not None:
        return "a name or password does not belong into an address: use a file"
    plain = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in {"http", "https"} or not named or not plain:
        return "expected http://HOST or https://HOST, with port and path where needed"
    return ""


def keeps_secrets(url: str) -> bool:
    """Say whether what goes to an address stays between us: encrypted, or on this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in LOOPBACK
