"""Floor 4: pages and figures for people who watch."""
