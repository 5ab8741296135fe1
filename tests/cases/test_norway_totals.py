"""What happened in Norway's counts, each found from the numbers alone and told in words.

The places and figures are public; what the other lists had is made up.
"""

from qc_service.comparing.differing import ALL, Comparison, Line
from qc_service.comparing.explanations import words
from qc_service.comparing.reconcile import reconcile
from qc_service.model.totals import CountKind, ListCount, Rejected, RereadBox, Totals


def told(place: str, lists: dict[str, int], **fields: object) -> Totals:
    """Give a count of a box, or of `locale/category`."""
    locale, _, category = place.partition("/")
    where = {"locale": locale, "category": category} if category else {"batch": place}
    made = tuple(ListCount(code, count) for code, count in lists.items())
    return Totals("valg.csv", made, **where, **fields)  # type: ignore[arg-type]


def line(lines: tuple[Line, ...], place: str, code: str, comparison: str = "reread") -> Line:
    (found,) = (
        each
        for each in lines
        if (each.place.text(), each.list, each.comparison) == (place, code, comparison)
    )
    return found


def said(found: Line, language: str = "nb") -> str:
    return " ".join(words(each, language) for each in found.explanations)


def test_hordvik_2019_436_ballots_of_one_list_entered_as_another() -> None:
    """Bergen 2019: FNB's 436 ballots were entered as NKP; a voter saw it in the results."""
    right = {"A": 812, "FNB": 436, "H": 655, "NKP": 3}
    wrong = {"A": 812, "FNB": 0, "H": 655, "NKP": 439}
    others = {"A": 700, "FNB": 390, "H": 640, "NKP": 4}
    lines = reconcile(
        [told("Hordvik", wrong), told("Eidsvåg", others)],
        [RereadBox("Hordvik", right), RereadBox("Eidsvåg", others)],
    )
    found = line(lines, "Hordvik", "FNB")
    assert (found.first, found.second, found.difference, found.beyond) == (0, 436, 436, True)
    assert "436 sedler for FNB kan være ført på NKP" in said(found)
    assert "436 ballots of FNB may have been entered as NKP" in said(found, "en")
    assert "FNB står med null i den første" in said(found)
    assert line(lines, "Hordvik", "NKP").difference == -436
    # All ballots together agree: only the comparison by list sees it.
    assert line(lines, "Hordvik", ALL).difference == 0
    assert not [each for each in lines if each.place.box == "Eidsvåg" and each.beyond]


def test_kristiansund_2019_a_bundle_of_50_forgotten() -> None:
    """Kristiansund 2019: a bundle of 50 of one list was left out of one of the two counts."""
    lines = reconcile(
        [
            told("0101/VO", {"A": 640, "FRP": 211, "H": 402}, count=1, kind=CountKind.MANUAL),
            told("0101/VO", {"A": 640, "FRP": 261, "H": 402}, count=2, kind=CountKind.MACHINE),
        ],
        [],
    )
    found = line(lines, "0101/VO", "FRP", "counts")
    assert (found.difference, found.beyond) == (50, True)
    assert "hele bunker: 1 × 50" in said(found)
    assert "heile bunkar: 1 × 50" in said(found, "nn")
    assert not line(lines, "0101/VO", "A", "counts").explanations


def test_a_forgotten_bundle_of_50_is_seen_by_the_reread_too() -> None:
    """The same, where the scanned box lacks what was reported of it."""
    lines = reconcile(
        [told("K7", {"A": 240, "FRP": 161}), told("K8", {"A": 90, "FRP": 20})],
        [RereadBox("K7", {"A": 240, "FRP": 111}), RereadBox("K8", {"A": 90, "FRP": 20})],
    )
    found = line(lines, "K7", "FRP")
    assert found.beyond
    assert "1 × 50" in said(found)


def test_a_forgotten_box() -> None:
    """A box was reported and never scanned; another was expected and nobody has it."""
    lines = reconcile(
        [told("K1", {"A": 300, "H": 120}), told("K2", {"A": 210, "H": 77})],
        [RereadBox("K1", {"A": 300, "H": 120})],
        expected=("K1", "K2", "K3"),
    )
    lost = line(lines, "K2", ALL)
    assert lost.beyond
    assert "Kasse K2 er rapportert med 287 sedler, men ingen av dem er lest" in said(lost)
    absent = line(lines, "K3", ALL)
    assert absent.beyond
    assert "Box K3 was expected, but is neither reported nor reread" in said(absent, "en")


def test_a_forgotten_box_is_named_where_only_the_locale_is_counted() -> None:
    """The official count of a locale lacks just what one of its boxes holds."""
    boxes = [
        RereadBox("K1", {"A": 300, "H": 120}, locale="0304", category="VO"),
        RereadBox("K2", {"A": 210, "H": 77}, locale="0304", category="VO"),
    ]
    lines = reconcile([told("0304/VO", {"A": 300, "H": 120})], boxes)
    found = line(lines, "0304/VO", ALL)
    assert found.difference == 287
    assert "287 sedler er like stor som kasse K2" in said(found)


def test_vestland_2019_scanned_in_the_wrong_category() -> None:
    """Vestland's control 2019: 24 ballots too few in one category, 25 too many in the other."""
    lines = reconcile(
        [
            told("1201/FO", {"A": 800, "H": 500}),
            told("1201/VO", {"A": 1724, "H": 901}),
            told("1202/VO", {"A": 300, "H": 200}),
        ],
        [
            RereadBox("K1", {"A": 810, "H": 514}, locale="1201", category="FO"),
            RereadBox("K2", {"A": 1714, "H": 886}, locale="1201", category="VO"),
            RereadBox("K3", {"A": 300, "H": 200}, locale="1202", category="VO"),
        ],
    )
    found = line(lines, "1201/FO", ALL)
    assert (found.difference, line(lines, "1201/VO", ALL).difference) == (24, -25)
    assert "24 sedler mangler i kategori FO, og 25 er for mange i VO, i samme krets" in said(found)
    assert "feil kategori" in said(found)
    assert "wrong category" in said(line(lines, "1201/VO", ALL), "en")


def test_vestland_2019_stamps_that_were_there_proposed_for_rejection() -> None:
    """The scanner proposed 16 stamped ballots for rejection; the reread has them with a list."""
    totals = told("K1", {"A": 484, "H": 300}, rejected=(Rejected("stempel", 16),))
    lines = reconcile([totals], [RereadBox("K1", {"A": 500, "H": 300})])
    assert line(lines, "K1", "A").beyond
    assert line(lines, "K1", ALL).difference == 0


def test_evenes_2019_more_advance_ballots_than_crosses() -> None:
    """Evenes 2019: 22, later 27, more advance ballots than crosses in the register."""
    for more in (22, 27):
        lines = reconcile(
            [
                told("0000/FO", {"A": 200, "SV": 60 + more, "SP": 90}, crosses=350),
                told("0000/VO", {"A": 180, "SV": 42, "SP": 70}, crosses=292),
            ],
            [],
        )
        found = line(lines, "0000/FO", ALL, "register")
        assert (found.difference, found.beyond) == (more, True)
        assert f"{more} sedler mer enn kryss" in said(found)
        assert not line(lines, "0000/VO", ALL, "register").beyond


def test_evenes_2019_28_fewer_at_the_other_election() -> None:
    """The same night, 28 county votes fewer than crosses."""
    lines = reconcile([told("0000/VO", {"A": 264}, crosses=292)], [])
    found = line(lines, "0000/VO", ALL, "register")
    assert found.difference == -28
    assert "28 setlar færre enn kryss" in said(found, "nn")


def test_oslo_2025_50_more_ballots_than_crosses() -> None:
    """Oslo 2025: 424,036 approved ballots, 423,986 crosses: 0.12 per mille, within tolerance."""
    totals = [told("0301/alle", {"A": 200_000, "H": 224_036}, crosses=423_986)]
    found = line(reconcile(totals, []), "0301/alle", ALL, "register")
    assert (found.difference, found.beyond) == (50, False)
    assert round(found.permille, 2) == 0.12
    assert "424036 sedler mot 423986 kryss i manntallet: 50 sedler mer enn kryss" in said(found)
    # Some 40 polling stations: each on its own shows where the difference is.
    stations = [told(f"{4000 + n}/VO", {"A": 10_000}, crosses=9_999 - n % 2) for n in range(40)]
    one = [each for each in reconcile(stations, []) if each.comparison is Comparison.REGISTER]
    assert sum(each.difference for each in one) == 60
