"""半年督查: planned, each unit's sheet prefilled and its sample drawn, findings told, rectified, checked (条例第38条)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from audit import chain
from cases.models import Case, Handling
from cases.policies import NotLawfulNow, NotYours
from law import lot
from law.terms import InspectionKind, RectificationVerdict, Role
from notifications.outbox import word
from organizations.acting import action
from organizations.models import Unit, User
from organizations.roles import Permission
from reports import counts, figures
from reports.figures import Span, Tally
from reports.indicators import INDICATORS
from reports.mechanisms.models import Inspection, InspectionSheet
from reports.mechanisms.models.inspection import inspects, plans_inspections
from reports.registry import REGISTRY
from reports.wording import pct

#: What a sheet begins with: rates, then counts of the registry, of the unit's own half-year.
RATES = ("unit_timely_notice", "timely_conclusion", "satisfaction_unit", "one_time_resolution")
COUNTED = (
    "opinions_signed",
    "opinions_unserved",
    "opinions_sent_back",
    "backdated",
    "supervised",
    "objected",
    "extended",
)
FEW = 5
MOST_SAMPLED = 20
V = RectificationVerdict


def half_span(year: int, half: int) -> Span:
    """1月1日—6月30日, or 7月1日—12月31日."""
    return (
        Span(date(year, 1, 1), date(year, 6, 30)) if half == 1 else Span(date(year, 7, 1), date(year, 12, 31))
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What the leader decides."""

    year: int
    half: int
    title: str
    kind: str
    team: str
    starts_on: date
    ends_on: date
    units: Sequence[Unit]
    focus: str = ""
    sampled: int = 5


@action
def plan(wanted: Plan, *, by: User, on: date) -> Inspection:
    """安排督查: a sheet for each unit, with its own figures as of that day and its sample drawn by lot."""
    if not plans_inspections(by):
        raise NotYours("您的岗位不能「安排督查」。此事由信访局领导（联席会议办公室）办理。")
    for words, label in ((wanted.title, "名称"), (wanted.team, "督查组")):
        if not words.strip():
            raise NotLawfulNow(f"请填写{label}")
    if wanted.kind not in list(InspectionKind) or wanted.half not in (1, 2):
        raise NotLawfulNow("请选择督查方式和上、下半年")
    if wanted.ends_on < wanted.starts_on:
        raise NotLawfulNow("督查的结束日期不能早于开始日期")
    if half_span(wanted.year, wanted.half).since > on:
        raise NotLawfulNow(f"还不能：{wanted.year}年这半年还没有开始")
    if not wanted.units:
        raise NotLawfulNow("请选择被督查单位")
    if not 1 <= wanted.sampled <= MOST_SAMPLED:
        raise NotLawfulNow(f"每个单位抽查 1 至 {MOST_SAMPLED} 件")
    row = Inspection.objects.create(
        year=wanted.year, half=wanted.half, title=wanted.title.strip(), kind=wanted.kind, team=wanted.team.strip(),
        starts_on=wanted.starts_on, ends_on=wanted.ends_on, focus=wanted.focus.strip(), planned_by=by, planned_on=on,
    )  # fmt: skip
    span = half_span(wanted.year, wanted.half)
    found = unit_figures(span, on)
    sheets = []
    for unit in wanted.units:
        seed, sample = draw(unit, span, row.pk, on, wanted.sampled)
        sheets.append(InspectionSheet(inspection=row, unit=unit, figures=found.get(unit.code) or _lines({}, {}, unit.code),
                                      seed=seed, sample=sample))  # fmt: skip
    InspectionSheet.objects.bulk_create(sheets)
    chain.record("plan_inspection", by=by, about=row)
    return row


def unit_figures(span: Span, as_of: date) -> dict[str, list[dict[str, Any]]]:
    """unit → the lines of its sheet; a few queries for all units."""
    rates = figures.live(span, by="unit", as_of=as_of, codes=RATES)
    sizes = {at: size.value for at, size in counts.sizes(COUNTED, span, "unit").items()}
    units = {unit for unit, _ in (*rates, *sizes)}
    return {unit: _lines(rates, sizes, unit) for unit in units}


def _lines(rates: Any, sizes: Any, unit: str) -> list[dict[str, Any]]:
    found = []
    for code in RATES:
        tally = rates.get((unit, code), Tally())
        hidden = code == "satisfaction_unit" and 0 < tally.denominator < FEW
        shown = "＊" if hidden else pct(tally.rate)
        of = "" if hidden or not tally.denominator else f"{tally.numerator}÷{tally.denominator}"
        late = (
            tally.denominator - tally.numerator
            if code in ("unit_timely_notice", "timely_conclusion")
            else None
        )
        found.append({"code": code, "name": INDICATORS[code].name, "shown": shown, "of": of,
                      "more": f"超期 {late} 件" if late else ""})  # fmt: skip
    for code in COUNTED:
        count = REGISTRY[code]
        found.append(
            {
                "code": code,
                "name": count.name,
                "shown": str(sizes.get((unit, code), 0)),
                "of": count.unit,
                "more": "",
            }
        )
    return found


def candidates(unit: Unit, span: Span) -> list[int]:
    """The matters the unit had in the half-year, whatever came of them; no accusation, no imported file."""
    rows = Handling.objects.filter(
        unit=unit, arrived_on__range=(span.since, span.until), claim__case__in_compartment=False
    )
    rows = rows.filter(claim__case__imported=False).order_by()
    return sorted(rows.values_list("claim__case", flat=True).distinct())


def draw(unit: Unit, span: Span, inspection: int, on: date, n: int) -> tuple[str, list[int]]:
    """The seed and the sample: the first ``n`` in the order of the lot, which anyone can draw again from the seed."""
    pool = candidates(unit, span)
    seed = f"{on.isoformat()}|督查{inspection}|{unit.code}|{lot.digest(str(key) for key in pool)}"
    return seed, lot.order(seed, pool)[:n]


def sampled_cases(sheet: InspectionSheet, user: User) -> list[Case]:
    """The sample in the order of the lot, as far as this person sees it; an accusation since then is gone."""
    rows = Case.objects.visible_to(user).filter(pk__in=sheet.sample, in_compartment=False)
    found = {case.pk: case for case in rows}
    return [found[key] for key in sheet.sample if key in found]


# --- the sheet ----------------------------------------------------------------------------------------------------


@action
def record_findings(
    sheet: InspectionSheet, *, by: User, on: date, visited_on: date, findings: str, important: bool = False
) -> InspectionSheet:
    """记录发现的问题; before they are told to the unit they may be written anew."""
    _inspector(by, "记录发现的问题")
    row = _locked(sheet)
    if row.told_on:
        raise NotLawfulNow(f"不能：{row.told_on} 已经反馈给单位")
    if visited_on > on:
        raise NotLawfulNow("督查日不能晚于今天")
    if visited_on < row.inspection.planned_on:
        raise NotLawfulNow(f"督查日不能早于安排日 {row.inspection.planned_on}")
    if not findings.strip():
        raise NotLawfulNow("请填写发现的问题；没有发现问题的，写「没有发现问题」")
    row.visited_on, row.findings, row.important, row.found_by = visited_on, findings.strip(), important, by
    return _saved(row, "record_inspection", by)


@action
def tell(
    sheet: InspectionSheet, *, by: User, on: date, requirement: str = "", rectify_by: date | None = None
) -> InspectionSheet:
    """反馈 to the unit (条例第38条第2款), with what has to be put right and by when, where something has."""
    _inspector(by, "反馈督查情况")
    row = _locked(sheet)
    if reasons := tell_blockers(row):
        raise NotLawfulNow(*reasons)
    if bool(requirement.strip()) != bool(rectify_by):
        raise NotLawfulNow("整改要求和整改期限要一起写；没有要整改的，两项都不填")
    if rectify_by and rectify_by <= on:
        raise NotLawfulNow(f"整改期限要在 {on} 以后")
    row.told_on, row.told_by, row.requirement, row.rectify_by = on, by, requirement.strip(), rectify_by
    row = _saved(row, "tell_inspection", by)
    _word(
        row,
        "feedback",
        f"督查反馈：{row.inspection.title}" + (f"，{rectify_by} 前整改" if rectify_by else ""),
        on,
    )
    return row


def tell_blockers(row: InspectionSheet) -> list[str]:
    if row.told_on:
        return [f"不能：{row.told_on} 已经反馈"]
    return [] if row.findings else ["还不能：先记录发现的问题，再反馈（条例第38条第2款）"]


@action
def answer(sheet: InspectionSheet, *, by: User, on: date, text: str) -> InspectionSheet:
    """答复整改情况, by the unit's own head."""
    if not by.can(Permission.HEAD_UNIT) or sheet.unit_id not in by.stands_for:
        raise NotYours("您的岗位不能「答复整改情况」。此事由被督查单位负责人办理。")
    row = _locked(sheet)
    if reasons := answer_blockers(row):
        raise NotLawfulNow(*reasons)
    if not text.strip():
        raise NotLawfulNow("请填写整改情况")
    row.answer, row.answered_by, row.answered_on = text.strip(), by, on
    row = _saved(row, "answer_inspection", by)
    people = User.objects.filter(
        unit__kind="bureau", role__in=[Role.BUREAU_LEADER, Role.SCREENING], is_active=True
    )
    word(f"inspection-answer:{row.pk}:{row.version}", list(people.values_list("pk", flat=True)),
         f"{row.unit.short_name}答复了整改情况", on=on, url=reverse("reports:inspection_sheets_record", args=[row.pk]))  # fmt: skip
    return row


def answer_blockers(row: InspectionSheet) -> list[str]:
    if row.told_on is None:
        return ["还不能：督查情况还没有反馈"]
    if not row.requirement:
        return ["不能：没有要求整改的问题"]
    return [f"不能：{row.answered_on} 已经答复，等核查"] if row.answered_on else []


@action
def check(
    sheet: InspectionSheet, *, by: User, on: date, verdict: str, remark: str, rectify_by: date | None = None
) -> InspectionSheet:
    """核查整改: done, or more is needed by another day; the earlier answer stays in the history."""
    _inspector(by, "核查整改")
    row = _locked(sheet)
    if reasons := check_blockers(row):
        raise NotLawfulNow(*reasons)
    if verdict not in list(V) or not remark.strip():
        raise NotLawfulNow("请选择核查结论，写明核查情况")
    if verdict == V.DONE:
        row.verdict, row.remark, row.checked_by, row.checked_on = verdict, remark.strip(), by, on
        return _saved(row, "check_inspection", by)
    if rectify_by is None or rectify_by <= on:
        raise NotLawfulNow(f"整改不到位的，请另定 {on} 以后的整改期限")
    row.history = [*row.history, {
        "rectify_by": row.rectify_by.isoformat() if row.rectify_by else "", "answer": row.answer,
        "answered_on": row.answered_on.isoformat() if row.answered_on else "", "checked_on": on.isoformat(),
        "remark": remark.strip(), "by": by.name,
    }]  # fmt: skip
    row.rectify_by, row.answer, row.answered_by, row.answered_on = rectify_by, "", None, None
    row = _saved(row, "check_inspection", by)
    _word(row, f"again{len(row.history)}", f"整改不到位：{row.inspection.title}，{rectify_by} 前再答复", on)
    return row


def check_blockers(row: InspectionSheet) -> list[str]:
    if row.checked_on:
        return [f"不能：{row.checked_on} 已经核查，整改到位"]
    return [] if row.answered_on else ["还不能：单位还没有答复整改情况"]


def _word(row: InspectionSheet, what: str, subject: str, on: date) -> None:
    people = User.objects.filter(Q(role=Role.UNIT_HEAD) | Q(role=Role.HANDLER), unit=row.unit, is_active=True)
    word(f"inspection:{row.pk}:{what}", list(people.values_list("pk", flat=True)), subject, on=on,
         url=reverse("reports:inspection_sheets_record", args=[row.pk]))  # fmt: skip


def _inspector(user: User, what: str) -> None:
    if not inspects(user):
        raise NotYours(f"您的岗位不能「{what}」。此事由督查组（信访局领导、甄别员）办理。")


def _locked(sheet: InspectionSheet) -> InspectionSheet:
    rows = InspectionSheet.objects.select_for_update(of=("self",)).select_related("inspection", "unit")
    return rows.get(pk=sheet.pk)


def _saved(row: InspectionSheet, verb: str, by: User) -> InspectionSheet:
    row.version += 1
    row.save()
    chain.record(verb, by=by, about=row)
    return row


def content(sheet: InspectionSheet, user: User) -> dict[str, Any]:
    """The sheet as plain data for the .docx: to write on at the place, or to keep when it is filled in."""
    row, inspection = sheet, sheet.inspection
    cases = sampled_cases(row, user)
    lines = [[line["name"], line["shown"], line["of"], line["more"]] for line in row.figures]
    state = [
        f"整改要求：{row.requirement}（{row.rectify_by} 前）" if row.requirement else "",
        f"整改情况（{row.answered_on}）：{row.answer}" if row.answer else "",
        f"核查（{row.checked_on}）：{row.get_verdict_display()}。{row.remark}" if row.checked_on else "",
    ]
    return {
        "title": f"{row.unit.name}督查单",
        "opening": f"{inspection.title}，{inspection.get_kind_display()}，{inspection.starts_on} 至 {inspection.ends_on}，督查组：{inspection.team}。"
                   f"依据：条例第38条第2款。",
        "sections": [
            {"title": "半年数据", "text": inspection.focus and f"督查内容：{inspection.focus}",
             "tables": [{"title": f"截至 {inspection.planned_on}", "head": ["项目", "数值", "分子÷分母", "说明"], "rows": lines}]},
            {"title": "抽查件", "text": f"抽样种子：{row.seed}",
             "tables": [{"title": "", "head": ["件号", "概况", "程序、文书是否齐全"], "rows": [[case.number, case.title, ""] for case in cases]}]},
            {"title": "发现的问题", "text": row.findings or "　", "tables": []},
            {"title": "反馈和整改", "text": "\n".join(filter(None, state)) or "　", "tables": []},
        ],
        "foot": "被督查单位（签字）　　　　督查组（签字）",
    }  # fmt: skip
