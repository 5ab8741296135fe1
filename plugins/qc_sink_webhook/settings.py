"""What `[sinks.webhook]` may say."""

from typing import Annotated

import msgspec
from msgspec import Meta

from qc_service.api import FilePath, SecretFile
from qc_service.api.addresses import address_complaint, keeps_secrets
from qc_service.api.alarm_words import Language

TOKEN_NEEDS = "expected https://, for a token goes with it"  # noqa: S105 - a sentence


class WebhookSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to post, as whom, and in which language; `url_file` where the address is a secret."""

    url: str = ""
    url_file: SecretFile = ""
    token_file: SecretFile = ""
    ca_file: FilePath = ""
    seconds: Annotated[float, Meta(gt=0, le=60)] = 5.0
    language: Language = "nb"
    options: bool = False
    source: Annotated[str, Meta(min_length=1, max_length=80)] = "qc-service"
    page: str = ""

    def __post_init__(self) -> None:
        """Check what types cannot say. Raises ValueError naming the key."""
        if bool(self.url) == bool(self.url_file):
            raise ValueError("url: expected either `url` or `url_file`")
        if self.url and (complaint := self.complaint(self.url)):
            raise ValueError(f"url: {complaint}")
        if self.page and (complaint := address_complaint(self.page)):
            raise ValueError(f"page: {complaint}")

    def complaint(self, url: str) -> str:
        """Say why no alarm can be posted to an address, or nothing."""
        unsafe = TOKEN_NEEDS if self.token_file and not keeps_secrets(url) else ""
        return address_complaint(url) or unsafe
