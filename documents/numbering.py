"""Numbers without gaps: one counter row per organ, series and year, locked to the act's end (design D15)."""

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


def take(organ_code: str, series: str, year: int) -> int:
    """The next number of a series. Call it last in the act's transaction: the row stays locked to its end.

    A transaction that rolls back gives its number back, so there are no gaps; outside of one it is refused.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("编号只能在事务中领取")
    table = connection.ops.quote_name(NumberSeries._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS counter (organ_code, series, year, last) VALUES (%s, %s, %s, 1) "  # noqa: S608
            "ON CONFLICT (organ_code, series, year) DO UPDATE SET last = counter.last + 1 RETURNING last",
            [organ_code, series, year],
        )
        return int(cursor.fetchone()[0])


def series_of(kind: PaperKind | str) -> str:
    """The series a kind counts in: its 类别字, or the kind itself for papers without a 文号."""
    spec = KINDS[kind]
    return spec.series or spec.kind.value


def next_number(organ: Organ, kind: PaperKind | str, on: date) -> tuple[int, str]:
    """The next serial and its text: 云住建信告〔2026〕41号, or 2026-41 for papers without a 文号."""
    spec = KINDS[kind]
    serial = take(organ.code, series_of(kind), on.year)
    if not spec.series:
        return serial, f"{on.year}-{serial}"
    letters = organ.letters or organ.short_name
    stem = letters if letters.endswith("信") else f"{letters}信"
    return serial, f"{stem}{spec.series}〔{on.year}〕{serial}号"
