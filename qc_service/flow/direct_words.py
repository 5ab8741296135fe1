"""What findings of direct checks say: plain words with the numbers that a person needs."""

from qc_service.detecting.confusions import AS_OTHER, NEVER, Confusion, Exchange
from qc_service.detecting.jumps import Jump
from qc_service.detecting.rescans import Rescan
from qc_service.detecting.signs import BLANK, OVERVOTE, UNSURE

SIGN_WORDS = {
    OVERVOTE: "have more marks than allowed",
    BLANK: "have no mark in any contest",
    UNSURE: "have marks of which we are not sure",
}
"""What a sign is, after "6 of the last 8 ballots"."""


def jump_words(jump: Jump) -> str:
    """Say how much more frequent a sign is on a scanner than beside it."""
    return (
        f"{jump.found} of the last {jump.ballots} ballots of {jump.stratum} on {jump.scanner} "
        f"{SIGN_WORDS[jump.sign]}; on the other scanners so far {jump.peers_found} of {jump.peers}"
    )


def confused_words(found: Confusion) -> str:
    """Say which option is reported as which other."""
    one, other = _named(found.exchange)
    if found.kind == NEVER:
        return (
            f"the first {found.ballots} ballots of {found.scanner} with a mark for {one} "
            "were all reported without it"
        )
    if found.kind == AS_OTHER:
        return (
            f"{found.wrong} of the last {found.ballots} ballots of {found.scanner} for {one} "
            f"were reported as {other}"
        )
    return (
        f"{one} and {other} are exchanged on {found.scanner}: the last {found.wrong} ballots of "
        "each were reported as the other's"
    )


def rescan_words(found: Rescan) -> str:
    """Say which box seems to have been scanned before."""
    scanner, session, box = found.before
    way = "in the reverse order of" if found.back else "in the order of"
    place = (
        f"box {box} on {scanner}"
        if found.before[:2] == found.again[:2]
        else (f"box {box} on {scanner} in session {session}")
    )
    return (
        f"box {found.again[2]}: by print, stamps and marks its sheets come {way} those of {place}: "
        "the same ballots seem to have been scanned twice"
    )


def _named(exchange: Exchange) -> tuple[str, str]:
    if not exchange.contest:
        return f"list {exchange.option}", f"list {exchange.other}"
    return f"{exchange.option} in {exchange.contest}", exchange.other
