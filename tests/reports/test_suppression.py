"""Cells under five are left out, and those by which they could be worked out (domain §9.3 item 7)."""

import itertools
import random

import pytest

from reports.suppression import FEWEST, hidden, hidden_figures, hidden_lines, is_small

#: (why, table, totals of rows, totals of columns, what goes)
TABLES = [
    ("nothing is small", [[5, 9, 14]], True, False, set()),
    ("zero tells of nobody", [[0, 9, 9]], True, False, set()),
    ("one small, no total public", [[3, 9]], False, False, {(0, 0)}),
    ("one small is total less the rest", [[3, 9, 20, 32]], True, False, {(0, 0), (0, 1)}),
    ("the neighbour is the smallest that is not zero", [[3, 0, 9, 12]], True, False, {(0, 0), (0, 2)}),
    ("two small ones cover each other", [[3, 2, 9, 14]], True, False, {(0, 0), (0, 1)}),
    ("two ones of a total of two give themselves away", [[1, 1, 9, 11]], True, False, {(0, 0), (0, 1), (0, 2)}),
    ("two fours as well", [[4, 4, 9, 17]], True, False, {(0, 0), (0, 1), (0, 2)}),
    ("alone in its line: the total goes", [[3, 0, 0, 3]], True, False, {(0, 0), (0, 3)}),
    ("alone with a total that is not small: nothing else to leave out", [[0, 3, 0, 3]], True, False, {(0, 1), (0, 3)}),
    ("ones only, nobody beside: the total goes", [[1, 1, 1, 1, 1, 0, 5]], True, False,
     {(0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (0, 6)}),
    ("unknown is not a number", [[None, 3, 8, 11]], True, False, {(0, 1), (0, 2)}),
    ("both margins: the neighbours' lines are minded as well", [[3, 9, 12], [8, 7, 15], [11, 16, 27]], True, True,
     {(0, 0), (0, 1), (1, 0), (1, 1)}),
    ("an empty table", [], True, True, set()),
]  # fmt: skip


@pytest.mark.parametrize(("why", "table", "rows", "columns", "gone"), TABLES, ids=[row[0] for row in TABLES])
def test_what_is_left_out(
    why: str, table: list[list[int | None]], rows: bool, columns: bool, gone: set[tuple[int, int]]
) -> None:
    assert hidden(table, row_totals=rows, column_totals=columns) == gone


@pytest.mark.parametrize("seed", range(60))
def test_no_small_cell_can_be_worked_out_by_subtraction(seed: int) -> None:
    """An attacker who solves every line with one unknown, again and again, learns no small cell."""
    rng = random.Random(seed)  # noqa: S311
    inner = [
        [rng.choice([0, 0, 1, 2, 3, 4, 5, 6, 9, 30]) for _ in range(rng.randint(2, 5))] for _ in range(1)
    ]
    inner += [[rng.choice([0, 1, 3, 5, 8, 12]) for _ in inner[0]] for _ in range(rng.randint(1, 4))]
    rows = [[*row, sum(row)] for row in inner]
    table: list[list[int | None]] = [*rows, [sum(column) for column in zip(*rows, strict=True)]]
    gone = hidden(table, row_totals=True, column_totals=True)
    unknown = set(gone)
    lines = [[(i, j) for j in range(len(table[0]))] for i in range(len(table))]
    lines += [[(i, j) for i in range(len(table))] for j in range(len(table[0]))]
    while solved := next((cell for line in lines for cell in [next(iter(unknown & set(line)), None)]
                          if cell and len(unknown & set(line)) == 1), None):  # fmt: skip
        unknown.discard(solved)
    small = {(i, j) for i, row in enumerate(table) for j, value in enumerate(row) if is_small(value)}
    assert small <= unknown, (table, gone)
    assert all(is_small(table[i][j]) or table[i][j] for i, j in gone), "no zero is left out"


def test_columns_of_a_list_are_minded_each_with_its_total() -> None:
    assert hidden_lines([[20, 3], [9, 30], [2, 8]]) == {(2, 0), (1, 0), (0, 1), (2, 1)}
    assert hidden_lines([[20, 3], [9, 30]], public_total=lambda column: False) == {(0, 1)}
    assert hidden_lines([]) == set()


SUMS = [("total", ("letter", "visit", "fax")), ("total", ("first", "again"))]


@pytest.mark.parametrize(
    ("numbers", "gone"),
    [
        ({"total": 60, "letter": 20, "visit": 38, "fax": 2, "first": 50, "again": 10}, {"fax", "letter"}),
        ({"total": 60, "letter": 20, "visit": 40, "fax": 0, "first": 57, "again": 3}, {"again", "first"}),
        ({"total": 60, "letter": 20, "visit": 40, "fax": 0, "first": 50, "again": 10}, set()),
        (
            {"total": 3, "letter": 3, "visit": 0, "fax": 0, "first": 3, "again": 0},
            {"total", "letter", "first"},
        ),
        ({"fax": 2}, {"fax"}),
    ],
)
def test_figures_that_make_up_each_other(numbers: dict[str, int], gone: set[str]) -> None:
    assert hidden_figures(numbers, SUMS) == gone


def test_every_small_value_and_only_those() -> None:
    assert [n for n in itertools.chain([None], range(8)) if is_small(n)] == list(range(1, FEWEST))
