"""对接: what bureau and unit agreed about a case, and whether it was done (条例第14条第2项、第3项)."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cases import policies
from cases.actions.performing import check_day, lock_handling, record
from cases.models import Handling
from cases.policies import NotLawfulNow
from law.terms import Role, TalkForm
from notifications.outbox import word
from organizations.acting import action
from organizations.models import Unit, User
from oversight.records import Talk


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: when, how, by whom of the offices, about what, and what was agreed until when."""

    held_on: date
    form: str
    bureau_people: str
    unit_people: str
    subject: str
    agreed: str
    agreed_until: date | None = None


#: Texts of a talk: field → label.
WRITTEN = {
    "bureau_people": "信访局参加人员",
    "unit_people": "单位参加人员",
    "subject": "对接的问题",
    "agreed": "商定的事项",
}


def blockers(handling: Handling) -> list[str]:
    """Why no talk is recorded on this handling."""
    if handling.claim.case.in_compartment:
        return ["不能：检举控告由纪检监察机关办理，不与承办单位对接（条例第30条第3款）"]
    if handling.ended_on:
        return [f"不能：{handling.unit.short_name}已于 {handling.ended_on} 办结或退回，没有可以对接的办理"]
    return []


@action
def record_talk(handling: Handling, said: Said, *, by: User, on: date) -> Talk:
    """Write down a talk with the unit; an agreed day reminds both, and is no period of law.

    What was said stays in the record, for bureau and unit only; the file's story says that they talked.
    """
    handling = lock_handling(handling)
    policies.require(by, "record_talk", handling)
    check_day("record_talk", case=handling.claim.case, by=by, on=on, handling=handling)
    reasons = blockers(handling)
    if said.held_on > on:
        reasons.append(f"对接日期 {said.held_on} 晚于今天，请改为实际对接的那一天")
    if said.held_on < handling.arrived_on:
        reasons.append(f"对接日期不能早于到达承办单位的日期 {handling.arrived_on}")
    if said.agreed_until and said.agreed_until < said.held_on:
        reasons.append("约定日期不能早于对接日期，请核对")
    if said.form not in set(TalkForm):
        reasons.append("请选择对接方式")
    reasons += [f"请填写{label}" for name, label in WRITTEN.items() if not getattr(said, name).strip()]
    if reasons:
        raise NotLawfulNow(*reasons)
    case = handling.claim.case
    row = Talk.objects.create(
        case=case, handling=handling, unit=handling.unit, held_on=said.held_on, form=said.form,
        agreed_until=said.agreed_until, recorded_by=by, recorded_on=on,
        **{name: getattr(said, name).strip() for name in WRITTEN},
    )  # fmt: skip
    record("record_talk", case=case, by=by, on=on, handling=handling, from_state=handling.state,
           note=TalkForm(row.form).label, data={"talk": row.pk})  # fmt: skip
    until = f"，约定 {row.agreed_until} 前办到" if row.agreed_until else ""
    _tell(row, "recorded", people(handling.unit), f"对接已记录{until}", on=on)
    return row


@action
def follow_up_talk(row: Talk, *, by: User, on: date, follow_up: str) -> Talk:
    """Whether what was agreed has been done, by either side."""
    handling = lock_handling(row.handling)
    row = Talk.objects.select_related("case", "unit", "handling").get(pk=row.pk)
    policies.require(by, "follow_up_talk", handling)
    if row.followed_up_on:
        raise NotLawfulNow(f"已于 {row.followed_up_on} 记下落实情况")
    if not follow_up.strip():
        raise NotLawfulNow("请写明商定的事项落实得怎样")
    row.follow_up, row.followed_up_by, row.followed_up_on = follow_up.strip(), by, on
    row.save()
    record("follow_up_talk", case=handling.claim.case, by=by, on=on, handling=handling, from_state=handling.state,
           data={"talk": row.pk})  # fmt: skip
    to = people(row.unit) if by.in_bureau else officers()
    _tell(row, "followed-up", to, "对接商定的事项已有落实情况", on=on)
    return row


def people(unit: Unit) -> list[int]:
    rows = User.objects.filter(unit=unit, role__in=[Role.HANDLER, Role.UNIT_HEAD], is_active=True)
    return list(rows.values_list("pk", flat=True))


def officers() -> list[int]:
    rows = User.objects.filter(
        unit__kind="bureau", role__in=[Role.SCREENING, Role.BUREAU_LEADER], is_active=True
    )
    return list(rows.values_list("pk", flat=True))


def _tell(row: Talk, what: str, to: list[int], text: str, *, on: date) -> None:
    word(f"talk-{what}:{row.pk}", to, f"{row.case.number}：{text}", on=on,
         url=reverse("oversight:talks_record", args=[row.pk]))  # fmt: skip
