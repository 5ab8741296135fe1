"""The evidence for an alarm over the sheets as a picture: SVG without script or outside help."""

import math
from html import escape

import msgspec

from qc_service.flow.trace import Trace
from qc_service.model.events import AlarmRecord

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 34, 46
"""Pixels of the picture, and of the margins around what is plotted."""

POINTS_MOST = 1000
"""Points drawn: more than there are pixels show nothing more."""

TIMES_LIMIT = 2.5
"""Powers of ten shown, in limits: what lies above is drawn at the upper edge, or a long fault would
leave nothing to be seen of how the alarm came about."""

TICKS = 6
"""Marks along an axis, about."""

STYLE = """
.qc-plot{--qc-ink:#1b1f24;--qc-soft:#5a6470;--qc-line:#0b5cad;--qc-limit:#a5121d;--qc-set:#0b5cad22;--qc-paper:#fff}
.qc-plot{color:var(--qc-ink);font:13px system-ui,sans-serif}
@media (prefers-color-scheme:dark){
.qc-plot{--qc-ink:#eef1f4;--qc-soft:#a9b3bd;--qc-line:#7db8ff;--qc-limit:#ff9aa2}
.qc-plot{--qc-set:#7db8ff2e;--qc-paper:#14181c}}
.qc-plot .paper{fill:var(--qc-paper)}
.qc-plot text{fill:var(--qc-ink)}.qc-plot .soft{fill:var(--qc-soft)}
.qc-plot .axis{stroke:var(--qc-soft);fill:none}.qc-plot .set{fill:var(--qc-set)}
.qc-plot .limit{stroke:var(--qc-limit);stroke-width:1.5;stroke-dasharray:6 4;fill:none}
.qc-plot .limit-name{fill:var(--qc-limit)}
.qc-plot .start{stroke:var(--qc-line);stroke-dasharray:2 3;fill:none}
.qc-plot .line{stroke:var(--qc-line);stroke-width:1.8;fill:none;stroke-linejoin:round}
.qc-plot .raised{fill:var(--qc-limit)}
"""
"""Both colour schemes; contrast with the ground is 4.5 or more for words, 3 or more for lines."""


class PlotWords(msgspec.Struct, frozen=True):
    """What stands in the picture, in one language; `about` says it all for who cannot see it."""

    title: str
    about: str
    sheets: str
    evidence: str
    limit: str
    start: str
    raised: str


def alarm_plot(trace: Trace, alarm: AlarmRecord, words: PlotWords) -> str:
    """Draw the evidence, the limit, the likely start with its confidence set, and the alarm.

    The height is in powers of ten. `alarm` is told as it was last, in the cell of the trace.
    """
    axes = _Axes(max(1, trace.last), math.ceil(TIMES_LIMIT * trace.limit / math.log(10)))
    first, last = alarm.start_set
    points = " ".join(f"{axes.x(at):.1f},{axes.y(value):.1f}" for at, value in _few(trace.points))
    limit = axes.y(trace.limit)
    set_left, set_right = axes.x(first - 1), axes.x(last)
    parts = [
        (
            f'<svg class="qc-plot" role="img" xmlns="http://www.w3.org/2000/svg" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" aria-labelledby="qc-plot-title qc-plot-about">'
        ),
        f'<title id="qc-plot-title">{escape(words.title)}</title>',
        f'<desc id="qc-plot-about">{escape(words.about)}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
        (
            f'<rect class="set" x="{set_left:.1f}" y="{TOP}" '
            f'width="{max(2.0, set_right - set_left):.1f}" height="{HEIGHT - TOP - BOTTOM}"/>'
        ),
        *axes.drawn(words),
        _upright("start", axes.x(alarm.start)),
        _label(axes.x(alarm.start), TOP - 8, words.start),
        f'<path class="limit" d="M{LEFT} {limit:.1f}H{WIDTH - RIGHT}"/>',
        f'<text class="limit-name" x="{LEFT + 6}" y="{limit - 6:.1f}">{escape(words.limit)}</text>',
        f'<polyline class="line" points="{points}"/>',
        (
            f'<circle class="raised" cx="{axes.x(trace.raised[0]):.1f}" '
            f'cy="{axes.y(trace.raised[1]):.1f}" r="4.5"><title>{escape(words.raised)}</title>'
            "</circle>"
        ),
        "</svg>",
    ]
    return "\n".join(parts)


class _Axes:
    """From sheets and evidence to pixels."""

    def __init__(self, sheets: int, powers: int) -> None:
        self._sheets, self._powers = sheets, powers

    def x(self, sheet: float) -> float:
        inside = min(max(sheet, 0), self._sheets)
        return LEFT + (WIDTH - LEFT - RIGHT) * inside / self._sheets

    def y(self, log_evidence: float) -> float:
        share = min(1.0, log_evidence / math.log(10) / self._powers)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    def drawn(self, words: PlotWords) -> list[str]:
        base = HEIGHT - BOTTOM
        parts = [f'<path class="axis" d="M{LEFT} {TOP}V{base}H{WIDTH - RIGHT}"/>']
        for sheet in range(0, self._sheets + 1, _step(self._sheets)):
            x = self.x(sheet)
            parts.append(f'<path class="axis" d="M{x:.1f} {base}v5"/>')
            number = f"{sheet:,}".replace(",", "\u202f")
            parts.append(
                f'<text class="soft" x="{x:.1f}" y="{base + 19}" text-anchor="middle">'
                f"{number}</text>"
            )
        for power in range(0, self._powers + 1, _step(self._powers)):
            y = self.y(power * math.log(10))
            parts.append(f'<path class="axis" d="M{LEFT} {y:.1f}h-5"/>')
            raised = f'<tspan dy="-5" font-size="10">{power}</tspan>'
            parts.append(
                f'<text class="soft" x="{LEFT - 9}" y="{y + 4:.1f}" text-anchor="end">10{raised}'
                "</text>"
            )
        middle = (LEFT + WIDTH - RIGHT) / 2
        parts.append(
            f'<text class="soft" x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">'
            f"{escape(words.sheets)}</text>"
        )
        parts.append(f'<text class="soft" x="4" y="{TOP - 18}">{escape(words.evidence)}</text>')
        return parts


def _step(most: int) -> int:
    """Give a round distance between marks, for about TICKS of them."""
    rough = max(1.0, most / TICKS)
    unit = 10 ** math.floor(math.log10(rough))
    return next(int(unit * times) for times in (1, 2, 5, 10) if unit * times >= rough)


def _few(points: tuple[tuple[int, float], ...]) -> tuple[tuple[int, float], ...]:
    """Leave out points where there are too many; the last stays."""
    every = -(-len(points) // POINTS_MOST)
    return (*points[: -1 : max(1, every)], *points[-1:])


def _upright(name: str, x: float) -> str:
    return f'<path class="{name}" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'


def _label(x: float, y: float, text: str) -> str:
    """Write a word at a place of the width, away from the picture's edges."""
    anchor = "end" if x > WIDTH / 2 else "start"
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
