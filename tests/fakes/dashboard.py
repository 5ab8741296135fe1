"""The dashboard as it is shipped, and its expressions with the variables filled in."""

import json
from typing import Any

from shared import REPO

FILE = REPO / "deploy" / "grafana" / "qc-service.json"
DASHBOARD: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
PANELS: list[dict[str, Any]] = [each for each in DASHBOARD["panels"] if each["type"] != "row"]


def filled(expression: str) -> str:
    """Put into an expression what Grafana puts for its variables where all are chosen."""
    for variable, value in (
        ("$__rate_interval", "1m"),
        ("$instance", ".*"),
        ("$scanner", ".*"),
        ('="$measure"', '=~".*"'),
    ):
        expression = expression.replace(variable, value)
    return expression


def expressions() -> list[str]:
    """Give every expression, of panels and of marks on them."""
    found = [target["expr"] for panel in PANELS for target in panel["targets"]]
    found += [each["expr"] for each in DASHBOARD["annotations"]["list"]]
    return [filled(each) for each in found]
