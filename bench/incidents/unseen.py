"""Incidents that a machine beside the scanner cannot see, each with the reason."""

from bench.incidents.incident import Unseen

IMAGE, PAPER, AFTER, OTHER = (
    "the image is wrong for both readings; only the paper shows it (draw and check by hand)",
    "the paper itself is so: both readings are right about it",
    "it happened after the ballots were read; the reading was right",
    "no reading of a ballot has to do with it",
)

UNSEEN = (
    Unseen("Yakima WA 2004", "white vertical line in 24 images", "VotersUnite", IMAGE),
    Unseen(
        "Alameda CA 2022",
        "a setting of the ranking rule; the records were right",
        "Oaklandside",
        AFTER,
    ),
    Unseen(
        "Scotland 2007",
        "70,000 papers rejected by rule, unseen by people",
        "The Register, the official reply",
        PAPER,
    ),
    Unseen(
        "Steinkjer 2007",
        "nothing was wrong: a good check log",
        "the municipality",
        "it is a clean night",
    ),
    Unseen(
        "Frogn 2007",
        "scanned data not handled; the cause is not documented",
        "Akershus Amtstidende",
        AFTER,
    ),
    Unseen(
        "Several places 2011",
        "serial numbers not unique, the count stopped",
        "P. Reinholdtsen",
        OTHER,
    ),
    Unseen("45 municipalities 2015", "a wrong number of rows was printed", "NRK", PAPER),
    Unseen("Norway 2017", "open sensitive files; a manual first count ordered", "VG", OTHER),
    Unseen("Oslo 2019", "373 of 365,220, mostly errors of the manual count", "the protocol", OTHER),
    Unseen("27 municipalities 2023", "transfer of results delayed", "Dagsavisen", AFTER),
)
