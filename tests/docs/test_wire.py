"""`docs/wire.md` is what implementers have: its example runs, its tables are complete and true."""

import re
from pathlib import Path

import msgspec

from fakes.running import PATIENCE_SECONDS, configured, hand_feeder, running
from qc_service.adapters.config import LimitsSection
from qc_service.model.batch import Batch, BatchNotice
from qc_service.service.peers import IN_HAND_BYTES, PEERS_MOST
from qc_service.wire.limits import (
    HEADER_BYTES,
    ID_CHARACTERS,
    NAME_CHARACTERS,
    REASON_CHARACTERS,
)
from qc_service.wire.messages import (
    RETRY,
    VERSION,
    Ack,
    Bye,
    Credit,
    Heartbeat,
    Hello,
    Noted,
    RefusalCode,
    RefusalMessage,
    SubmissionHead,
)

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "wire.md"
TEXT = PAGE.read_text(encoding="utf-8")
KINDS: dict[str, type[msgspec.Struct]] = {
    "H": Hello,
    "S": SubmissionHead,
    "K": BatchNotice,
    "A": Ack,
    "N": Noted,
    "R": RefusalMessage,
    "C": Credit,
    "B": Heartbeat,
    "Y": Bye,
}


def example() -> list[tuple[str, list[bytes]]]:
    """Give the example's messages in order: to or from the service, and the frames."""
    block = TEXT.split("```wire\n")[1].split("```")[0]
    messages: list[tuple[str, list[bytes]]] = []
    for line in block.splitlines():
        way, text = line[0], line[2:]
        if text.startswith("514301"):
            messages.append((way, []))
        is_hex = re.fullmatch(r"[0-9a-f]+", text)
        messages[-1][1].append(bytes.fromhex(text) if is_hex else text.encode())
    return messages


def test_the_example_runs_byte_for_byte(tmp_path: Path) -> None:
    limits = LimitsSection()  # the example shows the limits as shipped
    with (
        running(configured(tmp_path, limits=limits)) as service,
        hand_feeder(service.address) as feeder,
    ):
        for way, frames in example():
            if way == ">":
                feeder.say(frames)
                continue
            heard = [b"QC\x01B"]
            while heard[0] == b"QC\x01B":
                assert feeder.dealer.socket.poll(1000 * PATIENCE_SECONDS)
                heard = feeder.dealer.receive() or heard
            assert heard == frames


def test_every_kind_stands_with_its_letter_and_fields() -> None:
    rows = dict(re.findall(r"^\| [a-z]+ \| `([A-Z])` \| [a-z ]+ \| (.*) \|$", TEXT, re.MULTILINE))
    assert rows.keys() == KINDS.keys()
    for letter, header in KINDS.items():
        for field in msgspec.structs.fields(header):
            assert f"`{field.name}`" in rows[letter]
    for field in msgspec.structs.fields(Batch):
        assert f"`{field.name}`" in rows["K"]


def test_every_refusal_code_stands_with_whether_to_send_again() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (yes|no) \|", TEXT, re.MULTILINE))
    assert rows == {code.value: "yes" if code in RETRY else "no" for code in RefusalCode}


def test_the_limits_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| [^|]+ \| ([\d,]+)[^|]* \| `\[limits\] (\w+)` \|$", TEXT, re.MULTILINE)
    shown = {name: float(value.replace(",", "")) for value, name in rows}
    assert shown == {
        name: float(value) for name, value in msgspec.to_builtins(LimitsSection()).items()
    }
    for number in (
        HEADER_BYTES,
        IN_HAND_BYTES,
        PEERS_MOST,
        ID_CHARACTERS,
        NAME_CHARACTERS,
        REASON_CHARACTERS,
    ):
        assert f"{number:,}" in TEXT
    assert f"protocol version {VERSION}\n" in TEXT
