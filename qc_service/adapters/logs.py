"""The log: one JSON object a line on standard error, for people with `jq` and for collectors."""

import sys

import structlog

Log = structlog.typing.FilteringBoundLogger
"""What `make_log` gives: `log.info("event", field=…)`."""


def make_log(**fields: object) -> Log:
    """Make the log; `fields` stand in every line of it.

    Standard error, because standard output belongs to the answers of a command. Times are in UTC.
    Nothing is configured for the whole process: two logs do not disturb each other.
    """
    log: Log = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
    )
    bound: Log = log.bind(**fields)
    return bound
