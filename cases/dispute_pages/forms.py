"""What is written when a dispute is put up or decided, and when a withdrawal is proposed or decided."""

from typing import Any

from django import forms
from django.db.models import Case, Value, When

from cases import competence
from cases.actions.disputes import parties_of
from cases.forms.acts import ActForm, UnitChoice, line, one_of, other_units, text
from cases.ledgers import RecordForm
from cases.models import Handling, Objection, Review
from law.terms import DisputeBody, RecusalGround, RecusalOrigin, RecusalRole
from organizations.models import Unit, User


class Units(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several units."""

    def __init__(self, label: str, help_text: str = "", *, required: bool = False) -> None:
        super().__init__(Unit.objects.none(), label=label, required=required, widget=forms.CheckboxSelectMultiple, help_text=help_text,
                         error_messages={"required": f"请选择{label}", "invalid_choice": f"请从列表里选择{label}"})  # fmt: skip

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}"


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One person, with post and unit."""

    def __init__(self, label: str, help_text: str = "", *, required: bool = True) -> None:
        super().__init__(User.objects.none(), label=label, help_text=help_text, required=required, empty_label="请选择",
                         error_messages={"required": f"请选择{label}", "invalid_choice": f"请从列表里选择{label}"})  # fmt: skip

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}　{obj.get_role_display()}　{obj.unit.short_name}"


def workable_units(first: Any = ()) -> Any:
    """Units that may be given a matter, those named in the dispute before the others."""
    rows = Unit.objects.active().exclude(kind__in=["bureau", "government"])
    named = Case(When(pk__in=list(first), then=Value(0)), default=Value(1))
    return rows.order_by(named, "position", "code")


class ReferForm(ActForm):
    """报请决定: to whom, who else is meant, and what the bureau found."""

    body = one_of(
        "报请谁决定",
        [],
        "有共同的上一级机关、单位的由它决定；没有的由共同的联席会议协调（条例第24条第1款）。",
    )
    other = UnitChoice("争议的另一方", "只有一个单位否认的才要选：它认为应当由谁办。", required=False)
    reason = text("争议情况和信访局意见", "各单位的理由、职责依据，信访局核实的情况；写进请示。", most=1000)

    def prepare(self) -> None:
        handling = self.subject.handling
        assert handling is not None  # noqa: S101 - an act on a handling
        denied = [unit for unit, _ in parties_of(handling)]
        objection = Objection.objects.filter(handling=handling, decided_on=None).first()
        suggested = objection.suggested_unit if objection else None
        named = [*denied, *([suggested] if suggested and suggested not in denied else [])]
        nearest = competence.common_superior(named)
        found = competence.superiors(named)
        choices = [
            (
                f"{DisputeBody.SUPERIOR}:{unit.pk}",
                f"{unit.name}{'（共同的上一级）' if unit == nearest else ''}",
            )
            for unit in found
        ]
        choices.append((DisputeBody.CONFERENCE, DisputeBody.CONFERENCE.label))
        self.fields["body"].choices = choices  # type: ignore[attr-defined]
        self.fields["body"].initial = (
            f"{DisputeBody.SUPERIOR}:{nearest.pk}" if nearest else DisputeBody.CONFERENCE
        )
        self.fields["other"].queryset = other_units(self.subject)  # type: ignore[attr-defined]
        self.fields["other"].initial = suggested
        if len(denied) > 1:
            del self.fields["other"]

    def chosen(self) -> dict[str, Any]:
        """The arguments of the act."""
        body, _, key = self.cleaned_data["body"].partition(":")
        other = self.cleaned_data.get("other")
        superior = Unit.objects.get(pk=key) if key else None
        return {
            "body": body,
            "superior": superior,
            "others": [other] if other else [],
            "reason": self.cleaned_data["reason"],
        }


class DecideForm(RecordForm):
    """决定主办: the lead, who assists, why, and the superior's paper when the bureau enters it."""

    lead = UnitChoice("主办单位", "它不得再提异议；换了单位的，15 日告知期从今天起算。")
    assisting = Units("协办单位")
    decision = text("决定的理由", "写进指定办理的通知，书面告诉各单位。", most=1000)
    source_number = line("上级决定的文号", "信访局登记上级机关书面决定的才填。", required=False, most=60)

    def prepare(self) -> None:
        dispute = self.subject.row
        parties = [party.unit_id for party in dispute.parties.all()]
        for name in ("lead", "assisting"):
            self.fields[name].queryset = workable_units(parties)  # type: ignore[attr-defined]
        if self.subject.user.unit_id == dispute.superior_id:
            del self.fields["source_number"]


class WithdrawForm(RecordForm):
    reason = text("协商的结果", "由哪个单位受理；撤回以后照常同意退回改派，或者不同意退回。", most=300)


class RecusalForm(ActForm):
    """申报、提出回避: whom, in what work, on what ground; the details are kept sealed."""

    person = PersonChoice("谁回避", "本人申报的选自己。")
    origin = one_of("怎样提出的", RecusalOrigin.choices(), "信访人向窗口、经办人提出的，如实代录。")
    role = one_of("承担的工作", [row for row in RecusalRole.choices() if row[0] != RecusalRole.PANELIST],
                  "听证评议人的回避在听证的页面上提出。")  # fmt: skip
    ground = one_of(
        "情形", RecusalGround.choices(), "与信访事项或者信访人有直接利害关系的，应当回避（条例第28条第3款）。"
    )
    reason = text("利害关系的具体情况", "加密保存，只有提出人、决定人看得到；决定书上只写情形。", most=1000)

    def prepare(self) -> None:
        user, case = self.subject.user, self.subject.case
        units = {user.unit_id}
        if user.in_bureau:
            rows = Handling.objects.filter(claim__case=case).values_list("unit_id", "unit__parent_id")
            units |= {key for row in rows for key in row if key}
            units |= set(Review.objects.filter(handling__claim__case=case).values_list("organ", flat=True))
        people = User.objects.filter(unit_id__in=units, is_active=True, role__in=_WORKING)
        self.fields["person"].queryset = people.order_by("unit__position", "role", "pk")  # type: ignore[attr-defined]
        self.fields["person"].initial = user.pk
        self.fields["origin"].initial = RecusalOrigin.DECLARED


class ReviewRecusalForm(RecordForm):
    """The same on a review: somebody of the reviewing body, who sees the review and not the file."""

    person = PersonChoice("谁回避", "本人申报的选自己；原办理人员本来就不能办，不用提出。")
    origin = one_of("怎样提出的", RecusalOrigin.choices())
    ground = one_of(
        "情形", RecusalGround.choices(), "与信访事项或者信访人有直接利害关系的，应当回避（条例第28条第3款）。"
    )
    reason = text("利害关系的具体情况", "加密保存，只有提出人、决定人看得到；决定书上只写情形。", most=1000)

    def prepare(self) -> None:
        user, row = self.subject.user, self.subject.row
        people = User.objects.filter(
            unit_id__in={user.unit_id, row.organ_id}, is_active=True, role__in=_WORKING
        )
        self.fields["person"].queryset = people.order_by("unit__position", "role", "pk")  # type: ignore[attr-defined]
        self.fields["person"].initial = user.pk
        self.fields["origin"].initial = RecusalOrigin.DECLARED


#: Roles that act on files.
_WORKING = ("intake", "screening", "handler", "unit_head", "bureau_leader", "county_leader")


class DecideRecusalForm(RecordForm):
    decision = one_of("决定", [("order", "决定回避"), ("refuse", "不予回避")])
    takes_over = PersonChoice(
        "接替人员", "同一单位的另一人；不选的，在办的事退回单位另行安排。", required=False
    )
    answer = text("决定的理由", "写进回避决定书。不要写私人情况的细节。", most=300)

    def prepare(self) -> None:
        row = self.subject.row
        if row.organ or row.person is None:  # the next of the same lot follows
            del self.fields["takes_over"]
            return
        person = row.person
        same = User.objects.filter(unit_id=person.unit_id, is_active=True).exclude(pk=person.pk)
        self.fields["takes_over"].queryset = same.filter(role__in=_WORKING).order_by("role", "pk")  # type: ignore[attr-defined]
