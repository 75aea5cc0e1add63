"""A last day in plain words: what it is the last day of, and why it is this day."""

from dataclasses import dataclass
from datetime import date

from cases.models import Deadline
from cases.why import due_of
from law import periods

WEEKDAYS = "一二三四五六日"

#: Period → (what the day means to the petitioner, what began it).
MEANING = {
    "forwarding": ("最晚哪天定下由谁办", "收到您的事"),
    "superior_forwarding": ("最晚哪天定下由谁办", "收到您的事"),
    "notice": ("最晚哪天书面告诉您是否受理", "收到您的事"),
    "handling": ("最晚哪天给您书面答复", "受理您的事"),
    "suggestion_reply": ("最晚哪天回复您的建议", "受理您的建议"),
    "review_request": ("不同意的话，最晚哪天申请复查", "给您的处理意见书送到"),
    "review": ("最晚哪天书面答复您的复查申请", "收到您的复查申请"),
    "final_review_request": ("不同意的话，最晚哪天申请复核", "给您的复查意见书送到"),
    "final_review": ("最晚哪天书面答复您的复核申请", "收到您的复核申请"),
    "rating": ("最晚哪天评价", "可以评价"),
}


@dataclass(frozen=True, slots=True)
class LastDay:
    """A last day as the page shows it. ``yours``: the petitioner's own right, not an office's duty."""

    meaning: str
    on: date
    weekday: str
    left: str
    late: bool
    yours: bool
    provisional: bool
    why: list[str]


def spoken(day: date, today: date) -> str:
    """11月23日; with its year when that is another."""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def weekday(day: date) -> str:
    return f"星期{WEEKDAYS[day.weekday()]}"


def last_day(row: Deadline, today: date) -> LastDay:
    """The last day of a running deadline, with its reasons computed again from its start."""
    meaning, _ = MEANING[row.period]
    left = (row.due_on - today).days
    yours = not row.duty
    return LastDay(meaning, row.due_on, weekday(row.due_on), _left(left, yours=yours), left < 0 and row.duty, yours,
                   row.provisional, why(row, today))  # fmt: skip


def _left(days: int, *, yours: bool) -> str:
    if days < 0:
        return "已经过了这一天" if yours else f"已经超过 {-days} 天"
    return "就是今天" if days == 0 else f"还有 {days} 天"


def why(row: Deadline, today: date) -> list[str]:
    """Each step of the derivation as a sentence; the article comes last (design: why it is this day)."""
    due = due_of(row)
    _, began = MEANING[row.period]
    start = due.start
    told = [f"{spoken(start, today)}（{weekday(start)}）{began}，当天不算，从第二天数起。"]
    if due.period.unit is periods.Unit.WORKDAYS:
        told.append(f"数 {due.length} 个工作日，休息日不数，数到 {spoken(due.due, today)}。")
    else:
        if due.extended:
            told.append(f"本来是 {due.length} 天；承办单位负责人批准延长 {due.extended} 天。")
        if due.hearing:
            told.append(f"举行听证用了 {due.hearing} 天，按规定不算在内。")
        counted = due.length + due.extended + due.hearing
        told.append(
            f"数 {counted} 天，中间的休息日也算，数到 {spoken(due.nominal, today)}（{weekday(due.nominal)}）。"
        )
        told.append(_rolled(due, today))
    if due.provisional:
        told.append("那一年的放假安排还没有公布，这一天先按周末和固定的节日推算，公布以后会重新算。")
    basis = due.basis.removesuffix("，未核实")
    told.append(
        "这是信访局自己定的期限。"
        if due.period.internal
        else f"依据：《信访工作条例》{basis.replace('条例', '')}。"
    )
    return told


def _rolled(due: periods.Due, today: date) -> str:
    if due.due == due.nominal:
        return "这一天上班，不用往后推。"
    return f"这一天休息，推到休息结束后的第一天：{spoken(due.due, today)}（{weekday(due.due)}）。"
