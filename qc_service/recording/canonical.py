"""The one way an entry is written: canonical JSON, the very bytes the chain covers.

UTF-8 without white space, keys of every object sorted, text unescaped where JSON allows it, doubles
in their shortest form that reads back to the same double, every field present.
"""

import msgspec

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Entry

_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)


def encode_entry(entry: Entry) -> bytes:
    """Write one entry as canonical JSON; the same entry gives the same bytes, always.

    Raises:
        QcError: `ledger.unwritable` where the bytes would not read back, such as a NaN in a measure
            or half a surrogate in a name. Nothing that cannot be read again may enter a ledger.
    """
    try:
        body = _ENCODER.encode(entry)
        _DECODER.decode(body)
    except (UnicodeEncodeError, msgspec.MsgspecError) as error:
        raise QcError(
            "ledger.unwritable",
            f"an entry of kind {kind_of(entry)!r} cannot be written so that it reads back: {error}",
            "A plugin may have given a number that is none; please report the sheet.",
            ExitCode.OURS,
        ) from error
    return body


def decode_entry(data: bytes) -> Entry:
    """Read one entry back from its canonical JSON.

    Raises:
        QcError: `ledger.unreadable-entry` where the bytes are no entry of this version.
    """
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise QcError(
            "ledger.unreadable-entry",
            f"not a ledger entry: {error}",
            "The ledger is damaged, or was written by a newer version; keep it and use a copy.",
            ExitCode.LEDGER,
        ) from error


def kind_of(entry: Entry) -> str:
    """Give the entry's kind as the ledger and its readers know it: the tag in its JSON."""
    return str(entry.__struct_config__.tag)
