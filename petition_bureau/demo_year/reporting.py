"""Figures and reports in the demo year: periods frozen, numbers entered by hand, last year's reports finished and public."""

from datetime import date
from decimal import Decimal

from law.terms import Role
from organizations.models import User
from petition_bureau.demo_year.cast import World
from reports import actions, by_hand, editions, freezing, revising
from reports.by_hand import ACCUSATIONS
from reports.models import Publication, ReportEdition, ReportEntry

#: figure → what a quarter adds, and where the number is from.
QUARTERLY = {
    "counsel": (0, "律师值班表"),
    "trainings": (1, "办公室培训台账"),
    "trainees": (86, "办公室培训签到册"),
    "study_sessions": (4, "党组会议记录"),
    "law_talks": (6, "宣传活动登记"),
    "materials": (1530, "宣传资料领用登记"),
    "normative_documents": (0, "法制办备案登记"),
}
COUNSEL = 6
TEXTS = {
    "shortcomings": "一是部分单位书面告知压在期限末尾，逾期提醒以后才办。二是基层一线力量不足，简易事项没有当场办结。",
    "leader": "局主要负责人把《信访工作条例》列入党组会学习内容，全年主持研究疑难事项，带头接待群众，对超期事项逐件督办。",
    "plan": "一是把好受理关口，应当告知的按期告知。二是抓实初次办理，减少重复。三是继续办好律师参与和听证评议。",
}


def workday(world: World, day: date) -> None:
    """What the night would have done, and the writer's own days."""
    freezing.freeze_due(day)
    # the night does it every day; a year that is lived in minutes, twice a month
    if day.weekday() == 0 and (day.day - 1) // 7 in (0, 2):
        revising.revise(day)
    writer = User.objects.filter(role=Role.WRITER, is_active=True).order_by("pk").first()
    if writer is None:
        return
    _numbers(writer, day)
    if day.month == 1 and day.day >= 20:
        _finish(writer, day)
    elif day.month == 3 and day.day >= 20:
        edition = ReportEdition.objects.filter(
            year=day.year - 1, kind="rule_of_law", publication=None
        ).first()
        if edition and not Publication.objects.filter(edition__year=day.year - 1).exists():
            editions.publish(edition, by=writer, on=day, place="云溪县人民政府网站，法治政府建设专栏")


def _numbers(writer: User, day: date) -> None:
    """In the second week after a quarter: what it adds is put to the number of the year."""
    if day.month not in (1, 4, 7, 10) or not 8 <= day.day <= 14:
        return
    year, quarters = (day.year - 1, 4) if day.month == 1 else (day.year, (day.month - 1) // 3)
    if ReportEntry.objects.filter(year=year, entered_on__gte=day.replace(day=8)).exists():
        return
    wanted = by_hand.by_hand(year)
    for figure, (each, source) in QUARTERLY.items():
        if figure not in wanted:  # the activity ledger counts it by now
            continue
        value = COUNSEL if figure == "counsel" else each * quarters
        actions.enter(year, figure, value=Decimal(value), source=source, by=writer, on=day)
    keeper = User.objects.filter(role=Role.COMPARTMENT, is_active=True).order_by("pk").first()
    if keeper and day.month == 1:
        actions.enter(year, ACCUSATIONS, value=Decimal(6), source="检举控告登记簿", by=keeper, on=day)


def _finish(writer: User, day: date) -> None:
    """Last year's two reports, once."""
    year = day.year - 1
    if ReportEdition.objects.filter(year=year).exists():
        return
    for section, text in TEXTS.items():
        actions.write(year, "rule_of_law", section, text=text, version=0, by=writer)
    for kind in ("regulation", "rule_of_law"):
        editions.finish(year, kind, by=writer, on=day)
