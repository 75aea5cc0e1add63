"""The plug board: settings, addresses, background work, embedded servers."""
