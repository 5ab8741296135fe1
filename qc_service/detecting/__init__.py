"""Floor 1: sequential statistics over disagreements, with a guaranteed bound on false alarms."""
