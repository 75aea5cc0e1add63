"""The sets behind figures as keys of rows: what a snapshot keeps, and what it is compared with afterwards."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Value
from django.db.models.functions import TruncMonth

from reports import rows
from reports.counted import Source
from reports.counting import Count
from reports.counts import COUNTS, TOTALS, Total
from reports.figures import ALL, By, Span, key_of
from reports.indicators import Basis, Readings


@dataclass(slots=True)
class Members:
    """Keys of rows, each with its matter (0: none). Of a rate: the numerator's, the others, those still waiting."""

    hits: list[tuple[int, int]] = field(default_factory=list)
    others: list[tuple[int, int]] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    #: Rows whose own life began or ended after a day asked for: they are no correction of it.
    later: set[int] = field(default_factory=set)
    #: Of a count: the number itself, where it adds up a column.
    added: int = 0

    @property
    def rows(self) -> list[int]:
        return [row for row, _ in (*self.hits, *self.others)]

    @property
    def cases(self) -> list[int]:
        return [case for _, case in (*self.hits, *self.others)]


def of_rate(
    code: str,
    span: Span,
    basis: Basis,
    as_of: date,
    readings: Readings | None = None,
    *,
    since: date | None = None,
) -> dict[str, Members]:
    """By unit, and all together under ``all``. ``since``: rows begun or ended after that day are marked as later."""
    [source] = rows.sources([code], basis, as_of, readings, ["unit"])
    found: dict[str, Members] = defaultdict(Members)
    wanted = source.filter(day__range=(span.since, span.until)).order_by("pk")
    for row in wanted.values("pk", "case_ref", "in_scope", "hit", "unit_key", "began", "ended").iterator():
        for key in (ALL, row["unit_key"] or ""):
            at = found[key]
            if not row["in_scope"]:
                at.waiting.append(row["pk"])
            else:
                (at.hits if row["hit"] else at.others).append((row["pk"], row["case_ref"]))
            if since and any(day and day > since for day in (row["began"], row["ended"])):
                at.later.add(row["pk"])
    return found


def of_count(code: str, span: Span, keys: Iterable[By] = ()) -> dict[tuple[str, str], Members]:
    """(by, key) → members of one counted indicator, the whole under (all, "").

    Of rows with the same value of a distinct count the first stands for all, under each key anew.
    """
    count = COUNTS.get(code) or TOTALS[code]
    added = count.added if isinstance(count, Count) else ""
    source = count.source
    named: dict[str, Any] = {f"by_{by}": key_expression(source, by) for by in keys}
    named |= {"of_matter": F(source.case if source.case not in ("", "pk") else "pk")}
    named |= {"of_alike": F(count.distinct or "pk"), "of_added": F(added) if added else Value(1)}
    found: dict[tuple[str, str], Members] = {(ALL, ""): Members()}
    seen: set[tuple[str, str, Any]] = set()
    for row in count.rows(span).order_by("pk").annotate(**named).values("pk", *named).iterator():
        member = row["pk"], (row["of_matter"] or 0) if source.case else 0
        for at in ((ALL, ""), *((by, key_of(row[f"by_{by}"])) for by in keys)):
            if (*at, row["of_alike"]) in seen:
                continue
            seen.add((*at, row["of_alike"]))
            held = found.setdefault(at, Members())
            held.hits.append(member)
            held.added += row["of_added"] or 0
    if isinstance(count, Total):
        whole = found[ALL, ""]
        whole.added = (
            len(whole.hits)
            if count.united
            else sum(of_count(part, span)[ALL, ""].added for part in count.parts)
        )
    return found


def of_counts(codes: Iterable[str], span: Span) -> dict[str, Members]:
    """The whole set of each counted indicator, one query per source; what ``of_count`` gives under (all, "")."""
    wanted_codes = list(codes)
    found = {code: of_count(code, span)[ALL, ""] for code in wanted_codes if code in TOTALS}
    by_source: dict[str, list[Count]] = defaultdict(list)
    for code in wanted_codes:
        if code in COUNTS:
            by_source[COUNTS[code].source.code].append(COUNTS[code])
    for alike in by_source.values():
        source = alike[0].source
        rows = source.rows().filter(**{f"{source.day}__range": (span.since, span.until)}).order_by()
        wanted: dict[str, Any] = {}
        for count in alike:
            for name, path in _columns(count).items():
                wanted[f"{name}_{count.code}"] = ArrayAgg(path, filter=count.which, order_by="pk")
        row = rows.aggregate(**wanted)
        for count in alike:
            columns = {name: row[f"{name}_{count.code}"] or [] for name in _columns(count)}
            found[count.code] = _gathered(columns, count)
    return found


def _columns(count: Count) -> dict[str, str]:
    """Of each row: its key, and where it has them its matter, what makes it alike another, what is added up."""
    case = "" if count.source.case == "pk" else count.source.case
    found = {"row": "pk", "matter": case, "alike": count.distinct, "added": count.added}
    return {name: path for name, path in found.items() if path}


def _gathered(columns: dict[str, list[Any]], count: Count) -> Members:
    keys = columns["row"]
    matters = columns.get("matter", keys if count.source.case else [0] * len(keys))
    alike, added = columns.get("alike", keys), columns.get("added", [1] * len(keys))
    held, seen = Members(), set()
    for row, matter, same, number in zip(keys, matters, alike, added, strict=True):
        if same not in seen:
            seen.add(same)
            held.hits.append((row, matter or 0))
            held.added += number or 0
    return held


def key_expression(source: Source, by: By) -> Any:
    """What the rows of a source are grouped by."""
    return TruncMonth(source.day) if by == "month" else source.keys[by]
