"""Measures that several hazards of the risk analysis have in common, in three languages.

A measure that needs something set up names it (`needs`, see `ros_facts.Facts.holds`); names in
braces are facts.
"""

import msgspec

from qc_service.model.words import Words

PEOPLE = "people"
"""Instead of what must be set up: people see to it, and no configuration can tell."""


class Measure(msgspec.Struct, frozen=True):
    """One thing that prevents a hazard or limits its harm; `needs` is what it must have set up."""

    text: Words
    needs: str = ""


DECK = Measure(
    Words(
        "Prøvesett med kjent fasit skannes før telling og etter hver endring på skanneren.",
        "Prøvesett med kjend fasit blir skanna før teljing og etter kvar endring på skannaren.",
        "A test deck with known marks is scanned before the count and after each change of a "
        "scanner.",
    ),
    "deck",
)
LAYOUTS = Measure(
    Words(
        "Kontrollen leser etter den trykte stemmeseddelen, ikke etter oppsettet i skanneren.",
        "Kontrollen les etter den trykte stemmesetelen, ikkje etter oppsettet i skannaren.",
        "The control reads by the printed form, not by the scanner's own configuration.",
    )
)
PLAN_OF_BOXES = Measure(
    Words(
        "Alle kasser er ført opp på forhånd.",
        "Alle kasser er førte opp på førehand.",
        "All boxes are listed beforehand.",
    ),
    "boxes",
)
REREAD = Measure(
    Words(
        "Alle bilder leses på nytt av et uavhengig program, og forskjeller vises med skanner og "
        "kasse.",
        "Alle bilete blir lesne på nytt av eit uavhengig program, og skilnader blir viste med "
        "skannar og kasse.",
        "All images are reread by an independent program; differences are shown by scanner and "
        "box.",
    )
)
ALARM = Measure(
    Words(
        "Varsel ved systematiske feil, for {scanners} skannere; sjansen for falskt varsel en hel "
        "kveld er høyst {alpha}.",
        "Varsel ved systematiske feil, for {scanners} skannarar; sjansen for falskt varsel ein "
        "heil kveld er høgst {alpha}.",
        "An alarm at systematic errors, for {scanners} scanners; the chance of a false alarm in a "
        "whole night is at most {alpha}.",
    )
)
SAMPLE = Measure(
    Words(
        "Stikkprøve på papir: trukket åpent, minst {box_least} kasse og {ballots_least} sedler for "
        "hver skanner og kategori. For å kunne si at høyst {claim} er feillest (risiko {risk}), må "
        "{papers} av {ballots} sedler kontrolleres.",
        "Stikkprøve på papir: trekt ope, minst {box_least} kasse og {ballots_least} setlar for "
        "kvar skannar og kategori. For å kunne seie at høgst {claim} er feillesne (risiko {risk}), "
        "må {papers} av {ballots} setlar kontrollerast.",
        "A sample check of paper: drawn in public, at least {box_least} box and {ballots_least} "
        "ballots of each scanner and category. To state that at most {claim} are misread (risk "
        "{risk}), {papers} of {ballots} ballots must be checked.",
    )
)
OTHER_SCANNER = Measure(
    Words(
        "Ny telling på en annen skanner og med andre personer.",
        "Ny teljing på ein annan skannar og med andre personar.",
        "A recount on another scanner and by other people.",
    ),
    PEOPLE,
)
RECONCILE = Measure(
    Words(
        "Tallene for hver kasse og liste holdes mot de offisielle tallene, og sedlene mot kryssene "
        "i manntallet.",
        "Tala for kvar kasse og liste blir haldne mot dei offisielle tala, og setlane mot kryssa "
        "i manntalet.",
        "The numbers of each box and list are held against the official ones, and ballots against "
        "crosses in the register.",
    )
)
TWO_PEOPLE = Measure(
    Words(
        "To personer er til stede ved alt som gjøres med kasser og forseglinger, og begge føres "
        "opp.",
        "To personar er til stades ved alt som blir gjort med kasser og forseglingar, og begge "
        "blir førte opp.",
        "Two people are present whenever boxes and seals are touched, and both are recorded.",
    ),
    PEOPLE,
)
