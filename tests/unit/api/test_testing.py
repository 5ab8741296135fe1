"""The conformance kit finds every way of breaking a Protocol that it says it looks for."""

import contextlib
import itertools
from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import pytest

from qc_service.api import Means, SecretFile, TryAgainError
from qc_service.api.testing import (
    NonconformityError,
    check_format,
    check_identifier,
    check_inspector,
    check_layout_importer,
    check_locator,
    check_reader,
    check_sink,
    check_sink_maker,
    trial_layout,
    trial_sheets,
)
from qc_service.api.testing_files import trial_reported
from qc_service.api.trying import Trial
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import AlarmRecord, Entry
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import (
    Fiducials,
    Identification,
    Layout,
    Region,
    Side,
    Size,
    TargetShape,
)
from qc_service.model.page import Identity, Page, Placement
from qc_service.model.reading import (
    Inspection,
    OutsideMark,
    Reading,
    RegionScore,
    TargetScore,
)
from qc_service.model.reported import Leniency, RecordFile, Reported

FAULT = Fault(FaultCode.NOT_LOCATED, "not a plain page")
COUNT = itertools.count()


class GoodLocator:
    """Knows the drawn pages by heart, and nothing else."""

    name = "good"

    def fits(self, fiducials: Fiducials) -> bool:
        return fiducials == trial_layout().fiducials

    def locate(self, page: Page, fiducials: Fiducials, paper: Size) -> Placement | Fault:
        del fiducials, paper
        for sheet in trial_sheets():
            if np.array_equal(page.pixels, sheet.page.pixels):
                return sheet.placement
            if np.array_equal(page.pixels, sheet.page.pixels[::-1, ::-1]):
                return turned_over(sheet.placement, turned=True, shape=page.pixels.shape)
        return FAULT


def turned_over(placement: Placement, *, turned: bool, shape: Sequence[int]) -> Placement:
    px = np.array([shape[1] - 1.0, shape[0] - 1.0]) - placement.px if turned else placement.px
    return Placement(
        placement.x_mm, placement.y_mm, px, 180 if turned else 0, 0.0, 1, 1, 235.0, 25.0
    )


def changed(placement: Placement | Fault, **fields: object) -> Placement | Fault:
    if isinstance(placement, Fault):
        return placement
    values = {name: getattr(placement, name) for name in Placement.__dataclass_fields__}
    return Placement(**{**values, **fields})


def test_a_good_locator_passes() -> None:
    check_locator(GoodLocator())


def test_a_locator_for_other_fiducials_passes() -> None:
    class Other(GoodLocator):
        def fits(self, fiducials: Fiducials) -> bool:
            del fiducials
            return False

        def locate(self, page: Page, fiducials: Fiducials, paper: Size) -> Placement | Fault:
            raise RuntimeError

    check_locator(Other())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda found: FAULT if isinstance(found, Placement) else found, "did not find a plain"),
        (lambda found: changed(found, rotation_deg=90), "rotation_deg must be 0 or 180"),
        (lambda found: changed(found, rotation_deg=0), "rotation_deg must be 180"),
        (lambda found: changed(found, residual_px=-1.0), "residual_px"),
        (lambda found: changed(found, residual_px=float("nan")), "residual_px"),
        (lambda found: changed(found, found=2), "found is more than expected"),
        (lambda found: changed(found, x_mm=np.array([1.0, 1.0])), "x_mm must rise"),
        (lambda found: changed(found, px=np.zeros((3, 2, 2))), "must have the shape"),
        (lambda found: changed(found, px=np.full((2, 2, 2), np.nan)), "px must be numbers"),
        (lambda found: changed(found, px=np.zeros((2, 2, 2))), "px from where it was drawn"),
        (lambda found: changed(found, paper_level=float(next(COUNT))), "two answers"),
        (lambda _: None, "gave NoneType"),
    ],
)
def test_what_a_locator_may_not_do(
    change: Callable[[Placement | Fault], Placement | Fault], said: str
) -> None:
    class Bad(GoodLocator):
        def locate(self, page: Page, fiducials: Fiducials, paper: Size) -> Placement | Fault:
            return change(super().locate(page, fiducials, paper))

    with pytest.raises(NonconformityError, match=said):
        check_locator(Bad())


def test_a_locator_that_raises_on_a_cruel_page_is_told_which() -> None:
    class Fragile(GoodLocator):
        def locate(self, page: Page, fiducials: Fiducials, paper: Size) -> Placement | Fault:
            if page.pixels.shape == (1, 1):
                raise IndexError
            return super().locate(page, fiducials, paper)

    with pytest.raises(IndexError) as raised:
        check_locator(Fragile())
    assert raised.value.__notes__ == ["Fragile 'good' raised this: one pixel"]


class GoodIdentifier:
    """Knows the drawn pages by heart."""

    name = "good"

    def knows(self, identification: Identification) -> bool:
        return True

    def identify(
        self, page: Page, placement: Placement, layouts: Sequence[Layout]
    ) -> Identity | Fault:
        del placement
        for sheet in trial_sheets() if layouts else ():
            pixels = sheet.page.pixels
            if np.array_equal(page.pixels, pixels) or np.array_equal(
                page.pixels, pixels[::-1, ::-1]
            ):
                return Identity(sheet.layout.id, sheet.side.name, 1.0)
        return FAULT


def test_a_good_identifier_passes() -> None:
    check_identifier(GoodIdentifier())


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Identity("trial", "front", 1.0), "took .* for"),
        (Identity("trial", "edge", 1.0), "which is not there"),
        (Identity("trial", "front", 1.5), "confidence"),
        (Identity("trial", "front", 1.0, -1), "unreadable"),
        (None, "gave NoneType"),
    ],
)
def test_what_an_identifier_may_not_do(answer: Identity | Fault, said: str) -> None:
    class Bad(GoodIdentifier):
        def identify(
            self, page: Page, placement: Placement, layouts: Sequence[Layout]
        ) -> Identity | Fault:
            del page, placement, layouts
            return answer

    with pytest.raises(NonconformityError, match=said):
        check_identifier(Bad())


def test_an_identifier_must_not_name_what_is_not_offered() -> None:
    class Eager(GoodIdentifier):
        def identify(
            self, page: Page, placement: Placement, layouts: Sequence[Layout]
        ) -> Identity | Fault:
            known = super().identify(page, placement, layouts)
            return known if layouts else Identity("trial", "front", 1.0)

    with pytest.raises(NonconformityError, match="where none was offered"):
        check_identifier(Eager())


class GoodReader:
    """Reads darkness in the middle of each target."""

    name = "good"

    def reads(self, shape: TargetShape) -> bool:
        return bool(shape)

    def scores(self, region: Region) -> bool:
        return False

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        del layout
        scores = []
        for target in side.targets:
            x, y, width, height = placement.box_px(target.box)
            x, y = max(0, x + width // 2), max(0, y + height // 2)
            middle = page.pixels[y : y + 3, x : x + 3]
            score = float(1 - middle.mean() / 255) if middle.size else 0.0
            scores.append(TargetScore(target.contest, target.option, score, 0.0, 0.5, (x, y, 3, 3)))
        return Reading(tuple(scores))


def test_a_good_reader_passes() -> None:
    check_reader(GoodReader())


def rescored(reading: Reading, **fields: object) -> Reading:
    scores = tuple(msgspec.structs.replace(each, **fields) for each in reading.targets)
    return msgspec.structs.replace(reading, targets=scores)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda each: Reading(each.targets[1:]), "once each in order"),
        (lambda each: Reading((*each.targets, each.targets[0])), "once each in order"),
        (lambda each: Reading(each.targets[::-1]), "once each in order"),
        (lambda each: rescored(each, score=1.5), r"score must be in \[0, 1\]"),
        (lambda each: rescored(each, soft=float("nan")), "soft must be"),
        (lambda each: rescored(each, match=-0.1), "match must be"),
        (lambda each: rescored(each, px=(0.5, 0, 1, 1)), "four whole numbers"),
        (lambda each: rescored(each, px=(np.int64(1), 0, 1, 1)), "four whole numbers"),
        (lambda each: rescored(each, px=(1, 1, 1)), "four whole numbers"),
        (lambda each: rescored(each, flags=("rain",)), "flags must be of"),
        (lambda each: rescored(each, score=0.5), "does not stand above"),
        (lambda each: rescored(each, soft=(next(COUNT) % 97) / 100), "two answers"),
        (lambda each: Reading(each.targets, registration=2.0), "registration"),
        (lambda each: Reading(each.targets, (RegionScore("x", 0.1, (0, 0, 1, 1)),)), "'x' is not"),
        (lambda each: Reading(each.targets, (RegionScore("line", 7, (0, 0, 1, 1)),)), "region's"),
        (lambda _: None, "gave NoneType"),
    ],
)
def test_what_a_reader_may_not_do(change: Callable[[Reading], Reading], said: str) -> None:
    class Bad(GoodReader):
        def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
            return change(super().read(page, layout, side, placement))

    with pytest.raises(NonconformityError, match=said):
        check_reader(Bad())


class Sly(GoodReader):
    """Makes the page writable, where it can, and draws in it."""

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        reading = super().read(page, layout, side, placement)
        page.pixels.flags.writeable = True
        page.pixels[0, 0] += 1
        return reading


def test_a_page_of_the_kit_cannot_be_made_writable() -> None:
    with pytest.raises(ValueError, match="WRITEABLE"):
        check_reader(Sly())


def test_a_reader_that_draws_into_the_page_is_found_out() -> None:
    sheet = trial_sheets()[0]
    page = Page(sheet.page.pixels.copy(), sheet.page.small, sheet.page.tiny, sheet.page.factor)
    with (
        pytest.raises(NonconformityError, match="changed the page: my page"),
        Trial(Sly(), "my page", page),
    ):
        Sly().read(page, sheet.layout, sheet.side, sheet.placement)


def test_a_reader_that_changes_its_name_is_found_out() -> None:
    class Moody(GoodReader):
        def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
            self.name = "other"
            return super().read(page, layout, side, placement)

    with pytest.raises(NonconformityError, match="changed its name"):
        check_reader(Moody())


@pytest.mark.parametrize("name", ["", " x", "a\nb", 7])
def test_a_name_must_be_a_word(name: object) -> None:
    reader = GoodReader()
    reader.name = name  # type: ignore[assignment]  # that is the point
    with pytest.raises(NonconformityError, match="printable"):
        check_reader(reader)


def test_the_time_budget_is_a_ratio() -> None:
    class Clock:
        """Time passes only in the reader, and as fast as the test wants."""

        now = 0.0

        def __call__(self) -> float:
            self.now += 0.010
            return self.now

    clock = Clock()

    class Slow(GoodReader):
        def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
            clock.now += 0.5
            return super().read(page, layout, side, placement)

    with pytest.raises(NonconformityError, match="times a sum over the page"):
        check_reader(Slow(), clock=clock)
    check_reader(GoodReader(), clock=clock)


class GoodInspector:
    """Measures one thing."""

    name = "good"

    def inspect(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Inspection:
        del layout, side, placement
        return Inspection({"mean": float(page.pixels.mean())})


def test_a_good_inspector_passes() -> None:
    check_inspector(GoodInspector())


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Inspection({"mean": float("inf")}), "no number"),
        (Inspection({"mean": "x"}), "no number"),  # type: ignore[dict-item]  # that is the point
        (Inspection({"": 1.0}), "no number"),
        (Inspection({}, (OutsideMark("cloud", (0, 0, 1, 1), 0.5),)), "an outside mark is of"),
        (Inspection({}, (OutsideMark("large", (0, 0, 1, 1), 5.0),)), "score is in"),
        (Inspection({}, (OutsideMark("large", (0, 0, 1), 0.5),)), "px are whole"),  # type: ignore[arg-type]  # that is the point
        (None, "gave NoneType"),
    ],
)
def test_what_an_inspector_may_not_do(answer: Inspection, said: str) -> None:
    class Bad(GoodInspector):
        def inspect(
            self, page: Page, layout: Layout, side: Side, placement: Placement
        ) -> Inspection:
            del page, layout, side, placement
            return answer

    with pytest.raises(NonconformityError, match=said):
        check_inspector(Bad())


class GoodFormat:
    """Records as msgspec writes them, behind a first word."""

    name = "good"

    def sniff(self, head: bytes) -> bool:
        return head.startswith(b"GOOD")

    def read(self, data: bytes, name: str) -> RecordFile:
        try:
            return RecordFile(
                msgspec.json.decode(data.removeprefix(b"GOOD"), type=tuple[Reported, ...])
            )
        except (msgspec.DecodeError, RecursionError) as error:
            raise QcError("good.read", f"{name}: {error}", "Mend it.", ExitCode.FINDING) from error

    def write(self, reported: Sequence[Reported], layouts: Sequence[Layout]) -> bytes:
        del layouts
        return b"GOOD" + msgspec.json.encode(reported)


def test_a_good_format_passes() -> None:
    form = GoodFormat()
    check_format(form, [form.write(trial_reported(), ())], trial_reported())


class Sniffs(GoodFormat):
    def sniff(self, head: bytes) -> bool:
        return head.startswith(b"{")


class Crashes(GoodFormat):
    def read(self, data: bytes, name: str) -> RecordFile:
        del name
        return RecordFile(msgspec.json.decode(data, type=tuple[Reported, ...]))


class Nameless(GoodFormat):
    def read(self, data: bytes, name: str) -> RecordFile:
        del name
        return super().read(data, "a file")


class Forgets(GoodFormat):
    def write(self, reported: Sequence[Reported], layouts: Sequence[Layout]) -> bytes:
        return super().write(reported[:1], layouts)


class Lenient(GoodFormat):
    def read(self, data: bytes, name: str) -> RecordFile:
        return msgspec.structs.replace(
            super().read(data, name), leniencies=(Leniency("odd", "here"),)
        )


class Mute(GoodFormat):
    def write(self, reported: Sequence[Reported], layouts: Sequence[Layout]) -> bytes:
        del reported, layouts
        raise QcError("good.write", "cannot", "", ExitCode.FINDING)


@pytest.mark.parametrize(
    ("form", "error", "said"),
    [
        (Sniffs(), NonconformityError, "does not recognise what it wrote"),
        (Crashes(), msgspec.DecodeError, "truncated"),
        (Nameless(), NonconformityError, "does not name the file"),
        (Forgets(), NonconformityError, "reads other votes"),
        (Lenient(), NonconformityError, "needs leniencies for what it wrote"),
        (Mute(), NonconformityError, "without a way out"),
    ],
)
def test_what_a_format_may_not_do(form: GoodFormat, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        check_format(form)


def test_a_sample_must_be_recognised_and_read() -> None:
    with pytest.raises(NonconformityError, match="does not recognise a sample"):
        check_format(GoodFormat(), [b"other"])
    with pytest.raises(NonconformityError, match="refuses a sample"):
        check_format(GoodFormat(), [b"GOOD{"])


class GoodSink:
    """Takes what comes."""

    name = "good"

    def deliver(self, entry: Entry) -> None:
        del entry


class Answers(GoodSink):
    def deliver(self, entry: Entry) -> None:
        return entry  # type: ignore[return-value]  # that is the point


class Raises(GoodSink):
    def deliver(self, entry: Entry) -> None:
        raise OSError(type(entry).__name__)


def test_sinks() -> None:
    check_sink(GoodSink())
    with pytest.raises(NonconformityError, match="must give nothing"):
        check_sink(Answers())
    with pytest.raises(OSError, match="Genesis"):
        check_sink(Raises())


class Repeats(GoodSink):
    every_seconds = 1.0

    def repeat(self, standing: Sequence[AlarmRecord]) -> None:
        del standing


class NeverRepeats(Repeats):
    every_seconds = 0.0


class AnswersRepeats(Repeats):
    def repeat(self, standing: Sequence[AlarmRecord]) -> None:
        return len(standing)  # type: ignore[return-value]


def test_sinks_that_are_told_again() -> None:
    check_sink(Repeats())
    with pytest.raises(NonconformityError, match="every_seconds"):
        check_sink(NeverRepeats())
    with pytest.raises(NonconformityError, match=r"repeat.. must give nothing"):
        check_sink(AnswersRepeats())


class PosterSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    url: str
    token_file: SecretFile = ""


class Poster:
    """Posts alarms, as its table says."""

    name = "poster"

    def __init__(self, means: Means, url: str) -> None:
        self.means, self.url, self.seconds = means, url, 1.0
        self.headers = {"Authorization": means.secrets["token_file"]}

    def body(self, alarm: AlarmRecord) -> str:
        return str(alarm.number)

    def deliver(self, entry: Entry) -> None:
        if isinstance(entry, AlarmRecord):
            body = self.body(entry).encode()
            self.means.post(self.url, body, self.headers, "", self.seconds)


class PosterMaker:
    """Makes a poster of some kind."""

    name = "poster"

    def __init__(
        self, kind: type[Poster] = Poster, settings: type[msgspec.Struct] = PosterSettings
    ) -> None:
        self.kind, self.settings = kind, settings

    def make(self, settings: PosterSettings, means: Means) -> Poster:
        return self.kind(means, settings.url)


class TellsSheet(Poster):
    def body(self, alarm: AlarmRecord) -> str:
        return alarm.sheet.text()


class TellsSecret(Poster):
    def body(self, alarm: AlarmRecord) -> str:
        return self.headers["Authorization"]


class ShowsSecret(Poster):
    def __repr__(self) -> str:
        return str(self.headers)


class Patient(Poster):
    def __init__(self, means: Means, url: str) -> None:
        super().__init__(means, url)
        self.seconds = 0.0


class Swallows(Poster):
    def deliver(self, entry: Entry) -> None:
        with contextlib.suppress(TryAgainError):
            super().deliver(entry)


class OtherName(Poster):
    name = "other"


class Forgiving(msgspec.Struct, frozen=True):
    url: str


class Loose(msgspec.Struct, forbid_unknown_fields=True):
    url: str


def test_makers_of_sinks() -> None:
    check_sink_maker(PosterMaker(), {"url": "http://localhost"})


@pytest.mark.parametrize(
    ("maker", "said"),
    [
        (PosterMaker(TellsSheet), "lets 'trial-session' leave"),
        (PosterMaker(TellsSecret), "lets 'trial-secret' leave"),
        (PosterMaker(ShowsSecret), "shows a secret"),
        (PosterMaker(Patient), "must post with a limit of time"),
        (PosterMaker(Swallows), "swallows TryAgainError"),
        (PosterMaker(OtherName), "made a sink of another name: 'other'"),
        (PosterMaker(settings=Forgiving), "must forbid unknown fields"),
        (PosterMaker(settings=Loose), "must be frozen"),
    ],
)
def test_makers_that_break_their_promise(maker: PosterMaker, said: str) -> None:
    with pytest.raises(NonconformityError, match=said):
        check_sink_maker(maker, {"url": "http://localhost"})


class Quiet(Poster):
    def deliver(self, entry: Entry) -> None:
        del entry


def test_a_maker_whose_sink_posts_nothing_is_well() -> None:
    check_sink_maker(PosterMaker(Quiet), {"url": "http://localhost"})


class GoodImporter:
    """Imports one word."""

    name = "good"

    def convert(self, data: bytes, name: str) -> tuple[Layout, ...]:
        if data != b"trial":
            raise QcError("good.import", f"{name}: not mine", "Mend it.", ExitCode.FINDING)
        return (trial_layout(),)


class Twins(GoodImporter):
    def convert(self, data: bytes, name: str) -> tuple[Layout, ...]:
        return super().convert(data, name) * 2


class Orphans(GoodImporter):
    def convert(self, data: bytes, name: str) -> tuple[Layout, ...]:
        return (msgspec.structs.replace(super().convert(data, name)[0], contests=()),)


class Lists(GoodImporter):
    def convert(self, data: bytes, name: str) -> tuple[Layout, ...]:
        return list(super().convert(data, name))  # type: ignore[return-value]  # that is the point


def test_importers() -> None:
    check_layout_importer(GoodImporter(), [b"trial"])
    with pytest.raises(NonconformityError, match="makes no layout of a sample"):
        check_layout_importer(GoodImporter(), [b"other"])
    for bad, said in ((Twins(), "one id"), (Orphans(), "no option"), (Lists(), "a tuple")):
        with pytest.raises(NonconformityError, match=said):
            check_layout_importer(bad, [b"trial"])
