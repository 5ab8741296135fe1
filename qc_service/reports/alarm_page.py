"""One alarm as a page of its own: words, plot and crops in one HTML file without outside help."""

import base64
import math
from collections.abc import Callable, Iterable
from pathlib import Path

import jinja2
import msgspec

from qc_service.flow.alarm_texts import Part, parts, places
from qc_service.flow.alarm_words import STATES, label, shown
from qc_service.flow.brief import Brief
from qc_service.flow.option_names import option_name
from qc_service.flow.trace import Trace
from qc_service.model.events import Entry, SheetRecord
from qc_service.reports.alarm_plot import PlotWords, alarm_plot

CROPS_MOST = 24
"""Crops on a page: a little more than people look at first."""


class CropView(msgspec.Struct, frozen=True):
    """One disputed field beside what both readings say; `image` is a data address."""

    sheet: str
    field: str
    image: str
    reported: str
    reread: str


class Source(msgspec.Struct, frozen=True):
    """Which ledger a page was made from."""

    name: str
    rows: int


def alarm_page(
    brief: Brief, trace: Trace, crops: Iterable[CropView], source: Source, language: str
) -> str:
    """Give the page as HTML. Everything is escaped: names come from other people's systems."""
    case = brief.severity.case
    told = parts(brief, language)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("alarm.html").render(
        language=language,
        number=label("alarm", language, number=case.number),
        state=STATES[case.state].say(language),
        head=told[0],
        parts=told[1:],
        plot=alarm_plot(trace, case.latest, plot_words(trace, brief, language)),
        crops=tuple(crops),
        recount=Part(
            label("recount", language, count=len(brief.severity.sheets)),
            tuple(places([sheet.key for sheet in brief.severity.sheets], language)),
        ),
        made=label("made", language, ledger=source.name, rows=source.rows),
        label=lambda name: label(name, language),
    )


def plot_words(trace: Trace, brief: Brief, language: str) -> PlotWords:
    """Give what stands in an alarm's plot."""
    alarm = brief.severity.case.latest
    first, last = alarm.start_set
    about = label(
        "plot-about",
        language,
        limit=_power(trace.limit),
        raised=trace.raised[0],
        last=_power(trace.points[-1][1]),
        start=alarm.start,
        first=first,
        last_start=last,
    )
    scanner = alarm.cell.scanner
    sheets = "plot-sheets-scanner" if scanner else "plot-sheets-all"
    return PlotWords(
        title=label("plot", language),
        about=about,
        sheets=label(sheets, language, scanner=scanner),
        evidence=label("plot-evidence", language),
        limit=label("plot-limit", language),
        start=label("plot-start", language),
        raised=label("plot-raised", language),
    )


def crop_views(
    brief: Brief, entries: Iterable[Entry], read: Callable[[str], bytes | None], language: str
) -> list[CropView]:
    """Give the crops of an alarm's sheets that are still there, those to be looked at first first.

    `read` gives a picture by its SHA-256, or None.
    """
    severity = brief.severity
    wanted = {sheet.key for sheet in severity.sheets}
    found: dict[bool, list[CropView]] = {True: [], False: []}
    for entry in entries:
        if not isinstance(entry, SheetRecord) or entry.examination.key not in wanted:
            continue
        sheet = entry.examination
        said = {(d.contest, d.option): d for d in sheet.differences}
        for crop in sheet.crops:
            picture = read(crop.sha256)
            difference = said.get((crop.contest, crop.option))
            if picture is not None and difference is not None:
                view = CropView(
                    sheet=places([sheet.key], language)[0],
                    field=option_name(crop.contest, crop.option, language, brief.titles),
                    image="data:image/png;base64," + base64.b64encode(picture).decode(),
                    reported=shown(difference.reported, language),
                    reread=shown(difference.reread, language),
                )
                found[sheet.key in severity.look_at].append(view)
    return [*found[True], *found[False]][:CROPS_MOST]


def _power(log_evidence: float) -> str:
    return f"{log_evidence / math.log(10):.0f}"
