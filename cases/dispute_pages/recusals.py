"""回避 as a ledger: by matter, for those who decide and those concerned; the reason only for who may read it."""

from datetime import date
from typing import Any

from cases import actions, policies
from cases.dispute_pages.forms import DecideRecusalForm
from cases.ledgers import Cell, Ledger, Line, Section, Step, View
from cases.models import CasePaper, Recusal
from cases.presenting import short
from documents.models import Paper
from law.terms import PaperKind, RecusalGround, RecusalOrigin, RecusalRole, RecusalState
from organizations.models import User
from organizations.roles import Permission

S = RecusalState


def rows(user: User) -> Any:
    found = Recusal.objects.visible_to(user)
    return found.select_related(
        "case", "person__unit__parent", "organ", "proposed_by__unit", "takes_over", "decided_by__unit"
    )


def _line(row: Recusal, user: User, today: date) -> Line:
    done = "" if row.state == S.PROPOSED else RecusalState(row.state).label
    return Line(
        what=f"{row.who}　{RecusalRole(row.role).label}",
        why=RecusalGround(row.ground).label,
        cells=(Cell(row.office.short_name), Cell(RecusalOrigin(row.origin).label, short(row.proposed_on)), Cell(row.case.number)),
        due_on=row.decided_on,
        done=done,
    )  # fmt: skip


def may_read_reason(user: User, row: Recusal) -> bool:
    """Who decides and who wrote it; the person only what they declared themselves."""
    return user.pk == row.proposed_by_id or policies.may_decide_recusal(user, row)


def _facts(row: Recusal, user: User) -> list[dict[str, Any]]:
    found = [
        {"label": "人员", "value": f"{row.who}　{row.office.name}{'听证评议人' if row.organ else ''}"},
        {"label": "承担的工作", "value": RecusalRole(row.role).label},
        {"label": "情形", "value": RecusalGround(row.ground).label},
        {
            "label": "提出",
            "value": f"{RecusalOrigin(row.origin).label}　{short(row.proposed_on)}　{row.proposed_by.name}记",
        },
    ]
    if row.decided_on and row.decided_by:
        found += [
            {
                "label": "决定",
                "value": f"{RecusalState(row.state).label}　{short(row.decided_on)}　{row.decided_by.unit.short_name}{row.decided_by.name}",
            },
            {"label": "理由", "value": row.answer},
        ]
        if row.takes_over:
            found.append({"label": "接替", "value": row.takes_over.name})
    return found


def _sections(row: Recusal, user: User) -> list[Section]:
    if not may_read_reason(user, row):
        return [Section("利害关系的具体情况", words="加密保存，只有提出人和决定人看得到。")]
    return [Section("利害关系的具体情况", "加密保存", words=row.reason)]


def _papers(row: Recusal, user: User) -> list[Paper]:
    if row.decided_on is None:
        return []
    found = CasePaper.objects.filter(case_id=row.case_id, kind=PaperKind.RECUSAL_DECISION, on=row.decided_on)
    return [
        each.paper for each in found.select_related("paper") if each.paper.issued_by_id == row.decided_by_id
    ]


def _decide(subject: Any, data: dict[str, Any]) -> Any:
    return actions.decide_recusal(subject.row, by=subject.user, on=subject.today, ordered=data["decision"] == "order",
                                  answer=data["answer"], takes_over=data.get("takes_over"))  # fmt: skip


LEDGER = Ledger(
    slug="recusals", unit="项",
    space="cases",
    title="回避",
    what="人员和工作",
    permissions=(Permission.REGISTER, Permission.COUNTERSIGN, Permission.CHAIR_CONFERENCE),
    rows=rows,
    views=(
        View("open", "待决定", lambda rows, today: rows.filter(state=S.PROPOSED), newest_first=False),
        View("ordered", "已回避", lambda rows, today: rows.filter(state=S.ORDERED), note="从决定之日起不得再参与本件"),
        View("refused", "不予回避", lambda rows, today: rows.filter(state=S.REFUSED)),
    ),
    line=_line,
    title_of=lambda row: f"回避：{row.who}",
    facts=_facts,
    heads=("单位", "怎样提出的", "件号"),
    lede=lambda rows, user, today: (
        "与信访事项或者信访人有直接利害关系的工作人员应当回避。从件、复查复核或者听证上提出，由其单位负责人决定，"
        "负责人的由上一级决定；听证评议人的由举行机关负责人决定。"
    ),
    sections=_sections,
    papers=_papers,
    steps=(
        Step("decide", "决定是否回避", "决定回避的即时生效：本人在这一件上什么都不能再办。", "条例第28条第3款", DecideRecusalForm, _decide,
             lambda user, row: row.state == S.PROPOSED and policies.may(user, "decide_recusal", row), button="作出决定", paper=True,
             doer="其单位负责人，负责人的由上一级，听证评议人的由举行机关负责人",
             shows=lambda subject: [{"label": "具体情况", "value": subject.row.reason}]),
    ),
    empty="没有回避。",
)  # fmt: skip
