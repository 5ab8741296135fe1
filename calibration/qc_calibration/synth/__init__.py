"""Draws ballots that nobody filled in, in pixels, with the truth of every oval known.

A sheet is printed from its layout (`printing`), marked by made-up voters (`voting`, `hands`,
`pens`), passed through a made-up scanner (`scanning`) and written down (`truth`). All of it is
a function of layout, seed and settings: the same seed gives the same bytes with the same OpenCV.
"""

from qc_calibration.synth.drawing import DrawnSide, Passage, draw
from qc_calibration.synth.hands import Hand
from qc_calibration.synth.pens import BALL_PEN, FELT_TIP, PENCIL, Pen
from qc_calibration.synth.scanning import Scan, encode, vary_scan
from qc_calibration.synth.sheets import draw_sheet
from qc_calibration.synth.truth import ListSideTruth, SideTruth, TrueMark
from qc_calibration.synth.voting import Ballot, Habits, Inked, vote

__all__ = [
    "BALL_PEN",
    "FELT_TIP",
    "PENCIL",
    "Ballot",
    "DrawnSide",
    "Habits",
    "Hand",
    "Inked",
    "ListSideTruth",
    "Passage",
    "Pen",
    "Scan",
    "SideTruth",
    "TrueMark",
    "draw",
    "draw_sheet",
    "encode",
    "vary_scan",
    "vote",
]
