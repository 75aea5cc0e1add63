"""Pages of the leaders' ledgers: forms, ledgers, the desk, and what stands beside a file."""
