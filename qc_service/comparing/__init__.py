"""Floor 1: verdicts, contest rules and the comparison of reported and reread."""
