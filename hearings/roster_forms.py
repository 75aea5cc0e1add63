"""The forms of the register, the duty plan, the participations, the rooms and the evaluations."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from cases.forms.acts import day, line, one_of, text
from cases.ledgers import RecordForm
from cases.ledgers.spec import RecordSubject
from hearings.actions.roster import BY_HAND
from hearings.models import Expert
from law.terms import ExpertKind, Role, Shift
from organizations.models import Unit, User


class NothingForm(RecordForm):
    """Nothing to write."""


def _units() -> "QuerySet[Unit]":
    return Unit.objects.active().order_by("position")


def _one(label: str, rows: Any, help_text: str = "", *, required: bool = True) -> Any:
    return forms.ModelChoiceField(rows, label=label, help_text=help_text, required=required, empty_label="请选择" if required else "无",
                                  error_messages={"required": f"请选择{label}", "invalid_choice": f"请从列表中选择{label}"})  # fmt: skip


class ExpertForm(RecordForm):
    name = line("姓名", most=40)
    kind = one_of("类别", ExpertKind.choices())
    origin = line("工作单位", most=80)
    unit = _one(
        "所在县内机关、单位",
        Unit.objects.none(),
        "在县内机关、单位工作的才填：抽取时据此回避。",
        required=False,
    )
    advises = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="应当回避的单位", required=False,
        help_text="担任法律顾问、有业务往来的单位；其承办的事项不抽取此人。", widget=forms.CheckboxSelectMultiple)  # fmt: skip
    fields_of_work = line("专业领域", required=False, most=120)
    adviser = forms.BooleanField(label="本局法律顾问", required=False)
    phone = line("工作电话", required=False, most=40)
    since = day("聘期自")
    until = day("聘期至", "不填为长期。", required=False)
    user = _one("账号", User.objects.none(), "有律师账号的填：系统据此计数「送请意见」。", required=False)

    def prepare(self) -> None:
        for name in ("unit", "advises"):
            self.fields[name].queryset = _units()  # type: ignore[attr-defined]
        self.fields["user"].queryset = User.objects.filter(role=Role.COUNSEL, is_active=True)  # type: ignore[attr-defined]
        self.fields["since"].initial = self.subject.today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["fields"] = cleaned.get("fields_of_work", "")
        cleaned["advises"] = list(cleaned.get("advises") or [])
        return cleaned


def entry_of(subject: RecordSubject) -> dict[str, Any]:
    """The entry as it stands, to be changed."""
    row: Expert = subject.row
    return {"name": row.name, "kind": row.kind, "origin": row.origin, "unit": row.unit_id, "fields_of_work": row.fields,
            "phone": row.phone, "adviser": row.adviser, "since": row.since, "until": row.until, "user": row.user_id,
            "advises": [unit.pk for unit in row.advises.all()]}  # fmt: skip


class _WithExpert(RecordForm):
    """Somebody whose appointment runs today."""

    expert = _one("人员", Expert.objects.none())

    def prepare(self) -> None:
        field = self.fields["expert"]
        field.queryset = Expert.objects.in_term(self.subject.today).order_by("kind", "pk")  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.name}（{row.kind_label}，{row.origin}）"  # type: ignore[attr-defined]


class DutyForm(_WithExpert):
    day = day("日期", "工作日。")
    shift = one_of("时段", Shift.choices())
    place = _one("接待场所", Unit.objects.none())

    def prepare(self) -> None:
        super().prepare()
        self.fields["place"].queryset = _units().filter(kind__in=["bureau", "township"])  # type: ignore[attr-defined]


class AttendForm(RecordForm):
    attended = forms.TypedChoiceField(
        label="是否到岗", choices=[("yes", "到岗"), ("no", "未到岗")], coerce=lambda value: value == "yes", widget=forms.RadioSelect(),
        error_messages={"required": "请选择是否到岗"})  # fmt: skip
    received = forms.IntegerField(label="接待批次", min_value=0, max_value=999, required=False)
    remark = line("说明", "未到岗的写明原因。", required=False, most=120)


class ParticipationForm(_WithExpert):
    kind = one_of("种类", [(kind.value, kind.label) for kind in BY_HAND])
    day = day("日期")
    case_number = line("件号", "与某一件有关的才填。", required=False, most=32)
    remark = line("说明", "心理疏导不填：只登记参与，不记内容。", required=False)


class RoomForm(RecordForm):
    name = line("名称", most=40)
    unit = _one("所属单位", Unit.objects.none())
    address = line("地点", most=120)
    seats = forms.IntegerField(label="座位数", min_value=5, max_value=500, initial=20)

    def prepare(self) -> None:
        self.fields["unit"].queryset = _units()  # type: ignore[attr-defined]


class EvaluationForm(RecordForm):
    case_number = line("件号", most=32)
    held_on = day("评析日")
    experts = forms.ModelMultipleChoiceField(
        Expert.objects.none(), label="参加的人", widget=forms.CheckboxSelectMultiple,
        help_text="至少两位；与承办单位、信访人有利害关系的应当回避（条例第28条第3款）。", error_messages={"required": "请选择参加的人"})  # fmt: skip
    questions = text("评析的问题", most=1000)
    opinion = text("评析意见", "只作参考，不作决定。")

    def prepare(self) -> None:
        field = self.fields["experts"]
        field.queryset = Expert.objects.in_term(self.subject.today).order_by("kind", "pk")  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.name}（{row.kind_label}，{row.origin}）"  # type: ignore[attr-defined]
        self.fields["case_number"].initial = self.subject.given.get("case", "")
        self.fields["held_on"].initial = self.subject.today
