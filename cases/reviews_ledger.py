"""复查复核 as a ledger: the requests of the county, one record each, and the acts on it (条例第35条、第36条)."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from cases import actions, policies, reviews
from cases.actions.reviewing import STATE_OF
from cases.dispute_pages.forms import ReviewRecusalForm
from cases.forms import reviews as forms
from cases.ledgers import Cell, Ledger, Line, RecordSubject, Section, Step, View
from cases.ledgers.spec import Pairs
from cases.models import Deadline, Review
from cases.models.review import REVIEW_UNUSED
from cases.presenting import short
from cases.reading import works_on_files
from cases.recusal import decided_before
from documents.models import Paper
from law.terms import Channel, PaperKind, RecusalRole, ReviewLevel, ReviewOutcome, ReviewState, ServiceMethod
from organizations.models import User
from organizations.roles import Permission

S = ReviewState
#: The papers of a review, as its record shows them.
OF_REVIEW = (
    PaperKind.REVIEW_ACCEPTANCE,
    PaperKind.REVIEW_DECLINE,
    PaperKind.REVIEW_OPINION,
    PaperKind.FINAL_REVIEW_OPINION,
)


def rows(user: User) -> "QuerySet[Review]":
    """What exists for the person, with the last day of its clock."""
    running = Deadline.objects.filter(
        handling=OuterRef("handling"), period__in=["review", "final_review"], unit=OuterRef("organ"),
        started_on=OuterRef("received_on"),
    ).order_by("-pk")  # fmt: skip
    related = ("handling__claim__case__own_petition", "handling__unit", "organ", "opinion", "of__organ", "paper__paper",
               "of__paper__paper")  # fmt: skip
    return (
        Review.objects.visible_to(user)
        .select_related(*related)
        .annotate(
            due_on=Subquery(running.values("due_on")[:1]), met_on=Subquery(running.values("met_on")[:1])
        )
    )


def title_of(row: Review) -> str:
    return f"{row.case.title}：{ReviewLevel(row.level).label}"


def line(row: Any, user: User, today: date) -> Line:
    open_ = row.state not in (S.DECLINED, S.WITHDRAWN, S.SERVED)
    outcome = (
        ReviewOutcome(row.outcome).label if row.outcome and row.signed_on else ReviewState(row.state).label
    )
    return Line(
        what=title_of(row),
        why=f"{row.case.number}　{row.handling.unit.short_name}的处理意见" + ("　超过申请期限" if row.late else ""),
        cells=(Cell(row.organ.short_name, ReviewLevel(row.level).label), Cell(short(row.received_on)), Cell(outcome, row.number)),
        due_on=row.due_on if open_ else None,
        days_left=(row.due_on - today).days if open_ and row.due_on else None,
        done="" if open_ else ReviewState(row.state).label,
        quiet=row.state in REVIEW_UNUSED,
    )  # fmt: skip


def facts(row: Any, user: User) -> Pairs:
    found: Pairs = [
        {"label": "程序", "value": ReviewLevel(row.level).label},
        {"label": "状态", "value": ReviewState(row.state).label},
        {"label": f"{ReviewLevel(row.level).label}机关", "value": row.organ.name},
        {"label": "原办理单位", "value": row.handling.unit.name},
        {
            "label": "申请日",
            "value": _spoken(row.requested_on) + ("，超过申请期限" if row.late else "，在期限内"),
        },
        {"label": "收到日", "value": _spoken(row.received_on)},
    ]
    if row.organ_reason:
        found.append({"label": "改选机关的理由", "value": row.organ_reason})
    if row.due_on:
        done = f"，{_spoken(row.met_on)}书面答复" if row.met_on else ""
        found.append(
            {"label": f"{ReviewLevel(row.level).label}期限", "value": f"{_spoken(row.due_on)}届满{done}"}
        )
    if row.late_reason:
        found.append({"label": "逾期仍受理", "value": row.late_reason})
    if row.signed_on:
        outcome = ReviewOutcome(row.outcome).label if row.outcome else ReviewState(row.state).label
        found += [
            {"label": "结论", "value": outcome},
            {"label": "文号和日期", "value": f"{row.number}　{_spoken(row.signed_on)}"},
        ]
        if row.own_number:
            found.append({"label": "记录", "value": f"信访局 {_spoken(row.recorded_on)} 照机关文书记录"})
    return found


def _spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def sees_request(user: User, row: Review) -> bool:
    """The request's own words are for who decides or records it, not for the unit it complains of."""
    return works_on_files(user) and (user.sees_county or user.unit_id == row.organ_id)


def sections(row: Any, user: User) -> list[Section]:
    level = ReviewLevel(row.level).label
    found = []
    if sees_request(user, row):
        pairs = [
            {"label": f"{level}请求", "value": row.request},
            {"label": "事实和理由", "value": row.grounds or "申请书没有另写"},
            {"label": "形式", "value": Channel(row.channel).label},
        ]
        found.append(Section("申请人的请求", pairs=pairs))
    found.append(Section("原处理意见", qualifier=row.handling.unit.short_name, pairs=_opinion(row)))
    if row.of:
        found.append(
            Section(
                "复查意见", qualifier=f"{row.of.organ.short_name} {row.of.number}", pairs=_decided(row.of)
            )
        )
    if row.outcome and (row.signed_on or sees_request(user, row)):
        title = f"{level}意见" if row.signed_on else f"{level}意见稿"
        found.append(Section(title, pairs=_decided(row)))
    elif row.state == S.DECLINED:
        pairs = [{"label": "理由", "value": row.decision}, {"label": "依据", "value": row.legal_basis}]
        found.append(Section("不予受理", pairs=pairs))
    hearings = list(row.hearing_times.all())
    if hearings:
        body = [[_spoken(each.first_day), _spoken(each.last_day), f"{each.days} 日"] for each in hearings]
        found.append(
            Section(
                "听证，不计入复核期限",
                qualifier="条例第36条第2款",
                head=("决定听证日", "结论日", "不计"),
                body=body,
            )
        )
    services = list(row.services.filter(annulled_on=None))
    if services:
        body = [[ServiceMethod(each.method).label, _spoken(each.sent_on), _spoken(each.served_on) if each.served_on else "还没有回执", each.proof]
                for each in services]  # fmt: skip
        found.append(Section("送达", head=("方式", "发出日", "送达日", "凭据"), body=body))
    return found


def _opinion(row: Review) -> Pairs:
    opinion = row.opinion
    return [
        {"label": "意见", "value": opinion.get_outcome_display()},
        {"label": "投诉请求", "value": opinion.request},
        {"label": "事实和理由", "value": opinion.facts},
        {"label": "处理意见", "value": opinion.decision},
        {"label": "法律法规依据", "value": opinion.legal_basis},
    ]


def _decided(row: Review) -> Pairs:
    return [
        {"label": "结论", "value": ReviewOutcome(row.outcome).label},
        {"label": "审查认定", "value": row.findings},
        {"label": "意见", "value": row.decision},
        {"label": "依据", "value": row.legal_basis},
    ]


def papers(row: Review, user: User) -> list[Paper]:
    """The papers of this course: those of the review, and for the body the opinion it looks at."""
    if not works_on_files(user):
        return []
    kinds = (*OF_REVIEW, PaperKind.OPINION)
    found = row.handling.papers.filter(kind__in=kinds).select_related("paper__organ")
    return [each.paper for each in found]


# --- acts --------------------------------------------------------------------------------------------------------


def _may(act: str) -> Any:
    def may(user: User, row: Review) -> bool:
        return policies.may(user, act, row) and user.pk not in _before(row)

    return may


def _before(row: Review) -> frozenset[int]:
    """Who decided before, read once for the record's page."""
    kept: frozenset[int] | None = getattr(row, "_before", None)
    if kept is None:
        kept = decided_before(row)
        row._before = kept  # type: ignore[attr-defined]
    return kept


def _only_in_state(act: str) -> Any:
    """Acts of another state are not offered at all: a grey button would not help."""
    may = _may(act)
    return lambda user, row: may(user, row) and row.state == STATE_OF[act]


def _sign_blockers(row: Review, on: date) -> list[str]:
    if row.state != S.ACCEPTED:
        return [f"当前状态为「{ReviewState(row.state).label}」"]
    if not row.outcome:
        return ["还不能：意见还没有拟好（录入）"]
    return []


def _draft_start(subject: RecordSubject) -> dict[str, Any]:
    row = subject.row
    return {
        name: getattr(row, name) for name in ("outcome", "findings", "decision", "legal_basis", "own_number")
    } | {"signed_on": row.own_signed_on}


def _shows_draft(subject: RecordSubject) -> Pairs:
    row = subject.row
    paper = (
        [{"label": "机关文书", "value": f"{row.own_number}　{_spoken(row.own_signed_on)}"}]
        if row.own_signed_on
        else []
    )
    return [*paper, *_decided(row)]


def _call(act: str) -> Any:
    function = getattr(actions, act)
    return lambda s, data: function(
        s.row, by=s.user, on=s.today, **{k: v for k, v in data.items() if k != "version"}
    )


def _awaits_arrival(user: User, row: Review) -> bool:
    if not _only_in_state("confirm_review_arrival")(user, row):
        return False
    return reviews.pending_service(row) is not None


def _withdraws(user: User, row: Review) -> bool:
    return policies.may(user, "withdraw_review", row) and row.state in (S.REQUESTED, S.ACCEPTED)


def _hears(user: User, row: Review) -> bool:
    return row.level == ReviewLevel.FINAL and row.state == S.ACCEPTED and _may("leave_out_hearing")(user, row)


def _may_recuse(user: User, row: Review) -> bool:
    """Who works on the review; on the original opinion one withdraws at the file itself."""
    works = policies.may(user, "draft_review", row) or policies.may(user, "sign_review", row)
    return works and row.state in {S.REQUESTED, S.ACCEPTED, S.SIGNED}


def _recuse(s: RecordSubject, data: dict[str, Any]) -> Any:
    words = {name: data[name] for name in ("person", "origin", "ground", "reason")}
    return actions.propose_recusal(s.row.case, by=s.user, on=s.today, role=RecusalRole.REVIEWER, **words)


ARTICLE = "条例第35条、条例第36条第1款"
STEPS = (
    Step(
        name="accept", label="受理", article=ARTICLE, form=forms.AcceptForm, perform=_call("accept_review"),
        may=_only_in_state("accept_review"), button="受理这份申请", paper=True,
        follows="三十日从收到之日起算；本机关受理的同时发受理告知书。",
    ),
    Step(
        name="draft", label="写（录入）意见", article=ARTICLE, form=forms.DraftForm, perform=_call("draft_review"),
        may=_only_in_state("draft_review"), initial=_draft_start, button="存好送审签",
        follows="维持、撤销或变更，写明认定、意见和依据；送负责人审签。",
    ),
    Step(
        name="sign", label="审签意见", article=ARTICLE, form=forms.SignForm, perform=_call("sign_review"),
        may=_only_in_state("sign_review"), blockers=_sign_blockers, shows=_shows_draft, button="签发（记录）意见", paper=True,
        follows="签发即出意见书；撤销重办的，原单位六十日从今天重新起算。",
    ),
    Step(
        name="serve", label="登记送达", article=ARTICLE, form=forms.ServeForm, perform=_call("serve_review"),
        may=_only_in_state("serve_review"), button="登记送达",
        follows="发出当日即履行期限；对复查意见，信访人收到之日起三十日内可以申请复核。",
    ),
    Step(
        name="arrival", label="登记送达日", article="条例第36条第1款", form=forms.ReviewArrivalForm,
        perform=_call("confirm_review_arrival"), may=_awaits_arrival, button="登记送达日",
        follows="从送达之日起算申请复核的三十日。",
    ),
    Step(
        name="hearing", label="扣除听证时间", article="条例第36条第2款", form=forms.HearingForm,
        perform=_call("leave_out_hearing"), may=_hears, button="扣除这段时间", main=False,
        follows="从决定听证到听证结论，不计入复核的三十日；复查没有这一条。",
    ),
    Step(
        name="decline", label="不予受理", article=ARTICLE, form=forms.DeclineForm, perform=_call("decline_review"),
        may=_only_in_state("decline_review"), button="不予受理并告知", main=False, paper=True,
        follows="书面告知理由、依据和可以怎样做。",
    ),
    Step(
        name="withdraw", label="登记撤回", article=ARTICLE, form=forms.WithdrawForm, perform=_call("withdraw_review"),
        may=_withdraws, button="登记撤回", main=False, follows="只登记信访人自愿撤回；期限内还可以再申请。",
    ),
    Step(
        name="recusal", label="申报、提出回避", article="条例第28条第3款", form=ReviewRecusalForm, perform=_recuse,
        may=_may_recuse, button="申报、提出回避", main=False,
        follows="由其单位负责人决定，负责人的由上一级决定；决定以前照常办理。",
    ),
)  # fmt: skip


def _lede(found: Any, user: User, today: date) -> str:
    waiting = found.filter(state=S.REQUESTED).count()
    working = found.filter(state__in=[S.ACCEPTED, S.SIGNED]).count()
    late = found.filter(state__in=[S.REQUESTED, S.ACCEPTED, S.SIGNED], due_on__lt=today).count()
    return f"待受理 {waiting} 件，审查、待送达 {working} 件" + (f"，其中逾期 {late} 件。" if late else "。")


LEDGER = Ledger(
    slug="reviews",
    title="复查复核",
    space="cases",
    permissions=(Permission.SEE_COUNTY, Permission.HANDLE),
    rows=rows,
    views=(
        View("waiting", "待受理", lambda found, today: found.filter(state=S.REQUESTED), newest_first=False),
        View("working", "审查中", lambda found, today: found.filter(state=S.ACCEPTED), newest_first=False),
        View("to_serve", "待送达", lambda found, today: found.filter(state=S.SIGNED), newest_first=False),
        View("decided", "已出意见", lambda found, today: found.filter(state__in=[S.SIGNED, S.SERVED])),
        View("all", "全部"),
    ),
    line=line,
    title_of=title_of,
    facts=facts,
    sections=sections,
    papers=papers,
    lede=_lede,
    heads=("机关", "收到", "结论"),
    steps=STEPS,
    empty="这里没有。新的申请从事项页的「登记复查、复核申请」办。",
    note="一份处理意见只复查一次、复核一次；原办理单位和经办人不参与（条例第28条第3款）。系统外机关的行为照其文书记录。",
)
