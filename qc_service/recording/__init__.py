"""Floor 1: canonical bytes and the hash chain."""
