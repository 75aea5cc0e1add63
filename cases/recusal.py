"""回避 (条例第28条第3款): whose hands a matter must stay out of, asked by the policies and by every other package."""

from django.db import connection
from django.db.models import Q

from cases.models import Case, CaseEvent, Handling, Opinion, Recusal
from law.terms import RecusalRole
from organizations.models import Unit, User

#: Acts on a handling by which a person has had a hand in what was decided there.
WORK = ("accept", "take_statutory", "draft_opinion", "sign_opinion", "record_result", "decline_handling",
        "propose_decline", "approve_extension", "reply_assistance")  # fmt: skip


def recused_cases(user: User, *, fresh: bool = False) -> frozenset[int]:
    """The matters this person has withdrawn from. Looked up once for a page; ``fresh`` within an act."""
    known: frozenset[int] | None = getattr(user, "_recused_cases", None)
    if known is None or fresh:
        rows = Recusal.objects.in_force().filter(person_id=user.pk).values_list("case_id", flat=True)
        known = frozenset(rows)
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


def conflicts(user: User, case: Case, role: str) -> list[str]:
    """Why this person may not take this part in this matter; empty when nothing is known against it.

    Pure: it reads and decides nothing. Who belongs to the accused never works on the file; who had a hand in the
    original work is never reviewer nor host of its hearing; a withdrawal in force bars every part.
    """
    found = []
    if user.pk and is_recused(user, case, fresh=True):
        found.append(f"不能：{user.name}已经决定回避本件（条例第28条第3款）")
    if user.unit_id in concerned_units(case):
        found.append(f"不能：{user.name}属于被检举控告的单位或者它的下属单位（条例第30条第3款）")
    if role in {RecusalRole.REVIEWER, RecusalRole.HOST} and had_a_hand(user, case):
        found.append(f"不能：{user.name}是原办理人员，不得担任{RecusalRole(role).label}（条例第28条第3款）")
    return found


def had_a_hand(user: User, case: Case) -> bool:
    """Did this person handle, draft, sign or approve in the original work on this matter."""
    handled = Handling.objects.filter(claim__case=case, handler=user)
    wrote = Opinion.objects.filter(handling__claim__case=case).filter(Q(drafted_by=user) | Q(signed_by=user))
    acted = CaseEvent.objects.filter(case=case, by=user, act__in=WORK)
    return handled.exists() or wrote.exists() or acted.exists()


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
