"""Count nights as they might go, made up: compared ballots, with and without planted faults."""
