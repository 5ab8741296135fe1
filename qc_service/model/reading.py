"""What readers and inspectors say of one page: measures, no verdicts."""

import msgspec

PxBox = tuple[int, int, int, int]
"""x, y, width, height in pixels of the image as given."""


class TargetScore(msgspec.Struct, frozen=True):
    """How much ink stands in one target, measured at the place of best match.

    `score`: share of the inner area under firm (dark) ink, 0..1: the evidence for a mark.
    `soft`: mean darkness of the inner area against the paper around it, 0..1: the evidence against
    emptiness. `match`: how well the printed outline was found, 0..1, the registration score.
    `flags`: what stood in the way: `streak` (runs on over the page and was taken out), `line` (a
    straight line through the target that may be a stroke), `cut` (over the image's edge).
    """

    contest: str
    option: str
    score: float
    soft: float
    match: float
    px: PxBox
    flags: tuple[str, ...] = ()


class RegionScore(msgspec.Struct, frozen=True):
    """How much a region (write-in row, stamp field …) is used, 0..1; what, the reader's page says.

    `flags`: `overflow` (ink that comes in from the row above or below and belongs there), `cut`
    (over the image's edge), `outside` (it runs on beyond the region).
    """

    region: str
    score: float
    px: PxBox
    flags: tuple[str, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """All that one reader measured on one page; `registration` is its targets' median match."""

    targets: tuple[TargetScore, ...]
    regions: tuple[RegionScore, ...] = ()
    registration: float = 0.0


class OutsideMark(msgspec.Struct, frozen=True):
    """Ink of a hand where none belongs: a cross beside the oval, a ringed name.

    `kind` is `beside` (near a target), `large` (in an option's area) or `written` (words beside the
    field they belong in); `contest` and `option` name the nearest option; `score` is its ink
    against a filled target's, 0..1.
    """

    kind: str
    px: PxBox
    score: float
    contest: str = ""
    option: str = ""


class Inspection(msgspec.Struct, frozen=True):
    """What an inspector found on one page: named measures and marks outside targets.

    `physical` are measures by which one sheet could be told from others (where its stamp stands):
    they reach no record; the flow makes a few keyed bits of them and lets go.
    """

    measures: dict[str, float] = {}
    outside: tuple[OutsideMark, ...] = ()
    physical: dict[str, float] = {}
