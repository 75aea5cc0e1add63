"""回避 (条例第28条第3款): whose hands a matter must stay out of, asked by the policies and by every other package.

One record serves handler, approver, reviewer, host and panel. What a person leaves in another package (the chair of a
hearing, a seat on its panel) that package takes back itself: see ``when_ordered``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from cases.models import Case, CaseEvent, Handling, Opinion, Recusal, Review
from law.terms import RecusalRole
from organizations.models import Unit, User
from organizations.prepared import Prepared

#: Acts on a handling by which a person has looked into the matter: the hearing's host did none of them.
WORK = ("take_in", "accept", "notify_late", "take_statutory", "draft_opinion", "propose_decline", "ask_extension", "record_result",
        "serve", "report_conclusion", "reply_assistance")  # fmt: skip
#: Acts by which a person has decided in it: with the work, what a reviewer did none of.
DECISIONS = ("sign_opinion", "decline_handling", "approve_extension")
#: What a part is asked about: the file, one unit's work on it, or a review of that work.
Matter = Case | Handling | Review


_RECUSED = Prepared(
    lambda person: Recusal.objects.in_force().filter(person=person).order_by().values_list("case_id")
)


def recused_cases(user: User, *, fresh: bool = False) -> frozenset[int]:
    """The matters this person has withdrawn from. Looked up once for a page; ``fresh`` within an act."""
    known: frozenset[int] | None = getattr(user, "_recused_cases", None)
    if known is None or fresh:
        known = frozenset(case for (case,) in _RECUSED(user.pk))
        user._recused_cases = known  # type: ignore[attr-defined]
    return known


def case_of(matter: object) -> int | None:
    """The key of the file a matter belongs to, by its case, claim or handling; None for what belongs to none."""
    if isinstance(matter, Case):
        return matter.pk
    for way in ("case", "claim", "handling"):
        if getattr(matter, f"{way}_id", None):
            found: int | None = (
                getattr(matter, f"{way}_id") if way == "case" else case_of(getattr(matter, way))
            )
            return found
    return None


def is_recused(user: User, matter: object, *, fresh: bool = False) -> bool:
    """Has this person withdrawn from the matter: then no act on it is theirs, whatever the role."""
    case = case_of(matter)
    return case is not None and case in recused_cases(user, fresh=fresh)


@dataclass(frozen=True, slots=True)
class Known:
    """What stands against people in one matter, read once for many of them."""

    withdrawn: frozenset[int]
    worked: frozenset[int]
    decided: frozenset[int]
    concerned: frozenset[int]


def known(matter: Matter) -> Known:
    """Who withdrew from the matter, who worked on it and decided in it before, and which units it accuses."""
    case = matter if isinstance(matter, Case) else matter.case
    withdrawn = Recusal.objects.in_force().filter(case=case, person__isnull=False)
    return Known(
        frozenset(key for key in withdrawn.values_list("person", flat=True) if key),
        _worked(matter),
        _decided(matter),
        concerned_units(case),
    )


def conflicts(user: User, matter: Matter, role: str, *, facts: Known | None = None) -> list[str]:
    """Why this person may not take this part in this matter; empty when nothing is known against it.

    Pure: it reads and decides nothing. Who belongs to the accused never works on the file; who had a hand in the
    original work is never its reviewer nor host of its hearing; a withdrawal in force bars every part.
    """
    facts = facts or known(matter)
    found = []
    if user.pk in facts.withdrawn:
        found.append(f"不能：{user.name}已经决定回避本件（条例第28条第3款）")
    if user.unit_id in facts.concerned:
        found.append(f"不能：{user.name}属于被检举控告的单位或者它的下属单位（条例第30条第3款）")
    hands = facts.worked if role in {RecusalRole.REVIEWER, RecusalRole.HOST} else frozenset()
    if role == RecusalRole.REVIEWER or (hands and isinstance(matter, Review)):
        hands |= facts.decided
    if user.pk in hands:
        found.append(f"不能：{user.name}是原办理人员，不得担任{RecusalRole(role).label}（条例第28条第3款）")
    return found


def decided_before(review: Review) -> frozenset[int]:
    """Who may not review the opinion: whoever had a hand in it, and who decided the 复查 a 复核 is about."""
    return _worked(review) | _decided(review)


def _worked(matter: Matter) -> frozenset[int]:
    """Who is or was in charge, drafted or signed an opinion, or looked into the matter by an act of theirs."""
    if isinstance(matter, Case):
        handlings, opinions, events = Q(claim__case=matter), Q(handling__claim__case=matter), Q(case=matter)
    else:
        handling = matter.handling if isinstance(matter, Review) else matter
        handlings, opinions, events = Q(pk=handling.pk), Q(handling=handling), Q(handling=handling)
    found: set[int | None] = {*Handling.objects.filter(handlings).values_list("handler", flat=True)}
    for pair in Opinion.objects.filter(opinions).values_list("drafted_by", "signed_by"):
        found |= set(pair)
    found |= {*CaseEvent.objects.filter(events, act__in=WORK).values_list("by", flat=True)}
    if isinstance(matter, Review) and matter.of and not matter.of.own_number:
        found |= {matter.of.drafted_by_id, matter.of.signed_by_id}
    return frozenset(key for key in found if key)


def _decided(matter: Matter) -> frozenset[int]:
    handling = matter.handling if isinstance(matter, Review) else matter
    which = Q(case=matter) if isinstance(matter, Case) else Q(handling=handling)
    rows = CaseEvent.objects.filter(which, act__in=DECISIONS).values_list("by", flat=True)
    return frozenset(key for key in rows if key)


#: What a person leaves in another package; it says who follows, if anybody.
Leave = Callable[[Recusal, User, date], str]
_leaves: dict[str, Leave] = {}


def when_ordered(subject: str, leave: Leave) -> None:
    """Call ``leave`` within the act that orders a withdrawal; a subject registered again replaces itself."""
    _leaves[subject] = leave


def leave_everything(row: Recusal, *, by: User, on: date) -> str:
    """What the withdrawal takes out of the person's hands elsewhere; the names of those who follow."""
    return "、".join(filter(None, [_leaves[subject](row, by, on) for subject in sorted(_leaves)]))


_CONCERNED = """
WITH RECURSIVE named AS (
    SELECT unit_id FROM cases_accusedunit WHERE case_id = %s
    UNION
    SELECT u.successor_id FROM organizations_unit u JOIN named n ON n.unit_id = u.id WHERE u.successor_id IS NOT NULL)
SELECT below.id FROM named JOIN organizations_unit top ON top.id = named.unit_id
JOIN organizations_unit below ON starts_with(below.path, top.path)
"""


def concerned_units(case: Case) -> frozenset[int]:
    """The accused units, what stands below them, and whoever carries on for one that is no more (条例第30条第3款)."""
    if not case.in_compartment:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_CONCERNED, [case.pk])
        return frozenset(key for (key,) in cursor.fetchall())


def is_concerned(unit: Unit, case: Case) -> bool:
    return unit.pk in concerned_units(case)
