"""The side that is seen when the ballot is folded: pattern, stamp field, guidance, title."""

from collections.abc import Iterator
from textwrap import wrap

from qc_calibration.norway.lists import Ballots
from qc_calibration.norway.sheets import (
    Sheet,
    between,
    box,
    guidance_box,
    outside_marks,
    stamp_box,
    words,
)
from qc_calibration.norway.table import APART, WRITTEN, table_frame, table_regions, table_texts
from qc_service.model.layout import Box, PrintedText, Region, RegionKind, Side, Title

TITLE_POINTS, HEAD_POINTS, BODY_POINTS, LABEL_POINTS = 17.0, 14.0, 10.0, 8.0
"""Sizes of type: the election, the guidance's head and words, the stamp field's label."""

LINE, PARAGRAPH = 4.7, 2.6
"""Step from line to line in the guidance, and what a new paragraph adds, in mm."""

LETTERS = 60
"""Letters to a line of the guidance: 104 mm of its type at an average of 1.75 mm."""

FIELD_BELOW = 9.0
"""White paper below a table outside, in mm."""


def outside(sheet: Sheet, ballots: Ballots) -> Side:
    """Give the side that is alike for all lists of one contest."""
    stamp, guidance = stamp_box(sheet), guidance_box(sheet)
    regions = [*_tones(sheet, stamp, guidance), Region("stamp", RegionKind.STAMP, stamp)]
    texts = [*_labels(stamp), *_advice(ballots, guidance)]
    table = sheet.form.table_outside
    if table is not None:
        frame = table_frame(sheet, table)
        end = frame.x + frame.width
        field = between(frame.x - 3, frame.y - 5.2, end + 3, frame.y + frame.height + FIELD_BELOW)
        regions.append(Region("table-paper", RegionKind.TONE, field))
        regions += table_regions(sheet, table)
        below = between(
            frame.x, frame.y + frame.height + APART, end, field.y + field.height - 2 * APART
        )
        regions.append(Region("clear-table-below", RegionKind.CLEAR, below, WRITTEN))
        texts += table_texts(sheet, table, ballots.write_ins)
    return Side(
        name="back",
        identification=Title(_title(sheet, ballots)),
        regions=tuple(regions),
        fiducials=outside_marks(sheet),
        texts=tuple(texts),
        folds=tuple(round(sheet.form.width - x, 4) for x in reversed(sheet.form.folds)),
    )


def _title(sheet: Sheet, ballots: Ballots) -> PrintedText:
    fold = sheet.form.width - sheet.form.folds[-1]
    text = f"{ballots.heading} – {ballots.place}"
    line = words(text, fold + 8, sheet.geometry.header / 2, TITLE_POINTS, room=126, bold=True)
    return PrintedText(line.text, line.box, line.points, bold=True, reversed=True)


def _tones(sheet: Sheet, stamp: Box, guidance: Box) -> Iterator[Region]:
    """Give the printed areas, what lies above after what lies below."""
    given, paper, around = sheet.geometry, sheet.paper, sheet.geometry.stamp_surround
    plain = between(
        stamp.x - around.left,
        stamp.y - around.top,
        stamp.x + stamp.width + around.right,
        stamp.y + stamp.height + around.bottom,
    )
    tones = (
        ("pattern-outside", box(0, 0, paper.width, paper.height), sheet.tone),
        ("pattern-band", box(0, 0, paper.width, given.header), sheet.dark),
        ("tone-stamp", plain, sheet.tone),
        ("guidance-paper", guidance, 0.0),
    )
    for name, area, tone in tones:
        yield Region(name, RegionKind.TONE, area, tone=tone)
    yield Region("guidance", RegionKind.TEXT, guidance)


def _labels(stamp: Box) -> Iterator[PrintedText]:
    """Name the stamp field above it and at its left."""
    yield words("Stempelfelt", stamp.x, stamp.y - 2.6, LABEL_POINTS, room=20)
    yield words("Stempelfelt", stamp.x - 15.8, stamp.y + 20, LABEL_POINTS, room=15)


def _advice(ballots: Ballots, area: Box) -> Iterator[PrintedText]:
    x, y, room = area.x + 4, area.y + 8, area.width - 8
    yield words("Veiledning", x, y, HEAD_POINTS, room=room, bold=True)
    y += LINE + 2 * PARAGRAPH
    for number, paragraph in enumerate(_paragraphs(ballots), start=1):
        for line, text in enumerate(wrap(paragraph, LETTERS)):
            if line == 0:
                yield words(f"{number}.", x, y, BODY_POINTS, room=5)
            yield words(text, x + 6, y, BODY_POINTS, room=room - 6)
            y += LINE
        y += PARAGRAPH


def _paragraphs(ballots: Ballots) -> tuple[str, ...]:
    """Tell the voter what to do."""
    personal = (
        "Du kan gi personstemme til så mange kandidater du vil. Sett kryss i ruten foran navnet.",
        "Personstemmer er frivillig. Andre endringer på stemmeseddelen teller ikke.",
    )
    written = (
        (
            f"Du kan føre opp inntil {ballots.write_ins} kandidater fra andre lister i feltet for "
            "det. Skriv fornavn, etternavn og parti med store bokstaver, ett navn på hver linje."
        ),
    )
    return (
        "Velg stemmeseddelen til partiet eller gruppen du vil stemme på. Bruk bare én.",
        *(personal[:1] if ballots.kind != "st" else ()),
        *(written if ballots.kind == "kst" else ()),
        *(personal[1:] if ballots.kind != "st" else ()),
        "Brett stemmeseddelen slik at ingen kan se hva du stemmer. Denne siden skal være ut.",
        "Gå til en valgmedarbeider, som stempler stemmeseddelen i stempelfeltet.",
        "Legg stemmeseddelen i urnen. Uten stempel kan den ikke godkjennes.",
        "Har du gjort feil, kan du ta en ny stemmeseddel og kaste den gamle.",
    )
