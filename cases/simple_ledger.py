"""简易办理台账: what was taken simply, how it was told and answered, and what became ordinary (国信发〔2016〕8号)."""

from datetime import date

from cases.ledgers.spec import Cell, Ledger, Line, Pairs, Section, View
from cases.models import SimpleProcedure
from cases.papers import outcome_label, told_sentence
from cases.presenting import short
from law.terms import Attitude, ConversionReason, SimpleKind
from organizations.models import User
from organizations.roles import Permission


def _state(row: SimpleProcedure) -> str:
    if row.converted_on:
        return f"{short(row.converted_on)} 转普通程序"
    return f"{short(row.replied_on)} 已答复" if row.replied_on else "待答复"


def _line(row: SimpleProcedure, user: User, today: date) -> Line:
    due = next((one for one in row.handling.deadlines.all() if one.period == "simple_handling"), None)
    running = due if row.running else None
    attitude = Attitude(row.attitude).label if row.attitude else "—"
    return Line(
        row.case.title, SimpleKind(row.kind).label,
        [Cell(row.handling.unit.short_name, f"{short(row.decided_on)} 受理"), Cell(_state(row)), Cell(attitude)],
        due_on=running.due_on if running else None, days_left=(running.due_on - today).days if running else None,
        done="" if running else "已转普通" if row.converted_on else "已答复",
    )  # fmt: skip


def _facts(row: SimpleProcedure, user: User) -> Pairs:
    return [
        {"label": "承办单位", "value": row.handling.unit.name},
        {"label": "情形", "value": SimpleKind(row.kind).label},
        {"label": "理由", "value": row.reason},
        {"label": "决定", "value": f"{row.decided_on}　{row.decided_by.name}"},
        {"label": "要求书面", "value": "是" if row.written_asked else "否"},
    ]


def _sections(row: SimpleProcedure, user: User) -> list[Section]:
    found = [Section("告知", words=told_sentence(row.decided_on, row.told_at, row.told_way, row.told_words))]
    if row.replied_on and row.reply_at:
        words = told_sentence(row.replied_on, row.reply_at, row.reply_way, row.reply)
        found.append(
            Section(
                "答复", outcome_label(row.outcome), words=f"{words}\n信访人：{Attitude(row.attitude).label}"
            )
        )
    if row.converted_on and row.converted_by:
        words = f"{row.converted_on}　{row.converted_by.name}：{row.converted_reason}"
        found.append(Section("转为普通程序", ConversionReason(row.converted_for).label, words=words))
    return found


SIMPLE = Ledger(
    slug="simple",
    title="简易办理台账",
    space="cases",
    permissions=(Permission.SEE_COUNTY, Permission.HANDLE),
    rows=lambda user: (
        SimpleProcedure.objects.visible_to(user)
        .select_related("handling__unit", "handling__claim__case", "decided_by", "converted_by")
        .prefetch_related("handling__deadlines")
    ),
    views=(
        View("open", "待答复", lambda rows, today: rows.filter(replied_on=None, converted_on=None)),
        View(
            "replied", "已答复", lambda rows, today: rows.filter(converted_on=None).exclude(replied_on=None)
        ),
        View("converted", "转普通程序", lambda rows, today: rows.exclude(converted_on=None)),
        View("all", "全部"),
    ),
    line=_line,
    title_of=lambda row: str(row.case.title),
    facts=_facts,
    sections=_sections,
    heads=("承办单位", "进展", "信访人态度"),
    lede=lambda rows, user, today: (
        "初次、清楚、好解决的：3 个工作日内告知，10 个工作日内答复（国信发〔2016〕8号）。"
    ),
    empty="没有简易办理的事项。",
)
