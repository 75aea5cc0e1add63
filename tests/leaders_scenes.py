"""Scenes of the leaders' ledgers, each made by the real acts."""

from datetime import date, time
from typing import Any

from builders import forwarded, lived, person, registered, unit

from cases.models import Case
from law.terms import Attendance, BacklogOrigin, CriterionKind, ReceptionKind, Role, SponsorElement
from organizations.models import User
from oversight.leaders import backlog, conflicts, schedule, sponsoring, visits
from oversight.leaders.models import BacklogEntry, BacklogPeriod, HiddenConflict, Reception, SponsoredCase
from oversight.leaders.models.backlog import criteria

#: A Thursday; the reception of the scenes is on the next Monday.
DAY = date(2026, 3, 12)
ON = date(2026, 3, 16)
DUE = date(2026, 4, 30)
PLACE = "云溪县信访接待大厅"


def county_leader() -> User:
    return person(Role.COUNTY_LEADER, "county_government")


def bureau_leader() -> User:
    return person(Role.BUREAU_LEADER)


def screening() -> User:
    return person(Role.SCREENING)


def handler(code: str = "housing") -> User:
    return person(Role.HANDLER, code)


def head(code: str = "housing") -> User:
    return person(Role.UNIT_HEAD, code)


def line(user: User | None = None) -> str:
    return f"{(user or county_leader()).name} 副县长"


def planned(**changes: Any) -> Reception:
    fields = {
        "kind": ReceptionKind.RECEIVE,
        "day": ON,
        "leader": line(),
        "place": PLACE,
        "starts_at": time(9),
        "ends_at": time(12),
    }
    return lived(DAY, schedule.plan_day, by=screening(), **(fields | changes))


def published(**changes: Any) -> Reception:
    return lived(DAY, schedule.publish, planned(**changes), by=screening())


def held(**changes: Any) -> Reception:
    return lived(
        ON,
        schedule.record_attendance,
        published(**changes),
        by=person(Role.INTAKE),
        attendance=Attendance.PRESENT,
    )


def visited(case: Case | None = None, people: int = 3) -> Any:
    return lived(
        ON, visits.receive_visit, held(), case or registered(), by=person(Role.INTAKE), people=people
    )


def assigned(visit: Any = None, code: str = "housing") -> Any:
    return lived(ON, visits.assign_visit, visit or visited(), by=county_leader(), unit=unit(code), matter="到现场核实",
                 due_on=date(2026, 3, 25))  # fmt: skip


def sponsored(case: Case | None = None) -> SponsoredCase:
    case = case or forwarded(on=date(2026, 3, 3)).claim.case
    return lived(
        DAY,
        sponsoring.sponsor,
        case,
        by=bureau_leader(),
        leader=line(),
        unit=unit("housing"),
        reason="责任交叉",
        due_on=DUE,
    )


STEPS = [("现场核实", date(2026, 3, 20)), ("落实到位", date(2026, 4, 10))]


def working(case: Case | None = None) -> SponsoredCase:
    return lived(
        DAY, sponsoring.plan_sponsorship, sponsored(case), by=handler(), plan="先查清再协调", milestones=STEPS
    )


def advanced() -> SponsoredCase:
    """All steps done, 五包 recorded as far as needed."""
    row = working()
    steps = list(sponsoring.open_milestones(row))
    for element, step in (
        (SponsorElement.KNOW, steps[0]),
        (SponsorElement.SOLVE, steps[1]),
        (SponsorElement.EXPLAIN, None),
    ):
        row = lived(
            ON,
            sponsoring.advance_sponsorship,
            row,
            by=handler(),
            element=element,
            text="已经做了",
            milestone=step,
        )
    return row


def checking() -> SponsoredCase:
    return lived(ON, sponsoring.ask_sponsorship_check, advanced(), by=head(), resolution="已经解决，凭据附后")


def period() -> BacklogPeriod:
    found = BacklogPeriod.objects.first()
    return found or lived(
        DAY, backlog.add_period, by=bureau_leader(), title="2026年积案台账", origin=BacklogOrigin.SUPERIOR, document="临信联办〔2026〕1号",
        since=date(2026, 1, 1), until=date(2026, 12, 31),
    )  # fmt: skip


def proposed(case: Case | None = None) -> BacklogEntry:
    case = case or forwarded(on=date(2026, 3, 3)).claim.case
    return lived(DAY, backlog.propose_backlog, case, by=screening(), period=period(), criterion=criteria(CriterionKind.ENTRY)[0],
                 ground="2022年首次提出")  # fmt: skip


def entered(case: Case | None = None) -> BacklogEntry:
    return lived(DAY, backlog.enter_backlog, proposed(case), by=bureau_leader())


def resolved(case: Case | None = None) -> BacklogEntry:
    return lived(ON, backlog.resolve_backlog, entered(case), by=screening(), met=criteria(CriterionKind.RESOLUTION)[0],
                 evidence="付款凭据附卷")  # fmt: skip


def verified(case: Case | None = None) -> BacklogEntry:
    return lived(ON, backlog.verify_backlog, resolved(case), by=bureau_leader(), remark="核对属实")


def found(code: str = "township_01") -> HiddenConflict:
    return lived(
        DAY,
        conflicts.find_conflict,
        by=handler(code),
        matter="加装电梯费用分摊意见不一",
        field="城乡建设",
        place=unit("township_01"),
    )


def entrusted() -> HiddenConflict:
    return lived(DAY, conflicts.entrust_conflict, found(), by=screening(), leader=line(), unit=unit("housing"), official="王一（科长）",
                 measures="开协调会", due_on=date(2026, 3, 31))  # fmt: skip


def reported() -> HiddenConflict:
    return lived(
        ON, conflicts.report_conflict, entrusted(), by=handler(), ground="settled", result="已达成一致"
    )
