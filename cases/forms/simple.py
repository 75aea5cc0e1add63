"""The forms of 简易办理 and of the acts inside the compartment."""

from typing import Any

from django import forms

from cases import simple_rules
from cases.forms.acts import ActForm, DatedForm, UnitChoice, line, one_of, text
from cases.forms.notices import fill_in
from cases.models import ReliefPath
from cases.models.ways import in_force
from cases.papers import NOTICE_FIELDS
from law.terms import (
    Attitude,
    ClaimWay,
    ConversionReason,
    GuidanceKind,
    Outcome,
    Route,
    SimpleKind,
    SuggestionOutcome,
    TellingWay,
)
from organizations.models import Unit

_SOURCE = simple_rules.SOURCE
_WAY_HELP = "信访人要求书面的，必须书面"


def clock_time(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                           help_text="几点几分，例：15:20",
                           error_messages={"required": f"请填写{label}", "invalid": f"{label}应写成 15:20 这样"})  # fmt: skip


class SuggestSimpleForm(ActForm):
    kind = one_of("可以简易办理的情形", SimpleKind.choices(), f"只用于初次信访事项（{_SOURCE}）。")
    reason = text("理由", "写进转送函，是否适用由承办单位决定。", most=300)


class AskSimpleForm(ActForm):
    kind = one_of("可以简易办理的情形", SimpleKind.choices(), f"只用于初次信访事项（{_SOURCE}）。")
    reason = text("理由", "负责人要看。", most=300)


class AcceptSimpleForm(DatedForm):
    kind = one_of("可以简易办理的情形", SimpleKind.choices())
    reason = text("适用的理由", "写进审批单。", most=300)
    supportable = forms.BooleanField(
        label="已经核对：不是可能不予支持的事项",
        help_text=f"可能不予支持的，不适用简易办理（{_SOURCE}）",
        error_messages={"required": "可能不予支持的不适用简易办理；核对过的请勾选"},
    )
    written_asked = forms.BooleanField(label="信访人要求书面", required=False)
    told_way = one_of("告知方式", TellingWay.choices(), _WAY_HELP)
    told_at = clock_time("告知时间")
    told_words = text("告知内容", "接收情况、处理途径和程序、10 个工作日内答复。", most=1000)


class ReplySimpleForm(DatedForm):
    outcome = one_of("答复意见", [], "不予支持的不能简易答复，请转普通程序。")
    reply = text("答复内容", most=2000)
    written_asked = forms.BooleanField(label="信访人要求书面", required=False)
    reply_way = one_of("答复方式", TellingWay.choices(), _WAY_HELP)
    reply_at = clock_time("答复时间")
    attitude = one_of("信访人态度", Attitude.choices(), "不服的转为普通程序；没有问到的选「未表态」。")

    def prepare(self) -> None:
        super().prepare()
        suggestion = self.subject.handling is not None and self.subject.handling.route == Route.SUGGESTION
        found = SuggestionOutcome.choices() if suggestion else [
            choice for choice in Outcome.choices() if choice[0] != Outcome.REJECTED
        ]  # fmt: skip
        self.fields["outcome"].choices = found  # type: ignore[attr-defined]
        row = simple_rules.procedure_of(self.subject.handling) if self.subject.handling else None
        if row and row.written_asked:
            self.fields["written_asked"].initial = True
            self.fields["written_asked"].help_text = "受理时已经要求书面"


_WHY = [(why.value, why.label) for why in (ConversionReason.UNSUITABLE, ConversionReason.NOT_CONTENT)]


class ConvertForm(ActForm):
    why = one_of("原因", _WHY)
    reason = text("具体理由", "写进审批单；60 日从原受理日起算，并书面告知信访人。", most=300)


class BriefingForm(ActForm):
    unit = UnitChoice("通报的组织（人事）部门", "只通报件号和日期；材料密封，由您当面移交。")

    def prepare(self) -> None:
        rows = Unit.objects.active().filter(kind__in=["party", "higher"]).order_by("position")
        accused = [row.unit for row in self.subject.case.accused_units.select_related("unit")]
        free = [unit.pk for unit in rows if not any(unit.is_within(one) for one in accused)]
        self.fields["unit"].queryset = rows.filter(pk__in=free)  # type: ignore[attr-defined]


class TellAccuserForm(ActForm):
    """The sixth kind of guidance, filled in from its row; nothing of the accusation is written here."""

    def prepare(self) -> None:
        row = (
            ReliefPath.objects.filter(in_force(self.subject.today), kind=GuidanceKind.ACCUSATION)
            .select_related("unit").first()
        )  # fmt: skip
        words = fill_in(row) if row else {}
        for name, label in NOTICE_FIELDS[ClaimWay.GUIDE].items():
            make = text if name == "materials" else line
            self.fields[name] = make(label, most=300)
            self.fields[name].initial = words.get(name, "")

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in NOTICE_FIELDS[ClaimWay.GUIDE]}
