"""What the dashboard shows: one panel for each question that somebody in operations asks."""

from collections.abc import Sequence
from dataclasses import dataclass

OF = 'instance=~"$instance"'
OF_SCANNER = f'{OF}, scanner=~"$scanner"'

GREEN, YELLOW, RED = "green", "yellow", "red"

Steps = Sequence[tuple[float | None, str]]
PLAIN: Steps = ((None, GREEN),)


@dataclass(frozen=True)
class Panel:
    """One panel. `queries` are pairs of an expression and its legend.

    `steps` are limits above which the colour changes; the first has no limit. The number itself
    always stands there, so that colour is never alone. `most` is the end of the scale.
    """

    title: str
    description: str
    unit: str
    queries: Sequence[tuple[str, str]]
    kind: str = "timeseries"
    width: int = 8
    height: int = 8
    steps: Steps = PLAIN
    decimals: int | None = None
    most: float | None = None
    repeat: str = ""


@dataclass(frozen=True)
class Row:
    """Panels that belong together."""

    title: str
    panels: Sequence[Panel]


def stat(
    title: str,
    description: str,
    unit: str,
    expr: str,
    steps: Steps = PLAIN,
    most: float | None = None,
) -> Panel:
    """Describe one number, large enough for the far end of the room."""
    return Panel(title, description, unit, [(expr, "")], "stat", 4, 4, steps, 0, most)


def total(metric: str, by: str = "", of: str = OF) -> str:
    """Add up a figure as it stands."""
    return f"sum{f' by ({by}) ' if by else ''}({metric}{{{of}}})"


def grown(metric: str, by: str, of: str = OF) -> str:
    """Give by how much a counter rose in 15 minutes: as many as one can look into."""
    return f"sum by ({by}) (increase({metric}{{{of}}}[15m]))"


def for_each(metric: str, sheets: str) -> str:
    """Give what comes on each sheet, by scanner, over 15 minutes."""
    one, other = (f"sum by (scanner) (rate({m}{{{OF_SCANNER}}}[15m]))" for m in (metric, sheets))
    return f"{one} / ({other} > 0)"


PACE = f"60 * sum by (scanner) (rate(qc_sheets_total{{{OF_SCANNER}}}[$__rate_interval]))"
LAST_SHEET = f"time() - max by (scanner) (qc_last_sheet_timestamp_seconds{{{OF_SCANNER}}})"
LAST_COMMIT = f"time() - max(qc_ledger_last_commit_timestamp_seconds{{{OF}}})"
BOXES_CLOSED = f'sum(qc_boxes{{{OF}, state="closed"}}) / sum(qc_boxes{{{OF}}})'
STAGES = (
    "histogram_quantile(0.95, sum by (stage, le) "
    f"(rate(qc_stage_seconds_bucket{{{OF}}}[$__rate_interval])))"
)
DIFFERING = for_each("qc_differences_total", "qc_sheets_compared_total")

NOW = Row(
    "Now",
    (
        stat(
            "Alarms that stand",
            "Something errs systematically. The service's own page says where and what to do.",
            "short",
            total("qc_open_alarms"),
            ((None, GREEN), (1, RED)),
        ),
        stat(
            "Scanners connected",
            "Feeders that have contact now.",
            "short",
            total("qc_scanner_connected"),
            ((None, RED), (1, GREEN)),
        ),
        stat(
            "Ballots recorded",
            "Sheets on disk since the service started.",
            "short",
            total("qc_sheets_total"),
        ),
        stat(
            "Boxes closed",
            "Of all boxes known, planned ones among them.",
            "percentunit",
            BOXES_CLOSED,
            most=1,
        ),
        stat(
            "Sheets in hand",
            "Accepted, and not on disk yet. High for long: slower than the scanners.",
            "short",
            total("qc_in_hand_sheets"),
            ((None, GREEN), (100, YELLOW), (500, RED)),
        ),
        stat(
            "Since the last record",
            "Time since entries were last put on disk. Long while sheets are in hand: trouble.",
            "s",
            LAST_COMMIT,
        ),
    ),
)

SCANNERS = Row(
    "Scanners",
    (
        Panel("Ballots a minute", "Sheets recorded, by scanner.", "short", [(PACE, "{{scanner}}")]),
        Panel(
            "Since the last ballot",
            "A pause between boxes takes minutes; longer while boxes are open is worth a look.",
            "s",
            [(LAST_SHEET, "{{scanner}}")],
            "bargauge",
            steps=((None, GREEN), (300, YELLOW), (900, RED)),
        ),
        Panel(
            "Evidence towards an alarm",
            "At a scanner's last sheet that deviated, of what an alarm needs: 100 % is one.",
            "percentunit",
            [(f"max by (scanner) (qc_evidence_level_ratio{{{OF_SCANNER}}})", "{{scanner}}")],
            steps=((None, GREEN), (0.7, YELLOW), (1, RED)),
        ),
        Panel(
            "Options that differ, for each ballot compared",
            "Reported and reread disagree. What matters is a change, and who stands apart.",
            "percentunit",
            [(DIFFERING, "{{scanner}}")],
        ),
        Panel(
            "Differences by kind",
            "A mark the scanner left out (miss) or made up (false), other votes, another style.",
            "short",
            [(grown("qc_differences_total", "kind", OF_SCANNER), "{{kind}}")],
        ),
        Panel(
            "Ballots that could not be reread",
            "By what kept them from it, in 15 minutes.",
            "short",
            [(grown("qc_faults_total", "code", OF_SCANNER), "{{code}}")],
        ),
        Panel(
            "For people to check",
            "Why sheets became candidates for a check by two people, in 15 minutes.",
            "short",
            [(grown("qc_check_candidates_total", "reason"), "{{reason}}")],
        ),
        Panel(
            "Marks left unsure, for each ballot",
            "Only a person may judge them. A rise on one scanner: dirt, or weak contrast.",
            "short",
            [(for_each("qc_unsure_marks_total", "qc_sheets_total"), "{{scanner}}")],
        ),
        Panel(
            "Budget for false alarms",
            "Spent of the plan's alpha: 100 % at the planned end of the night.",
            "percentunit",
            [(f"max(qc_budget_spent_ratio{{{OF}}})", "spent")],
            steps=((None, GREEN), (1, YELLOW)),
        ),
    ),
)

BOXES = Row(
    "Boxes",
    (
        Panel(
            "Boxes by state",
            "Each count of a box for itself.",
            "short",
            [(total("qc_boxes", "state"), "{{state}}")],
            width=12,
        ),
        Panel(
            "Sheets of boxes, and how many there should be",
            "By counting category, over the whole ledger.",
            "short",
            [
                (total("qc_box_sheets", "category"), "{{category}}"),
                (total("qc_box_expected_sheets", "category"), "{{category}}: expected"),
            ],
            width=12,
        ),
    ),
)

IMAGES = Row(
    "Images",
    (
        Panel(
            "$measure",
            "A measure of the images, smoothed over about 64 pages. Look for a scanner that "
            "drifts away from the others.",
            "none",
            [(f'qc_image_measure{{{OF_SCANNER}, measure="$measure"}}', "{{scanner}}")],
            width=6,
            height=6,
            repeat="measure",
        ),
    ),
)

LINE = Row(
    "The line",
    (
        Panel(
            "Sheets that wait",
            "For a worker, and for the disk as well.",
            "short",
            [(total("qc_queue_sheets"), "for a worker"), (total("qc_in_hand_sheets"), "in hand")],
        ),
        Panel(
            "From arrival to record",
            "The slowest sheet of the last commit.",
            "s",
            [(f"max(qc_ledger_lag_seconds{{{OF}}})", "slowest")],
            steps=((None, GREEN), (10, RED)),
        ),
        Panel(
            "Time in each stage, 95 % of pages below",
            "What a page costs, and where. A stage that doubles has a reason.",
            "s",
            [(STAGES, "{{stage}}")],
        ),
        Panel(
            "What each scanner may still send",
            "At 0 for long, we are too slow for it.",
            "short",
            [(f"min by (scanner) (qc_credit_sheets{{{OF_SCANNER}}})", "{{scanner}}")],
        ),
        Panel(
            "Workers",
            "Processes that can work, and those lost in 15 minutes.",
            "short",
            [
                (total("qc_workers"), "at work"),
                (grown("qc_workers_lost_total", "cause"), "lost: {{cause}}"),
            ],
        ),
        Panel(
            "Ledger on disk",
            "Its write-ahead log included.",
            "bytes",
            [(total("qc_ledger_bytes"), "bytes")],
        ),
    ),
)

TROUBLE = Row(
    "Trouble",
    (
        Panel(
            "Findings",
            "Gaps, doubles, conflicts, restarts, and boxes that are not right, in 15 minutes.",
            "short",
            [(f"{total('kind:qc_findings:delta15m', 'kind')} > 0", "{{kind}}")],
        ),
        Panel(
            "Messages refused",
            "By the code the sender was told, in 15 minutes.",
            "short",
            [(grown("qc_refusals_total", "code"), "{{code}}")],
        ),
        Panel(
            "Sinks",
            "What was not delivered and what was tried again in 15 minutes, and what waits.",
            "short",
            [
                (grown("qc_sink_failures_total", "sink"), "{{sink}}: failed"),
                (grown("qc_sink_retries_total", "sink"), "{{sink}}: again"),
                (total("qc_sink_waiting_entries", "sink"), "{{sink}}: waits"),
            ],
        ),
    ),
)

ROWS = (NOW, SCANNERS, BOXES, IMAGES, LINE, TROUBLE)
