"""What the figures are counted from: lines of the ledger, the register of experts, the texts of papers.

Each is known in two ways that must agree: as a query, which opens the rows behind a figure, and as a choice from what
was loaded once for all figures of a span (Material).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Min, Q, QuerySet

from documents.models import TemplateVersion
from hearings.models import Expert
from law.terms import ActivityKind, ExpertKind, PaperKind
from reports.activities.models import Activity, ActivityMeasure

Number = int | float
Rows = QuerySet[Any]
Value = Callable[[Sequence[Any]], Number | None]


@dataclass(frozen=True, slots=True)
class Material:
    """All that the figures of one span are counted from. ``lines`` go back a year, for what is compared with it.

    ``first``: the first day of a line of each kind; ``roster``: of the register of experts.
    """

    since: date
    until: date
    lines: list[Activity]
    experts: list[Expert]
    texts: list[TemplateVersion]
    first: dict[str, date]
    roster: date | None


def material(since: date, until: date) -> Material:
    """Load it, in a handful of queries."""
    lines = Activity.objects.standing().filter(on__gte=year_before(since), until__lte=until)
    first = Activity.objects.standing().order_by().values_list("kind").annotate(first=Min("on"))
    return Material(
        since,
        until,
        list(lines.prefetch_related("measures")),
        list(Expert.objects.in_term(until)),
        list(Notices().rows(since, until)),
        dict(first),
        Expert.objects.aggregate(first=Min("since"))["first"],
    )


class Records(Protocol):
    """One kind of record, and how a figure chooses from it."""

    @property
    def kinds(self) -> tuple[ActivityKind, ...]:
        """Of lines; none for another record."""

    def rows(self, since: date, until: date) -> Rows:
        """As a query: what opens."""

    def chosen(self, found: Material) -> list[Any]:
        """The same from what was loaded."""

    def begun(self, found: Material) -> bool:
        """The record had begun by the end of the span: nothing in it is none, not unknown."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The standing lines of some kinds whose days all lie in the span; with codes, those that say one of the numbers.

    A line that says there was none belongs to every figure of its kind.
    """

    kinds: tuple[ActivityKind, ...]
    codes: tuple[str, ...] = ()

    def rows(self, since: date, until: date) -> "QuerySet[Activity]":
        found = Activity.objects.standing().filter(kind__in=self.kinds, on__gte=since, until__lte=until)
        if not self.codes:
            return found
        said = ActivityMeasure.objects.filter(code__in=self.codes).values("activity")
        return found.filter(Q(pk__in=said) | Q(none=True))

    def chosen(self, found: Material) -> list[Activity]:
        return self.within(found.lines, found.since, found.until)

    def within(self, lines: list[Activity], since: date, until: date) -> list[Activity]:
        return [row for row in lines if row.on >= since and row.until <= until and self._has(row)]

    def begun(self, found: Material) -> bool:
        return any(kind in found.first and found.first[kind] <= found.until for kind in self.kinds)

    def _has(self, row: Activity) -> bool:
        if row.kind not in self.kinds:
            return False
        return not self.codes or row.none or any(m.code in self.codes for m in row.measures.all())


@dataclass(frozen=True, slots=True)
class WithLastYear:
    """The lines of the span, and of the same days a year before; nothing where the span has none."""

    lines: Lines

    @property
    def kinds(self) -> tuple[ActivityKind, ...]:
        return self.lines.kinds

    def rows(self, since: date, until: date) -> "QuerySet[Activity]":
        now = self.lines.rows(since, until)
        then = self.lines.rows(year_before(since), year_before(until))
        return (now | then) if now.exists() else now

    def chosen(self, found: Material) -> list[Activity]:
        now = self.lines.chosen(found)
        then = self.lines.within(found.lines, year_before(found.since), year_before(found.until))
        return [*now, *then] if now else []

    def begun(self, found: Material) -> bool:
        return self.lines.begun(found)


@dataclass(frozen=True, slots=True)
class Roster:
    """Whose appointment ran on the last day of the span. ``advisers``: of them the bureau's own legal advisers."""

    groups: tuple[ExpertKind, ...]
    kinds: tuple[ActivityKind, ...] = ()
    advisers: bool = False

    def rows(self, since: date, until: date) -> "QuerySet[Expert]":
        found = Expert.objects.in_term(until).filter(kind__in=self.groups)
        return found.filter(adviser=True) if self.advisers else found

    def chosen(self, found: Material) -> list[Expert]:
        return [
            row for row in found.experts if row.kind in self.groups and (row.adviser or not self.advisers)
        ]

    def begun(self, found: Material) -> bool:
        return found.roster is not None and found.roster <= found.until


@dataclass(frozen=True, slots=True)
class Notices:
    """The texts of the 引导告知书 in force by the last day of the span."""

    kinds: tuple[ActivityKind, ...] = ()

    def rows(self, since: date, until: date) -> "QuerySet[TemplateVersion]":
        return TemplateVersion.objects.filter(kind=PaperKind.GUIDANCE_NOTICE, in_force_on__lte=until)

    def chosen(self, found: Material) -> list[TemplateVersion]:
        return found.texts

    def begun(self, found: Material) -> bool:
        return bool(found.texts)


def year_before(day: date) -> date:
    """The same day a year before; the last day of a month stays one."""
    following = day + timedelta(days=1)
    if following.day == 1:
        return following.replace(year=following.year - 1) - timedelta(days=1)
    return day.replace(year=day.year - 1)


# --- what is reckoned from the rows ------------------------------------------------------------------------------


def numbers(rows: Sequence[Activity], *codes: str) -> list[Decimal]:
    return [m.quantity for row in rows for m in row.measures.all() if m.code in codes]


def plain(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else float(value)


def added(*codes: str) -> Value:
    """The numbers of these codes, added up."""
    return lambda rows: plain(sum(numbers(rows, *codes), Decimal(0)))


def most(code: str) -> Value:
    """The largest of the numbers: who came several times is not counted several times."""
    return lambda rows: plain(max(numbers(rows, code), default=Decimal(0)))


def least(code: str) -> Value:
    return lambda rows: plain(min(numbers(rows, code))) if numbers(rows, code) else None


def lines_of(rows: Sequence[Activity]) -> Number:
    """How many lines, a declaration of none not among them."""
    return sum(not row.none for row in rows)


def ratio(over: str, under: str) -> Value:
    """One number by another, of the lines that say both; nothing below is not known."""

    def value(rows: Sequence[Activity]) -> Number | None:
        both = [row for row in rows if numbers([row], over) and numbers([row], under)]
        below = sum(numbers(both, under), Decimal(0))
        return float(sum(numbers(both, over), Decimal(0)) / below) if below else None

    return value


def times_more(code: str) -> Value:
    """增加几倍 = this year ÷ last year − 1; nothing to compare with is not known (domain §7.3)."""

    def value(rows: Sequence[Activity]) -> Number | None:
        year = max(row.on.year for row in rows)
        before = sum(numbers([row for row in rows if row.on.year == year - 1], code), Decimal(0))
        now = sum(numbers([row for row in rows if row.on.year == year], code), Decimal(0))
        return plain((now / before - 1).quantize(Decimal("0.01"))) if before else None

    return value


def vague(rows: Sequence[Any], codes: tuple[str, ...]) -> bool:
    """One of these numbers was reported as approximate."""
    return any(m.approximate for row in rows for m in row.measures.all() if m.code in codes)
