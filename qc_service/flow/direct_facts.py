"""What findings of direct checks tell: a sentence's name, and the numbers that a person needs."""

from qc_service.detecting.confusions import AS_OTHER, NEVER, Confusion
from qc_service.detecting.jumps import Jump
from qc_service.detecting.rescans import Rescan
from qc_service.model.events import Facts


def jump_facts(jump: Jump) -> tuple[str, Facts]:
    """Tell how much more frequent a sign is on a scanner than beside it."""
    return f"jump-{jump.sign}", {
        "found": jump.found,
        "ballots": jump.ballots,
        "stratum": jump.stratum,
        "scanner": jump.scanner,
        "peers_found": jump.peers_found,
        "peers": jump.peers,
    }


def confused_facts(found: Confusion) -> tuple[str, Facts]:
    """Tell which option is reported as which other, or as none."""
    exchange = found.exchange
    facts: Facts = {"scanner": found.scanner, "option": exchange.option}
    if exchange.contest:
        facts["contest"] = exchange.contest
    if found.kind == NEVER:
        return found.kind, facts | {"ballots": found.ballots}
    facts |= {"other_option": exchange.other, "wrong": found.wrong}
    return found.kind, facts | ({"ballots": found.ballots} if found.kind == AS_OTHER else {})


def rescan_facts(found: Rescan) -> tuple[str, Facts]:
    """Tell which box seems to have been scanned before."""
    scanner, session, box = found.before
    facts: Facts = {"box": found.again[2], "other": box, "scanner": scanner}
    if found.before[:2] != found.again[:2]:
        facts["session"] = session
    return "box-rescanned-back" if found.back else "box-rescanned", facts
