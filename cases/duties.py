"""What must be done next and why, in words: for worklists and wherever a running period has one line."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.urls import reverse

from cases import political_legal
from cases.lines import Running, Work
from cases.models import Case, Deadline, Handling
from law import periods
from law.calendar import WEEKDAYS
from law.terms import STATUTORY_ROUTES, HandlingRole, HandlingState, Role, Route
from organizations.models import Unit, User

S = HandlingState


@dataclass(frozen=True, slots=True)
class Duty:
    """One next act: what, the words on its button, and the act itself (empty: another's turn, only look)."""

    what: str
    button: str = "看这件"
    act: str = ""


@dataclass(frozen=True, slots=True)
class Undated(Duty):
    """A duty without a running period; ``why`` says on which article, or why there is no clock."""

    why: str = ""


def of_deadline(row: Deadline | Running, user: User) -> Duty:
    """The act that this running period asks of the unit, from the state the work is in."""
    handling = row.handling
    if handling is None:
        return Duty("接收本单位收到的信访件，书面告知是否受理", "接收并告知", "take_in")
    if row.period == "notice":
        return _notice(handling)
    if row.period == "objection":
        return _objection(handling, user)
    if row.period == "simple_handling":
        return Duty("简易答复信访人", "写简易答复", "reply_simple")
    if row.period in {"handling", "suggestion_reply"}:
        return _answer(handling)
    if row.period == "assigned_report":
        if handling.state == S.SERVED:
            return Duty("提交办结报告", "写办结报告", "report_conclusion")
        return Duty("提交办结报告，意见送达以后写")
    if row.period == "supervision_reply":
        return Duty("回复督办", "回复督办", "reply_supervision")
    return Duty(f"在{periods.period(row.period, row.started_on).label}内办理")


def _notice(handling: Handling | Work) -> Duty:
    if handling.state == S.OBJECTED:
        return Duty("等信访局核实异议，15 日没有停")
    if handling.state == S.ACCEPTED:
        return Duty("补发受理告知书（已推定受理）", "补发告知书", "notify_late")
    if handling.route in STATUTORY_ROUTES:
        return Duty("书面告知按法定途径办理", "写告知书", "take_statutory")
    return Duty("出具受理告知书", "写告知书", "accept")


def _objection(handling: Handling | Work, user: User) -> Duty:
    if user.role == Role.UNIT_HEAD:
        return Duty("认领，或提出异议", "认领或异议")
    act = "take_statutory" if handling.route in STATUTORY_ROUTES else "accept"
    return Duty("认领并书面告知，或请负责人提出异议", "写告知书", act)


def _answer(handling: Handling | Work) -> Duty:
    paper = "答复" if handling.route == Route.SUGGESTION else "处理意见书"
    if handling.state == S.SIGNED:
        return Duty(f"送达{paper}", "登记送达", "serve")
    return Duty(f"写{paper}，送负责人签发", "写答复" if paper == "答复" else "写意见书", "draft_opinion")


def of_handling(row: Work, unit: Unit) -> Undated:
    """What the unit's handling without a running period waits for."""
    if row.state == S.UNRECORDED:
        return Undated("核对这件办到哪一步", why="导入件，流转未记录，期限不计")
    if row.role == HandlingRole.ASSISTING:
        reason = "条例第24条 · 对外由主办单位答复"
        return Undated("出会办意见，交主办单位", "写会办意见", "reply_assistance", reason)
    if row.state == S.STATUTORY:
        reason = f"{Route(row.route).article} · 期限依该途径自己的规定"
        return Undated("告知法定途径的办理结果", "写办理结果", "record_result", reason)
    if row.state == S.ARRIVED:
        act = "take_statutory" if row.route in STATUTORY_ROUTES else "accept"
        reason = "条例第23条第3款 · 匿名或者姓名、住址不清，免书面告知"
        if political_legal.concerns(unit, row.route):
            reason = "条例第23条第4款 · 涉法涉诉，告知按政法部门的规定"
        return Undated("决定受理，开始办理", "写受理决定", act, reason)
    if row.state == S.SIGNED:
        return Undated("送达答复", "登记送达", "serve", "已签发，没有送达不算办结")
    return Undated("办理并答复", "写答复", "draft_opinion", f"{Route(row.route).article} · 没有法定期限")


def why(row: Deadline | Running, today: date) -> str:
    """The article and the days that make the last day: 条例第34条 · 9-23 受理，60 日，顺延到周一."""
    rule = periods.period(row.period, row.started_on)
    length = row.length or rule.length
    parts = [f"{_short(row.started_on, today)} {_STARTS.get(row.period, '起算')}，{rule.counted(length)}"]
    if row.extended:
        parts.append(f"已延 {row.extended} 日，不能再延")
    if row.due_on != row.nominal_on:
        parts.append(f"顺延到周{WEEKDAYS[row.due_on.weekday()]}")
    return f"{_article(row, rule)} · {'，'.join(parts)}"


_STARTS = {
    "simple_forwarding": "收到", "simple_acceptance": "收到", "simple_handling": "受理",
    "notice": "收到", "objection": "收到", "handling": "受理", "suggestion_reply": "收到",
    "assigned_report": "交办", "supervision_reply": "收到督办单", "recommendation_reply": "收到建议书",
}  # fmt: skip


def _article(row: Deadline | Running, rule: periods.Period) -> str:
    if row.period == "notice":
        direct = row.handling is None or row.handling.direct
        return "条例第23条第2款" if direct else "条例第23条第3款"
    return f"{periods.INTERNAL}，{rule.related}" if rule.internal and rule.related else rule.basis_text


def _short(day: date, today: date) -> str:
    return f"{day.month}-{day.day:02d}" if day.year == today.year else day.isoformat()


def tail(number: str) -> str:
    """The end of a file number that people read out: …20260910-00017."""
    parts = number.split("-", 2)
    return f"…{parts[2]}" if len(parts) == 3 else number


def way(handling: Handling | Work) -> str:
    """The handling's way in a narrow column: 协办, 交办, the petition procedure, or a statutory way."""
    if handling.role == HandlingRole.ASSISTING:
        return HandlingRole.ASSISTING.label
    if handling.assigned:
        return "交办"
    return "法定途径" if handling.route in STATUTORY_ROUTES else Route(handling.route).label


def whose(case: Case) -> str:
    """The first person, masked, and how many came: 马*军 等 4 人."""
    petition = case.own_petition
    first = next(iter(petition.petitioners.all()), None)
    return people(first.masked_name if first else "", petition.people)


def people(first: str, n: int) -> str:
    """How many came, by the masked name of the first."""
    name = first or "匿名"
    return f"{name} 等 {n} 人" if n > 1 else name


def file_url(number: str) -> str:
    """Where the file is."""
    return _file().replace("NUMBER", number)


def act_url(number: str, handling: Handling | Work, act: str) -> str:
    """Where the act is done; without one, the file."""
    if not act:
        return file_url(number)
    return _act().replace("NUMBER", number).replace("/0/", f"/{handling.pk}/").replace("ACT", act)


@cache
def _file() -> str:
    """A list has an address a row, and to look one up takes longer than to write it."""
    return reverse("cases:detail", args=["NUMBER"])


@cache
def _act() -> str:
    return reverse("cases:act", args=["NUMBER", 0, "ACT"])
