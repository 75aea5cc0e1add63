"""The forms of 撤回, 补充材料, 催办, 拆分 and 拆出检举控告."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases import files
from cases.actions.petitioner_acts import open_claims
from cases.forms.acts import ActForm, line, one_of, text
from cases.forms.file_acts import SealForm
from law.terms import WithdrawalManner


class WithdrawalForm(ActForm):
    claims = forms.TypedMultipleChoiceField(
        label="撤回哪些诉求", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择撤回的诉求"},
    )  # fmt: skip
    manner = one_of("以什么方式提出", WithdrawalManner.choices())
    evidence = line("凭据", "书面申请、签字的记录、电话录音编号或网上提交编号；只有转述不算。")
    words = text("信访人的原话", "照说的记，不写承诺、不写原因也可以。", required=False, most=300)

    def prepare(self) -> None:
        sealed = self.subject.case.in_compartment
        rows = [] if sealed else open_claims(self.subject.case)
        if not self.subject.user.in_bureau:
            own = self.subject.user.unit_id
            rows = [row for row in rows if any(each.unit_id == own for each in row.handlings.all())]
        self.rows = {row.pk: row for row in rows}
        field: Any = self.fields["claims"]
        field.choices = [(row.pk, f"{row.order}. {row.text}") for row in rows]
        field.initial = [row.pk for row in rows]
        if sealed:  # only the fact is noted: the words of an accusation stay under seal
            for name in ("claims", "manner", "evidence", "words"):
                del self.fields[name]

    def chosen(self) -> dict[str, Any]:
        """What the action is told; for an accusation nothing but the fact."""
        data = self.cleaned_data
        return {
            "claims": [self.rows[pk] for pk in data.get("claims", [])],
            "manner": data.get("manner", ""),
            "evidence": data.get("evidence", ""),
            "words": data.get("words", ""),
        }


class VerificationForm(ActForm):
    verification = text(
        "核实经过", "何时、以什么方式问了信访人本人，本人怎么说；是否有人以任何条件要求撤回。", most=300
    )


class SupplementForm(ActForm):
    text = text("补充了什么", "材料名称、份数，或者口头补充的情况。", most=1000)
    file = forms.FileField(
        label="电子件", required=False, help_text=f"没有可以不传。单个不超过 20 MB；可收：{files.ALLOWED}。"
    )

    def prepare(self) -> None:
        self.fields["file"].widget.attrs["accept"] = files.ACCEPT

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            if upload:
                files.check(upload)
        except files.UnfitFile as unfit:
            raise ValidationError(str(unfit)) from unfit
        return upload


class UrgeForm(ActForm):
    words = line("信访人说了什么", "照说的记；不填也可以。", required=False)


class SplitForm(ActForm):
    texts = text("拆成哪几项诉求", "一行一项；第一行留在原来的诉求上，其余接在后面。", most=4000)

    def prepare(self) -> None:
        if self.subject.claim:
            self.fields["texts"].initial = self.subject.claim.text

    def lines(self) -> list[str]:
        return [row.strip() for row in self.cleaned_data["texts"].splitlines() if row.strip()]


class SplitAccusationForm(SealForm):
    """What goes out under seal, and how the rest reads without it."""

    words = text("检举控告的内容", "只写检举控告的部分；从此只有保密员和您（移交前）能看到。")
    title = line("留下部分的概况", "删去检举控告的字样。", most=120)
    summary = text("留下部分的事实和理由", "删去检举控告的内容；承办单位会看到这里的文字。", required=False)
    attachments = forms.TypedMultipleChoiceField(
        label="随检举部分拆出的材料", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        super().prepare()
        case = self.subject.case
        self.fields["title"].initial, self.fields["summary"].initial = case.title, case.summary
        self.claims = list(case.claims.all())
        for row in self.claims:
            name = f"claim_{row.pk}"
            self.fields[name] = text(
                f"诉求 {row.order} 留下的文字", "整项都是检举控告的，清空这一栏。", required=False
            )
            self.fields[name].initial = row.text
        rows = list(case.attachments.all())
        self.fields["attachments"].choices = [(row.pk, row.name) for row in rows]  # type: ignore[attr-defined]
        if not rows:
            del self.fields["attachments"]
        self.order_fields(
            [
                "words",
                "accused",
                "title",
                "summary",
                *[f"claim_{row.pk}" for row in self.claims],
                "attachments",
            ]
        )

    def left(self) -> dict[int, str]:
        return {row.pk: self.cleaned_data.get(f"claim_{row.pk}", "") for row in self.claims}
