"""回避: who may not sit on a panel or chair a hearing, and why (条例第28条第3款; domain §4.2).

Withdrawals are the records of ``cases.recusal``; here is what only a hearing knows: ties of the people of the register.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

from cases import recusal
from cases.models import CounselRequest, Handling
from hearings.models import Evaluation, Expert, Hearing, MemberRecusal
from law.terms import HearingOccasion, RecusalRole, RecusalState
from organizations.models import Unit, User
from organizations.roles import Permission


@dataclass(frozen=True)
class Ties:
    """What ties people to one matter: its units, its petitioners' names, who advised or withdrew already."""

    units: list[Unit]
    names: frozenset[str] = frozenset()
    advised: frozenset[int] = frozenset()
    evaluated: frozenset[int] = frozenset()
    recused: frozenset[int] = frozenset()

    def of_interest(self) -> "Ties":
        """Only what is an interest in the matter: who advised before may well advise again."""
        return Ties(units=self.units, names=self.names, recused=self.recused)


def ties_of(handling: Handling, hearing: Hearing | None = None) -> Ties:
    """The ties of one matter, in five queries; ``hearing``: the organ that holds it is tied as well."""
    case = handling.claim.case
    units = {row.unit_id: row.unit for row in handling.claim.handlings.select_related("unit")}
    if hearing and hearing.occasion == HearingOccasion.HANDLING:
        units[hearing.organ_id] = hearing.organ
    return Ties(
        units=list(units.values()),
        names=frozenset(row.name for row in case.own_petition.petitioners.all() if row.name),
        advised=frozenset(CounselRequest.objects.filter(case=case).values_list("counsel", flat=True)),
        evaluated=frozenset(Evaluation.objects.filter(case=case).values_list("experts", flat=True)),
        recused=frozenset(withdrawn(case.pk).values_list("expert", flat=True)),
    )


def of_expert(expert: Expert, ties: Ties) -> str:
    """Why this person may not sit on the panel; empty when nothing is known against it."""
    for unit in ties.units:
        if expert.unit and expert.unit.is_within(unit):
            return f"在承办单位（{unit.short_name}）工作"
        if any(advised.is_within(unit) for advised in expert.advises.all()):
            return f"担任承办单位（{unit.short_name}）的法律顾问或者与其有业务往来"
    if expert.name in ties.names:
        return "与信访人同名，须先核实不是本人"
    if expert.user_id in ties.advised:
        return "已就本件提出过甄别意见"
    if expert.pk in ties.evaluated:
        return "已参加过本件的评析"
    return "已经决定回避本件" if expert.pk in ties.recused else ""


def undecided(case: int) -> "QuerySet[MemberRecusal]":
    """Whose withdrawal somebody still has to decide: nobody is drawn meanwhile."""
    rows = MemberRecusal.objects.filter(recusal__case=case, recusal__state=RecusalState.PROPOSED)
    return rows.select_related("recusal__person")


def withdrawn(case: int) -> "QuerySet[MemberRecusal]":
    """Who of the register has withdrawn from the matter: the decision holds for each of its hearings."""
    return MemberRecusal.objects.filter(recusal__case=case, recusal__state=RecusalState.ORDERED)


def facts_of(hearing: Hearing) -> recusal.Known:
    """Who worked on and decided in what the hearing is about: read once for all who might chair it."""
    return recusal.known(hearing.review or hearing.handling)


def of_chair(user: User, hearing: Hearing, facts: recusal.Known | None = None) -> str:
    """Why this person may not chair: not of the organ, or an investigator, or of the office whose opinion is reviewed."""
    handling = hearing.handling
    if not user.is_active or not _may_preside(user, hearing):
        return f"主持人应当是{hearing.organ.short_name}的工作人员，或者由信访局领导指派的本局人员"
    if hearing.occasion == HearingOccasion.HANDLING:
        if user.pk in {handling.handler_id, hearing.proposed_by_id}:
            return "主持人不能是本件的经办人（条例第28条第3款）"
    elif user.unit.is_within(handling.unit):
        return "复查、复核听证的主持人不能是原办理单位的人员（条例第28条第3款）"
    elif hearing.review and hearing.review.of and user.unit_id == hearing.review.of.organ_id:
        return "复核听证的主持人不能是复查机关的人员（条例第28条第3款）"
    matter = hearing.review or handling
    against = recusal.conflicts(user, matter, RecusalRole.HOST, facts=facts or facts_of(hearing))
    return "；".join(reason.removeprefix("不能：") for reason in against)


def _may_preside(user: User, hearing: Hearing) -> bool:
    if user.unit_id == hearing.organ_id:
        return (
            user.can(Permission.HANDLE) or user.can(Permission.COUNTERSIGN) or user.can(Permission.SEE_COUNTY)
        )
    return user.in_bureau and user.can(Permission.COUNTERSIGN)
