"""One small form for each act: what a person writes, in official terms, with the article that asks for it.

A form checks what was typed; whether the act is lawful is decided by the act. ``subject`` is what it is about.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from cases.models import Case, Claim, Handling
from law.terms import ServiceMethod, ThroughGround
from organizations.models import Unit, User


@dataclass(frozen=True)
class Subject:
    """What an act is about, for whom, on which day."""

    user: User
    case: Case
    today: date
    handling: Handling | None = None
    claim: Claim | None = None

    @property
    def version(self) -> int:
        """Grows with every act on the handling, or on the case where the act is on the case."""
        return self.handling.version if self.handling else self.case.version


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def text(label: str, help_text: str = "", *, required: bool = True, most: int = 4000) -> forms.CharField:
    """Several lines."""
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=most,
                           widget=forms.Textarea(attrs={"rows": 4}),
                           error_messages={"required": f"请填写{label}"})  # fmt: skip


def line(label: str, help_text: str = "", *, required: bool = True, most: int = 200) -> forms.CharField:
    """One line."""
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=most,
                           error_messages={"required": f"请填写{label}"})  # fmt: skip


def day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DayInput(),
                           error_messages={"required": f"请填写{label}", "invalid": f"{label}应写成 2026-03-02 这样的日期"})  # fmt: skip


def one_of(
    label: str, choices: list[tuple[str, str]], help_text: str = "", *, required: bool = True
) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, help_text=help_text, required=required, widget=forms.RadioSelect(),
                             error_messages={"required": f"请选择{label}"})  # fmt: skip


class ActForm(forms.Form):
    """The base of all: the version of what it was opened on, so that no one's act is overwritten (design D15)."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def __init__(self, data: Any = None, sent: Any = None, *, subject: Subject, **kwargs: Any) -> None:
        self.subject = subject
        super().__init__(data, sent, **kwargs)
        self.fields["version"].initial = subject.version
        self.prepare()

    def prepare(self) -> None:
        """Choices and initial values that depend on the subject."""

    def groups(self) -> list[dict[str, Any]]:
        """The fields as the page shows them, under headings where there are any."""
        return [{"title": "", "fields": [field for field in self if not field.is_hidden]}]


class DatedForm(ActForm):
    """An act that may be recorded for an earlier day, with a reason (补录, design §5)."""

    on = day("办理日期", "实际告知、送达的那一天；最早到前一行为当日。")
    why_backdated = line(
        "补录理由", "办理日期早于今天的才填：写明原因，以及能证明日期的材料。", required=False
    )

    def prepare(self) -> None:
        self.fields["on"].initial = self.subject.today
        self.order_fields(
            [*[name for name in self.fields if name not in {"on", "why_backdated"}], "on", "why_backdated"]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        on = cleaned.get("on")
        if on and on < self.subject.today and not cleaned.get("why_backdated", "").strip():
            self.add_error("why_backdated", "办理日期早于今天，请写明补录理由和能证明日期的材料")
        return cleaned


class PlainForm(ActForm):
    """Nothing to write: the page says what follows, the button does it."""


class AcceptForm(DatedForm):
    procedure = text("处理程序", "怎样调查核实、听取陈述；不填用通用文字。", required=False, most=500)
    other_parts = text("其余诉求的处理", "本单位不办的诉求由谁办，写给信访人看。", required=False, most=500)


class StatutoryForm(DatedForm):
    procedure = text("法定途径和受理机关", "向谁、按什么程序提出或办理。", most=500)
    legal_term = text(
        "法定程序的期限", "例：行政处罚自立案之日起 90 日内作出决定（行政处罚法第60条）。", most=300
    )
    other_parts = text("其余诉求的处理", required=False, most=500)


class LateNoticeForm(ActForm):
    procedure = text("处理程序", required=False, most=500)
    other_parts = text("其余诉求的处理", required=False, most=500)


def other_units(subject: Subject) -> Any:
    """Units a matter may go to: in force, not this one, not the bureau."""
    rows = Unit.objects.active().exclude(kind__in=["bureau", "government"])
    return rows.exclude(pk=subject.handling.unit_id) if subject.handling else rows


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, label: str, help_text: str = "", *, required: bool = True) -> None:
        super().__init__(Unit.objects.none(), label=label, help_text=help_text, required=required, empty_label="请选择单位",
                         error_messages={"required": f"请选择{label}", "invalid_choice": f"请从列表里选择{label}"})  # fmt: skip

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}"


class ObjectForm(ActForm):
    reason = text("不属本单位职权的理由", "要详细（条例第23条第3款）；15 日的告知期不因此停。")
    basis = line("职权依据", "例：三定规定、权责清单条目。", required=False, most=100)
    suggested_unit = UnitChoice("建议去向", required=False)

    def prepare(self) -> None:
        self.fields["suggested_unit"].queryset = other_units(self.subject)  # type: ignore[attr-defined]


class RefuseObjectionForm(ActForm):
    answer = text("不同意退回的理由", "写进不同意退回函，书面告诉承办单位。")


class UpholdObjectionForm(ActForm):
    to = UnitChoice("改派单位", "新单位的 15 日告知期和 5 个工作日异议期从今天起算。")
    answer = text("同意退回的理由")

    def prepare(self) -> None:
        self.fields["to"].queryset = other_units(self.subject)  # type: ignore[attr-defined]


class DecisionForm(ActForm):
    """Sign or refuse what somebody proposed."""

    decision = one_of("审签意见", [("sign", "同意签发"), ("refuse", "退回")])
    answer = text("说明", "退回的必须写明理由。", required=False, most=300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "refuse" and not cleaned.get("answer", "").strip():
            self.add_error("answer", "退回的请写明理由")
        return cleaned


class SignForm(ActForm):
    answer = text("审签意见", required=False, most=300)


class ReasonForm(ActForm):
    reason = text("理由", most=200)


class SendBackForm(ActForm):
    reason = text("缺什么、要补什么", "这份意见视为没有出具；60 日一直在走，不回拨（内部要求）。")


class RefuseProposalForm(ActForm):
    answer = text("退回的理由", "提出人会看到。", most=300)


class ExtensionForm(ActForm):
    days = forms.IntegerField(label="延长日数", min_value=1, max_value=30, help_text="不超过 30 日，只能延一次（条例第34条）。",
                              error_messages={"required": "请填写延长日数", "invalid": "延长日数请写 1 至 30 的整数",
                                              "min_value": "延长日数请写 1 至 30", "max_value": "延长日数不得超过 30 日（条例第34条）"})  # fmt: skip
    reason = text("情况复杂在哪里", "要书面告知信访人（条例第34条）。", most=500)


class ResultForm(ActForm):
    """法定途径办理结果: procedure, number, conclusion, remedy."""

    decision = text("办理结论", "写清认定的事实和作出的决定。")
    result_number = line("法定文书文号", required=False, most=60)
    result_body = line("作出机关", required=False, most=60)
    decided_on = day("作出日期", required=False)
    remedy = text("法定救济", "不服的向哪里、在多长时间内提出；不填用通用文字。", required=False, most=300)

    def details(self) -> dict[str, str]:
        names = ("result_number", "result_body", "remedy")
        values = {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}
        if self.cleaned_data["decided_on"]:
            values["decided_on"] = self.cleaned_data["decided_on"].isoformat()
        return values


#: When each way of service may be used, and from when the person's thirty days run (domain §1.3).
SERVICE_CONDITIONS = {
    ServiceMethod.DIRECT: "本人、同住成年家属、单位收件人或代理人在回证上签收；签收日为送达日。",
    ServiceMethod.LEFT: "拒收的，邀请基层组织或单位代表见证，或拍照录像，留在住所；留置当日为送达日。",
    ServiceMethod.POST: "直接送达有困难的；回执载明的收件日为送达日，退件不算送达。",
    ServiceMethod.ELECTRONIC: "受送达人同意，且能确认收悉；到达其系统之日为送达日。",
    ServiceMethod.THROUGH: "军人、被监禁的人，由其单位转交；本人签收日为送达日。",
    ServiceMethod.PUBLIC: "下落不明或其他方式无法送达的；发出公告起满 30 日为送达日。",
}


class ServeForm(DatedForm):
    method = one_of("送达方式", ServiceMethod.choices())
    served_on = day("送达日", "邮寄还没有收到回执的先不填，收到后再登记送达日。", required=False)
    proof = line("送达凭据", "回证签收、快递单号、见证照片等。")
    witness = line("见证人", "留置送达必须填写。", required=False, most=60)
    refused = forms.BooleanField(label="拒收", required=False)
    cause = line("拒收或公告的事由和经过", "公告送达必须填写。", required=False, most=300)
    through_ground = forms.ChoiceField(
        label="转交事由", required=False, choices=[("", "不是转交"), *ThroughGround.choices()]
    )
    through = line("转交机关和经手人", "转交送达必须填写。", required=False, most=100)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("method") == ServiceMethod.LEFT and not cleaned.get("witness", "").strip():
            self.add_error("witness", "留置送达请写明见证人（基层组织或单位代表），或注明已拍照录像")
        on, served_on = cleaned.get("on"), cleaned.get("served_on")
        if on and served_on and served_on < on:
            self.add_error("served_on", "送达日不能早于发出日（办理日期），请核对")
        return cleaned


class ArrivalForm(ActForm):
    served_on = day("送达日", "回执载明的收件日。")
    proof = line("回执", "单号、签收人。", required=False)


class ReportForm(ActForm):
    findings = text("调查核实情况", required=False)
    conclusion = text("办理结论")
    attitude = line("信访人意见", "例：同意、不同意、无明确意见。", required=False)
    performance = text("落实情况", required=False, most=500)

    def report(self) -> dict[str, str]:
        names = ("findings", "conclusion", "attitude", "performance")
        return {name: self.cleaned_data[name] for name in names}


class RemarkForm(ActForm):
    remark = text("审核意见", "程序、文书是否齐全；可不填。", required=False, most=500)


class AssistanceForm(ActForm):
    opinion = text("会办意见", "就本单位职责范围内的情况写给主办单位；对外由主办单位答复（条例第24条）。")


class ConsentForm(ActForm):
    act = one_of(
        "补录哪一项", [("accept", "受理并书面告知"), ("take_statutory", "告知法定途径"), ("serve", "送达")]
    )
    act_on = day("同意补录的日期")
    reason = text("同意的理由", "写明看过的材料（回证、登记簿、短信记录等）。", most=200)
