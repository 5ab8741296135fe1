"""The task pages name every option of their command, and no other."""

import re
from pathlib import Path

import pytest
import typer

from qc_service.cli import feed, serve

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


@pytest.mark.parametrize(("name", "module"), [("serve", serve), ("feed", feed)])
def test_every_option_stands_on_the_page(name: str, module: object) -> None:
    app = typer.Typer()
    module.register(app)  # type: ignore[attr-defined]
    command = typer.main.get_command(app)
    options = {
        spelling
        for each in command.params
        if hasattr(each, "opts") and each.param_type_name == "option"
        for spelling in each.opts
    } - {"--install-completion", "--show-completion"}
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE)) == options
