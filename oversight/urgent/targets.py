"""Was it 及时? Computed from the moments alone: known, first word, in writing (条例第25条; the minutes are 内部要求)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from law.terms import UrgentChannel, UrgentRecipient
from organizations import switches
from oversight.urgent.models import UrgentDispatch, UrgentReport

R = UrgentRecipient
#: Any organ tells these; a petition bureau tells the level above and the State Bureau besides (条例第25条第1款、第2款).
ANY_ORGAN = (R.PARTY_GOVERNMENT, R.DEPARTMENT, R.CONFERENCE)
BUREAU_BESIDES = (R.HIGHER_BUREAU, R.STATE_BUREAU)
IN_WRITING = frozenset({UrgentChannel.WRITTEN, UrgentChannel.SYSTEM})


@dataclass(frozen=True, slots=True)
class Target:
    """One internal target: by when, when it was met, and how many minutes late it is or was (0: in time)."""

    label: str
    due_at: datetime
    met_at: datetime | None
    late: int

    @property
    def words(self) -> str:
        """14:05 已报 · 14:05 已报，迟 5 分钟 · 还没有报，15:00 前 · 还没有报，已迟 20 分钟."""
        if self.met_at:
            return f"{self.met_at:%H:%M} 已报" + (f"，迟 {spoken(self.late)}" if self.late else "")
        return f"还没有报，已迟 {spoken(self.late)}" if self.late else f"还没有报，{self.due_at:%H:%M} 前"


def spoken(minutes: int) -> str:
    """75 → 1 小时 15 分钟."""
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} 天"
    return " ".join(
        filter(None, [f"{hours} 小时" if hours else "", f"{rest} 分钟" if rest or not hours else ""])
    )


def required(report: UrgentReport) -> tuple[UrgentRecipient, ...]:
    """Whom this organ must tell, in the order of the law."""
    return (*ANY_ORGAN, *BUREAU_BESIDES) if report.unit.is_bureau else ANY_ORGAN


def missing(report: UrgentReport, dispatches: Iterable[UrgentDispatch]) -> list[UrgentRecipient]:
    """Who was not told at all yet."""
    told = {row.recipient for row in dispatches}
    return [each for each in required(report) if each not in told]


def of(
    report: UrgentReport, dispatches: list[UrgentDispatch], now: datetime
) -> dict[UrgentRecipient, tuple[Target, Target]]:
    """For each recipient its first word and its writing; one that is not required appears once it was told."""
    told = [R(row.recipient) for row in dispatches]
    return {
        each: _pair(report, [row for row in dispatches if row.recipient == each], now)
        for each in dict.fromkeys([*required(report), *told])
    }


def _pair(report: UrgentReport, rows: list[UrgentDispatch], now: datetime) -> tuple[Target, Target]:
    word = min((row.sent_at for row in rows), default=None)
    written = min((row.sent_at for row in rows if row.channel in IN_WRITING), default=None)
    return (
        _target("首次报告", report.known_at, switches.value("urgent_word_minutes"), word, now),
        _target("书面报告", report.known_at, switches.value("urgent_written_minutes"), written, now),
    )


def _target(label: str, known: datetime, minutes: int, met: datetime | None, now: datetime) -> Target:
    due = known + timedelta(minutes=minutes)
    late = max(0, -(-int(((met or now) - due).total_seconds()) // 60))
    zone = now.tzinfo
    return Target(label, due.astimezone(zone), met.astimezone(zone) if met else None, late)


def lateness(report: UrgentReport, dispatches: list[UrgentDispatch], now: datetime) -> int:
    """The most minutes any required target is late, met or not; 0 when all were in time so far."""
    pairs = of(report, dispatches, now)
    return max((target.late for each in required(report) for target in pairs[each]), default=0)
