"""What `[sinks.email]` may say."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from qc_service.api import FilePath, SecretFile
from qc_service.api.addresses import LOOPBACK, address_complaint
from qc_service.api.alarm_words import Language


class EmailSettings(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"sender": "from", "recipients": "to"},
):
    """Which server takes the messages, how it is spoken to, and who is written to."""

    host: Annotated[str, Meta(min_length=1, pattern=r"^[A-Za-z0-9.:-]+$")]
    sender: str
    recipients: Annotated[tuple[str, ...], Meta(min_length=1, max_length=50)]
    port: Annotated[int, Meta(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: SecretFile = ""
    ca_file: FilePath = ""
    seconds: Annotated[float, Meta(gt=0, le=60)] = 10.0
    language: Language = "nb"
    options: bool = False
    source: Annotated[str, Meta(min_length=1, max_length=80)] = "qc-service"
    page: str = ""

    def __post_init__(self) -> None:
        """Check what types cannot say. Raises ValueError naming the key."""
        for key, address in (("from", self.sender), *(("to", each) for each in self.recipients)):
            if not is_address(address):
                raise ValueError(f"{key}: expected NAME@HOST, got {address!r}")
        if bool(self.user) != bool(self.password_file):
            raise ValueError("user: expected `user` and `password_file` together")
        if self.user and self.security == "none" and self.host not in LOOPBACK:
            raise ValueError("security: expected starttls or tls, for a password goes with it")
        if self.page and (complaint := address_complaint(self.page)):
            raise ValueError(f"page: {complaint}")


def is_address(text: str) -> bool:
    """Say whether a text is one plain e-mail address."""
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, HeaderParseError):
        return False
    return bool(address.username and address.domain) and text.isascii() and text.isprintable()
