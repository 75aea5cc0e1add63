"""How often people of the register took part, by year and kind: for the reports; never by person (domain §7.3)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from cases.models import CounselRequest
from hearings.models import Evaluation, Expert, Hearing, Participation
from law import terms
from law.terms import ExpertKind, HearingState
from organizations.models import User

K = terms.Participation


@dataclass(frozen=True)
class Counted:
    """One kind in one year: how often, how many people, how many cases."""

    kind: terms.Participation
    times: int
    people: int
    cases: int


def _counsel(year: int) -> "QuerySet[CounselRequest]":
    """Answers of counsel in the system: each is one pre-screening opinion, advice and no decision."""
    return CounselRequest.objects.filter(answered_on__year=year, case__in_compartment=False)


def of_year(year: int) -> list[Counted]:
    """Every kind of one year, over the whole county, without accusations."""
    rows = Participation.objects.ordinary().filter(on__year=year).order_by()
    found = {
        row["kind"]: row
        for row in rows.values("kind").annotate(
            times=Count("pk"), people=Count("expert", distinct=True), cases=Count("case", distinct=True)
        )
    }
    answers = _counsel(year).aggregate(
        times=Count("pk"), people=Count("counsel", distinct=True), cases=Count("case", distinct=True)
    )
    counted: list[Counted] = []
    for kind in K:
        row = found.get(kind, {"times": 0, "people": 0, "cases": 0})
        more = answers if kind == K.PRE_SCREENING else {"times": 0, "people": 0, "cases": 0}
        counted.append(Counted(kind, *(row[name] + more[name] for name in ("times", "people", "cases"))))
    return counted


def by_kind(user: User, year: int) -> list[tuple[str, int]]:
    """(kind, how often) of the year as far as the person may see it."""
    rows = Participation.objects.visible_to(user).filter(on__year=year).order_by()
    found = dict(rows.values_list("kind").annotate(n=Count("pk")))
    if user.sees_county:
        found[K.PRE_SCREENING] = found.get(K.PRE_SCREENING, 0) + _counsel(year).count()
    return [(kind.label, found.get(kind, 0)) for kind in K]


def roster_on(day: date) -> dict[str, int]:
    """How many serve on a day, by kind (洞口县 2023: 律师 27 名、专家团队 100 人)."""
    found = dict(Expert.objects.in_term(day).order_by().values_list("kind").annotate(n=Count("pk")))
    return {kind.value: found.get(kind, 0) for kind in ExpertKind}


def hearings_of(since: date, until: date) -> "QuerySet[Hearing]":
    """Hearings held in a span, without accusations; cancelled ones were none."""
    held = [HearingState.HELD, HearingState.CONCLUDED]
    return Hearing.objects.ordinary().filter(state__in=held, held_on__range=(since, until))


def evaluations_of(since: date, until: date) -> "QuerySet[Evaluation]":
    """Evaluations of a span, without accusations."""
    return Evaluation.objects.filter(case__in_compartment=False, on__range=(since, until))
