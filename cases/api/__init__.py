"""The cases as JSON: the same rows (``visible_to``) and acts as the pages, nothing more."""
