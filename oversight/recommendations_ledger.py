"""三项建议: the list, one recommendation, and what may be done with it (条例第40条)."""

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.urls import reverse

from cases.forms.acts import UnitChoice, line, one_of, text
from cases.ledgers import Cell, Ledger, Line, RecordForm, RecordSubject, Section, Step, View
from cases.ledgers.spec import Pairs
from cases.models import Case
from cases.presenting import short
from documents.models import Paper
from law import periods
from law.terms import Adoption, RecommendationKind, UnitKind
from organizations.models import Unit, User
from organizations.roles import Permission
from oversight import recommending as acts
from oversight.records import Recommendation

K = RecommendationKind


# --- forms -------------------------------------------------------------------------------------------------------


class DraftForm(RecordForm):
    """What the recommendation says; an organ may still be open while it is a draft."""

    kind = one_of(
        "种类",
        K.choices(),
        "改进工作：给有关机关、单位；完善政策：报本级党委和政府；追究责任：向有管理权限的机关提出。",
    )
    organ = UnitChoice("受建议的机关、单位", "签发前必须选定。", required=False)
    concerned = UnitChoice("涉及的单位", "追究责任的建议必填：哪个机关、单位。不写个人姓名。", required=False)
    about = line("事由", "一句话写清是什么事，写进建议书。", most=acts.LONGEST["subject"])
    facts = text(
        "发现的情况", "工作中发现了什么：件数、时间、情形；不写信访人的姓名。", most=acts.LONGEST["facts"]
    )
    basis = line("依据", "不填写条例相应条款。", required=False, most=acts.LONGEST["basis"])
    proposals = text("建议", "一行一条，建议书上逐条编号。", most=acts.LONGEST["proposals"])
    numbers = line("涉及的件号", "可以不填；几件的用顿号或空格隔开。", required=False)

    def prepare(self) -> None:
        organs = Unit.objects.active().exclude(kind=UnitKind.BUREAU).order_by("position", "code")
        self.fields["organ"].queryset = organs  # type: ignore[attr-defined]
        self.fields["concerned"].queryset = organs.exclude(kind=UnitKind.HIGHER)  # type: ignore[attr-defined]

    def clean_numbers(self) -> list[Case]:
        """The files, as far as they exist for this person."""
        wanted = [word for word in re.split(r"[\s、，,；;]+", self.cleaned_data["numbers"]) if word]
        found = {
            case.number: case
            for case in Case.objects.visible_to(self.subject.user).filter(
                number__in=wanted, in_compartment=False
            )
        }
        unknown = [word for word in wanted if word not in found]
        if unknown:
            raise forms.ValidationError(f"没有这个件号：{'、'.join(unknown)}，请核对")
        return list(found.values())


class SignForm(RecordForm):
    length = forms.IntegerField(
        label="反馈期限（日）", min_value=1, max_value=180, error_messages={"required": "请填写反馈期限"},
        help_text="条例没有规定天数；30 日为内部要求，可以另定。",
    )  # fmt: skip

    def prepare(self) -> None:
        self.fields["length"].initial = periods.period(acts.PERIOD).length


class EndForm(RecordForm):
    reason = text("理由", most=200)


class AnswerForm(RecordForm):
    """The written feedback; of an accountability two numbers and no name."""

    adoption = one_of("采纳情况", Adoption.choices(), "条例第40条第4款。")
    feedback = text("书面反馈", "采纳的写措施和完成时间；不采纳的写理由。不写个人姓名。", most=2000)
    number = line("反馈文号", "有来文的填来文文号。", required=False, most=60)
    units_held = forms.IntegerField(label="追究的单位数", min_value=0, max_value=999, required=False)
    persons_held = forms.IntegerField(
        label="追究的人数", min_value=0, max_value=9999, required=False, help_text="只记人数，不记姓名。"
    )

    def prepare(self) -> None:
        if self.subject.row.kind != K.ACCOUNTABILITY:
            del self.fields["units_held"], self.fields["persons_held"]


# --- who, when ---------------------------------------------------------------------------------------------------


def _drafts(user: User, row: Recommendation | None) -> bool:
    return user.in_bureau and (user.can(Permission.SUPERVISE) or user.can(Permission.SCREEN))


def _leads(user: User, row: Recommendation | None) -> bool:
    return user.in_bureau and user.can(Permission.SUPERVISE)


def _is_draft(row: Recommendation) -> bool:
    return row.signed_on is None and row.dropped_on is None


def _answers(user: User, row: Recommendation) -> bool:
    from cases import policies

    return policies.may(user, "answer_recommendation", row)


def _draft_only(row: Recommendation, on: date) -> list[str]:
    return [] if _is_draft(row) else ["不能：这份建议书已经有人处理过了"]


# --- showing -----------------------------------------------------------------------------------------------------


def standing(row: Recommendation) -> tuple[str, date | None, bool]:
    """How it stands in a word, the day that counts, and whether that is no fulfilment (not green)."""
    if row.answered_on:
        return Adoption(row.adoption).label, row.answered_on, row.adoption == Adoption.NOT_ADOPTED
    if row.cancelled_on:
        return "已撤回", row.cancelled_on, True
    if row.dropped_on:
        return "不提出", row.dropped_on, True
    return ("", row.due_on, False) if row.signed_on else ("草稿", row.drafted_on, True)


def _line(row: Recommendation, user: User, today: date) -> Line:
    word, day, quiet = standing(row)
    left = (row.due_on - today).days if row.due_on and not word else None
    organ = row.organ.short_name if row.organ else "未选定"
    number = row.paper.number if row.paper else "建议书稿"
    about = f"涉及 {row.concerned.short_name}" if row.concerned else ""
    return Line(
        title_of(row), row.subject, (Cell(organ, about), Cell(number, f"{row.n_cases} 件信访事项" if row.n_cases else "不涉及具体件")),  # type: ignore[attr-defined]
        due_on=day, days_left=left, done=word, quiet=quiet,
    )  # fmt: skip


def title_of(row: Recommendation) -> str:
    return f"{K(row.kind).label}的建议"


def _facts(row: Recommendation, user: User) -> Pairs:
    found: Pairs = [
        {"label": "种类", "value": f"{K(row.kind).label}（{K(row.kind).article}）"},
        {"label": "受建议机关", "value": row.organ.name if row.organ else "签发前选定"},
    ]
    if row.concerned:
        found.append({"label": "涉及的单位", "value": row.concerned.name})
    if row.paper:
        found.append({"label": "文号", "value": row.paper.number})
    if row.due_on:
        found.append(
            {
                "label": "反馈期限",
                "value": f"{short(row.due_on)}{'（暂估）' if row.provisional else ''}，内部要求",
            }
        )
        late = row.answered_on and row.answered_on > row.due_on
        if late and row.answered_on:
            found.append({"label": "反馈逾期", "value": f"{(row.answered_on - row.due_on).days} 天"})
    if row.persons_held is not None or row.units_held is not None:
        found.append(
            {
                "label": "反馈的追责数",
                "value": f"单位 {row.units_held or 0} 个，人员 {row.persons_held or 0} 名",
            }
        )
    if _drafts(user, row):
        found.append({"label": "拟稿", "value": f"{row.drafted_by.name}，{short(row.drafted_on)}"})
    return found  # fmt: skip


def _sections(row: Recommendation, user: User) -> list[Section]:
    found = [
        Section("发现的情况", words=row.facts),
        Section("建议", words="\n".join(f"{n}. {part}" for n, part in enumerate(_each(row.proposals), 1))),
        Section("依据", words=row.basis),
    ]
    if row.answered_on:
        label = f"{short(row.answered_on)}，{Adoption(row.adoption).label}"
        number = f"（{row.feedback_number}）" if row.feedback_number else ""
        found.insert(0, Section("书面反馈", label + number, words=row.feedback))
    if row.end_reason:
        found.insert(0, Section("撤回的理由" if row.cancelled_on else "不提出的理由", words=row.end_reason))
    cases = Case.objects.visible_to(user).filter(recommendations=row, in_compartment=False)
    if cases:
        body = [
            [{"text": case.number, "url": reverse("cases:detail", args=[case.number])}, case.title]
            for case in cases
        ]
        found.append(Section("涉及的信访事项", f"{len(body)} 件", head=("件号", "事项"), body=body))
    if row.due_on and row.signed_on and _drafts(user, row):
        found.append(Section("反馈期限怎么来的", "条例没有天数，内部要求", words="\n".join(derivation(row))))
    return found  # fmt: skip


def _each(words: str) -> list[str]:
    return [part for part in words.splitlines() if part.strip()]


def derivation(row: Recommendation) -> list[str]:
    """Why it is this day, computed again from the row's own start and length."""
    from cases import workdays

    assert row.signed_on is not None  # noqa: S101 - asked by the caller
    return periods.due(acts.PERIOD, row.signed_on, workdays.calendar(), length=row.length).steps


def _papers(row: Recommendation, user: User) -> list[Paper]:
    return [row.paper] if row.paper else []


def _lede(rows: Any, user: User, today: date) -> str:
    n = rows.aggregate(
        drafts=Count("pk", filter=Q(signed_on=None, dropped_on=None)),
        open=Count("pk", filter=_OPEN), late=Count("pk", filter=_OPEN & Q(due_on__lt=today)),
    )  # fmt: skip
    said = [f"{n['drafts']} 份待签发" if n["drafts"] else "", f"{n['open']} 份等书面反馈" if n["open"] else "没有等反馈的建议",
            f"{n['late']} 份逾期未反馈" if n["late"] else ""]  # fmt: skip
    return "，".join(part for part in said if part) + "。"


_OPEN = Q(signed_on__isnull=False, answered_on=None, cancelled_on=None)


def _initial(subject: RecordSubject) -> dict[str, Any]:
    row = subject.row
    if row is None:
        kind = subject.given.get("kind", K.IMPROVE)
        unit = Unit.objects.filter(code=subject.given.get("unit", "")).first()
        about = {"concerned": unit} if kind == K.ACCOUNTABILITY else {"organ": unit}
        return {"kind": kind, "numbers": subject.given.get("case", ""), **about}
    names = ("kind", "organ", "concerned", "facts", "basis", "proposals")
    return {name: getattr(row, name) for name in names} | {
        "about": row.subject,
        "numbers": "、".join(row.cases.values_list("number", flat=True)),
    }


def _sign(s: RecordSubject, data: dict[str, Any]) -> Recommendation:
    usual = periods.period(acts.PERIOD).length
    length = None if data["length"] == usual else data["length"]
    return acts.sign_recommendation(s.row, by=s.user, on=s.today, length=length)


def _drafted(s: RecordSubject, data: dict[str, Any]) -> Recommendation:
    names = ("kind", "organ", "concerned", "facts", "basis", "proposals")
    draft = acts.Draft(subject=data["about"], cases=data["numbers"], **{name: data[name] for name in names})
    if s.row is None:
        return acts.draft_recommendation(draft, by=s.user, on=s.today)
    return acts.revise_recommendation(s.row, draft, by=s.user, on=s.today)


def _answer(s: RecordSubject, data: dict[str, Any]) -> Recommendation:
    return acts.answer_recommendation(
        s.row, by=s.user, on=s.today, adoption=data["adoption"], feedback=data["feedback"], number=data["number"],
        units_held=data.get("units_held"), persons_held=data.get("persons_held"),
    )  # fmt: skip


_ARTICLE = "条例第40条"
_WITH = ("organ", "concerned", "paper", "drafted_by__unit")

RECOMMENDATIONS = Ledger(
    slug="recommendations", unit="份",
    space="oversight",
    title="三项建议",
    permissions=(Permission.SUPERVISE, Permission.SCREEN, Permission.SEE_FIGURES, Permission.HANDLE),
    rows=lambda user: Recommendation.objects.visible_to(user).select_related(*_WITH).annotate(n_cases=Count("cases")),
    views=(
        View("open", "等反馈", lambda rows, today: rows.filter(_OPEN), order="due_on"),
        View("drafts", "待签发", lambda rows, today: rows.filter(signed_on=None, dropped_on=None), newest_first=False,
             note="签发前什么都不发出；不提出也要写明理由。"),
        View("answered", "已反馈", lambda rows, today: rows.filter(answered_on__isnull=False)),
        View("over", "撤回、不提出", lambda rows, today: rows.filter(Q(cancelled_on__isnull=False) | Q(dropped_on__isnull=False))),
    ),
    line=_line,
    title_of=title_of,
    facts=_facts,
    what="建议 · 事由",
    heads=("受建议机关", "文号"),
    lede=_lede,
    sections=_sections,
    papers=_papers,
    note="改进工作、完善政策、追究责任的建议；有关机关、单位应当书面反馈采纳情况（条例第40条）。",
    empty="这里没有建议。",
    new=Step("new", "拟建议书", "先拟稿，由信访局领导签发后编号发出。", _ARTICLE, DraftForm, _drafted, _drafts,
             initial=_initial, button="存成草稿", doer="信访局甄别员、局领导"),
    steps=(
        Step("sign", "签发建议书", "编号生效，当日送出；反馈期限从今天起算。", _ARTICLE, SignForm, _sign,
             lambda user, row: _leads(user, row) and _is_draft(row), lambda row, on: acts.sign_blockers(row),
             doer="信访局领导"),
        Step("edit", "改建议书稿", "签发以前都可以改。", _ARTICLE, DraftForm, _drafted,
             lambda user, row: _drafts(user, row) and _is_draft(row), _draft_only, initial=_initial,
             button="存下改动", main=False),
        Step("drop", "不提出", "草稿到此为止，理由留在局内。", "内部要求", EndForm,
             lambda s, data: acts.drop_recommendation(s.row, by=s.user, on=s.today, reason=data["reason"]),
             lambda user, row: _leads(user, row) and _is_draft(row), _draft_only, main=False, button="决定不提出"),
        Step("answer", "反馈采纳情况", "书面反馈：采纳、部分采纳或者不采纳和理由。", "条例第40条第4款", AnswerForm, _answer,
             lambda user, row: row is not None and row.signed_on is not None and not row.answered_on
             and not row.cancelled_on and _answers(user, row),
             lambda row, on: acts.answer_blockers(row), button="送出反馈", doer="受建议的机关、单位"),
        Step("cancel", "撤回建议", "文号保留，建议书作废，不再等反馈。", "内部要求", EndForm,
             lambda s, data: acts.cancel_recommendation(s.row, by=s.user, on=s.today, reason=data["reason"]),
             lambda user, row: _leads(user, row) and row.signed_on is not None and not row.answered_on
             and not row.cancelled_on,
             lambda row, on: acts.answer_blockers(row), main=False, button="撤回这份建议", doer="信访局领导"),
    ),
)  # fmt: skip
