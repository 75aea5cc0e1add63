"""The layouts of paper: typst sources, and .docx skeletons with their tags (GB/T 9704-2012)."""
