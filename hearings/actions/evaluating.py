"""案件评析, the lighter form: advice of at least two people of the register on one matter (domain §8)."""

from collections.abc import Collection
from datetime import date

from cases import policies
from cases.actions.performing import check_day, lock_case, record
from cases.models import Case, Handling
from cases.policies import NotLawfulNow
from hearings import conflicts
from hearings.actions.base import need
from hearings.models import Evaluation, Expert, Participation
from law import terms
from organizations.acting import action
from organizations.models import User


@action
def record_evaluation(
    case: Case,
    *,
    by: User,
    on: date,
    held_on: date,
    experts: Collection[Expert],
    questions: str,
    opinion: str,
) -> Evaluation:
    """Record an evaluation and who took part; it decides nothing and stops no clock. Raises NotLawfulNow."""
    case = lock_case(case)
    policies.require(by, "record_evaluation", case)
    check_day("record_evaluation", case=case, by=by, on=on)
    handling = _handling(case, by)
    if not case.received_on <= held_on <= on:
        raise NotLawfulNow(f"评析日应在收到日 {case.received_on} 与今天之间")
    people = sorted(set(experts), key=lambda expert: expert.pk)
    if len(people) < 2:
        raise NotLawfulNow("评析至少有两位名册中的人参加（内部要求）")
    absent = [expert.name for expert in people if not expert.serves_on(held_on)]
    if absent:
        raise NotLawfulNow(f"{'、'.join(absent)}在评析日不在聘期内，请核对")
    if handling:
        ties = conflicts.ties_of(handling).of_interest()
        against = [f"{expert.name}{why}" for expert in people if (why := conflicts.of_expert(expert, ties))]
        if against:
            raise NotLawfulNow(*[f"不能：{text}，应当回避（条例第28条第3款）" for text in against])
    row = Evaluation.objects.create(
        case=case, handling=handling, organ=by.unit, on=held_on, recorded_by=by,
        questions=need(questions, "请写明评析的问题", most=1000), opinion=need(opinion, "请写明评析意见"),
    )  # fmt: skip
    row.experts.set(people)
    Participation.objects.bulk_create(
        Participation(expert=expert, kind=terms.Participation.EVALUATION, on=held_on, case=case, recorded_by=by)
        for expert in people
    )  # fmt: skip
    record("record_evaluation", case=case, by=by, on=on, handling=handling, from_state=handling.state if handling else "",
           note=row.opinion, data={"evaluation": row.pk})  # fmt: skip
    return row


def _handling(case: Case, by: User) -> Handling | None:
    """The unit's own handling; for the bureau the first that leads."""
    rows = Handling.objects.filter(claim__case=case).exclude(state="returned")
    if not by.in_bureau:
        rows = rows.filter(unit=by.unit_id)
    return rows.select_related("claim__case", "unit").order_by("-role", "pk").first()
