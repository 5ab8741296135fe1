"""Floor 4: the processes: intake, workers, clerk, feeder."""
