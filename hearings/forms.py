"""The forms of a hearing's steps: what a person writes; whether it is lawful, the act decides."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms

from cases.forms.acts import day, line, one_of, text
from cases.ledgers import RecordForm
from cases.models import Handling, Review
from cases.policies import NotLawfulNow, may
from hearings import conflicts, papers
from hearings.actions.holding import VOTES
from hearings.actions.publishing import proposal
from hearings.models import Expert, Room
from law.terms import (
    HandlingRole,
    HandlingState,
    HearingGround,
    PanelGroup,
    RecusalGround,
    RecusalOrigin,
    ReviewLevel,
    ReviewState,
    Route,
    ServiceMethod,
)
from organizations.models import User
from organizations.roles import Permission

#: So many matters a form lists; the case page comes with the one in question.
MOST = 200


def choice(
    label: str, choices: Iterable[tuple[str, str]], help_text: str = "", *, required: bool = True
) -> forms.ChoiceField:
    """One of a long list."""
    rows = [("", "请选择"), *choices]
    return forms.ChoiceField(label=label, choices=rows, help_text=help_text, required=required,
                             error_messages={"required": f"请选择{label}", "invalid_choice": f"请从列表中选择{label}"})  # fmt: skip


def hour(label: str, help_text: str = "") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, help_text=help_text, widget=widget,
                           error_messages={"required": f"请填写{label}", "invalid": f"{label}应写成 09:30 的样子"})  # fmt: skip


def _set(form: forms.Form, name: str, choices: Iterable[tuple[Any, str]]) -> None:
    form.fields[name].choices = [("", "请选择"), *[(str(value), label) for value, label in choices]]  # type: ignore[attr-defined]


class ProposeForm(RecordForm):
    matter = choice("信访事项", [], "只列出已经受理、按信访程序办理的事项，和已经受理的复查、复核。")
    grounds = forms.MultipleChoiceField(
        label="情形", choices=HearingGround.choices(), widget=forms.CheckboxSelectMultiple(),
        help_text="条例第31条第6项：重大、复杂、疑难的，可以举行听证。", error_messages={"required": "请选择情形：重大、复杂或者疑难"},
    )  # fmt: skip
    reason = text("举行听证的理由", "为什么属于重大、复杂、疑难。", most=300)
    questions = text("听证要听清的问题", "一行一个，写进听证通知书。", most=600)
    requested = forms.BooleanField(label="信访人要求举行听证", required=False)

    def prepare(self) -> None:
        user: User = self.subject.user
        _set(self, "matter", [*_handlings(user), *_reviews(user)])
        given = self.subject.given
        if given.get("handling"):
            self.fields["matter"].initial = f"h{given['handling']}"
        if given.get("review"):
            self.fields["matter"].initial = f"r{given['review']}"

    def clean(self) -> dict[str, Any]:
        """``handling``: what the hearing is about; ``review``: the review it belongs to, if any."""
        cleaned = super().clean() or {}
        chosen = cleaned.get("matter")
        if chosen and chosen[0] == "r":
            rows = Review.objects.visible_to(self.subject.user).select_related("handling__claim__case")
            cleaned["review"] = rows.get(pk=int(chosen[1:]))
            cleaned["handling"] = cleaned["review"].handling
        elif chosen:
            handlings = Handling.objects.visible_to(self.subject.user).select_related("claim__case")
            cleaned["handling"], cleaned["review"] = handlings.get(pk=int(chosen[1:])), None
        return cleaned


def _handlings(user: User) -> list[tuple[str, str]]:
    if not user.can(Permission.HANDLE):
        return []
    rows = Handling.objects.visible_to(user).filter(
        unit=user.unit_id, state=HandlingState.ACCEPTED, route=Route.PETITION, role=HandlingRole.LEAD,
        claim__case__in_compartment=False,
    )  # fmt: skip
    rows = rows.select_related("claim__case").order_by("-pk")[:MOST]
    return [
        (f"h{row.pk}", f"{row.claim.case.number} {row.claim.case.title}（诉求{row.claim.order}）")
        for row in rows
    ]


def _reviews(user: User) -> list[tuple[str, str]]:
    rows = Review.objects.visible_to(user).filter(state=ReviewState.ACCEPTED)
    rows = rows.select_related("handling__claim__case", "organ", "opinion").order_by("-pk")[:MOST]
    return [
        (f"r{row.pk}", f"{ReviewLevel(row.level).label}：{row.case.number} {row.case.title}")
        for row in rows
        if may(user, "propose_hearing", row)
    ]


class ApproveForm(RecordForm):
    chair = choice(
        "主持人", [], "不能是本件的经办人、调查人；复查、复核的不能是原办理单位的人员（条例第28条第3款）。"
    )
    decision = line("决定意见", required=False, most=300)

    def prepare(self) -> None:
        _set(self, "chair", _chairs(self.subject.row))

    def clean_chair(self) -> User:
        return User.objects.get(pk=int(self.cleaned_data["chair"]))


def _chairs(hearing: Any) -> list[tuple[str, str]]:
    """Who may chair it: of the organ first, then of the bureau."""
    units = {hearing.organ_id}
    rows = User.objects.filter(is_active=True).filter(unit__in=units) | User.objects.filter(
        is_active=True, unit__kind="bureau"
    )
    facts = conflicts.facts_of(hearing)
    found = [
        row
        for row in rows.order_by("unit__position", "pk").select_related("unit")[:100]
        if not conflicts.of_chair(row, hearing, facts)
    ]
    found.sort(key=lambda row: row.unit_id != hearing.organ_id)
    return [(str(row.pk), f"{row.name}（{row.unit.short_name}）") for row in found]


class RefuseForm(RecordForm):
    decision = text("不同意的理由", "告诉提请人；按原程序继续办理。", most=300)


class RecusalForm(RecordForm):
    expert = choice("谁回避", [], "名册中的人，不论是否已经抽中。")
    origin = one_of("怎样提出的", RecusalOrigin.choices(), "信访人、承办单位向经办人提出的，如实代录。")
    ground = one_of("情形", RecusalGround.choices())
    reason = text(
        "利害关系的具体情况",
        "例如：与信访人是近亲属；代理过承办单位的案件。加密保存，决定书上只写情形。",
        most=1000,
    )

    def prepare(self) -> None:
        rows = Expert.objects.in_term(self.subject.today).order_by("kind", "pk")
        _set(self, "expert", [(row.pk, f"{row.name}（{row.kind_label}，{row.origin}）") for row in rows])

    def clean_expert(self) -> Expert:
        return Expert.objects.get(pk=int(self.cleaned_data["expert"]))


class DrawForm(RecordForm):
    """How many of each group; together an odd number."""

    def prepare(self) -> None:
        for group in PanelGroup:
            self.fields[group] = forms.IntegerField(
                label=f"{group.label}人数", min_value=0, max_value=9, initial=1
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["wanted"] = {str(group): cleaned.get(group) or 0 for group in PanelGroup}
        return cleaned


class ReplaceForm(RecordForm):
    leaving = choice("退出的评议人", [])
    reason = line("不能到会的原因", "有利害关系的不在这里登记，请提出回避。", most=120)

    def prepare(self) -> None:
        _set(
            self,
            "leaving",
            [
                (row.pk, f"{row.expert.name}（{row.expert.kind_label}）")
                for row in papers.seats(self.subject.row)
            ],
        )

    def clean_leaving(self) -> Any:
        return self.subject.row.panel.get(pk=int(self.cleaned_data["leaving"]))


class NotifyForm(RecordForm):
    held_on = day("举行日期", "工作日；至少留出内部要求的通知天数。")
    begins = hour("开始时间")
    ends = hour("结束时间")
    room = choice("地点", [])
    chair = choice("主持人", [], "一般不变；主持人回避或者不能到会时改。")
    public = forms.BooleanField(label="公开举行，可以旁听", required=False,
                                help_text="涉及国家秘密、商业秘密、个人隐私的不公开。")  # fmt: skip

    def prepare(self) -> None:
        hearing = self.subject.row
        _set(
            self,
            "room",
            [(row.pk, f"{row}（{row.seats} 座）") for row in Room.objects.open().select_related("unit")],
        )
        _set(self, "chair", _chairs(hearing))
        self.fields["chair"].initial = str(hearing.chair_id or "")
        self.fields["begins"].initial, self.fields["ends"].initial = time(9), time(11)

    def clean_room(self) -> Room:
        return Room.objects.select_related("unit").get(pk=int(self.cleaned_data["room"]))

    def clean_chair(self) -> User:
        return User.objects.get(pk=int(self.cleaned_data["chair"]))


class ServeNoticeForm(RecordForm):
    method = one_of("方式", ServiceMethod.choices())
    served_on = day("送达日", "邮寄的先只登记发出，收到回执再来登记送达日。", required=False)
    proof = line("送达凭据", "签收、快递单号、到达回执、见证照片等。")
    witness = line("见证人", "留置送达的必填。", required=False, most=60)
    refused = forms.BooleanField(label="受送达人拒收", required=False)


class ReasonForm(RecordForm):
    reason = text("原因", most=200)


class HoldForm(RecordForm):
    recorder = line("记录人", "不能由主持人兼任。", most=40)
    attendants = text("到会人员", "一行一位或一方：信访人、代理人、承办单位、证人、旁听等。", most=600)
    petitioner_words = text("信访人陈述", "照本人的意思如实记录。", most=6000)
    unit_words = text("承办单位陈述", "调查认定的事实、处理意见和依据。", most=6000)
    exchange = text("询问、质证和辩论", most=6000)
    closing_words = text("最后陈述", required=False, most=3000)
    absent = forms.MultipleChoiceField(
        label="缺席的评议人",
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        help_text="到会的应为三人以上的单数。",
    )
    remark = line("备注", required=False)

    def prepare(self) -> None:
        rows = papers.seats(self.subject.row)
        self.fields["absent"].choices = [(str(row.pk), row.expert.name) for row in rows]  # type: ignore[attr-defined]

    def clean_absent(self) -> list[Any]:
        keys = [int(key) for key in self.cleaned_data["absent"]]
        return list(self.subject.row.panel.filter(pk__in=keys))


class ConcludeForm(RecordForm):
    """One vote for each member who came; then the words of the conclusion."""

    conclusion = text("结论说明", "认定的事实、理由和建议；写进听证纪要。", most=1500)

    def prepare(self) -> None:
        for row in papers.seats(self.subject.row):
            if row.attended:
                self.fields[f"vote_{row.pk}"] = one_of(
                    f"{row.expert.name}的意见", [(vote.value, vote.label) for vote in VOTES]
                )
        self.order_fields([*[name for name in self.fields if name.startswith("vote_")], "conclusion"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["votes"] = {
            int(name[5:]): value for name, value in cleaned.items() if name.startswith("vote_")
        }
        return cleaned


class PublicationForm(RecordForm):
    title = line("标题", "写事项类别，不写人名、地名。", most=80)
    text = text("公示文本", "系统已按姓名、号码、住址替换，请逐字核对：公示以后任何人都能看到。", most=8000)

    def prepare(self) -> None:
        hearing = self.subject.row
        row = getattr(hearing, "publication", None)
        self.fields["text"].widget.attrs["rows"] = 16
        self.fields["title"].initial = (
            row.title if row else f"关于{hearing.case.category or '某事项'}的复核意见"[:80]
        )
        self.fields["text"].initial = row.text if row else proposal(hearing)


class AnswerForm(RecordForm):
    answer = text("要改什么", most=300)


class PublishForm(RecordForm):
    """Nothing to write: the text is above, and has been read."""

    read = forms.BooleanField(label="我已逐字核对，文本中没有姓名、号码、住址等可以识别个人的信息",
                              error_messages={"required": "请先逐字核对，再勾选"})  # fmt: skip


def known_case(user: User, number: str) -> Any:
    """The ordinary case of this number the person may see. Raises NotLawfulNow naming the field."""
    from cases.models import Case

    case = Case.objects.visible_to(user).ordinary().filter(number=number.strip()).first()
    if case is None:
        raise NotLawfulNow(f"件号：没有「{number.strip()[:40]}」这一件，或者它不在您能看的范围内")
    return case
