"""Forms of the reception schedule and of what happens at a reception."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.forms.acts import UnitChoice, day, line, one_of, text
from cases.ledgers import RecordForm
from law.terms import Attendance, ReceptionKind
from organizations.models import Unit
from oversight.leaders.common import line_of, units_to_entrust
from oversight.leaders.pages.forms import LEADER_HELP, NO_PERSONS, CaseNumber, impersonal


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def hour(label: str, start: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=TimeInput(), initial=start,
                           error_messages={"required": f"请填写{label}", "invalid": f"{label}应写成 09:00 这样的时间"})  # fmt: skip


class UnitsChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(Unit.objects.none(), label=label, help_text=help_text, required=False,
                         widget=forms.CheckboxSelectMultiple())  # fmt: skip

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.short_name)


class _DayForm(RecordForm):
    """What one day of the schedule says."""

    day = day("日期")
    starts_at = hour("开始", "09:00")
    ends_at = hour("结束", "12:00")
    leader = line("接访领导", LEADER_HELP, most=80)
    place = line("地点", "写到门牌，要向社会公布（条例第18条第1款）。", most=100)
    topic = line("接访重点", "例：物业管理、农民工工资；可不写。", required=False, most=100)
    units = UnitsChoice("参加单位", "联合接访必选（条例第18条第3款）。")

    def prepare(self) -> None:
        self.fields["units"].queryset = units_to_entrust()  # type: ignore[attr-defined]

    def groups(self) -> list[dict[str, Any]]:
        """The units, of which there are many, under a heading that opens where they are wanted."""
        return with_units(self, joint=False)


class ReceptionForm(_DayForm):
    """One day."""

    kind = one_of("形式", ReceptionKind.choices())
    field_order = ("kind",)

    def groups(self) -> list[dict[str, Any]]:
        return with_units(self, joint=self["kind"].value() == ReceptionKind.JOINT)


class ChangeReceptionForm(_DayForm):
    """The day as it is to be from now on, and why."""

    reason = line("变更的原因", "要随变更一起向社会公布。", most=120)


def with_units(form: Any, *, joint: bool) -> list[dict[str, Any]]:
    rows = [field for field in form if not field.is_hidden and field.name != "units"]
    opened = joint or bool(form["units"].value()) or bool(form["units"].errors)
    return [{"title": "", "fields": rows}, {"title": "参加单位", "fields": [form["units"]], "open": opened}]


class PlanForm(RecordForm):
    """A monthly rule."""

    title = line("名称", "例：2026年4—6月县领导定期接访。", most=80)
    kind = one_of("形式", ReceptionKind.choices())
    days = line(
        "每月几日", "例：15、28。遇休息日顺到下一个工作日；当月没有这一日的，用当月最后一日。", most=60
    )
    since = day("自")
    until = day("至")
    leaders = text("接访领导", "每行一位，依次轮流：姓名、空一格、职务。", most=2000)
    starts_at = hour("开始", "09:00")
    ends_at = hour("结束", "12:00")
    place = line("地点", "写到门牌，要向社会公布（条例第18条第1款）。", most=100)
    topic = line("接访重点", required=False, most=100)
    units = UnitsChoice("参加单位", "联合接访必选（条例第18条第3款）。")

    def prepare(self) -> None:
        self.fields["units"].queryset = units_to_entrust()  # type: ignore[attr-defined]

    def groups(self) -> list[dict[str, Any]]:
        return with_units(self, joint=self["kind"].value() == ReceptionKind.JOINT)

    def clean_days(self) -> list[int]:
        found = [int(number) for number in re.findall(r"\d{1,3}", self.cleaned_data["days"])]
        if not found or not all(1 <= number <= 31 for number in found):
            raise ValidationError("每月几日请写 1 至 31 的数字，用顿号隔开，例如 15、28")
        return found

    def clean_leaders(self) -> list[str]:
        return [row for row in self.cleaned_data["leaders"].splitlines() if row.strip()]


class CancelForm(RecordForm):
    reason = line("取消的原因", "已公布的要随取消一起向社会公布。", most=120)


class AttendanceForm(RecordForm):
    attendance = one_of("到场情况", Attendance.choices())
    substitute = line("代为接访的领导", "由他人代为接访的填：姓名、空一格、职务。", required=False, most=80)
    note = line("说明", "没有到的必须写：为什么、信访人怎样接待的。", required=False, most=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("attendance") == Attendance.SUBSTITUTE and not cleaned.get("substitute"):
            self.add_error("substitute", "由他人代为接访的，请写明是谁：姓名 职务")
        if cleaned.get("attendance") == Attendance.ABSENT and not cleaned.get("note"):
            self.add_error("note", "没有到的，请写明情况：为什么没有到、信访人怎样接待的")
        return cleaned


class VisitForm(CaseNumber):
    people = forms.IntegerField(label="人次", min_value=1, max_value=9999, help_text="这一批来了几个人；只记人数。",
                                error_messages={"required": "请填写人次", "invalid": "人次请写整数", "min_value": "人次至少是 1"})  # fmt: skip
    advice = impersonal("接谈意见", "领导当场的意见；可不填。" + NO_PERSONS, required=False)


class AssignForm(RecordForm):
    visit = forms.ChoiceField(label="哪一批", error_messages={"required": "请选择哪一批来访"})
    unit = UnitChoice("承办单位", "接访交办不代替转送、交办：件仍由信访局甄别后转到承办单位（条例第22条）。")
    matter = impersonal("交办事项", "要单位做什么、做到什么程度。" + NO_PERSONS, most=300)
    due_on = day("办理期限", "由领导确定；法定期限照走。")

    def prepare(self) -> None:
        self.fields["unit"].queryset = units_to_entrust()  # type: ignore[attr-defined]
        rows = self.subject.row.visits.visible_to(self.subject.user).select_related("case")
        self.visits = {str(row.pk): row for row in rows}
        self.fields["visit"].choices = [  # type: ignore[attr-defined]
            (key, f"{row.case.number}　{row.case.title}") for key, row in self.visits.items()
        ]

    def clean_visit(self) -> Any:
        return self.visits[self.cleaned_data["visit"]]


class VisitReplyForm(RecordForm):
    result = impersonal("办理结果", "做了什么，结果怎样。" + NO_PERSONS, most=2000)


class RevisitForm(RecordForm):
    words = impersonal("回访情况", "怎样告知的、信访人怎样说；不要求信访人作任何承诺。", most=300)


def reception_start(row: Any) -> dict[str, Any]:
    """A reception as its form shows it."""
    return {"day": row.on, "starts_at": row.starts_at, "ends_at": row.ends_at, "leader": line_of(row), "place": row.place,
            "topic": row.topic, "units": list(row.units.values_list("pk", flat=True))}  # fmt: skip
