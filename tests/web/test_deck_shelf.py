"""The test decks that pages know: read once for each change, beside the service."""

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import pytest

from decks import PARTS, deck_sheet, deck_sheets, write_deck, write_decks
from qc_service.adapters.deck_folder import DeckFile, read_deck
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.metrics import Metrics
from qc_service.flow.figures import BoxFigures, BoxState, Figures
from qc_service.model.batch import Batch
from qc_service.model.events import Component
from qc_service.model.words import Language
from qc_service.web import deck_shelf
from qc_service.web.app import Shown, make_app
from qc_service.web.archive import Sources
from qc_service.web.deck_shelf import OLDER_MOST, DeckShelf, DeckView
from web_board import Clock, alarm, busy_board, make_board


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Read in this process, without a rest; give which ledgers were asked for."""
    questions: list[list[str]] = []

    async def here(paths: Sequence[Path]) -> dict[Path, DeckFile]:
        questions.append([path.name for path in paths])
        await asyncio.sleep(0)
        return {path: read_deck(path) for path in paths}

    monkeypatch.setattr(deck_shelf, "read_beside", here)
    monkeypatch.setattr(deck_shelf, "REST_TIMES", 0.0)
    return questions


def views(shelf: DeckShelf, scanner: str, *between: Callable[[], object]) -> list[DeckView]:
    """Look at a scanner's decks, and once more after each step."""

    async def look() -> list[DeckView]:
        seen = [await shelf.view(scanner)]
        for step in between:
            step()
            seen.append(await shelf.view(scanner))
        return seen

    return asyncio.run(look())


def test_a_page_that_finds_nothing_new_reads_nothing(
    tmp_path: Path, asked: list[list[str]]
) -> None:
    shelf = DeckShelf(write_decks(tmp_path / "decks"))
    first, again = views(shelf, "S03", lambda: None)
    assert len(asked) == 1
    assert first == again
    assert first.last is not None
    assert first.last.file == "S03-cleaned.sqlite"
    assert [each.file for each in first.older] == ["before.sqlite"]
    assert [each.name for each in first.unread] == ["S04.sqlite"]
    assert (first.more, first.waiting) == (0, False)


def test_a_deck_that_is_added_changed_or_taken_away_shows_without_a_restart(
    tmp_path: Path, asked: list[list[str]]
) -> None:
    added, more = tmp_path / "b.sqlite", deck_sheet(9, at="2027-09-20T00:00")

    def add() -> None:
        write_deck(added, *deck_sheets(5, day="2027-09-12"))

    def grow() -> None:
        with Ledger.open(added) as opened:
            opened.append([more])

    write_deck(tmp_path / "a.sqlite", *deck_sheets(3))
    seen = views(DeckShelf(tmp_path), "S01", add, grow, added.unlink)
    assert [each.last and each.last.deck.sheets for each in seen] == [3, 5, 6, 3]
    # Each time only what was new: never a.sqlite again, and nothing when one is gone.
    assert asked == [["a.sqlite"], ["b.sqlite"], ["b.sqlite"]]


def test_a_page_does_not_wait_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ = asyncio.Event()

    async def slow(paths: Sequence[Path]) -> dict[Path, DeckFile]:
        await open_.wait()
        return {path: read_deck(path) for path in paths}

    monkeypatch.setattr(deck_shelf, "read_beside", slow)
    monkeypatch.setattr(deck_shelf, "WAIT_SECONDS", 0.01)
    write_deck(tmp_path / "a.sqlite", *deck_sheets(3))
    waiting, done = views(DeckShelf(tmp_path), "S01", open_.set)
    assert (waiting.waiting, waiting.last) == (True, None)
    assert done.last is not None


def test_a_deck_that_is_being_scanned_is_not_read_all_the_time(
    tmp_path: Path, asked: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deck_shelf, "REST_TIMES", 1e6)
    path = write_deck(tmp_path / "a.sqlite", *deck_sheets(3))

    def grow() -> None:
        with Ledger.open(path) as opened:
            opened.append([deck_sheet(4)])

    before, resting = views(DeckShelf(tmp_path), "S01", grow)
    assert before.last is not None
    assert resting.last == before.last
    assert resting.waiting
    assert len(asked) == 1


def test_a_process_that_fails_is_told_and_not_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    count = []

    async def fails(_paths: Sequence[Path]) -> dict[Path, DeckFile]:
        count.append(1)
        return {}

    monkeypatch.setattr(deck_shelf, "read_beside", fails)
    monkeypatch.setattr(deck_shelf, "REST_TIMES", 0.0)
    write_deck(tmp_path / "a.sqlite", *deck_sheets(3))
    first, again = views(DeckShelf(tmp_path), "S01", lambda: None)
    assert first == again
    assert [each.code for each in first.unread] == ["decks.no-answer"]
    assert len(count) == 1
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["event"], line["file"]) == ("decks", "a.sqlite")


def test_a_folder_that_is_not_there_is_told_and_found_when_it_comes(
    tmp_path: Path, asked: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "decks"
    seen = views(DeckShelf(folder), "S01", lambda: None, lambda: write_decks(folder))
    assert [[each.code for each in view.unread] for view in seen] == [
        ["decks.folder"],
        ["decks.folder"],
        ["ledger.damaged"],
    ]
    assert seen[2].last is not None
    told = [json.loads(line)["code"] for line in capsys.readouterr().err.splitlines()]
    assert told == ["decks.folder", "ledger.damaged"]
    assert len(asked) == 1


def test_only_the_newest_of_the_earlier_decks_are_listed(
    tmp_path: Path, asked: list[list[str]]
) -> None:
    for day in range(10, 18):
        write_deck(tmp_path / f"{day}.sqlite", deck_sheet(1, at=f"2027-09-{day}T10:00"))
    (view,) = views(DeckShelf(tmp_path), "S01")
    assert asked
    assert view.last is not None
    assert view.last.file == "17.sqlite"
    assert [each.file for each in view.older] == [f"{16 - n}.sqlite" for n in range(OLDER_MOST)]
    assert view.more == 2


def test_parts_are_held_against_the_night_s(tmp_path: Path, asked: list[list[str]]) -> None:
    write_deck(tmp_path / "a.sqlite", deck_sheet(1))
    other = (Component("profile", "norwegian", "5.0", "plugin", "changed"),)
    found = [
        views(DeckShelf(tmp_path, None, parts), "S01")[0].apart for parts in (PARTS, other, ())
    ]
    assert found == [(), (("profile", "norwegian"),), None]
    assert views(DeckShelf(tmp_path, None, PARTS), "S09")[0].apart is None
    assert len(asked) == 4


def page(
    tmp_path: Path,
    *,
    lang: str = "en",
    scanner: str = "S03",
    folder: bool = True,
    hour: float = 9.0,
) -> str:
    async def ask() -> str:
        sources = Sources(tmp_path / "night.sqlite", decks=tmp_path / "decks" if folder else None)
        shown = Shown(Language.EN, 5.0, (), lambda: hour, sources=sources, parts=PARTS)
        board = busy_board(Clock(), (alarm(),), scanner=scanner)
        app = make_app(board, Metrics().registry, None, shown)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            answer = await client.get(f"/scanners/{scanner}?lang={lang}")
            return answer.text.partition('<section id="decks">')[2].partition("</section>")[0]

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("lang", "agreed", "same", "earlier"),
    [
        ("en", "All agreed", "as tonight", "Earlier test decks"),
        ("nb", "Alt stemte", "som i kveld", "Tidligere prøvesett"),
        ("nn", "Alt stemte", "som i kveld", "Tidlegare prøvesett"),
    ],
)
def test_the_page_tells_the_last_deck_in_every_language(
    tmp_path: Path, asked: list[list[str]], lang: str, agreed: str, same: str, earlier: str
) -> None:
    write_decks(tmp_path / "decks")
    text = page(tmp_path, lang=lang)
    assert asked
    assert f'<span aria-hidden="true">✓</span> {agreed}' in text
    assert same in text
    assert "S03-cleaned.sqlite" in text
    assert earlier in text
    assert 'data-moment="2027-09-13T16:03:20.000+00:00">2027-09-13 16:03 UTC<' in text
    assert ("1.5" if lang == "en" else "1,5") in text
    assert "S04.sqlite" in text
    assert "ledger.damaged" in text
    assert "<a " not in text


def test_a_deck_with_differences_says_so_with_a_sign_and_where(
    tmp_path: Path, asked: list[list[str]]
) -> None:
    folder = write_decks(tmp_path / "decks")
    (folder / "S03-cleaned.sqlite").unlink()
    text = page(tmp_path)
    assert asked
    assert '<span aria-hidden="true">!</span> Not everything agreed' in text
    assert "<dd>4 (2\u202f%)</dd>" in text
    assert "<dt>Possible, up to</dt><dd>4.6\u202f%</dd>" in text
    assert "Most often: missed mark, k1 (personstemmer): 4" in text
    assert "Earlier test decks" not in text


def test_before_the_embargo_hour_a_deck_is_told_without_a_place(
    tmp_path: Path, asked: list[list[str]]
) -> None:
    folder = write_decks(tmp_path / "decks")
    (folder / "S03-cleaned.sqlite").unlink()
    text = page(tmp_path, hour=1.0)
    assert asked
    assert "Not everything agreed" in text
    assert "personstemmer" not in text


def test_a_scanner_without_a_deck_is_told_how_to_get_one(
    tmp_path: Path, asked: list[list[str]]
) -> None:
    write_decks(tmp_path / "decks")
    text = page(tmp_path, scanner="S07")
    assert asked
    assert "No test deck of this scanner is known" in text
    assert f"--ledger {tmp_path}/decks/S07-1.sqlite" in text
    assert "folder = " in page(tmp_path, folder=False)
    assert len(asked) == 1


def test_names_from_elsewhere_are_escaped(tmp_path: Path, asked: list[list[str]]) -> None:
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "<b>.sqlite").write_bytes(b"none")
    assert "<b>" not in page(tmp_path)
    assert asked


def test_a_deck_that_something_else_read_says_what(tmp_path: Path, asked: list[list[str]]) -> None:
    (tmp_path / "decks").mkdir()
    other = (Component("profile", "norwegian", "5.0", "plugin", "changed"),)
    write_deck(tmp_path / "decks" / "a.sqlite", deck_sheet(1, scanner="S03"), parts=other)
    assert "Lese med noko anna enn i kveld: profil norwegian." in page(tmp_path, lang="nn")
    assert asked


def before_the_count(
    tmp_path: Path, name: str, *, lang: str = "en", connected: bool = False, planned: bool = False
) -> tuple[int, str]:
    """Ask for a scanner's page before anything was scanned."""

    async def ask() -> tuple[int, str]:
        shown = Shown(sources=Sources(decks=tmp_path / "decks"), parts=PARTS)
        board = make_board(Clock())
        if connected:
            board.credit({name: 16})
        if planned:
            box = BoxFigures(Batch("K1", scanner=name), BoxState.PLANNED, 0)
            board.figures(Figures((), (), 0.0, (box,)))
        transport = httpx.ASGITransport(make_app(board, Metrics().registry, None, shown))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            answer = await client.get(f"/scanners/{name}?lang={lang}")
            return answer.status_code, answer.text

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("lang", "none_yet", "agreed"),
    [
        ("en", "No ballot yet tonight.", "All agreed"),
        ("nb", "Ingen seddel ennå i kveld.", "Alt stemte"),
        ("nn", "Ingen setel enno i kveld.", "Alt stemte"),
    ],
)
def test_before_the_first_ballot_a_scanners_page_has_its_deck(
    tmp_path: Path, asked: list[list[str]], lang: str, none_yet: str, agreed: str
) -> None:
    write_decks(tmp_path / "decks")
    status, text = before_the_count(tmp_path, "S03", lang=lang)
    assert asked
    assert status == 200
    assert none_yet in text
    assert agreed in text.partition('<section id="decks">')[2]


def test_a_scanner_that_is_connected_or_planned_has_a_page_before_its_first_ballot(
    tmp_path: Path, asked: list[list[str]]
) -> None:
    (tmp_path / "decks").mkdir()
    status, text = before_the_count(tmp_path, "S09", connected=True)
    assert (status, "Quiet" in text, "No test deck of this scanner" in text) == (200, True, True)
    status, text = before_the_count(tmp_path, "S09", planned=True)
    assert (status, "Quiet" in text, "No test deck of this scanner" in text) == (200, False, True)
    assert not asked


def test_a_name_that_nothing_knows_has_no_page(tmp_path: Path, asked: list[list[str]]) -> None:
    write_decks(tmp_path / "decks")
    assert before_the_count(tmp_path, "S99")[0] == 404
    assert before_the_count(tmp_path, "", planned=True)[0] == 404
    assert asked


def test_while_decks_are_read_any_name_may_be_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(_paths: tuple[Path, ...]) -> dict[Path, DeckFile]:
        await asyncio.sleep(60)
        return {}

    monkeypatch.setattr(deck_shelf, "read_beside", busy)
    monkeypatch.setattr(deck_shelf, "WAIT_SECONDS", 0.01)
    write_decks(tmp_path / "decks")
    status, text = before_the_count(tmp_path, "<b>")
    assert status == 200
    assert "<b>" not in text
