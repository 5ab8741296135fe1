"""An independent control of ballot scanners: rereads, compares, alarms, never counts."""

__version__ = "0.1.0"
