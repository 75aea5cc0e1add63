"""接访: the matters received, what was assigned on the spot, what came of it, and the revisit (条例第18条第2款、第3款)."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from cases import policies
from cases.actions.performing import check_day, lock_case, record
from cases.models import Case
from cases.policies import NotLawfulNow
from law.terms import ReceptionState
from notifications.outbox import word
from organizations.acting import action
from organizations.models import Unit, User
from oversight.leaders.common import may_be_entrusted, need, no_persons, ordinary, people_of
from oversight.leaders.models import Reception, ReceptionAssignment, ReceptionVisit


def case_of(user: User, number: str) -> Case:
    """The ordinary case of a number the person may see. Raises NotLawfulNow alike for all others."""
    found = Case.objects.visible_to(user).ordinary().filter(number=number.strip()).first()
    if found is None:
        raise NotLawfulNow("没有这个件号，或者它不在您能看的范围内。来访还没有登记的，先登记来访，再填件号")
    return found


@action
def receive_visit(
    reception: Reception, case: Case, *, by: User, on: date, people: int, advice: str = ""
) -> ReceptionVisit:
    """记一批来访: a registered matter received that day; 批次 and 人次 are counted from it. Raises NotLawfulNow."""
    case = lock_case(case)
    reception = Reception.objects.select_related("leader").get(pk=reception.pk)
    policies.require(by, "receive_visit", reception)
    check_day("receive_visit", case=case, by=by, on=on)
    ordinary(case)
    if reception.state != ReceptionState.HELD:
        raise NotLawfulNow("还不能：先登记领导到场，再记接待的批次")
    if people < 1:
        raise NotLawfulNow("人次至少是 1")
    no_persons(接谈意见=advice)
    if ReceptionVisit.objects.filter(reception=reception, case=case).exists():
        raise NotLawfulNow(f"{case.number} 已经记在这次接访里，一件事一次接访只算一批")
    visit = ReceptionVisit.objects.create(
        reception=reception, case=case, people=people, advice=advice.strip(), recorded_by=by, recorded_on=on
    )
    who = reception.substitute or f"{reception.leader_name} {reception.leader_post}"
    record("receive_visit", case=case, by=by, on=on, note="；".join(filter(None, [f"{who}{reception.on}接谈", visit.advice])),
           data={"reception": reception.pk, "people": people})  # fmt: skip
    return visit


@action
def assign_visit(visit: ReceptionVisit, *, by: User, on: date, unit: Unit, matter: str, due_on: date) -> ReceptionAssignment:  # fmt: skip
    """接访交办: the leader's word to a unit, with a day. It never takes the place of 转送 or 交办 (条例第22条)."""
    case, visit = _locked(visit)
    policies.require(by, "assign_visit", visit)
    check_day("assign_visit", case=case, by=by, on=on)
    ordinary(case)
    need(matter, "请写明交办事项：要单位做什么")
    no_persons(交办事项=matter)
    if not may_be_entrusted(unit):
        raise NotLawfulNow(f"不能交办给{unit.short_name}：请选县直部门、政法单位或乡镇（街道）")
    if due_on < on:
        raise NotLawfulNow(f"办理期限 {due_on} 已经过去，请改为今天或以后的日子")
    if ReceptionAssignment.objects.filter(visit=visit, unit=unit, replied_on=None).exists():
        raise NotLawfulNow(f"还不能：{unit.short_name}在这件事上还有没有回复的接访交办，等回复后再交办")
    row = ReceptionAssignment.objects.create(
        visit=visit, unit=unit, matter=matter.strip(), due_on=due_on, assigned_by=by, assigned_on=on
    )
    record("assign_visit", case=case, by=by, on=on, note=f"{unit.short_name}：{row.matter}（{due_on} 前）",
           data={"assignment": row.pk})  # fmt: skip
    _tell(row, "assigned", people_of([unit]), f"接访交办事项，请在 {due_on} 前回复", on=on)
    return row


@action
def reply_visit(row: ReceptionAssignment, *, by: User, on: date, result: str) -> ReceptionAssignment:
    """回复接访交办 by the unit."""
    case, row = _locked_assignment(row)
    policies.require(by, "reply_visit", row)
    check_day("reply_visit", case=case, by=by, on=on)
    if row.replied_on:
        raise NotLawfulNow(f"已于 {row.replied_on} 回复")
    need(result, "请写明办理结果：做了什么，结果怎样")
    no_persons(办理结果=result)
    row.result, row.replied_by, row.replied_on = result.strip(), by, on
    row.version += 1
    row.save()
    record("reply_visit", case=case, by=by, on=on, note=row.result, data={"assignment": row.pk})
    visit = row.visit
    _tell(row, "replied", [visit.recorded_by_id, visit.reception.leader_id], f"{row.unit.short_name}已回复接访交办，请回访", on=on)  # fmt: skip
    return row


@action
def revisit(row: ReceptionAssignment, *, by: User, on: date, words: str) -> ReceptionAssignment:
    """回访: the petitioner is told the result; what they say changes nothing of their rights."""
    case, row = _locked_assignment(row)
    policies.require(by, "revisit", row)
    check_day("revisit", case=case, by=by, on=on)
    if row.replied_on is None:
        raise NotLawfulNow("还不能：单位没有回复，没有结果可以告诉信访人")
    if row.revisited_on:
        raise NotLawfulNow(f"已于 {row.revisited_on} 回访")
    need(words, "请写明回访情况：怎样告知的，信访人怎样说")
    no_persons(回访情况=words)
    row.revisit, row.revisited_by, row.revisited_on = words.strip(), by, on
    row.version += 1
    row.save()
    record("revisit", case=case, by=by, on=on, note=row.revisit, data={"assignment": row.pk})
    return row


# --- shared -----------------------------------------------------------------------------------------------------


def _locked(visit: ReceptionVisit) -> tuple[Case, ReceptionVisit]:
    case = lock_case(visit.case)
    fresh = ReceptionVisit.objects.select_related("reception__leader").get(pk=visit.pk)
    fresh.case = case
    return case, fresh


def _locked_assignment(row: ReceptionAssignment) -> tuple[Case, ReceptionAssignment]:
    case = lock_case(row.visit.case)
    fresh = ReceptionAssignment.objects.select_related("visit__reception", "unit").get(pk=row.pk)
    fresh.visit.case = case
    return case, fresh


def _tell(row: ReceptionAssignment, what: str, to: Iterable[int | None], text: str, *, on: date) -> None:
    """Without the file's number: the unit may not have been given the file."""
    word(f"reception-{what}:{row.pk}", [each for each in to if each], f"{text}：{row.matter[:60]}", on=on,
         url=reverse("oversight:reception_matters_record", args=[row.pk]))  # fmt: skip
