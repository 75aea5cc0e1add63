"""The pages of the three administrators (三员): what they keep, and never a case's content."""
