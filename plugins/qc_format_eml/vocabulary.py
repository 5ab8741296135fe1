"""Names of OASIS EML 5.0 (1 December 2007), and what EVA's and our own files say with them."""

NAMESPACE = "urn:oasis:names:tc:evs:schema:eml"
"""EML's namespace, the same in all of version 5 and later."""

VERSION = "5.0"

COUNT, VOTES = "510", "460"
"""The messages: counts, and single ballots."""

CATEGORY = "vote_count_category"
"""The `Type` of the CountMetric by which EVA names the counting category: its `Id` is FO, VO …"""

MODIFIED = "modified"
"""The `Type` of the CountMetric that counts a list's ballots with a voter's change."""

BOX, SCANNER, NUMBER, KIND, CROSSES = "box", "scanner", "count", "kind", "crosses"
"""Types of CountMetric of our own, as the standard leaves `Type` free: the box and scanner by their
`Id`, the number of the count, how it was made (`Id` manual or machine), crosses in the register."""

FINAL = {"no": 1, "yes": 2}
"""What CountQualifier/Final makes of a count: preliminary is the first, final the second."""

UNNAMED = "0"
"""The id that we write for an election, contest or unit that nobody named: the standard wants one.
"""
