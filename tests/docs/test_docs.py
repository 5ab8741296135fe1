"""The documents tell the truth: every option, exit code, path and link, and no other."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup, TyperOption
from typer.main import get_command

from qc_service.cli.main import make_app
from qc_service.model.errors import ExitCode
from shared import REPO

PAGES = sorted([*REPO.glob("*.md"), *(REPO / "docs").glob("*.md")])


def commands(group: Any, path: tuple[str, ...] = ()) -> list[tuple[str, Any]]:  # noqa: ANN401
    """Give every command below a group, with the words that call it."""
    if not isinstance(group, TyperGroup):
        return [(" ".join(path), group)]
    return [
        found
        for name, command in group.commands.items()
        for found in commands(command, (*path, name))
    ]


COMMANDS = commands(get_command(make_app()))
DOCUMENTS = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_and_option_is_described(name: str, command: Any) -> None:  # noqa: ANN401
    assert f"qc {name}" in DOCUMENTS
    pages = [page.read_text(encoding="utf-8") for page in PAGES]
    own = "\n".join(text for text in pages if f"qc {name}" in text)
    options = [o for p in command.params if isinstance(p, TyperOption) for o in p.opts]
    missing = [o for o in options if o.startswith("--") and o != "--help" and f"`{o}" not in own]
    assert missing == []


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_says_in_its_help_what_it_is_for(name: str, command: Any) -> None:  # noqa: ANN401
    assert command.help, name
    for parameter in command.params:
        if isinstance(parameter, TyperOption):
            assert parameter.help, f"qc {name} {parameter.opts[0]}"


def test_every_exit_code_is_described() -> None:
    text = (REPO / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", text, re.MULTILINE)
    assert [(int(code), name) for code, name in rows] == [(c.value, c.name) for c in ExitCode]


def test_every_file_that_the_architecture_names_exists() -> None:
    text = (REPO / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w./-]+\.(?:py|md|toml|json)|[\w-]+/[\w./-]*)`", text)
    assert len(named) > 10
    assert [path for path in named if not (REPO / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(REPO)) for page in PAGES])
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, anchor in links(page):
        place = (page.parent / target).resolve() if target else page
        assert place.exists(), target
        if anchor:
            assert anchor in anchors(place), f"{target}#{anchor}"


def links(page: Path) -> list[tuple[str, str]]:
    """Give file and anchor of every link that does not leave the repository."""
    found = re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)", page.read_text(encoding="utf-8"))
    return [(target, anchor) for target, anchor in found if "://" not in target]


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_reached_from_the_index() -> None:
    index = REPO / "docs" / "index.md"
    named = {target for target, _ in links(index)} | {index.name}
    assert {page.name for page in index.parent.glob("*.md")} <= named


def test_every_error_code_in_the_pages_is_one_of_the_program() -> None:
    sources = [*REPO.glob("qc_service/**/*.py"), *REPO.glob("plugins/**/*.py")]
    program = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    documented = set(re.findall(r"`((?:config|ledger|layout|profile)\.[a-z]+-[a-z-]+)`", DOCUMENTS))
    assert "config.unknown-key" in documented
    assert [code for code in sorted(documented) if f'"{code}"' not in program] == []
