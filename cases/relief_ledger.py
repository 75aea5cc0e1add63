"""帮扶救助: the ledger of help applied for, and its results (条例第37条第2款)."""

from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from cases import actions, in_place, policies
from cases.forms.relief import NO_DETAILS, ReliefResultForm
from cases.ledgers import Cell, Ledger, Line, RecordSubject, Section, Step, View
from cases.models import Opinion, Relief
from cases.presenting import short
from law.terms import InPlace, ReliefResult
from organizations.models import User
from organizations.roles import Permission


def _rows(user: User) -> "QuerySet[Relief]":
    return Relief.objects.visible_to(user).select_related("case", "unit", "recorded_by")


def result(row: Relief) -> str:
    """已经给予 3,000 元; while there is none, that it is waited for."""
    if not row.result:
        return "等结果" if row.helped else "已告知，由本人申请"
    label = ReliefResult(row.result).label
    return f"{label} {row.amount:,} 元".replace(".00 ", " ") if row.amount else label


def _line(row: Relief, user: User, today: date) -> Line:
    return Line(
        what=f"{row.label}　{row.body}",
        why=f"{row.case.number}　{row.case.title}",
        cells=(
            Cell(row.unit.short_name, f"{short(row.applied_on)} {'帮助申请' if row.helped else '告知'}"),
            Cell(
                result(row),
                f"{row.granted_by or ''} {short(row.decided_on) if row.decided_on else ''}".strip(),
            ),
        ),
        due_on=row.decided_on or row.applied_on,
        done="有结果" if row.result else "",
    )


def _facts(row: Relief, user: User) -> list[dict[str, Any]]:
    return [
        {"label": "救助", "value": row.label},
        {"label": "受理机关", "value": row.body},
        {"label": "做了什么", "value": "帮助申请" if row.helped else "告知途径，由本人申请"},
        {"label": "日期", "value": short(row.applied_on)},
        {"label": "记录", "value": f"{row.unit.short_name} {row.recorded_by.name}"},
    ]


def _sections(row: Relief, user: User) -> list[Section]:
    pairs = [{"label": "结果", "value": result(row)}]
    if row.decided_on:
        pairs.append({"label": "日期", "value": short(row.decided_on)})
    if row.granted_by:
        pairs.append({"label": "给予的机关", "value": row.granted_by})
    return [Section("结果", pairs=pairs)]


def _record(s: RecordSubject, data: dict[str, Any]) -> Any:
    names = ("result", "decided_on", "granted_by", "amount")
    return actions.record_relief_result(s.row, by=s.user, on=s.today, **{name: data[name] for name in names})


def _undecided(row: Relief, on: date) -> list[str]:
    return ["不能：已经有结果；再次申请的，到案卷里另记一条"] if row.result else []


def _lede(rows: "QuerySet[Relief]", user: User, today: date) -> str:
    """What was granted, and how many opinions in force tell of help (三到位, 条例第27条)."""
    granted = rows.filter(result=ReliefResult.GRANTED)
    money = granted.aggregate(sum=Sum("amount"))["sum"] or 0
    opinions = Opinion.objects.filter(handling__in=_handlings(user))
    told = in_place.counts(opinions)
    return (
        f"已给予 {granted.count()} 件，共 {money:,.0f} 元。{told['all']} 份处理意见里，写明{InPlace.REQUEST_MET.label}的 "
        f"{told[InPlace.REQUEST_MET]} 份、{InPlace.EXPLAINED.label}的 {told[InPlace.EXPLAINED]} 份、"
        f"{InPlace.HARDSHIP_HELPED.label}的 {told[InPlace.HARDSHIP_HELPED]} 份（条例第27条）。"
    )


def _handlings(user: User) -> Any:
    from cases.models import Handling

    return Handling.objects.visible_to(user)


RELIEF_LEDGER = Ledger(
    slug="relief",
    space="cases",
    title="帮扶救助",
    what="救助",
    heads=("谁帮助", "结果"),
    permissions=(Permission.SEE_COUNTY, Permission.HANDLE),
    rows=_rows,
    views=(
        View("waiting", "等结果", lambda rows, today: rows.filter(result="", helped=True), newest_first=False),
        View("granted", "已给予", lambda rows, today: rows.filter(result=ReliefResult.GRANTED)),
        View("others", "没有给予、不再申请",
             lambda rows, today: rows.exclude(result="").exclude(result=ReliefResult.GRANTED)),
        View("told", "告知由本人申请", lambda rows, today: rows.filter(result="", helped=False)),
    ),
    line=_line,
    title_of=lambda row: f"{row.label}：{row.body}",
    facts=_facts,
    lede=_lede,
    sections=_sections,
    steps=(
        Step("result", "登记结果", f"谁给的、给了没有、多少。{NO_DETAILS}", "条例第37条第2款", ReliefResultForm, _record,
             lambda user, row: policies.may(user, "record_relief_result", row), _undecided, doer="帮助申请的单位"),
    ),
    note=f"在案卷里点「帮扶救助」即进入本台账。有没有救助不影响受理、答复和办结（条例第37条第2款）。{NO_DETAILS}",
    empty="没有这样的救助。",
)  # fmt: skip
