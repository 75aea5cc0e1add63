"""Small county scenes whose figures can be counted by hand; every act on its own day."""

from datetime import date, timedelta
from typing import Any

import builders as b
from django.db import connection

from cases import actions
from cases.models import Case, Claim, Deadline, Handling
from cases.models.folder import RepeatLink
from cases.papers import NOTICE_FIELDS
from law import clock
from law.terms import ClaimWay, Role, Route
from reports import figures, tasks
from reports.figures import Span, Tally

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
#: Day 0 of most scenes: 15 days later is Tuesday 17 March, 60 days later Friday 1 May, a holiday, rolled to 6 May.
D0 = b.MONDAY


def day(n: int) -> date:
    return D0 + timedelta(days=n)


def tally(code: str, as_of: date, span: Span = YEAR, basis: Any = "due") -> tuple[int, int]:
    """(numerator, denominator) counted from the rows."""
    found = figures.live(span, basis=basis, as_of=as_of, codes=[code]).get(("all", code), Tally())
    return found.numerator, found.denominator


def full(code: str, as_of: date, span: Span = YEAR, basis: Any = "due") -> Tally:
    return figures.live(span, basis=basis, as_of=as_of, codes=[code]).get(("all", code), Tally())


def notified(on: int, **changes: Any) -> Handling:
    """Forwarded on day 0, accepted in writing on day ``on``."""
    handling = b.forwarded(**changes)
    return b.lived(day(on), actions.accept, handling, by=b.person(Role.HANDLER, handling.unit.code))


def presumed() -> Handling:
    """Silent for its fifteen days: presumed accepted on the sixteenth, its notice still owed."""
    return b.lived(day(16), actions.presume_acceptance, b.forwarded(), by=None)


def returned() -> Handling:
    """An objection upheld on day 2: the old unit is quit, the new one's fifteen days start."""
    old = b.forwarded()
    objection = b.lived(day(1), actions.object_to, old, by=b.person(Role.UNIT_HEAD, "housing"),
                        reason="管网属于水利部门职权，依据三定方案第二条")  # fmt: skip
    return b.lived(day(2), actions.uphold_objection, objection, by=b.person(Role.SCREENING), to=b.unit("water"),
                   answer="核实属水利部门职权")  # fmt: skip


def guided(on: int) -> Claim:
    """引导告知 by the bureau, put forward and signed on day ``on``."""
    claim = b.claim_of(b.registered())
    details = {field: f"见{label}说明" for field, label in NOTICE_FIELDS[ClaimWay.GUIDE].items()}
    proposal = b.lived(day(on), actions.propose, claim, by=b.person(Role.SCREENING), way=ClaimWay.GUIDE,
                       route=Route.JUDICIAL, reason="属于诉讼途径", details=details)  # fmt: skip
    return b.lived(day(on), actions.sign_proposal, proposal, by=b.person(Role.BUREAU_LEADER))


def statutory() -> Handling:
    """Forwarded to be dealt with by an administrative procedure, and told so."""
    handling = b.forwarded(route=Route.ADMINISTRATIVE)
    words = {"route": "行政程序", "procedure": "依申请办理", "other_parts": ""}
    return b.lived(
        day(3), actions.take_statutory, handling, by=b.person(Role.HANDLER, handling.unit.code), words=words
    )


def answered(on: int, **changes: Any) -> Handling:
    """Accepted on day 0, the opinion served on day ``on``."""
    return b.served(b.accepted(**changes), day(on))


def extended(approved_on: int, served_on: int | None = None) -> Handling:
    """Thirty days more, approved on a day that may be too late (条例第34条)."""
    handling = b.accepted()
    b.lived(day(approved_on), actions.approve_extension, handling, by=b.person(Role.UNIT_HEAD, "housing"), days=30,
            reason="管线权属情况复杂，需要会同测绘")  # fmt: skip
    return b.served(b.again(handling), day(served_on)) if served_on else b.again(handling)


def rated(value: str, organ: str = "unit", served_on: int = 10, rated_on: int = 12) -> Handling:
    handling = answered(served_on)
    rate(handling, value, organ, rated_on)
    return handling


def rate(handling: Handling, value: str, organ: str, on: int) -> None:
    b.lived(day(on), actions.rate, handling.claim.case, by=None, organ=organ, value=value,
            handling=handling if organ == "unit" else None)  # fmt: skip


def closed(served_on: int = 10, concluded_on: int = 15, **changes: Any) -> Case:
    handling = b.concluded(answered(served_on, **changes), day(concluded_on))
    return handling.claim.case


def repeating(earlier: Case, on: int) -> RepeatLink:
    """Another petition of the same matter, received on day ``on`` and found a repeat the same day."""
    case = b.registered(received_on=day(on))
    earlier.refresh_from_db()
    return b.lived(
        day(on), actions.link_repeat, case, earlier=earlier, by=b.person(Role.SCREENING), reason="同人同事"
    )


def imported(
    n: int, received_on: date, replied_on: date | None, suggested_unit: str | None = "housing"
) -> Claim:
    from cases.actions import importing

    message = importing.Message(f"m{n}", "路灯不亮", "小区门口路灯坏了两个月。", received_on, "网友", "已修好" if replied_on else "",
                                replied_on)  # fmt: skip
    suggested = importing.Suggested("grievance", "城乡建设/城市建设和市政管理", "enforcement",
                                    b.unit(suggested_unit) if suggested_unit else None)  # fmt: skip
    with clock.on_day(date(2026, 11, 1)):
        return importing.import_message(
            message, by=None, on=date(2026, 11, 1), suggested=suggested, bureau=b.unit("bureau")
        )


def accusation() -> Case:
    return b.registered(purpose="accusation")


def due_of(handling: Handling, period: str) -> Deadline:
    return Deadline.objects.get(handling=handling, period=period, voided_on=None)


def counted_in_the_night() -> None:
    """The nightly build as on a quiet night."""
    tasks.nightly_figures()
    nobody_else_was_at_work()


def nobody_else_was_at_work() -> None:
    """The build saw everything before it; a transaction of another database of the cluster would have hidden that."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_figurebuild SET first_unseen = txid_current()")
