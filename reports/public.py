"""What of a report may be public: whatever could point to a person is left out where it is under five (domain §9.3 item 7)."""

from reports.annual import Book, Figure, Line
from reports.by_hand import ACCUSATIONS, OF_THE_POLICE
from reports.counts import COUNTS, TOTALS
from reports.indicators import INDICATORS
from reports.sums import SUMS
from reports.suppression import FEWEST, hidden_figures, hidden_lines, is_small

#: Totals of persons that are entered by hand, or told by another organ.
PERSONS = frozenset({ACCUSATIONS, "persons_held", *(row.id for row in OF_THE_POLICE)})


def points_to_persons(code: str) -> bool:
    """Whether a count is of matters or persons; what organs did among themselves points to nobody."""
    code = code.removesuffix("_elsewhere")
    if code in PERSONS or code in TOTALS:
        return True
    return code in COUNTS and bool(COUNTS[code].source.case)


def hidden(book: Book) -> frozenset[str]:
    """The figures, and the forms of figures (``id·form``), that are not made public."""
    numbers = {figure.id: int(figure.value) for figure in book.figures
               if not figure.is_rate and figure.value is not None and points_to_persons(figure.id)}  # fmt: skip
    gone = hidden_figures(numbers, [(whole, parts) for whole, parts, _ in SUMS])
    for figure in book.figures:
        if figure.id in INDICATORS:
            gone |= _of_rate(figure)
        elif points_to_persons(figure.id) and is_small(figure.last):
            gone |= {f"{figure.id}·{form}" for form in ("上年", "同比", "倍")}
    return frozenset(gone)


def _of_rate(figure: Figure) -> set[str]:
    """A rate of fewer than five matters; else its parts, where one of them is small."""
    if 0 < (figure.cases or 0) < FEWEST:
        return {figure.id}
    if is_small(figure.hits) or is_small(figure.missed):
        return {f"{figure.id}·算式", f"{figure.id}·未达"}
    return set()


def hidden_cells(lines: list[Line]) -> set[tuple[int, int]]:
    """The cells of a table of this year and last that are left out; the totals are known."""
    return hidden_lines([[line.n, line.last] for line in lines])
