"""What the conference's office writes: the call, who came, what was decided; what a unit answers."""

from typing import Any

from django import forms

from cases.dispute_pages.forms import PersonChoice, Units, workable_units
from cases.forms.acts import UnitChoice, day, line, one_of, text
from cases.ledgers import RecordForm
from cases.models import Case, Dispute, DisputedUnit
from law.terms import ConferenceMeasure, DisputeBody, Role
from organizations.models import Unit, User
from oversight.conference_actions import NOTICES


class Disputes(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Disputes put to the conference and not yet decided."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.case.number}　{obj.case.title}"


class DisputeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.case.number}　{obj.case.title}"


def open_disputes() -> Any:
    """What waits for a meeting, oldest first."""
    rows = Dispute.objects.pending().filter(body=DisputeBody.CONFERENCE, case__in_compartment=False)
    return rows.select_related("case").order_by("pk")


def members() -> Any:
    """Who may sit in a joint conference: every office of the county but the bureau itself."""
    return Unit.objects.active().exclude(kind__in=["bureau", "higher"])


class CallForm(RecordForm):
    title = line("会议名称", "例：云溪县信访工作联席会议2026年第3次会议。", most=80)
    meets_on = day("会议日期")
    place = line("地点", most=60)
    chair = PersonChoice("召集人", "一般由党委、政府负责同志担任（条例第13条第1款）。")
    units = Units("通知单位", required=True)
    disputes = Disputes(Dispute.objects.none(), label="待决定的受理争议", required=False, widget=forms.CheckboxSelectMultiple,
                        help_text="报请联席会议、还没有决定的；勾选的列入议题。")  # fmt: skip
    topics = text("其他议题", "一行一项。", required=False, most=1500)

    def prepare(self) -> None:
        self.fields["chair"].queryset = User.objects.filter(role=Role.COUNTY_LEADER, is_active=True)  # type: ignore[attr-defined]
        self.fields["units"].queryset = members()  # type: ignore[attr-defined]
        self.fields["disputes"].queryset = open_disputes()  # type: ignore[attr-defined]
        if not open_disputes().exists():
            del self.fields["disputes"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("topics", "").strip() and not cleaned.get("disputes"):
            self.add_error("topics", "请至少写一项议题，或者勾选一项受理争议")
        return cleaned


class TopicForm(RecordForm):
    dispute = DisputeChoice(
        Dispute.objects.none(), label="待决定的受理争议", required=False, empty_label="不选"
    )
    topic = line("其他议题", required=False)

    def prepare(self) -> None:
        there = self.subject.row.agenda.exclude(dispute=None).values("dispute")
        self.fields["dispute"].queryset = open_disputes().exclude(pk__in=there)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("topic", "").strip() and not cleaned.get("dispute"):
            self.add_error("topic", "请写一项议题，或者选一项受理争议")
        return cleaned


class CancelForm(RecordForm):
    reason = line("取消的理由")


class HoldForm(RecordForm):
    meets_on = day("实际召开日期")
    attended = Units("到会单位", required=True)
    summary = text("会议意见", "会议讨论的主要意见，写进纪要；可以不填。", required=False, most=1500)

    def prepare(self) -> None:
        row = self.subject.row
        self.fields["meets_on"].initial = min(row.meets_on, self.subject.today)
        self.fields["attended"].queryset = members()  # type: ignore[attr-defined]
        self.fields["attended"].initial = list(row.units.values_list("pk", flat=True))


class DesignateForm(RecordForm):
    dispute = DisputeChoice(Dispute.objects.none(), label="哪一项受理争议", empty_label="请选择",
                            error_messages={"required": "请选择受理争议"})  # fmt: skip
    lead = UnitChoice("主办单位", "纪要签发时生效，它不得再提异议。")
    assisting = Units("协办单位")
    ground = text("理由", "写进纪要和指定办理的通知。", most=300)

    def prepare(self) -> None:
        rows = open_disputes().filter(agenda_items__conference=self.subject.row)
        self.fields["dispute"].queryset = rows  # type: ignore[attr-defined]
        if rows.count() == 1:
            self.fields["dispute"].initial = rows.first()
        parties = DisputedUnit.objects.filter(dispute__in=rows).values_list("unit_id", flat=True)
        for name in ("lead", "assisting"):
            self.fields[name].queryset = workable_units(parties)  # type: ignore[attr-defined]


class MeasureForm(RecordForm):
    measure = one_of(
        "决定",
        [(each.value, each.label) for each in ConferenceMeasure if each in NOTICES],
        "约谈、通报、挂牌督办针对单位的信访工作，不针对信访人，也不写个人（条例第39条第3款）。",
    )
    unit = UnitChoice("责任单位")
    ground = text("事由", "存在什么问题：哪些职责没有履行、造成什么后果。", most=300)
    requirements = text("要求", "要单位做到什么。", most=300)
    due_on = day("落实（整改）期限")
    number = line("涉及的件号", "只为一件信访事项作的决定才填。", required=False, most=32)

    def prepare(self) -> None:
        self.fields["unit"].queryset = members()  # type: ignore[attr-defined]

    def clean_number(self) -> Case | None:
        """The file of this number; an accusation answers as if it did not exist."""
        number = self.cleaned_data["number"].strip()
        if not number:
            return None
        case = Case.objects.visible_to(self.subject.user).filter(number=number, in_compartment=False).first()
        if case is None:
            raise forms.ValidationError("没有这个件号，请核对；不填就是不针对单个事项")
        return case


class PlainRecordForm(RecordForm):
    """Nothing to write: the page says what follows."""


class ReportForm(RecordForm):
    report = text("落实情况", "整改措施、落实结果、完成时间。", most=2000)


class CheckForm(RecordForm):
    decision = one_of("核对结果", [("enough", "已经落实"), ("more", "落实不够，继续整改")])
    remark = text("核对意见", "怎样核对的：实地查看、调阅材料、回访情况。", most=300)
