"""A bad memory card gives a number of votes below nothing."""

from bench.incidents.incident import Caught, Incident, Way
from qc_format_totals_csv import TotalsCsvFormat
from qc_service.model.errors import QcError

TABLE = b"box,list,ballots\n216,bush,2813\n216,gore,-16022\n"


def run(seed: int) -> Caught | None:
    """Read the file of totals."""
    del seed
    try:
        TotalsCsvFormat().read(TABLE, "totals.csv")
    except QcError as error:
        return Caught(f"refused: `{error.code}`", None, "line 3" in error.message)
    return None


INCIDENT = Incident(
    where="Volusia FL 2000",
    cause="a bad upload of a memory card",
    size="16,022 votes below zero in a precinct with 585 voters",
    source="News-Journal",
    way=Way.TOTALS,
    run=run,
)
