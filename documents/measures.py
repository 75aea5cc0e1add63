"""Measures of a letter that both renderings share (GB/T 9704-2012)."""


def width_in_characters(text: str) -> float:
    """The printed width in full characters: a digit or Latin letter is half of one."""
    return sum(0.5 if ord(sign) < 0x2E80 else 1 for sign in text)


def signature_indents(organ: str, day: str) -> tuple[float, float]:
    """Right indents in characters: the date four in, the organ centred over it, neither past the edge."""
    organ_width, day_width = width_in_characters(organ), width_in_characters(day)
    organ_indent = max(4 + (day_width - organ_width) / 2, 0.0)
    return organ_indent, max(organ_indent + (organ_width - day_width) / 2, 0.0)


def mark_points(organ: str) -> float:
    """The size of the red mark: as large as its line allows, never above 34 pt."""
    return min(34.0, int(470 / max(width_in_characters(organ), 1)))


def banner_points(organ: str) -> float:
    """The size of an official document's mark (机关名称 and 文件): as large as 150 mm allow, never above 45 pt."""
    return min(45.0, int(425 / (width_in_characters(organ) + 2)))


def code_points(code: str) -> float:
    """The size of the query code in its box: large as a code, plain where words stand in its place."""
    return 22.0 if width_in_characters(code) <= 9 else 12.0
