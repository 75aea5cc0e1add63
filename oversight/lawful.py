"""Why an act on a 督办 is not lawful now, in Chinese; empty when it is (条例第40条第1款). Pages and actions ask here."""

from datetime import date

from cases.models import Deadline
from law import periods
from law.terms import SupervisionForm, SupervisionLevel
from oversight.models import Supervision

#: The most working days a reply may be given; how many is an internal rule.
LONGEST_REPLY = 30


def unlawful(row: Supervision, on: date) -> list[str]:
    """Why this 督办单 cannot be issued now."""
    if row.case.in_compartment:
        return ["不能：检举控告由纪检监察机关办理，不发督办单（条例第30条第3款）"]
    if row.follows:
        return raise_blockers(row.follows, on)
    if row.deadline and (row.deadline.met_on or row.deadline.voided_on):
        return ["不能：拟稿以后这项期限已经履行或失效，不能再按逾期督办；请改为不发"]
    if row.handling and row.handling.ended_on:
        return [f"不能：{row.unit.short_name}已于 {row.handling.ended_on} 办结或退回，无须再督办；请改为不发"]
    running = (
        Deadline.objects.running()
        .filter(case=row.case, handling=row.handling, period="supervision_reply")
        .first()
    )
    if running and running.due_on < on:
        return [f"还不能：上一份督办单逾期没有回复（{running.due_on} 届满），请对那一份提级督办"]
    if running:
        return [f"还不能：上一份督办单的回复期限（{running.due_on}）还没有了结，请等单位回复"]
    return []


def manner_blockers(row: Supervision, reply_days: int | None) -> list[str]:
    """What the chosen level, form and days still ask for."""
    found = []
    if row.level == SupervisionLevel.LEADER and not row.directed_by:
        found.append("领导督办请写明批示的县领导或者信访督查专员的职务（条例第16条第1款）")
    if row.form in {SupervisionForm.PHONE, SupervisionForm.ONSITE} and not row.form_note:
        label = SupervisionForm(row.form).label
        found.append(f"{label}请写明经过：何时、与谁通话，或者督查人员和到过的地点")
    if reply_days is not None and not 1 <= reply_days <= LONGEST_REPLY:
        found.append(
            f"回复期限应在 1 至 {LONGEST_REPLY} 个工作日之间（内部要求），不能是 {reply_days} 个工作日"
        )
    if row.follows and _rank(row.level) < _rank(SupervisionLevel(row.follows.level).higher):
        found.append(f"提级督办的层级须高于上一次的「{SupervisionLevel(row.follows.level).label}」，请改选")
    return found


def _rank(level: str) -> int:
    return list(SupervisionLevel).index(SupervisionLevel(level))


def raise_blockers(row: Supervision, on: date) -> list[str]:
    """A second 督办 follows one that stayed without answer past its day, or was answered without effect."""
    ended = _ended(row)
    if ended:
        return [f"不能：{ended}，不能提级督办"]
    if row.handling and row.handling.ended_on:
        return [f"不能：{row.unit.short_name}已于 {row.handling.ended_on} 办结或退回，无须再督办"]
    if row.replied_on:
        return [] if row.duty is None or unmet(row) else ["不能：督办的职责已经履行，请核对销号"]
    due = row.reply_deadline.due_on if row.reply_deadline else None
    if due and on <= due:
        return [f"还不能：回复期限 {due} 还没有届满，请等单位回复"]
    return []


def cancel_blockers(row: Supervision, on: date) -> list[str]:
    """Only what is out and unanswered is cancelled."""
    ended = _ended(row)
    if ended:
        return [f"不能：{ended}，不能撤销"]
    return ["不能：单位已经回复，请核对销号"] if row.replied_on else []


def close_blockers(row: Supervision, on: date) -> list[str]:
    ended = _ended(row)
    if ended:
        return [f"不能：{ended}"]
    return [] if row.replied_on else ["还不能：单位没有回复，不能销号"]


def _ended(row: Supervision) -> str:
    """How it ended or that it never began; empty while it stands."""
    if row.signed_on is None:
        return "这份督办单没有签发"
    if row.closed_on:
        return f"已于 {row.closed_on} 销号"
    if row.cancelled_on:
        return f"已于 {row.cancelled_on} 撤销"
    return f"已于 {row.raised_on} 提级督办" if row.raised_on else ""


def unmet(row: Supervision) -> bool:
    """The duty it is about is still owed."""
    return row.duty is not None and row.duty.met_on is None and row.duty.voided_on is None


def needs_reason(row: Supervision) -> bool:
    """Striking off says why, unless the registry itself shows the duty met."""
    return row.duty is None or unmet(row)


def reason_wanted(row: Supervision) -> str:
    """What the leader has to write before it is struck off."""
    if row.duty is None:
        return "请写明核对的情况：要求做的事怎样落实了、看过什么"
    label = periods.period(row.duty.period).label
    return (
        f"还不能：{label}（{row.duty.due_on} 届满）至今没有履行，只凭回复不能销号；"
        "确有理由不等履行就销号的，请写明理由"
    )
