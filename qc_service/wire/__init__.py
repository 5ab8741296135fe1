"""Floor 1: the protocol between feeder and service as pure functions over frames."""
