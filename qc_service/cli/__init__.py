"""Floor 5: the `qc` command."""
