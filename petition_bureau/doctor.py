"""What is wrong with this installation, first things first, in Chinese and with the remedy (reliability 4.16).

What keeps it from serving at all is asked in ``health``; here comes what a county's administrator must know besides.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Min

from audit.models import JobRun
from cases.models import AllowedEdge, CalendarYear, Case, Deadline
from cases.procedure import allowed_edges
from documents import register, versions
from law import clock
from notifications.models import Outbox
from petition_bureau import basedata, health, tasks
from routing import rulesets

#: The State Council's notice for the next year comes in November: from here it is missed, from there it is too late.
NOTICE_EXPECTED = (11, 1)
NOTICE_TOO_LATE = (12, 20)
#: Beat wakes the sweep every ten minutes and the relay every minute; a day without one lets a legal day pass.
SLOW = timedelta(minutes=30)
TOO_LATE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``wrong``: it must be put right; otherwise it only deserves attention."""

    text: str
    wrong: bool = True


def checks() -> Iterator[Finding]:
    """Everything found, the most basic first; stops after the basics when these are wrong already."""
    basic = [Finding(text) for text in health.problems()]
    yield from basic
    if basic:
        return
    for check in CHECKS:
        try:
            found = check()
        except Exception as error:  # a check that cannot run is a finding, whatever the reason
            found = Finding(f"{(check.__doc__ or '').partition('.')[0]}：{error.__class__.__name__}")
        if found:
            yield found


def _letters() -> Finding | None:
    """中文检索无法核对."""
    if basedata.bigrams_work():
        return None
    return Finding("数据库不识别汉字（bigrams('征地补偿') 得不到 征地、地补、补偿）：请用 C.UTF-8 重新建库。")


def _edges() -> Finding | None:
    """流程表无法核对."""
    held = set(AllowedEdge.objects.values_list("machine", "source", "target"))
    return (
        None
        if held == set(allowed_edges())
        else Finding("数据库里的流程表与本版本不一致：请运行 bin/manage prepare。")
    )


def _rules() -> Finding | None:
    """规则集无法核对."""
    try:
        rulesets.active_set()
    except rulesets.NoActiveRuleSet as problem:
        return Finding(str(problem))
    return None


def _files() -> Finding | None:
    """附件目录无法核对."""
    try:
        settings.FILES_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.FILES_DIR):
            return None
    except OSError as error:
        return Finding(f"附件目录 {settings.FILES_DIR} 写不进去（{error.strerror}）：请检查权限和磁盘。")


def _calendar() -> Finding | None:
    """工作日历无法核对."""
    return calendar_finding(clock.today(), frozenset(CalendarYear.objects.values_list("year", flat=True)))


def calendar_finding(today: date, years: frozenset[int]) -> Finding | None:
    """The notice of this year must be there, next year's from its usual day on."""
    remedy = "国务院办公厅通知公布后，请系统管理员在「日历」中装入"
    if today.year not in years:
        return Finding(f"{today.year} 年放假安排没有装入，届满日只能暂估：{remedy}。")
    if today.year + 1 in years or (today.month, today.day) < NOTICE_EXPECTED:
        return None
    wrong = (today.month, today.day) >= NOTICE_TOO_LATE
    return Finding(f"{today.year + 1} 年放假安排尚未装入，落在该年的届满日是暂估：{remedy}。", wrong=wrong)


def _sweep() -> Finding | None:
    """到期巡检无法核对."""
    ahead = tasks.last_swept()
    if ahead and ahead > clock.today():
        return Finding(
            f"到期巡检已经做到 {ahead}，晚于今天 {clock.today()}：请核对系统日期，此前不会再提醒。"
        )
    last = JobRun.objects.filter(job=tasks.JOB, ended_at__isnull=False).first()
    if last and last.error:
        return Finding(
            f"最近一次到期巡检（{last.on}）失败：请看「任务」页的记录，改正后运行 bin/manage sweep。"
        )
    if last and last.result.get("failed"):
        return Finding(f"最近一次到期巡检有 {last.result['failed']} 件推定受理没有成功：请看服务器日志。")
    if not Deadline.objects.running().owed().exists():
        return None
    since = last.ended_at if last else Case.objects.aggregate(first=Min("created_at"))["first"]
    text = "到期巡检已有 {}没有运行：请启动 worker 和 beat，或运行 bin/manage sweep。"
    return _aged(since, text)


def _outbox() -> Finding | None:
    """待发通知无法核对."""
    oldest = Outbox.objects.filter(relayed_at=None).aggregate(oldest=Min("created_at"))["oldest"]
    return _aged(oldest, "有通知等了 {}没有送到待阅：请启动 worker 和 beat，或运行 bin/manage sweep。")


def _aged(since: datetime | None, text: str) -> Finding | None:
    """A finding that grows worse with the time since ``since``."""
    age = clock.now() - since if since else timedelta()
    if age < SLOW:
        return None
    hours = int(age.total_seconds() // 3600)
    spoken = (
        f"{hours // 24} 天"
        if hours >= 48
        else f"{hours} 小时"
        if hours
        else f"{int(age.total_seconds() // 60)} 分钟"
    )
    return Finding(text.format(spoken), wrong=age >= TOO_LATE)


def _numbers() -> Finding | None:
    """文号登记簿无法核对."""
    found = register.gaps()
    if not found:
        return None
    gap = found[0]
    return Finding(
        f"文号登记簿不连续：{gap.organ_code} {gap.year} 年「{gap.series}」给到 {gap.last} 号，登记 {gap.held} 件"
        f"{'，另有 ' + str(len(found) - 1) + ' 个序列' if len(found) > 1 else ''}：请核对备份，不要手工补号。"
    )


def _templates() -> Finding | None:
    """文书模板版本无法核对."""
    changed = versions.altered()
    if not changed:
        return None
    return Finding(
        f"「{changed[0].kind.label}」{changed[0].version} 版的固定文字与记录的不同：请恢复原文，改动另立新版本。"
    )


CHECKS: tuple[Callable[[], Finding | None], ...] = (
    _letters, _edges, _rules, _files, _calendar, _sweep, _outbox, _numbers, _templates,
)  # fmt: skip
