"""The pages of the six mechanisms."""
