"""Revisions: what stands otherwise today than in a snapshot, found every night and kept with its day.

What was open and not yet due on the day of freezing, and what began or ended after it, is later life, not a correction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, OuterRef, Prefetch, Q, Subquery

from reports import members
from reports.figures import ALL, Span
from reports.indicators import INDICATORS, Basis
from reports.members import Members
from reports.models import FrozenFigure, Revision, Snapshot
from reports.numbers import LEDGER, Noted, noted

RESTORED = "恢复为冻结时的数字"
#: Counts of a period whose rows are answered, or made, after it: their change is called what it is, not a correction.
GO_ON = frozenset({
    "led", "recommendations_adopted", "recommendations_partly", "recommendations_refused", "recommendations_unanswered",
    "units_held", "persons_held",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """A frozen figure and what stands in its place: matters that came in, left, or changed sides."""

    figure: FrozenFigure
    number: int
    behind: int
    amount: Decimal | None = None
    entered: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()

    @property
    def why(self) -> str:
        parts = [("新进", self.entered), ("移出", self.left), ("在分子内外变动", self.changed)]
        said = "，".join(f"{words} {len(cases)} 件" for words, cases in parts if cases)
        return f"{'后续办理：' if self.figure.code in GO_ON else ''}{said or '同一组案件，数值变了'}"


def current() -> list[Snapshot]:
    """The snapshots that hold: of a period frozen again only the last."""
    last = Snapshot.objects.filter(kind=OuterRef("kind"), since=OuterRef("since")).order_by().values("since")
    return list(Snapshot.objects.filter(version=Subquery(last.annotate(n=Max("version")).values("n"))))


def revise(today: date) -> int:
    """Write down what changed since the last time; running it twice adds nothing. Returns how many rows it added."""
    return sum(_revise(snapshot, today) for snapshot in current())


@transaction.atomic
def _revise(snapshot: Snapshot, today: date) -> int:
    found = {difference.figure.pk: difference for difference in differences(snapshot, today)}
    made = []
    for figure in _figures(snapshot):
        known: list[Revision] = list(figure.revisions.all())
        last = known[0] if known else None
        if last is not None and last.found_on == today:
            continue
        now = found.get(figure.pk)
        if now is None:
            if last is not None and last.why != RESTORED:
                as_frozen = Difference(figure, figure.number, figure.behind, figure.amount)
                made.append(_row(as_frozen, today, RESTORED))
            continue
        same = last is not None and (last.number, last.behind, last.amount, last.entered, last.left, last.changed) == (
            now.number, now.behind, now.amount, list(now.entered), list(now.left), list(now.changed))  # fmt: skip
        if not same:
            made.append(_row(now, today, now.why))
    Revision.objects.bulk_create(made)
    return len(made)


def _row(difference: Difference, today: date, why: str) -> Revision:
    return Revision(
        figure=difference.figure, found_on=today, number=difference.number, behind=difference.behind, amount=difference.amount,
        entered=list(difference.entered), left=list(difference.left), changed=list(difference.changed), why=why,
    )  # fmt: skip


def _figures(snapshot: Snapshot) -> list[FrozenFigure]:
    """What is watched: every whole number, and the rates by unit; sets that were not kept cannot be compared."""
    watched = snapshot.figures.filter(Q(by=ALL) | Q(by="unit", code__in=INDICATORS)).exclude(rows=None)
    newest = Revision.objects.order_by("-found_on", "-pk")
    return list(watched.prefetch_related(Prefetch("revisions", newest)))


def differences(snapshot: Snapshot, today: date) -> Iterator[Difference]:
    """Figures that stand otherwise now, counted by the terms of the snapshot."""
    span = Span(snapshot.since, snapshot.until)
    basis: Basis = "registered" if snapshot.basis == "registered" else "due"
    by_code: dict[str, list[FrozenFigure]] = {}
    for figure in _figures(snapshot):
        by_code.setdefault(figure.code, []).append(figure)
    ledger = noted(span)
    wholes = members.of_counts(
        [code for code in by_code if code not in LEDGER and code not in INDICATORS], span
    )
    for code, alike in by_code.items():
        if code in LEDGER:
            if difference := _of_ledger(alike[0], ledger[LEDGER[code].id]):
                yield difference
        elif code in INDICATORS:
            found = members.of_rate(code, span, basis, today, snapshot.readings, since=snapshot.frozen_on)
            for figure in alike:
                now = found.get(figure.key if figure.by == "unit" else ALL, Members())
                if difference := _of_rate(figure, now):
                    yield difference
        else:
            for figure in alike:
                if difference := _of_count(figure, wholes[code]):
                    yield difference


def _of_rate(figure: FrozenFigure, now: Members) -> Difference | None:
    frozen_rows, matters = figure.rows or [], dict(zip(figure.rows or [], figure.cases or [], strict=True))
    was_hit = set(frozen_rows[: figure.number])
    aside = (set(figure.waiting or ()) | now.later) - set(frozen_rows)
    hits = {row: case for row, case in now.hits if row not in aside}
    others = {row: case for row, case in now.others if row not in aside}
    present = hits | others
    entered = tuple(sorted(case for row, case in present.items() if row not in matters))
    left = tuple(sorted(case for row, case in matters.items() if row not in present))
    changed = tuple(
        sorted(case for row, case in matters.items() if row in present and (row in hits) != (row in was_hit))
    )
    if not (entered or left or changed):
        return None
    return Difference(figure, len(hits), len(present), None, entered, left, changed)


def _of_count(figure: FrozenFigure, now: Members) -> Difference | None:
    before = dict(zip(figure.rows or [], figure.cases or [], strict=True))
    present = dict(now.hits)
    if set(before) == set(present) and now.added == figure.number:
        return None
    entered = tuple(sorted(case or row for row, case in present.items() if row not in before))
    left = tuple(sorted(case or row for row, case in before.items() if row not in present))
    return Difference(figure, now.added, len(present), None, entered, left)


def _of_ledger(figure: FrozenFigure, now: Noted) -> Difference | None:
    """Lines entered or withdrawn since; their keys stand for matters, of which there are none."""
    before, present = set(figure.rows or ()), set(now.rows)
    amount = None if now.value is None else round(Decimal(str(now.value)), 6)
    if before == present and amount == figure.amount:
        return None
    return Difference(
        figure, 0, len(present), amount, tuple(sorted(present - before)), tuple(sorted(before - present))
    )
