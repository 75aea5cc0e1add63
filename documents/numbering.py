"""Numbers without gaps: one counter row per organ, series and year, locked to the act's end (design D15)."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from django.db import connection, transaction

from documents.kinds import KINDS
from documents.models import NumberSeries
from law.terms import PaperKind


class Organ(Protocol):
    """What a number needs of an organ: its code and its 机关代字."""

    code: str
    letters: str
    short_name: str


Series = tuple[str, str, int]


def take(organ_code: str, series: str, year: int) -> int:
    """The next number of a series. Call it last in the act's transaction: the row stays locked to its end.

    A transaction that rolls back gives its number back, so there are no gaps; outside of one it is refused.
    """
    return take_many({(organ_code, series, year): 1})[organ_code, series, year][0]


def take_many(wanted: Mapping[Series, int]) -> dict[Series, list[int]]:
    """So many next numbers of each series, in one statement; the rows are locked in one order (no deadlock)."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("编号只能在事务中领取")
    table = connection.ops.quote_name(NumberSeries._meta.db_table)
    rows = sorted((*series, number) for series, number in wanted.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS counter (organ_code, series, year, last) VALUES "  # noqa: S608
            + ", ".join(["(%s, %s, %s, %s)"] * len(rows))
            + " ON CONFLICT (organ_code, series, year) DO UPDATE SET last = counter.last + EXCLUDED.last"
            " RETURNING organ_code, series, year, last",
            [value for row in rows for value in row],
        )
        last = {(code, series, year): end for code, series, year, end in cursor.fetchall()}
    return {key: list(range(last[key] - number + 1, last[key] + 1)) for key, number in wanted.items()}


def series_of(kind: PaperKind | str) -> str:
    """The series a kind counts in: its 类别字, or the kind itself for papers without a 文号."""
    spec = KINDS[kind]
    return spec.series or spec.kind.value


def next_number(organ: Organ, kind: PaperKind | str, on: date) -> tuple[int, str]:
    """The next serial and its text: 云住建信告〔2026〕41号, or 2026-41 for papers without a 文号."""
    serial = take(organ.code, series_of(kind), on.year)
    return serial, text_of(organ, kind, on.year, serial)


def text_of(organ: Organ, kind: PaperKind | str, year: int, serial: int) -> str:
    """A number as it stands on the paper."""
    spec = KINDS[kind]
    if not spec.series:
        return f"{year}-{serial}"
    letters = organ.letters or organ.short_name
    stem = letters if letters.endswith("信") else f"{letters}信"
    return f"{stem}{spec.series}〔{year}〕{serial}号"
