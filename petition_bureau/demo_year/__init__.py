"""The synthetic year: a fictional county whose petitions are lived through the real actions, day by day."""
