"""Prints the dashboard for Grafana, as `grafana_panels` describes it: `make dashboard` keeps it.

A test holds the file against what this prints, so it is never edited by hand.
"""

import json
import sys
from collections.abc import Iterator, Sequence

from grafana_panels import OF, RED, ROWS, Panel, Row

SCHEMA_VERSION = 39
"""Of dashboards as Grafana 11 writes them; newer ones bring it up to date on loading."""

COLUMNS = 24
"""Width of Grafana's grid."""

SOURCE = {"type": "prometheus", "uid": "${datasource}"}

ABOUT = "Control of ballot scanners by an independent reread. It controls; it never counts."


def dashboard(rows: Sequence[Row] = ROWS) -> dict[str, object]:
    """Give the dashboard as Grafana's own JSON."""
    return {
        "uid": "qc-service",
        "title": "qc-service: the night of the count",
        "description": ABOUT,
        "tags": ["qc-service"],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "5s",
        "time": {"from": "now-1h", "to": "now"},
        "timezone": "browser",
        "links": [],
        "annotations": {"list": [_alarms()]},
        "templating": {"list": list(_variables())},
        "panels": list(_placed(rows)),
    }


def text() -> str:
    """Give the file's text."""
    return json.dumps(dashboard(), indent=2, ensure_ascii=False) + "\n"


def _alarms() -> dict[str, object]:
    """Mark on every graph when an alarm was raised."""
    return {
        "name": "Alarms",
        "datasource": SOURCE,
        "enable": True,
        "iconColor": RED,
        "expr": f"sum by (scanner, kind) (increase(qc_alarms_total{{{OF}}}[1m])) > 0",
        "step": "1m",
        "titleFormat": "Alarm",
        "textFormat": "{{scanner}} {{kind}}",
    }


def _variables() -> Iterator[dict[str, object]]:
    yield {
        "name": "datasource",
        "label": "Prometheus",
        "type": "datasource",
        "query": "prometheus",
        "hide": 0,
    }
    for name, label, query in (
        ("instance", "Service", "label_values(qc_build_info, instance)"),
        ("scanner", "Scanner", 'label_values(qc_sheets_total{instance=~"$instance"}, scanner)'),
        ("measure", "Measure", 'label_values(qc_image_measure{instance=~"$instance"}, measure)'),
    ):
        yield {
            "name": name,
            "label": label,
            "type": "query",
            "datasource": SOURCE,
            "query": {"query": query, "refId": name},
            "definition": query,
            "refresh": 2,
            "sort": 1,
            "multi": True,
            "includeAll": True,
            "current": {"text": "All", "value": "$__all"},
            "hide": 0,
        }


def _placed(rows: Sequence[Row]) -> Iterator[dict[str, object]]:
    """Give rows and panels with their places, filling each line from the left."""
    y = number = 0
    for row in rows:
        number += 1
        yield {
            "id": number,
            "type": "row",
            "title": row.title,
            "collapsed": False,
            "gridPos": {"x": 0, "y": y, "w": COLUMNS, "h": 1},
            "panels": [],
        }
        y += 1
        x = line = 0
        for panel in row.panels:
            number += 1
            if x + panel.width > COLUMNS:
                x, y, line = 0, y + line, 0
            yield _panel(panel, number, {"x": x, "y": y, "w": panel.width, "h": panel.height})
            x, line = x + panel.width, max(line, panel.height)
        y += line


def _panel(panel: Panel, number: int, place: dict[str, int]) -> dict[str, object]:
    steps = [{"value": limit, "color": colour} for limit, colour in panel.steps]
    defaults: dict[str, object] = {
        "unit": panel.unit,
        "min": 0 if panel.unit != "none" else None,
        "max": panel.most,
        "decimals": panel.decimals,
        "thresholds": {"mode": "absolute", "steps": steps},
        "color": {"mode": "palette-classic" if panel.kind == "timeseries" else "thresholds"},
        "custom": _drawn(panel) if panel.kind == "timeseries" else None,
    }
    made: dict[str, object] = {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {
            "defaults": {name: value for name, value in defaults.items() if value is not None},
            "overrides": [],
        },
        "options": OPTIONS[panel.kind],
        "targets": [
            {
                "refId": chr(ord("A") + place),
                "datasource": SOURCE,
                "expr": expr,
                "legendFormat": legend or "__auto",
                "instant": panel.kind != "timeseries",
                "range": panel.kind == "timeseries",
                "exemplar": "qc_stage_seconds" in expr or "qc_differences" in expr,
            }
            for place, (expr, legend) in enumerate(panel.queries)
        ],
    }
    if panel.repeat:
        made |= {"repeat": panel.repeat, "repeatDirection": "h", "maxPerRow": 4}
    return made


def _drawn(panel: Panel) -> dict[str, object]:
    """Give how lines are drawn: plain, gaps left as gaps, limits as lines where there are any."""
    return {
        "drawStyle": "line",
        "lineWidth": 2,
        "fillOpacity": 0,
        "showPoints": "never",
        "spanNulls": False,
        "thresholdsStyle": {"mode": "line" if len(panel.steps) > 1 else "off"},
    }


REDUCED = {"calcs": ["lastNotNull"], "fields": "", "values": False}
OPTIONS: dict[str, dict[str, object]] = {
    "stat": {
        "reduceOptions": REDUCED,
        "colorMode": "value",
        "graphMode": "none",
        "textMode": "value",
    },
    "bargauge": {
        "reduceOptions": REDUCED,
        "displayMode": "basic",
        "orientation": "horizontal",
        "showUnfilled": True,
    },
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
}


if __name__ == "__main__":
    sys.stdout.write(text())
