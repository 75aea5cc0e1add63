"""Cells under five are not made public, nor any by which they could be worked out (domain §9.3 item 7).

Pure: a table of numbers in, the places left out returned. Zero tells of nobody and stays.
"""

from collections.abc import Callable, Iterable, Sequence

#: A cell of this many or more may be public.
FEWEST = 5
#: What stands in the place of a cell left out.
MARK = "＊"
NOTE = "＊：不足5，不公开；为免推算，相邻的数字一并不公开。"

Cell = tuple[int, int]
Table = Sequence[Sequence[int | None]]


def is_small(value: float | None) -> bool:
    """Between one and four."""
    return value is not None and 0 < value < FEWEST


def hidden(table: Table, *, row_totals: bool = False, column_totals: bool = False) -> set[Cell]:
    """The cells to leave out.

    ``row_totals``: the last column is the sum of the others; ``column_totals``: the last row is. Along a line whose
    total stays public no left-out cell may be found by subtraction: a second one goes, the smallest other than zero;
    where there is none, the total goes itself.
    """
    gone = {(i, j) for i, row in enumerate(table) for j, value in enumerate(row) if is_small(value)}
    lines = list(_lines(table, row_totals=row_totals, column_totals=column_totals))
    settled = False
    while not settled:
        settled = True
        for *parts, total in lines:
            more = _more(table, gone, parts, total)
            if more is not None:
                gone.add(more)
                settled = False
    return gone


def _lines(table: Table, *, row_totals: bool, column_totals: bool) -> Iterable[list[Cell]]:
    if row_totals:
        for i, row in enumerate(table):
            yield [(i, j) for j in range(len(row))]
    if column_totals and table:
        for j in range(len(table[0])):
            yield [(i, j) for i in range(len(table))]


def _more(table: Table, gone: set[Cell], parts: list[Cell], total: Cell) -> Cell | None:
    """One more cell that has to go along this line; None when nothing can be worked out."""
    out = [cell for cell in parts if cell in gone]
    if total in gone:
        # a line of which only the total is left out gives it away
        return _neighbour(table, gone, parts) if not out else None
    if not out or not _gives_away(table, out):
        return None
    return _neighbour(table, gone, parts) or total


def _gives_away(table: Table, out: list[Cell]) -> bool:
    """One alone is total less the rest; several are known when all must be one, or all four."""
    if len(out) == 1:
        return True
    values = [table[i][j] or 0 for i, j in out]
    return all(map(is_small, values)) and sum(values) in (len(out), len(out) * (FEWEST - 1))


def _neighbour(table: Table, gone: set[Cell], parts: list[Cell]) -> Cell | None:
    """The smallest other cell that is not zero, the first of equals."""
    left = [(table[i][j] or 0, (i, j)) for i, j in parts if (i, j) not in gone and table[i][j]]
    return min(left)[1] if left else None


def hidden_lines(
    lines: Sequence[Sequence[int | None]], *, public_total: Callable[[int], bool] = lambda column: True
) -> set[Cell]:
    """The cells to leave out of a list of lines, each column with a total that is known elsewhere."""
    if not lines:
        return set()
    totals = [sum(line[j] or 0 for line in lines) for j in range(len(lines[0]))]
    gone: set[Cell] = set()
    for j, total in enumerate(totals):
        column = [[line[j]] for line in lines]
        found = hidden([*column, [total]], column_totals=True) if public_total(j) else hidden(column)
        gone |= {(i, j) for i, _ in found if i < len(lines)}
    return gone


def hidden_figures(numbers: dict[str, int], sums: Iterable[tuple[str, tuple[str, ...]]]) -> set[str]:
    """The figures to leave out of those that point to persons, minding which make up which."""
    gone = {code for code, number in numbers.items() if is_small(number)}
    known = [
        (whole, parts) for whole, parts in sums if whole in numbers and all(part in numbers for part in parts)
    ]
    settled = False
    while not settled:
        settled = True
        for whole, parts in known:
            cells = [*parts, whole]
            table = [[numbers[code]] for code in cells]
            places = {code: (i, 0) for i, code in enumerate(cells)}
            out = {places[code] for code in cells if code in gone}
            more = _more(table, out, [places[code] for code in parts], places[whole])
            if more is not None:
                gone.add(cells[more[0]])
                settled = False
    return gone
