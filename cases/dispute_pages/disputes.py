"""受理争议 as a ledger: who denies what since when, before whom, and how it ended (条例第24条第1款)."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.urls import reverse

from cases import actions, policies
from cases.dispute_pages.forms import DecideForm, WithdrawForm
from cases.ledgers import Cell, Ledger, Line, Section, Step, View
from cases.models import CasePaper, Deadline, Dispute, DisputedUnit
from cases.presenting import short
from cases.recusal import is_recused
from documents.models import Paper
from law import clock
from law.terms import DisputeBody, DisputeState, PaperKind
from organizations.models import User
from organizations.roles import Permission

S = DisputeState


def rows(user: User) -> Any:
    parties = Prefetch("parties", queryset=DisputedUnit.objects.select_related("unit", "objection"))
    found = Dispute.objects.visible_to(user).select_related(
        "case", "claim", "handling__unit", "handling__claim", "superior", "lead", "referred_by", "decided_by"
    )
    running = Deadline.objects.running().filter(handling=OuterRef("handling"), period="notice")
    return found.annotate(notice_due=Subquery(running.values("due_on")[:1])).prefetch_related(
        parties, "assisting"
    )


def _notice_due(row: Dispute) -> date | None:
    """The last day to tell the petitioner, which runs on; annotated by ``rows``."""
    due: date | None = getattr(row, "notice_due", None)
    return due


def parties(row: Dispute) -> str:
    """The units that deny the matter."""
    return "、".join(party.unit.short_name for party in row.parties.all())


def _line(row: Dispute, user: User, today: date) -> Line:
    days, due = row.days(today), _notice_due(row)
    if row.state == S.REFERRED:
        what, done = f"待{row.superior.short_name if row.superior else '联席会议'}决定", ""
    elif row.state == S.DECIDED:
        what, done = f"由{row.lead.short_name}主办" if row.lead else "", "已决定"
    else:
        what, done = "撤回报请", "已撤回"
    return Line(
        what=what,
        why=f"{row.case.number}　{row.case.title}",
        cells=(
            Cell(parties(row), f"{row.hops} 个单位否认"),
            Cell(f"{days} 天", f"{short(row.first_denied_on)} 起"),
        ),
        due_on=row.decided_on or due,
        days_left=(due - today).days if due and not done else None,
        done=done,
    )


def _facts(row: Dispute, user: User) -> list[dict[str, Any]]:
    found = [
        {"label": "诉求", "value": row.claim.text or row.case.title},
        {"label": "报请", "value": f"{row.body_name}　{short(row.referred_on)}　{row.referred_by.name}"},
        {
            "label": "已争议",
            "value": f"{row.days(clock.today())} 天，从 {short(row.first_denied_on)} 第一次否认算起",
        },
    ]
    if row.state == S.REFERRED:
        due = _notice_due(row)
        if due:
            left = (due - clock.today()).days
            said = f"{short(due)} 届满，" + (f"剩 {left} 天" if left >= 0 else f"已逾期 {-left} 天")
            found.append({"label": "书面告知期限", "value": f"{said}；争议期间没有停（条例第23条第3款）"})
    if row.decided_on and row.lead:
        found += [
            {"label": "主办", "value": row.lead.name},
            {"label": "协办", "value": "、".join(unit.short_name for unit in row.assisting.all()) or "没有"},
            {
                "label": "决定",
                "value": f"{short(row.decided_on)}　{row.source_number or (row.decided_by.name if row.decided_by else '')}",
            },
        ]
    return found


def _sections(row: Dispute, user: User) -> list[Section]:
    body = [
        [
            party.unit.name,
            short(party.denied_on) if party.denied_on else "没有提出",
            party.objection.reason if party.objection else "",
        ]
        for party in row.parties.all()
    ]
    found = [
        Section("争议各方", f"{row.hops} 个单位先后否认", head=("单位", "否认日", "理由"), body=body),
        Section("争议情况和信访局意见", words=row.reason),
    ]
    if row.state == S.DECIDED:
        found.append(Section("决定的理由", row.body_name, words=row.decision))
    if row.state == S.WITHDRAWN:
        found.append(Section("撤回的理由", words=row.ended_reason))
    return found


def _papers(row: Dispute, user: User) -> list[Paper]:
    """The dispute's own papers: the whole of them for who decides, a unit's own notice for a unit."""
    wanted = CasePaper.objects.filter(case_id=row.case_id, kind__in=[PaperKind.DISPUTE_REFERRAL, PaperKind.DESIGNATION_NOTICE],
                                      on__gte=row.referred_on, handling__claim_id=row.claim_id)  # fmt: skip
    if not user.sees_county and user.unit_id != row.superior_id:
        wanted = wanted.filter(handling__unit_id=user.unit_id, kind=PaperKind.DESIGNATION_NOTICE)
    if row.decided_on:
        wanted = wanted.filter(on__lte=row.decided_on)
    return [each.paper for each in wanted.select_related("paper")]


def _decide(subject: Any, data: dict[str, Any]) -> Any:
    actions.decide_dispute(subject.row, by=subject.user, on=subject.today, lead=data["lead"], decision=data["decision"],
                           assisting=list(data["assisting"]), source_number=data.get("source_number", ""))  # fmt: skip
    return subject.row


def _withdraw(subject: Any, data: dict[str, Any]) -> Any:
    return actions.withdraw_dispute(subject.row, by=subject.user, on=subject.today, reason=data["reason"])


def _may_decide(user: User, row: Dispute) -> bool:
    return row.state == S.REFERRED and policies.decides_dispute(user, row) and not is_recused(user, row)


def _not_here(row: Dispute, on: date) -> list[str]:
    if row.body == DisputeBody.CONFERENCE:
        return ["还不能：由联席会议议定，会议纪要签发时生效；在联席会议里列入议题（条例第24条第1款）"]
    return []


LEDGER = Ledger(
    slug="disputes", unit="项",
    space="cases",
    title="受理争议",
    what="去向",
    permissions=(Permission.SEE_COUNTY, Permission.HANDLE),
    rows=rows,
    views=(
        View("open", "待决定", lambda rows, today: rows.filter(state=S.REFERRED), newest_first=False,
             note="日期是书面告知信访人的最后一日：争议期间 15 日没有停（条例第23条第3款）"),
        View("decided", "已决定", lambda rows, today: rows.filter(state=S.DECIDED)),
        View("withdrawn", "已撤回", lambda rows, today: rows.filter(state=S.WITHDRAWN)),
    ),
    line=_line,
    title_of=lambda row: f"{parties(row)}的争议",
    facts=_facts,
    heads=("争议各方", "已争议"),
    lede=lambda rows, user, today: f"{rows.filter(state=S.REFERRED).count()} 项争议待决定。由共同的上一级机关决定，没有的由联席会议协调。",
    sections=_sections,
    papers=_papers,
    steps=(
        Step("decide", "决定主办单位", "指定的单位不得再提异议；换了单位的，15 日告知期从今天起算。", "条例第24条第1款", DecideForm, _decide,
             _may_decide, blockers=_not_here, button="决定由它主办", paper=True, doer="共同的上一级机关、单位负责人",
             shows=lambda subject: [{"label": "报请", "value": subject.row.body_name},
                                    {"label": "争议情况", "value": subject.row.reason}]),
        Step("withdraw", "撤回报请", "各单位协商一致的，撤回以后照常改派或者退回。", "条例第24条第1款", WithdrawForm, _withdraw,
             lambda user, row: row.state == S.REFERRED and policies.may(user, "withdraw_dispute", row.handling), main=False,
             button="撤回这项报请", doer="甄别员、信访局领导"),
    ),
    empty="没有受理争议。",
)  # fmt: skip


def address(row: Dispute) -> str:
    return reverse("cases:disputes_record", args=[row.pk])
