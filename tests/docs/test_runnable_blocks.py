"""What the pages tell people to type works: each block fenced as `sh run` is run as it stands.

The blocks of one page run in order, in one empty folder, with `qc` on the path.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from shared import REPO

BLOCK = re.compile(r"^```sh run\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [
    page
    for page in sorted([*REPO.glob("*.md"), *(REPO / "docs").glob("*.md")])
    if BLOCK.search(page.read_text(encoding="utf-8"))
]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(REPO)) for page in PAGES])
def test_the_blocks_of_a_page_run(page: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        done = subprocess.run(
            ["sh", "-eu", "-c", block],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"


def test_the_readme_has_something_to_run() -> None:
    assert REPO / "README.md" in PAGES
