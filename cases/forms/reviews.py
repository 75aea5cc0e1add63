"""What a person writes about 复查 and 复核, each with the article that asks for it (条例第35条、第36条)."""

from typing import Any

from django import forms

from cases import reviews
from cases.forms.acts import ActForm, UnitChoice, day, line, one_of, text
from cases.ledgers import RecordForm
from cases.policies import decides_itself
from law.terms import Channel, ReviewLevel, ReviewOutcome, ServiceMethod
from organizations.models import Unit


class RequestForm(ActForm):
    """A request that came by letter or at the counter; the level follows from where the matter stands."""

    channel = one_of("申请的形式", Channel.choices())
    requested_on = day("申请日", "书信的填交邮日（邮戳）：三十日内交邮的不算过期；走访的填来访当日。")
    received_on = day("收到日", "复查、复核机关收到请求的日期：三十日从这一天起算。")
    request = text("复查、复核请求", "要求撤销、变更原意见的哪一项。", most=2000)
    grounds = text("事实和理由", "照申请书写；口头提出的如实记录，请申请人核对。", required=False)
    organ = UnitChoice(
        "复查、复核机关", "作出意见的机关的上一级（条例第35条、第36条）；登记错了的在这里改选。"
    )
    organ_reason = line(
        "改选其他机关的理由", "不是登记的上一级时必填：依据哪项规定，由哪一级管理。", required=False
    )

    def prepare(self) -> None:
        handling = self.subject.handling
        assert handling is not None  # noqa: S101 - an act on a handling
        now = reviews.stage_of(handling, on=self.subject.today)
        usual = reviews.superior(now.of.organ if now.of else handling.unit)
        rows = (
            Unit.objects.active()
            .exclude(path__startswith=handling.unit.path)
            .exclude(kind__in=["township", "bureau"])
        )
        self.fields["organ"].queryset = rows  # type: ignore[attr-defined]
        self.fields["organ"].initial = usual.pk if usual else None
        self.fields["received_on"].initial = self.subject.today
        level = now.level.label
        self.fields["request"].label = f"{level}请求"
        self.fields["organ"].label = f"{level}机关"
        if now.option:
            self.fields["requested_on"].help_text += f"申请{level}的期限 {now.option.due_on} 届满。"


class AcceptForm(RecordForm):
    late_reason = text(
        "正当理由", "不可抗力、重病住院等；写明有什么材料证明。没有正当理由的请改办「不予受理」。", most=300
    )

    def prepare(self) -> None:
        if not self.subject.row.late:
            del self.fields["late_reason"]


def _from_paper(form: RecordForm) -> None:
    """The number and the day of a body outside the system; a body that acts itself gets its number from here."""
    if decides_itself(form.subject.user, form.subject.row):
        del form.fields["own_number"], form.fields["signed_on"]


class DeclineForm(RecordForm):
    reason = text("不予受理的理由", "写给信访人看。", most=1000)
    legal_basis = line(
        "依据", "只以逾期为由的，条例没有直接规定不予受理：写明地方规定的条款；没有的请写引导。", most=300
    )
    next_step = text(
        "信访人可以怎样做", "例：对原意见有新的事实和理由的，可以作为新的信访事项提出。", most=500
    )
    own_number = line("机关文书的文号", "照复查、复核机关的文书填写；信访局不代为编号。", most=60)
    signed_on = day("机关文书的日期", "照文书填写。")

    def prepare(self) -> None:
        row = self.subject.row
        _from_paper(self)
        if row.late:
            word = ReviewLevel(row.level).label
            due = "申请期限"
            self.fields[
                "reason"
            ].initial = f"您的{word}申请于 {row.requested_on} 提出，已经超过三十日的{due}，又没有说明正当理由"
        self.fields[
            "next_step"
        ].initial = (
            "有新的事实、新的理由的，可以作为新的信访事项提出；需要帮助的，可以到县信访局人民来访接待大厅咨询"
        )


class DraftForm(RecordForm):
    outcome = one_of(
        "结论", ReviewOutcome.choices(), "撤销责令重新办理的：签发当日起，原单位的六十日重新起算。"
    )
    findings = text("审查认定", "原意见的事实是否清楚、依据是否正确、程序是否合法。")
    decision = text("意见", "怎样处理，写给信访人看。")
    legal_basis = text("依据", "法律、法规、规章、政策的条款。", most=1000)
    own_number = line("机关文书的文号", "照复查、复核机关的文书填写；信访局不代为编号。", most=60)
    signed_on = day("机关文书的日期", "照文书填写。")

    def prepare(self) -> None:
        _from_paper(self)


class SignForm(RecordForm):
    """Nothing to write: the page shows the draft, the button signs it."""


class HearingForm(RecordForm):
    first_day = day("决定听证日", "从决定听证之日起不计入三十日（条例第36条第2款）。")
    last_day = day("听证结论日")


class WithdrawForm(RecordForm):
    evidence = text("撤回的凭据", "书面撤回申请或电话录音编号。撤回必须出于自愿，不得要求、劝说。", most=300)


class ServeForm(RecordForm):
    method = one_of("送达方式", ServiceMethod.choices())
    sent_on = day("发出日", "文书交给信访人或交邮的日期；三十日的复查、复核期限以这一天为准。")
    served_on = day("送达日", "邮寄还没有收到回执的先不填，收到后再登记送达日。", required=False)
    proof = line("送达凭据", "回证签收、快递单号、见证照片等。")
    witness = line("见证人", "留置送达必须填写。", required=False, most=60)
    refused = forms.BooleanField(label="拒收", required=False)

    def prepare(self) -> None:
        self.fields["sent_on"].initial = self.subject.today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("method") == ServiceMethod.LEFT and not cleaned.get("witness", "").strip():
            self.add_error("witness", "留置送达请写明见证人（基层组织或单位代表），或注明已拍照录像")
        sent, served = cleaned.get("sent_on"), cleaned.get("served_on")
        if sent and served and served < sent:
            self.add_error("served_on", "送达日不能早于发出日，请核对")
        return cleaned


class ReviewArrivalForm(RecordForm):
    served_on = day("送达日", "回执载明的收件日；申请复核的三十日从这一天起算。")
    proof = line("回执", "单号、签收人。", required=False)
