"""Makes distributions as pip leaves them in a folder: modules and a dist-info with entry points."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

WHOLE = '''
from qc_service.api import hookimpl
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import Contest, Layout, NoCode, Point, Side, Size, TimingMarks
from qc_service.model.reading import Reading
from qc_service.model.verdict import Profile

class Parts:
    """Locator, identifier and reader in one, as small as the Protocols allow."""
    def __init__(self, name):
        self.name = name
    def fits(self, fiducials):
        return True
    def locate(self, page, fiducials, paper):
        return Fault(FaultCode.NOT_LOCATED, "never")
    def knows(self, identification):
        return True
    def identify(self, page, placement, layouts):
        return Fault(FaultCode.UNIDENTIFIED, "never")
    def reads(self, shape):
        return True
    def scores(self, region):
        return False
    def read(self, page, layout, side, placement):
        return Reading(())

@hookimpl
def qc_locators():
    return (Parts("{name}"),)

@hookimpl
def qc_identifiers():
    return (Parts("{name}"),)

@hookimpl
def qc_readers():
    return (Parts("{name}"),)

@hookimpl
def qc_profiles():
    return (Profile("{name}-profile", 0.4, 0.6, 0.1, 0.1, 0.5, 0.02, 0.1, "{cv2}", ""),)

@hookimpl
def qc_layouts():
    frame = TimingMarks(34, 44, Point(5, 5), Point(6, 6), Size(3, 1.5))
    paper = Size(215.9, 279.4)
    return (Layout(1, "{name}-layout", "", paper, frame, (), (Side("front", NoCode()),)),)
'''
"""A plugin that offers all a lineup needs; `{name}` begins its names, `{cv2}` is its OpenCV."""


def whole(name: str, cv2: str) -> str:
    """Give the source of a plugin that offers all a lineup needs."""
    return WHOLE.replace("{name}", name).replace("{cv2}", cv2)


def install(
    folder: Path, distribution: str, modules: Mapping[str, str], points: Mapping[str, str]
) -> None:
    """Put modules and their distribution's metadata into a folder on the path."""
    for name, source in modules.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    info = folder / f"{distribution.replace('-', '_')}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.2\n", encoding="utf-8"
    )
    lines = "\n".join(f"{name} = {target}" for name, target in points.items())
    (info / "entry_points.txt").write_text(f"[qc_service.plugins]\n{lines}\n", encoding="utf-8")


def drop(path: Path, source: str) -> str:
    """Write a plugin file only its owner may write; give its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o755)
    path.write_text(source, encoding="utf-8")
    path.chmod(0o644)
    return hashlib.sha256(path.read_bytes()).hexdigest()
