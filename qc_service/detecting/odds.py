"""How likely a scanner has so many of something more than its peers, exactly and without a model.

Given how many ballots with the sign there are among both, which of them lie on the one scanner is
a draw without replacement: Fisher's exact test, with odds (Fisher's noncentral hypergeometric
distribution; McCullagh and Nelder, Generalized Linear Models, 1989, section 7.3.2). Only +, -, *
and / in a fixed order: bit for bit the same everywhere.
"""


def upper_tail(found: int, drawn: int, others: int, total: int, odds: float = 1.0) -> float:
    """Give the chance of `found` or more of `total` signs on the `drawn` ballots of one scanner.

    `others` are the peers' ballots; the odds of a sign are at most `odds` times theirs.
    """
    least, most = max(0, total - others), min(drawn, total)
    if found <= least:
        return 1.0
    if found > most:
        return 0.0
    weight, tail = 1.0, 1.0
    for x in range(found, most):
        weight *= (drawn - x) * (total - x) * odds / ((x + 1) * (others - total + x + 1))
        tail += weight
    weight, rest = 1.0, 0.0
    for x in range(found, least, -1):
        weight *= x * (others - total + x) / ((drawn - x + 1) * (total - x + 1) * odds)
        rest += weight
    return tail / (tail + rest)
