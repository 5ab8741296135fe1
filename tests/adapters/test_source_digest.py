"""Digests of source: plain arithmetic that an auditor can repeat with sha256sum."""

import hashlib
from pathlib import Path
from types import ModuleType

from qc_service.adapters.source_digest import module_digest, tree_digest


def test_the_digest_of_a_tree_is_that_of_its_sorted_lines(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.py").write_bytes(b"2")
    (tmp_path / "one.py").write_bytes(b"1")
    lines = "".join(
        f"{name}\0{hashlib.sha256(data).hexdigest()}\n"
        for name, data in (("b/two.py", b"2"), ("one.py", b"1"))
    )
    assert tree_digest((tmp_path,)) == hashlib.sha256(lines.encode()).hexdigest()


def test_a_module_without_a_file_has_no_digest() -> None:
    assert module_digest(ModuleType("nowhere")) == ""
