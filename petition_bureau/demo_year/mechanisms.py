"""The six mechanisms over the year: daily notes and lists, weekly meetings, circulars, studies, an inspection, an assessment."""

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

from cases.models import Case
from cases.policies import NotLawfulNow
from law import clock
from law.terms import AssessmentGrade, InspectionKind, LeftReason, RectificationVerdict, Role
from organizations.models import User
from petition_bureau.demo_year.cast import World
from reports import freezing
from reports.mechanisms import assessing, circular, daily, inspecting, quarter, weekly
from reports.mechanisms.models import (
    Assessment,
    AssessmentResult,
    Inspection,
    InspectionSheet,
    MeetingItem,
    WeeklyMeeting,
)
from reports.mechanisms.quarter import Quarter

Life = Iterator[date]

NOTES = {
    LeftReason.SCREENING: ("职责涉及两个单位，上午已电话核对，下午转出", "材料当天下班前收到，次日甄别", "反映事项发生地写得不清，正在和信访人核对"),
    LeftReason.COUNTERSIGN: ("已提请审签，等局领导审定", "拟引导走仲裁，等第二人复核"),
    LeftReason.COUNSEL: ("是否属于法定途径，等法律顾问意见",),
    LeftReason.MATERIAL: ("已电话请信访人补合同复印件",),
    LeftReason.OBJECTION: ("承办单位提出异议，正在核实职责",),
    LeftReason.DISPUTE: ("两个单位都不认，已报请决定",),
}  # fmt: skip
REQUIREMENTS = ("本周内约见信访人，逐项说明办理情况", "三日内完成现场核查，处理意见送局里看过再签", "负责人牵头，拿出化解方案报局里",
                "下周核对前把处理意见送达", "主办、协办单位一起到现场，当场定分工")  # fmt: skip
REPORTS = (
    "已约见信访人，核查报告正在写，预计三日内签发意见。",
    "现场看过，施工单位答应月底前修好，意见书已起草。",
    "材料已补齐，等分管负责人签字。",
)
OUTCOMES = ("处理意见已送达，信访人没有异议", "问题已现场解决，已回访核实", "意见已签发送达，转入正常办理")
FINDINGS = (
    "一、书面告知接近期限才发出，三件在第十四、十五日发出。\n二、延期理由写得笼统，没有写明复杂在哪里。",
    "一、两件处理意见没有逐项回应诉求。\n二、送达回证没有填写送达时间。",
    "没有发现违反程序的问题，个别件调查笔录过于简单。",
)
ADVICE = (
    "请{field}方面的主管部门对反映集中的事项作一次排查，按件明确责任单位和期限。",
    "对增长较多的类别，由主管部门研究是不是政策、工作上的共同问题，一个月内报送意见。",
)  # fmt: skip
USE = (
    "考核结果在各乡镇、县直部门范围内通报，作为对领导班子综合考核评价的重要参考；"
    "列为「需改进」的单位，由联席会议办公室安排对接，三个月内核对改进情况。"
)
REASONS = "超期事项集中在下半年，书面告知多次接近期限才发出；请明确专人每日核对期限。"
INSPECTED = ("housing", "hr_social_security", "township_05")


def workday(world: World, day: date) -> None:
    """One morning: yesterday's list is kept, the bureau looks at what is left; on its days the other mechanisms."""
    chance = world.chance_of("mechanisms")
    _note(world, chance, day)
    daily.freeze_due(day)
    _check(world, chance, day)
    if day.weekday() == 0 or not WeeklyMeeting.objects.filter(on__gt=day - timedelta(days=7)).exists():
        _meet(world, chance, day)
    if 5 <= day.day <= 12:
        _circular(day)
    if day.month in (1, 4, 7, 10) and 8 <= day.day <= 16:
        _study(world, chance, Quarter.of(day).before, day)
    if day.month in (1, 7) and 6 <= day.day <= 14:
        _inspect(world, chance, day)
    if day.month == 1 and 12 <= day.day <= 20:
        _assess(world, chance, day)


def _someone(role: str, code: str = "bureau") -> User | None:
    return User.objects.filter(role=role, unit__code=code, is_active=True).order_by("pk").first()


def _sure(role: str, code: str = "bureau") -> User:
    found = _someone(role, code)
    assert found is not None  # noqa: S101 - the bureau of the demo has them all
    return found


def _note(world: World, chance: random.Random, day: date) -> None:
    """Some of what is left gets its reason in words; nothing of it changes the file."""
    left = [entry for entry in daily.draw_up(day, as_of=day) if entry.left]
    for entry in left:
        if chance.random() > 0.3:
            continue
        text = chance.choice(NOTES[LeftReason(entry.left[0][1])])
        with suppress(NotLawfulNow):
            daily.note(Case.objects.get(pk=entry.case), by=_sure(Role.SCREENING), on=day, text=text)


def _meet(world: World, chance: random.Random, day: date) -> None:
    leader = _sure(Role.BUREAU_LEADER)
    open_now = set(MeetingItem.objects.open().values_list("case", "unit"))
    lines = [
        line
        for line in weekly.concerns(leader, day)
        if (line.case.pk, line.unit.pk) not in open_now and not line.unit.is_bureau
    ]
    chosen = sorted(lines, key=lambda line: (-len(line.reasons), line.due_on or date.max, line.case.pk))[
        : chance.randint(2, 5)
    ]
    asked = [
        weekly.Asked(line.case, line.unit, line.problem(day), chance.choice(REQUIREMENTS), world.workday(day, chance.choice([5, 7, 7, 10])))
        for line in chosen
    ]  # fmt: skip
    if not asked:
        return
    with suppress(NotLawfulNow):
        meeting = weekly.hold(
            by=leader, on=day, chair=leader.name, summary="先办逾期的，再办本周届满的。", asked=asked
        )
        for item in meeting.items.select_related("unit"):
            if chance.random() < 0.7:
                world.begin(_reported(world, chance, item, day))


def _reported(world: World, chance: random.Random, item: MeetingItem, day: date) -> Life:
    yield world.workday(day, chance.choice([2, 3, 4, 6]))
    row = MeetingItem.objects.select_related("unit").get(pk=item.pk)
    handler = _someone(Role.HANDLER, row.unit.code)
    if handler and row.closed_on is None and not Case.objects.get(pk=row.case_id).in_compartment:
        weekly.report(row, by=handler, on=clock.today(), text=chance.choice(REPORTS))


def _check(world: World, chance: random.Random, day: date) -> None:
    officer = _sure(Role.SCREENING)
    due = MeetingItem.objects.visible_to(officer).open().filter(check_on__lte=day).order_by("pk")
    for item in due:
        draw = chance.random()
        if draw < 0.6:
            weekly.close(item, by=officer, on=day, outcome=chance.choice(OUTCOMES))
        elif draw < 0.85:
            weekly.check(
                item,
                by=officer,
                on=day,
                found="意见书还没有送达，单位说明正在走签发程序",
                next_on=world.workday(day, 7),
            )


def _circular(day: date) -> None:
    """月通报: drawn up as soon as the month is frozen; the leader signs it some mornings later with the other papers."""
    freezing.freeze_due(day)
    month = circular.month_before(day)
    if not circular.blockers(month):
        circular.draw_up(month, by=_sure(Role.WRITER), on=day)


def _study(world: World, chance: random.Random, chosen: Quarter, day: date) -> None:
    writer = _sure(Role.WRITER)
    study = quarter.study_of(chosen)
    if study is None:
        fields = [line.key for line in quarter.table(chosen, "category", day) if line.key]
        if not fields:
            return
        top = "、".join(fields[:2])
        study = quarter.write(chosen, by=writer, on=day, findings=f"本季反映较多的是{top}。重复来信来访多与答复不具体有关。",
                              advice="\n".join(ADVICE).format(field=fields[0]))  # fmt: skip
    elif study.finished_on is None and chance.random() < 0.5:
        quarter.finish(chosen, by=writer, on=day)


def _inspect(world: World, chance: random.Random, day: date) -> None:
    year, half = (day.year, 1) if day.month == 7 else (day.year - 1, 2)
    if Inspection.objects.filter(year=year, half=half).exists():
        return
    leader = _sure(Role.BUREAU_LEADER)
    units = [world.units[code] for code in INSPECTED if code in world.units]
    row = inspecting.plan(inspecting.Plan(
        year, half, f"{year}年{'上' if half == 1 else '下'}半年信访工作督查", InspectionKind.ONSITE if half == 1 else InspectionKind.ONLINE,
        f"{leader.name}带队，甄别员{_sure(Role.SCREENING).name}", day, world.workday(day, 10), units,
        focus="书面告知、延期、处理意见和送达；补录；重复信访事项的实体处理。", sampled=4), by=leader, on=day)  # fmt: skip
    for sheet in row.sheets.select_related("unit"):
        world.begin(_sheet(world, chance, sheet, day))


def _sheet(world: World, chance: random.Random, sheet: InspectionSheet, day: date) -> Life:
    yield world.workday(day, chance.choice([2, 3, 5, 7]))
    officer, today = _sure(Role.SCREENING), clock.today()
    findings = chance.choice(FINDINGS)
    row = inspecting.record_findings(sheet, by=officer, on=today, visited_on=today, findings=findings)
    yield world.workday(today, 3)
    today = clock.today()
    if findings.startswith("没有"):
        inspecting.tell(row, by=_sure(Role.BUREAU_LEADER), on=today)
        return
    row = inspecting.tell(row, by=_sure(Role.BUREAU_LEADER), on=today, requirement="逐件补正，改进告知和送达的登记；举一反三报整改报告。",
                          rectify_by=world.workday(today, 20))  # fmt: skip
    yield world.workday(today, chance.choice([12, 17, 22]))
    head = _someone(Role.UNIT_HEAD, row.unit.code)
    if head is None:
        return
    inspecting.answer(
        row,
        by=head,
        on=clock.today(),
        text="三件已补正送达回证，明确办公室专人每日核对期限，组织经办人学习条例一次。",
    )
    if chance.random() < 0.75:
        yield world.workday(clock.today(), 6)
        inspecting.check(InspectionSheet.objects.get(pk=row.pk), by=officer, on=clock.today(), verdict=RectificationVerdict.DONE,
                         remark="抽看整改后的三件，告知、送达都已按期登记。")  # fmt: skip


def _assess(world: World, chance: random.Random, day: date) -> None:
    """Last year's assessment: computed one morning, explained and signed on another, some units have a word to it."""
    row = Assessment.objects.filter(year=day.year - 1).first()
    writer, leader = _sure(Role.WRITER), _sure(Role.BUREAU_LEADER)
    if row is None:
        assessing.compute(day.year - 1, by=writer, on=day)
        return
    if row.signed_on or chance.random() < 0.5:
        return
    for result in row.results.filter(grade__in=[AssessmentGrade.POOR, AssessmentGrade.PLAIN], reasons=""):
        assessing.explain(result, by=writer, on=day, reasons=REASONS)
    row = assessing.sign(row, by=leader, on=day, use=USE)
    assessing.draw_up_circular(row, by=writer, on=day)
    for result in row.results.exclude(grade=AssessmentGrade.GOOD).select_related("unit"):
        if chance.random() < 0.5:
            world.begin(_responded(world, result.pk, result.unit.code, day))


def _responded(world: World, key: int, code: str, day: date) -> Life:
    yield world.workday(day, 6)
    head = _someone(Role.UNIT_HEAD, code)
    if head:
        assessing.respond(AssessmentResult.objects.get(pk=key), by=head, on=clock.today(),
                          text="有一件超期是等第三方检测报告，当时没有及时办延期手续，以后注意。")  # fmt: skip
