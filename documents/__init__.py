"""Paper: the letters, forms and slips of the house. It does not know what a case is."""
