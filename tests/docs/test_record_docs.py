"""The pages on records, reading and auditing say what the code does: every code, option and key."""

import inspect
import re

import msgspec
import pytest
import typer
from typer.main import get_command

from qc_service.adapters.scan_folder import TROUBLE_CODES
from qc_service.cli import audit, read
from qc_service.cli.read_output import ReadImage, page_json
from qc_service.model.faults import FaultCode
from qc_service.model.reading import OutsideMark
from qc_service.model.sheet import PageReread
from qc_service.model.verdict import Mark, WriteIn
from qc_service.service.audit_summary import AuditDifference, AuditFault, AuditReport
from shared import REPO

PLUGIN = REPO / "plugins" / "qc_format_nist_cvr"

NOT_WHILE_READING = {"reported-unreadable", "worker-died", "timeout"}
"""Faults of a whole sheet in the service or an audit."""


def page(name: str) -> str:
    return (REPO / "docs" / name).read_text(encoding="utf-8")


def first_cells(text: str) -> set[str]:
    """Give the words in code type in the first column of all tables."""
    cells = re.findall(r"^\| ([^|]*)\|", text, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def code_of_plugin() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in PLUGIN.glob("*.py"))


def test_every_leniency_is_documented_and_no_other() -> None:
    code = code_of_plugin()
    taken = set(re.findall(r"\.lenient\(\s*\"([a-z-]+)\"", code))
    taken |= set(re.findall(r"counts\[\"([a-z-]+)\"", code))
    section = page("cvr.md").split("## Leniencies")[1].split("\n## ")[0]
    assert first_cells(section) == taken


def test_every_error_of_the_plugin_is_documented_and_no_other() -> None:
    code = code_of_plugin()
    raised = set(re.findall(r"(?:trouble|refusal)\(\s*\"([a-z-]+)\"", code))
    documented = set(re.findall(r"`cvr\.([a-z-]+)`", page("cvr.md")))
    assert documented == raised


def test_every_trouble_with_records_is_documented() -> None:
    section = page("audit.md").split("Troubles with whole records")[1]
    assert first_cells(section) == TROUBLE_CODES


@pytest.mark.parametrize(("module", "name"), [(read, "read.md"), (audit, "audit.md")])
def test_every_option_is_documented(module: object, name: str) -> None:
    app = typer.Typer()
    module.register(app)  # type: ignore[attr-defined]
    options = {
        option
        for parameter in get_command(app).params
        for option in parameter.opts
        if option.startswith("--") and "completion" not in option
    } - {"--help"}
    documented = {word.split()[0] for word in first_cells(page(name)) if word.startswith("--")}
    assert documented == options


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("audit.md", AuditReport),
        ("audit.md", AuditDifference),
        ("audit.md", AuditFault),
        ("read.md", Mark),
        ("read.md", OutsideMark),
        ("read.md", WriteIn),
    ],
)
def test_every_key_is_documented(name: str, record: type[msgspec.Struct]) -> None:
    words = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", page(name)))))
    assert {field.name for field in msgspec.structs.fields(record)} <= words


def test_every_key_of_a_read_line_is_documented() -> None:
    line = page_json(ReadImage(PageReread("a.jpg", ""), {}))
    section = page("read.md").split("## The JSON line")[1].split("Each of `marks`")[0]
    assert first_cells(section) == set(line)


def test_every_fault_of_an_image_is_documented() -> None:
    documented = set(re.findall(r"`([a-z-]+)`", page("read.md").split("Fault codes:")[1]))
    assert documented == {code.value for code in FaultCode} - NOT_WHILE_READING


def test_commands_import_nothing_heavy() -> None:
    for module in (read, audit):
        top = [line for line in inspect.getsource(module).splitlines() if line[:1].strip()]
        imports = " ".join(line for line in top if line.startswith(("import", "from")))
        assert not re.search(r"cv2|numpy|msgspec|rich|adapters|service\.service|flow", imports)
