"""What is written about help in hardship, and about a letter that worries: short fields, no illness, no family."""

from typing import Any

from django import forms

from cases.forms.acts import ActForm, day, line, one_of, text
from cases.ledgers import RecordForm
from law.terms import ReliefKind, ReliefResult

NO_DETAILS = "不写病情、家庭成员和收入情况；受理机关会自己核实。"


class ReliefForm(ActForm):
    kind = one_of("种类", ReliefKind.choices())
    name = line("名称", f"其他帮扶才填，例：慈善救助。{NO_DETAILS}", required=False, most=20)
    body = line("向哪里申请", "机关或者机构名称。", most=60)
    helped = forms.TypedChoiceField(
        label="做了什么",
        choices=[("helped", "帮助申请"), ("told", "告知途径，由本人申请")],
        coerce=lambda value: value == "helped",
        widget=forms.RadioSelect,
        initial="helped",
        error_messages={"required": "请选择做了什么"},
    )
    applied_on = day("申请（告知）日期")

    def prepare(self) -> None:
        self.fields["applied_on"].initial = self.subject.today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == ReliefKind.OTHER and not cleaned.get("name", "").strip():
            self.add_error("name", "其他帮扶请写名称")
        return cleaned


class ReliefResultForm(RecordForm):
    result = one_of("结果", ReliefResult.choices())
    decided_on = day("结果日期")
    granted_by = line("给予的机关", "与受理机关相同的不填。", required=False, most=60)
    amount = forms.DecimalField(
        label="金额（元）", required=False, min_value=0, max_digits=10, decimal_places=2,
        help_text="给钱的才填；法律援助等不填。" + NO_DETAILS,
        error_messages={"invalid": "金额请写数字，例 3000 或 3000.50", "min_value": "金额应大于零",
                        "max_digits": "金额过大，请核对", "max_decimal_places": "金额最多两位小数",
                        "max_whole_digits": "金额过大，请核对"},
    )  # fmt: skip

    def prepare(self) -> None:
        self.fields["decided_on"].initial = self.subject.today


class AttentionForm(ActForm):
    reason = text("信里的情形", "只用来安排接谈；结束后不保留。", most=300)


class TalkForm(ActForm):
    talk = text("接谈情况和安排", "谁接谈、说了什么、做了什么安排；结束后不保留。", most=500)


class CloseAttentionForm(ActForm):
    mistaken = forms.BooleanField(label="标错了", required=False, help_text="没有这种情形，不需要接谈。")
