"""Floor 1: which sheets people check."""
