"""回避: who may not sit on a panel or chair a hearing, and why (条例第28条第3款; domain §4.2)."""

from dataclasses import dataclass, field

from cases.models import CaseEvent, CounselRequest, Handling
from hearings.models import Evaluation, Expert, Hearing, Recusal
from law.terms import HearingOccasion
from organizations.models import Unit, User
from organizations.roles import Permission

#: Whoever did one of these worked on the matter: the hearing is not chaired by its investigator.
WORKED = ("take_in", "accept", "notify_late", "draft_opinion", "propose_decline", "ask_extension", "serve", "report_conclusion",
          "reply_assistance", "propose_hearing")  # fmt: skip


@dataclass(frozen=True)
class Ties:
    """What ties people to one matter: its units, its petitioners' names, who advised or declared already."""

    units: list[Unit]
    names: frozenset[str] = frozenset()
    advised: frozenset[int] = frozenset()
    evaluated: frozenset[int] = frozenset()
    recused: dict[int, str] = field(default_factory=dict)

    def of_interest(self) -> "Ties":
        """Only what is an interest in the matter: who advised before may well advise again."""
        return Ties(units=self.units, names=self.names)


def ties_of(handling: Handling, hearing: Hearing | None = None) -> Ties:
    """The ties of one matter, in five queries; ``hearing`` adds what was declared for it."""
    case = handling.claim.case
    units = {row.unit_id: row.unit for row in handling.claim.handlings.select_related("unit")}
    if hearing and hearing.occasion == HearingOccasion.HANDLING:
        units[hearing.organ_id] = hearing.organ
    recused = Recusal.objects.filter(hearing=hearing).values_list("expert", "reason") if hearing else []
    return Ties(
        units=list(units.values()),
        names=frozenset(row.name for row in case.own_petition.petitioners.all() if row.name),
        advised=frozenset(CounselRequest.objects.filter(case=case).values_list("counsel", flat=True)),
        evaluated=frozenset(Evaluation.objects.filter(case=case).values_list("experts", flat=True)),
        recused=dict(recused),
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
    return f"申报回避：{ties.recused[expert.pk]}" if expert.pk in ties.recused else ""


def of_chair(user: User, hearing: Hearing) -> str:
    """Why this person may not chair: not of the organ, or an investigator, or of the office whose opinion is reviewed."""
    handling = hearing.handling
    if not user.is_active or not _may_preside(user, hearing):
        return f"主持人应当是{hearing.organ.short_name}的工作人员，或者由信访局领导指派的本局人员"
    if handling.handler_id == user.pk:
        return "主持人不能是本件的经办人（条例第28条第3款）"
    events = CaseEvent.objects.filter(case_id=hearing.case_id, by=user)
    if hearing.occasion == HearingOccasion.HANDLING:
        if events.filter(handling=handling, act__in=WORKED).exists():
            return "主持人不能是参与本件调查办理的人（条例第28条第3款）"
        return ""
    decided = events.filter(handling=handling, act__in=(*WORKED, "sign_opinion")).exclude(
        act="propose_hearing"
    )
    if user.unit.is_within(handling.unit) or decided.exists():
        return "复查、复核听证的主持人不能是原办理单位的人员或者原办理人（条例第28条第3款）"
    first = hearing.review.of if hearing.review else None
    if first and (user.unit_id == first.organ_id or user.pk in {first.drafted_by_id, first.signed_by_id}):
        return "复核听证的主持人不能是复查机关的人员或者复查的办理人（条例第28条第3款）"
    return ""


def _may_preside(user: User, hearing: Hearing) -> bool:
    if user.unit_id == hearing.organ_id:
        return (
            user.can(Permission.HANDLE) or user.can(Permission.COUNTERSIGN) or user.can(Permission.SEE_COUNTY)
        )
    return user.in_bureau and user.can(Permission.COUNTERSIGN)
