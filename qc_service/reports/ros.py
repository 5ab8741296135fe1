"""The scanning part of a municipality's risk analysis (ROS), as Markdown and as a page to print.

Three questions, as the Norwegian template asks them: what can go wrong, what prevents it, what
limits the harm. A measure that is not set up is said to be missing, in its row and in a list.
"""

from html import escape

import msgspec

from qc_service import __version__
from qc_service.flow.decks import DeckTotal
from qc_service.model.categories import find_category
from qc_service.model.words import Words
from qc_service.reports.ros_facts import Facts, categories_of
from qc_service.reports.ros_measures import Measure
from qc_service.reports.ros_risks import RISKS
from qc_service.reports.words import WORDS as DOCUMENT_WORDS


class Line(msgspec.Struct, frozen=True):
    """One measure as it is said, and whether it is set up; None where people must see to it."""

    text: str
    holds: bool | None


class Row(msgspec.Struct, frozen=True):
    """One hazard with its measures."""

    wrong: str
    prevents: tuple[Line, ...]
    limits: tuple[Line, ...]


class Analysis(msgspec.Struct, frozen=True):
    """All of the document, in one language."""

    language: str
    title: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    gaps: tuple[str, ...]


def analyse(facts: Facts, language: str) -> Analysis:
    """Fill the analysis from the facts."""
    rows = tuple(
        Row(
            risk.wrong.say(language),
            tuple(_line(each, facts, language) for each in risk.prevents),
            tuple(_line(each, facts, language) for each in risk.limits),
        )
        for risk in RISKS
    )
    lines = [line for row in rows for line in (*row.prevents, *row.limits)]
    gaps = tuple(dict.fromkeys(line.text for line in lines if line.holds is False))
    title = _say("title", language)
    return Analysis(
        language,
        f"{title} – {facts.place}" if facts.place else title,
        tuple(_facts(facts, language)),
        rows,
        gaps,
    )


def _line(measure: Measure, facts: Facts, language: str) -> Line:
    said = measure.text.say(language, **facts.values(language))
    return Line(said, facts.holds(measure.needs))


def _facts(facts: Facts, language: str) -> list[tuple[str, str]]:
    """Give what the analysis was filled from, as pairs of a name and a value."""
    values = facts.values(language)
    told = [
        (_say("program", language), f"qc-service {__version__}"),
        (_say("digest", language), str(values["digest"])),
        (_say("profile", language), str(values["profile"])),
        (_say("plugins", language), ", ".join(facts.config.plugins.enable)),
        (_say("plan", language), _say("plan-told", language, **values)),
        (_say("checks", language), _say("checks-told", language, **values)),
        (_say("boxes", language), _boxes(facts, language)),
        (_say("deck", language), _deck(facts.deck, language)),
    ]
    own = ", ".join(f"{each.path} ({each.sha256[:12]}…)" for each in facts.config.plugins.file)
    if own:
        told.insert(4, (_say("own-plugins", language), own))
    return told


def _boxes(facts: Facts, language: str) -> str:
    """Give the number of boxes, and how many of each category."""
    if not facts.boxes:
        return _say("no-boxes", language)
    counts = categories_of(facts.boxes)
    parts = []
    for code, number in counts.items():
        found = find_category(code)
        name: str = getattr(found, language) if found is not None else _say("other", language)
        parts.append(f"{name}: {number}")
    return f"{sum(counts.values())} ({'; '.join(parts)})"


def _deck(deck: DeckTotal | None, language: str) -> str:
    if deck is None:
        return _say("no-deck", language)
    said = _say("deck-told", language, **msgspec.structs.asdict(deck) | {"day": deck.made_at[:10]})
    verdict = _say("deck-clean" if deck.clean else "deck-trouble", language)
    return f"{said} {verdict}"


def markdown(analysis: Analysis) -> str:
    """Give the analysis as Markdown: the facts, the gaps, and a table of the three questions."""
    language = analysis.language
    parts = [f"# {analysis.title}", f"*{_say('label', language)}*"]
    parts.append("\n".join(f"- **{name}:** {value}" for name, value in analysis.facts))
    if analysis.gaps:
        parts.append(f"## {_say('gaps', language)}")
        parts.append("\n".join(f"- {text}" for text in analysis.gaps))
    heads = [_say(name, language) for name in COLUMNS]
    table = [f"| {' | '.join(heads)} |", "|---|---|---|---|"]
    for row in analysis.rows:
        cells = [row.wrong, _cell(row.prevents, language), _cell(row.limits, language), ""]
        table.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    parts += [f"## {_say('questions', language)}", _say("ticked", language), "\n".join(table)]
    return "\n\n".join(parts) + "\n"


def _cell(lines: tuple[Line, ...], language: str) -> str:
    marks = {True: "", None: f"{TICK} ", False: f"**{_say('not-set-up', language)}** "}
    return "<br>".join(marks[line.holds] + line.text for line in lines)


def html(analysis: Analysis) -> str:
    """Give the analysis as one HTML file that needs nothing else, for screen and A4 across."""
    language = analysis.language
    facts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in analysis.facts
    )
    gaps = "".join(f"<li>{escape(text)}</li>" for text in analysis.gaps)
    gaps = f"<h2>{_say('gaps', language)}</h2><ul class=gaps>{gaps}</ul>" if gaps else ""
    heads = "".join(f"<th scope=col>{_say(name, language)}</th>" for name in COLUMNS)
    rows = "".join(
        f"<tr><th scope=row>{escape(row.wrong)}</th>"
        f"<td>{_list(row.prevents, language)}</td><td>{_list(row.limits, language)}</td>"
        "<td></td></tr>"
        for row in analysis.rows
    )
    return (
        f"<!doctype html><html lang={language}><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width'>"
        f"<title>{escape(analysis.title)}</title><style>{STYLE}</style>"
        f"<main><p class=label>{_say('label', language)}</p><h1>{escape(analysis.title)}</h1>"
        f"<dl>{facts}</dl>{gaps}<h2>{_say('questions', language)}</h2>"
        f"<p>{_say('ticked', language)}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></main></html>\n"
    )


def _list(lines: tuple[Line, ...], language: str) -> str:
    marks = {
        True: "<li>",
        None: f"<li class=people><span aria-hidden=true>{TICK}</span> ",
        False: f"<li class=gap><strong>{_say('not-set-up', language)}</strong> ",
    }
    return f"<ul>{''.join(f'{marks[line.holds]}{escape(line.text)}</li>' for line in lines)}</ul>"


TICK = "☐"
"""Before what people see to and tick on paper."""


STYLE = """
:root{color-scheme:light}
body{margin:0;background:#fff;color:#1b1b1b;font:11pt/1.45 'Liberation Sans',Arial,sans-serif}
main{max-width:72rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.7em;margin:.2em 0 .8em}h2{font-size:1.2em;margin:1.6em 0 .5em}
.label{margin:0;color:#555}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.25rem;margin:0}
dt{font-weight:bold}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{border:1px solid #767676;padding:.5rem .6rem;text-align:left;vertical-align:top;
overflow-wrap:break-word}
thead th{background:#ececec}tbody th{font-weight:normal}
th:nth-child(1){width:23%}th:nth-child(4){width:13%}
td ul{margin:0;padding-left:1.1em}li+li{margin-top:.35em}
.people{list-style:none;text-indent:-1.1em}
.gap strong,.gaps{color:#8a1c00}
tr{break-inside:avoid}h2,h2+p{break-after:avoid}thead{display:table-header-group}
@page{size:A4 landscape;margin:14mm}
@media print{main{max-width:none;padding:0}body{font-size:9.5pt}}
"""
"""Black on white, one accent that keeps its contrast (7:1) in print and on screen."""

COLUMNS = ("wrong", "prevents", "limits", "responsible")
"""The three questions, and who answers for it: for the municipality to fill in."""


def _say(name: str, language: str, /, **values: object) -> str:
    return PHRASES[name].say(language, **values)


PHRASES: dict[str, Words] = {
    "title": Words(
        "ROS-analyse: skanning av stemmesedler",
        "ROS-analyse: skanning av stemmesetlar",
        "Risk analysis: scanning of ballots",
    ),
    "label": DOCUMENT_WORDS["control"],
    "questions": Words("De tre spørsmålene", "Dei tre spørsmåla", "The three questions"),
    "ticked": Words(
        "Det som står med ☐, må kommunen selv sørge for og krysse av.",
        "Det som står med ☐, må kommunen sjølv sørgje for og krysse av.",
        "What bears ☐ is for the municipality to see to, and to tick.",
    ),
    "wrong": Words("Hva kan gå galt?", "Kva kan gå gale?", "What can go wrong?"),
    "prevents": Words("Hva hindrer det?", "Kva hindrar det?", "What prevents it?"),
    "limits": Words(
        "Hva begrenser skaden?", "Kva avgrensar skaden?", "What limits the harm?"
    ),
    "responsible": Words("Ansvarlig", "Ansvarleg", "Responsible"),
    "gaps": Words("Ikke satt opp ennå", "Ikkje sett opp enno", "Not set up yet"),
    "not-set-up": Words("Ikke satt opp:", "Ikkje sett opp:", "Not set up:"),
    "program": Words("Program", "Program", "Program"),
    "digest": Words(
        "Fingeravtrykk av oppsettet",
        "Fingeravtrykk av oppsettet",
        "Fingerprint of the configuration",
    ),
    "profile": Words("Profil for lesing", "Profil for lesing", "Reading profile"),
    "plugins": Words("Deler i bruk", "Delar i bruk", "Parts in use"),
    "own-plugins": Words("Egne deler", "Eigne delar", "Parts of your own"),
    "plan": Words("Plan for kvelden", "Plan for kvelden", "Plan of the night"),
    "plan-told": Words(
        "{scanners} skannere, {ballots} sedler; falskt varsel høyst {alpha}",
        "{scanners} skannarar, {ballots} setlar; falskt varsel høgst {alpha}",
        "{scanners} scanners, {ballots} ballots; false alarm at most {alpha}",
    ),
    "checks": Words("Stikkprøve", "Stikkprøve", "Sample check"),
    "checks-told": Words(
        "minst {box_least} kasse og {ballots_least} sedler for hver skanner og kategori; risiko "
        "{risk}",
        "minst {box_least} kasse og {ballots_least} setlar for kvar skannar og kategori; risiko "
        "{risk}",
        "at least {box_least} box and {ballots_least} ballots of each scanner and category; risk "
        "{risk}",
    ),
    "boxes": Words("Kasser", "Kasser", "Boxes"),
    "no-boxes": Words("ikke ført opp", "ikkje førte opp", "not listed"),
    "other": Words("uten kategori", "utan kategori", "without a category"),
    "deck": Words("Siste prøvesett", "Siste prøvesett", "Last test deck"),
    "no-deck": Words("ikke oppgitt", "ikkje oppgjeve", "not given"),
    "deck-told": Words(
        "{day}, versjon {version}: {sheets} sedler, {compared} sammenlignet, {differences} avvik, "
        "{unsure} usikre merker, {faults} feil, {alarms} varsler, {findings} funn.",
        "{day}, versjon {version}: {sheets} setlar, {compared} samanlikna, {differences} avvik, "
        "{unsure} usikre merke, {faults} feil, {alarms} varsel, {findings} funn.",
        "{day}, version {version}: {sheets} ballots, {compared} compared, {differences} "
        "differences, {unsure} unsure marks, {faults} faults, {alarms} alarms, {findings} "
        "findings.",
    ),
    "deck-clean": Words("Alt stemte.", "Alt stemte.", "All agreed."),
    "deck-trouble": Words(
        "Ikke alt stemte.", "Ikkje alt stemte.", "Not everything agreed."
    ),
}  # fmt: skip
"""Every phrase of the document that is not a hazard or a measure."""
