"""复查、复核 for the petitioner: how far it is, where and until when to ask (条例第35条、第36条)."""

from dataclasses import dataclass
from datetime import date

from cases import reviews
from cases.models import Review
from law.terms import ReviewLevel, ReviewOutcome, ReviewState
from organizations.models import Unit
from portal.plain_days import spoken
from portal.stages import Course, Stage


@dataclass(frozen=True, slots=True)
class Ask:
    """What can be asked for, of which body, until when. ``key`` names the handling in the form; empty: only on paper."""

    level: str
    body: str
    until: date
    key: str
    paper: str


def asks(found: list[Course], today: date, *, online: bool) -> list[Ask]:
    """The reviews that can be asked for today, one for each answer (条例第35条、第36条第1款)."""
    rows = []
    for course in found:
        lead = course.lead
        if course.stage is not Stage.ANSWERED or lead is None or not course.reviewable:
            continue
        now = reviews.stage(lead, course.reviews, course.options, on=today)
        if not now.open or now.option is None or now.option.due_on < today or _waits(course.reviews):
            continue
        body = reviews.superior(now.of.organ if now.of else lead.unit)
        paper = "处理意见书和复查意见书" if now.of else "处理意见书"
        rows.append(
            Ask(
                now.level.label,
                body.name if body else "上一级机关",
                now.option.due_on,
                str(lead.pk) if online and body else "",
                paper,
            )
        )
    return rows


def _waits(rows: list[Review]) -> bool:
    return any(row.state in (ReviewState.REQUESTED, ReviewState.ACCEPTED, ReviewState.SIGNED) for row in rows)


def reviewers(found: list[Course]) -> list[Unit]:
    """The bodies that have the matter now, while they review it."""
    rows = [row for course in found for row in course.reviews if _waits([row])]
    return list(dict.fromkeys(row.organ for row in rows))


def step_words(course: Course, today: date) -> tuple[str, str, bool] | None:
    """The last step of a matter under review: (title, text, done); None while nobody has asked."""
    rows = [row for row in course.reviews if row.opinion.annulled_on is None]
    if not rows or course.lead is None:
        return None
    row = rows[-1]
    level, organ = ReviewLevel(row.level).label, row.organ.name
    due = course.deadline if course.deadline and course.deadline.period == row.period else None
    until = f"最晚 {spoken(due.due_on, today)}书面答复您" if due else ""
    if row.state == ReviewState.REQUESTED:
        return f"您申请了{level}，{organ}看是否受理", until, False
    if row.state == ReviewState.ACCEPTED:
        return f"{organ}正在{level}", until, False
    if row.state == ReviewState.SIGNED:
        return f"{level}意见已经签发，正在送给您", until, False
    if row.state == ReviewState.SERVED:
        return _served(row, course, today)
    return _unused(row, course, today)


def _served(row: Review, course: Course, today: date) -> tuple[str, str, bool]:
    assert course.lead is not None  # noqa: S101 - what was reviewed was handled
    outcome = ReviewOutcome(row.outcome).label
    if row.level == ReviewLevel.FINAL:
        return f"复核意见：{outcome}", "信访程序到此结束；有新的事实、新的理由，可以作为新的事提出", True
    now = reviews.stage(course.lead, course.reviews, course.options, on=today)
    if now.open and now.option:
        last, body = now.option.due_on, reviews.superior(row.organ)
        if last >= today:
            return (
                f"复查意见：{outcome}",
                f"不同意的，{spoken(last, today)}当天或者以前，向{body.name if body else '上一级机关'}申请复核",
                False,
            )
        return f"复查意见：{outcome}", f"申请复核的时间到 {spoken(last, today)}为止，已经过了", True
    return f"复查意见：{outcome}", "收到复查意见书那天起 30 天以内可以申请复核", False


def _unused(row: Review, course: Course, today: date) -> tuple[str, str, bool]:
    assert course.lead is not None  # noqa: S101 - what was reviewed was handled
    level = ReviewLevel(row.level).label
    title = (
        f"{level}申请没有受理，理由见告知书" if row.state == ReviewState.DECLINED else f"您撤回了{level}申请"
    )
    now = reviews.stage(course.lead, course.reviews, course.options, on=today)
    if now.open and now.option and now.option.due_on >= today:
        return title, f"{spoken(now.option.due_on, today)}当天或者以前还可以再申请", False
    return title, "", True
