"""Which images are the sides of one sheet, told by their names alone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".tif", ".tiff"))
"""What counts as an image, in any case of letters."""

SIDE = re.compile(r"(?:(?P<sheet>.+)[-_])?(?P<side>front|back|\d)", re.IGNORECASE)
"""`ID-front`, `ID_back`, `ID-1`; a bare `front` belongs to the one sheet of its folder."""

WORDS = ("front", "back")
NUMBERS = ("1", "2")
"""Two sides by number: only both, and only where no third number says that sheets are counted."""

Group = tuple[str, tuple[Path, ...]]


def is_image(name: str) -> bool:
    """Say whether a file's name is that of an image."""
    return Path(name).suffix.lower() in SUFFIXES


def group_images(images: Iterable[Path]) -> list[Group]:
    """Group one folder's images into sheets: (name of the sheet, its images), by name.

    The name is what the images share, empty where they are bare `front` and `back`; an image
    that is no side of anything is a sheet named by its stem. No two sheets have the same name.
    """
    groups: list[Group] = []
    taken: set[str] = set()
    for wanted, members in _groups(sorted(images)):
        name = members[0].name if wanted in taken else wanted
        taken.add(name)
        groups.append((name, members))
    return sorted(groups)


def _groups(images: Iterable[Path]) -> Iterator[Group]:
    sheets: dict[str, dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    for image in images:
        found = SIDE.fullmatch(image.stem)
        if found is None:
            yield image.stem, (image,)
        else:
            sheets[found["sheet"] or ""][found["side"].lower()].append(image)
    for sheet, sides in sheets.items():
        yield from _sides(sheet, sides)


def _sides(sheet: str, sides: Mapping[str, list[Path]]) -> Iterator[Group]:
    """Join the sides of one sheet; where two claim the same side, each image stays a sheet."""
    words = [side for side in WORDS if side in sides]
    numbers = [side for side in sides if side not in WORDS]
    joined = [words] if words else []
    if sorted(numbers) == list(NUMBERS):
        joined.append(sorted(numbers))
    else:
        joined += [[number] for number in numbers]
    for members in joined:
        images = [image for side in members for image in sides[side]]
        lone_number = len(members) == 1 and members[0] not in WORDS
        if lone_number or len(images) > len(members):
            yield from ((image.stem, (image,)) for image in images)
        else:
            yield sheet, tuple(images)
