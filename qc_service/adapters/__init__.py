"""Floor 3: one module per neighbour: sockets, files, ledger, configuration, plugins."""
