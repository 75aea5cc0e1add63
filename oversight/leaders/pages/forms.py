"""Forms of the leaders' ledgers. A form checks what was typed; whether it is lawful is decided by the act."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.forms.acts import UnitChoice, day, line, one_of, text
from cases.ledgers import RecordForm
from cases.models import Case
from law.terms import (
    BacklogOrigin,
    CriterionKind,
    SponsorElement,
    StrikeOffGround,
)
from organizations.models import Unit
from oversight.leaders import conflicts, sponsoring
from oversight.leaders.common import names_a_person, units_to_entrust
from oversight.leaders.models import BacklogPeriod
from oversight.leaders.models.backlog import criteria

LEADER_HELP = "姓名、空一格、职务，例如：丁亚男 副县长。姓名和职务要向社会公布。"
NO_PERSONS = "按事项写，不写信访人、当事人的姓名、证件号和电话。"


def impersonal(
    label: str, help_text: str = NO_PERSONS, *, required: bool = True, most: int = 500
) -> forms.CharField:
    """A text of several lines without numbers of persons."""
    field = text(label, help_text, required=required, most=most)
    field.validators.append(_no_numbers)
    return field


def _no_numbers(value: str) -> None:
    if names_a_person(value):
        raise ValidationError("里面有像证件号或手机号的数字，本台账按事项记，不记个人，请删去")


class CaseNumber(RecordForm):
    """A form that names a file by its number; ``case()`` gives it, or the field says why not."""

    case_number = line("件号", "已经登记的信访事项；还没有登记的，先到登记页登记。", most=40)

    def clean_case_number(self) -> Case:
        number = self.cleaned_data["case_number"].strip()
        found = Case.objects.visible_to(self.subject.user).ordinary().filter(number=number).first()
        if found is None:
            raise ValidationError("没有这个件号，或者它不在您能看的范围内；来访还没有登记的，先登记来访")
        return found


# --- sponsored cases --------------------------------------------------------------------------------------------


class SponsorForm(CaseNumber):
    leader = line("包案领导", LEADER_HELP.split("。", maxsplit=1)[0] + "。", most=80)
    unit = forms.CharField(label="责任单位", help_text="从承办本件的单位中选，写全称或简称。",
                           error_messages={"required": "请填写责任单位"})  # fmt: skip
    reason = impersonal("包案缘由", "突出在哪里、难在哪里。" + NO_PERSONS, most=300)
    due_on = day("化解期限", "由领导确定；法定期限照走。")

    def prepare(self) -> None:
        given = self.subject.given.get("case", "")
        case = Case.objects.visible_to(self.subject.user).ordinary().filter(number=given).first()
        units = sponsoring.handling_units(case) if case else []
        if case:
            self.fields["case_number"].initial = case.number
        if units:
            self.fields["unit"] = forms.ChoiceField(
                label="责任单位",
                choices=[(unit.name, unit.name) for unit in units],
                help_text="承办本件的单位。",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        case, name = cleaned.get("case_number"), cleaned.get("unit", "").strip()
        if case and name:
            found = [unit for unit in sponsoring.handling_units(case) if name in {unit.name, unit.short_name}]
            if found:
                cleaned["unit"] = found[0]
            else:
                there = "、".join(unit.short_name for unit in sponsoring.handling_units(case))
                self.add_error(
                    "unit", f"责任单位从承办单位中选：{there or '本件还没有承办单位，先转送或交办'}"
                )
        return cleaned


STEP_LINE = re.compile(r"^\s*(\d{4}-\d{1,2}-\d{1,2})[\s,，、　]+(\S.*)$")


class SponsorPlanForm(RecordForm):
    plan = impersonal("化解方案", "问题在哪里、怎样解决、谁来做。" + NO_PERSONS, most=2000)
    steps = text(
        "步骤",
        "每行一步：完成期限、空一格、做什么，例如：2026-04-10 召开协调会。已完成的不必再写。",
        most=2000,
    )

    def clean_steps(self) -> list[tuple[str, date]]:
        found = []
        for row in self.cleaned_data["steps"].splitlines():
            if not row.strip():
                continue
            parts = STEP_LINE.match(row)
            try:
                due = date(*map(int, parts.group(1).split("-"))) if parts else None
            except ValueError:
                due = None
            if parts is None or due is None:
                raise ValidationError(f"「{row.strip()[:20]}」请写成“2026-04-10 做什么”")
            if len(parts.group(2).strip()) > 120:
                raise ValidationError(f"「{row.strip()[:20]}」太长，一步最多 120 字")
            found.append((parts.group(2).strip(), due))
        return found


class SponsorNoteForm(RecordForm):
    element = one_of("五包中的哪一项", SponsorElement.choices(),
                     "释法回访：把结论、依据和救济途径讲清，听取意见；信访人是否继续信访由其自己决定。")  # fmt: skip
    text = impersonal("做了什么", most=500)
    milestone = forms.ChoiceField(label="完成了哪个步骤", required=False)

    def prepare(self) -> None:
        self.steps = {str(step.pk): step for step in sponsoring.open_milestones(self.subject.row)}
        rows = [(key, f"{step.due_on} {step.text}") for key, step in self.steps.items()]
        self.fields["milestone"].choices = [("", "没有完成步骤，只记进展"), *rows]  # type: ignore[attr-defined]

    def clean_milestone(self) -> Any:
        return self.steps.get(self.cleaned_data["milestone"])


class SponsorCheckForm(RecordForm):
    resolution = impersonal(
        "化解情况", "合理诉求怎样解决、困难怎样帮扶、依据怎样讲清。不需要也不得附信访人的承诺。", most=2000
    )


class VerdictForm(RecordForm):
    verdict = impersonal("验收意见", "看了什么材料、核对了什么。", most=300)


class ReasonForm(RecordForm):
    reason = impersonal("理由", "写明还差什么，或者为什么。", most=200)


# --- backlog ----------------------------------------------------------------------------------------------------


class PeriodForm(RecordForm):
    title = line("台账名称", "例：2026年重复信访积案化解台账。", most=80)
    origin = one_of("来源", BacklogOrigin.choices())
    document = line("交办文件或依据", "文件名和文号，或会议决定。", most=120)
    since = day("自")
    until = day("至")


class CriterionForm(RecordForm):
    kind = one_of("用途", CriterionKind.choices())
    text = line("口径", "一条一个标准；信访人是否作出承诺不能作为化解标准。", most=200)
    source = line("出处", "文件名和文号；本县自定的写“内部要求”。", most=120)


class ProposeForm(CaseNumber):
    period = forms.ModelChoiceField(BacklogPeriod.objects.none(), label="列入哪期台账", empty_label="请选择台账",
                                    error_messages={"required": "请选择台账"})  # fmt: skip
    criterion: Any = forms.ModelChoiceField(None, label="列入口径", empty_label="请选择口径",
                                       error_messages={"required": "请选择列入口径"})  # fmt: skip
    ground = impersonal("符合口径的事实", "例：2022年8月首次提出，至今未解决。" + NO_PERSONS, most=300)

    def prepare(self) -> None:
        self.fields["case_number"].initial = self.subject.given.get("case", "")
        self.fields["period"].queryset = BacklogPeriod.objects.all()  # type: ignore[attr-defined]
        self.fields["criterion"].queryset = criteria(CriterionKind.ENTRY)  # type: ignore[attr-defined]


class AnswerForm(RecordForm):
    answer = line("审核意见", required=False)


class RefuseForm(RecordForm):
    answer = line("不列入的理由")


class ResolveForm(RecordForm):
    met: Any = forms.ModelChoiceField(None, label="达到哪条化解口径", empty_label="请选择口径",
                                 error_messages={"required": "请选择化解口径"})  # fmt: skip
    evidence = impersonal(
        "化解依据", "文书文号、兑付凭据、现场核查情况等。不需要也不得附信访人的承诺。", most=2000
    )

    def prepare(self) -> None:
        self.fields["met"].queryset = criteria(CriterionKind.RESOLUTION)  # type: ignore[attr-defined]


class RemarkForm(RecordForm):
    remark = impersonal("复核意见", "核对了什么、凭什么认定。", most=300)


class PlainForm(RecordForm):
    """Nothing to write: the page says what follows, the button does it."""


# --- hidden conflicts -------------------------------------------------------------------------------------------


class FindForm(RecordForm):
    matter = impersonal("矛盾事项", "什么事、涉及哪方面、可能怎样发展。" + NO_PERSONS, most=300)
    field = forms.ChoiceField(label="领域", error_messages={"required": "请选择领域"})
    place = UnitChoice("所在乡镇（街道）")
    place_text = line("具体地点", "小区、村、路段；不写到户。", required=False, most=80)

    def prepare(self) -> None:
        self.fields["field"].choices = [("", "请选择领域"), *((name, name) for name in conflicts.fields())]  # type: ignore[attr-defined]
        towns = Unit.objects.active().filter(kind="township")
        self.fields["place"].queryset = towns  # type: ignore[attr-defined]
        if towns.filter(pk=self.subject.user.unit_id).exists():
            self.fields["place"].initial = self.subject.user.unit_id


class EntrustForm(RecordForm):
    leader = line("责任领导", LEADER_HELP.split("。", maxsplit=1)[0] + "。", most=80)
    unit = UnitChoice("责任单位")
    official = line("责任人", "承办干部的姓名和职务。", most=60)
    measures = impersonal("化解措施", most=500)
    due_on = day("化解期限")

    def prepare(self) -> None:
        self.fields["unit"].queryset = units_to_entrust()  # type: ignore[attr-defined]


class ConflictNoteForm(RecordForm):
    text = impersonal("情况", most=500)


class ReportForm(RecordForm):
    ground = one_of("销号依据", StrikeOffGround.choices())
    result = impersonal("化解情况", "做了什么、结果怎样、凭什么认定。" + NO_PERSONS, most=500)


def typed(data: dict[str, Any]) -> dict[str, Any]:
    """What was typed, without the form's own version."""
    return {name: value for name, value in data.items() if name != "version"}


def steps_start(row: Any) -> dict[str, Any]:
    """A plan as its form shows it: the steps that are still open."""
    steps = "\n".join(f"{step.due_on} {step.text}" for step in sponsoring.open_milestones(row))
    return {"plan": row.plan, "steps": steps}
