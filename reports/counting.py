"""What a counted indicator is, and how the doubtful rows are treated: declared in :mod:`reports.counts`."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import Q, Sum

from cases.models import Case
from reports.counted import Source
from reports.figures import Span
from reports.indicators import Treatment
from reports.rows import Rows


@dataclass(frozen=True, slots=True)
class Count:
    """One counted indicator. ``added``: a column to add up; ``distinct``: count different values of it.

    ``begins``: before the first row of that count's source the number is entered by hand; from then on a zero is a zero.
    """

    code: str
    name: str
    unit: str
    definition: str
    basis: str
    source: Source
    attributed: str
    treatment: Treatment
    which: Q = field(default_factory=Q)
    added: str = ""
    distinct: str = ""
    begins: str = ""
    #: The same named in a shorter way, for the head of a column.
    short: str = ""

    def rows(self, span: Span) -> Rows:
        """The set behind the number."""
        return self.source.rows().filter(self.which, self._in(span))

    def cases(self, span: Span) -> Rows:
        """The matters behind it: one that is in two rows is there once; none for records without a matter."""
        if not self.source.case:
            return Case.objects.none()
        return Case.objects.ordinary().filter(pk__in=self.rows(span).order_by().values(self.source.case))

    def _in(self, span: Span) -> Q:
        return Q(**{f"{self.source.day}__range": (span.since, span.until)})

    def aggregate(self, condition: Q) -> Any:
        """The number as an aggregate of the source's rows."""
        if self.added:
            return Sum(self.added, filter=condition)
        if self.distinct:
            return CountOf(self.distinct, distinct=True, filter=condition)
        return CountOf("pk", filter=condition)


AS_REGISTERED = Treatment(
    not_yet_due="登记即计，与是否到期无关",
    withdrawn="照计：来过就是一件次",
    anonymous="照计",
    guided="照计",
    merged="照计：并入原件的也是一件次",
    extended="不涉及",
    imported="照计",
)
AS_DONE = Treatment(
    not_yet_due="办了即计",
    withdrawn="办过的照计",
    anonymous="照计",
    guided="照计",
    merged="并入原件的只算原件",
    extended="不涉及",
    imported="导入件没有记录的不计，另列件数",
)
LEDGER = Treatment(
    not_yet_due="按台账登记的日期计",
    withdrawn="取消、撤回的不计",
    anonymous="不涉及",
    guided="不涉及",
    merged="一件入两次台账的，件数算一件",
    extended="不涉及",
    imported="按台账导入的照计",
)
