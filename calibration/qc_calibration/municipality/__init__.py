"""The demo's Norwegian night: a small municipality scans its boxes, and three things go wrong."""
