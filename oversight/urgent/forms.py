"""What is written about an urgent matter."""

from typing import Any

from django import forms

from cases.forms.acts import day, line, one_of, text
from cases.ledgers import RecordForm
from cases.models import Case
from law import clock
from law.terms import UrgentChannel, UrgentRecipient
from oversight.urgent import targets
from oversight.urgent.actions import FACTS


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def moment(label: str, help_text: str = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, help_text=help_text, widget=MomentInput(),
        error_messages={"required": f"请填写{label}", "invalid": f"{label}应写成 2026-03-02T09:30 这样的日期和时间"},
    )  # fmt: skip


class FactsForm(RecordForm):
    happened = line("发生时间", "例：3月2日9时许至今。", most=FACTS["happened"][1])
    venue = line("地点", most=FACTS["venue"][1])
    headcount = line("人数", "例：约20人；还不清楚的写「正在核实」。", most=FACTS["headcount"][1])
    claims = text("诉求", "一行一条；不写信访人姓名。", most=FACTS["claims"][1])
    measures = text("已经和正在采取的措施", most=FACTS["measures"][1])

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FACTS}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["facts"] = {name: cleaned.get(name, "") for name in FACTS}
        return cleaned


class FirstForm(FactsForm):
    """首报; of a file, or before there is one."""

    topic = line("概况", "写进专报；不写信访人姓名。", most=80)
    known_at = moment("知悉时间", "从这一刻起算是否及时（条例第25条）。")
    known_by = line("知悉人", "谁最先知道的：岗位或姓名。", most=40)
    number = line("信访件编号", "还没有登记的先不填，登记后对应；先报告不免除登记。", required=False, most=32)

    def prepare(self) -> None:
        self.order_fields(["topic", "known_at", "known_by", *FACTS, "number"])
        self.fields["known_at"].initial = clock.now().replace(second=0, microsecond=0)
        self.fields["known_by"].initial = self.subject.user.name
        number = self.subject.given.get("case", "")
        case = find(self.subject.user, number) if number else None
        if case:
            self.fields["number"].initial = case.number
            self.fields["topic"].initial = case.title[:80]
            self.fields["venue"].initial = " ".join(filter(None, [str(case.place or ""), case.place_text]))
            self.fields["headcount"].initial = f"{case.own_petition.people}人"
            self.fields["claims"].initial = "\n".join(claim.text for claim in case.claims.all() if claim.text)

    def clean_number(self) -> Case | None:
        return _case(self)


class SendForm(RecordForm):
    recipients = forms.MultipleChoiceField(
        label="报给", choices=UrgentRecipient.choices(), widget=forms.CheckboxSelectMultiple,
        help_text="同时报的一次勾完；报上一级信访部门的，同时报国家信访局（条例第25条第2款）。",
        error_messages={"required": "请选择报给谁"},
    )  # fmt: skip
    department = line("主管部门名称", "报给相关主管部门的填写。", required=False, most=60)
    channel = one_of("方式", UrgentChannel.choices())
    sent_at = moment("报出时间")

    def prepare(self) -> None:
        row = self.subject.row
        self.fields["sent_at"].initial = clock.now().replace(second=0, microsecond=0)
        wanted = [*targets.required(row), *UrgentRecipient]
        self.fields["recipients"].choices = [  # type: ignore[attr-defined]
            (each.value, each.label) for each in dict.fromkeys(wanted)
        ]
        self.fields["recipients"].initial = [
            each.value for each in targets.missing(row, row.dispatches.all())
        ]


class AskForm(RecordForm):
    proposal = text("建议", "建议本级党委和政府怎样决定；写进以后的专报。", most=300)


class DecisionForm(RecordForm):
    decided_on = day("决定日期")
    body = line("作出决定的机关", most=60)
    decision = text("决定内容", "按决定转送、交办的，仍在案卷里办。", most=300)


class TieForm(RecordForm):
    number = line("信访件编号", most=32)

    def clean_number(self) -> Case | None:
        return _case(self)


def find(user: Any, number: str) -> Case | None:
    """An ordinary file this person sees, by its number."""
    if "\x00" in number:
        return None
    rows = Case.objects.visible_to(user).filter(in_compartment=False, number=number.strip())
    return rows.select_related("place", "own_petition").first()


def _case(form: Any) -> Case | None:
    number = form.cleaned_data["number"]
    if not number.strip():
        return None
    case = find(form.subject.user, number)
    if case is None:
        raise forms.ValidationError("没有这个件号，或者它不在您能看的范围内，请核对")
    return case
