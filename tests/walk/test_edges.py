"""No edge untaken: every step of every machine of the tables is really made by the application (T-10).

The edges come from the tables; a driver is a scene of the subject that makes the step through its actions. A new edge
without a driver fails here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import leaders_scenes as leaders
import mediations
import pytest
import reviewing
import states
from builders import (
    MONDAY,
    accepted,
    again,
    claim_of,
    concluded,
    days,
    forwarded,
    lived,
    person,
    registered,
    served,
    unit,
)
from django.db.models import Model
from django.db.models.signals import post_save
from django_fsm.signals import post_transition
from ready import SCENES, Absent, call

from cases import actions
from cases.models import Case, Dispute, Handling, Mediation, Recusal, Review
from cases.policies import NotLawfulNow, NotYours
from cases.procedure import ALL_COURSES, allowed_edges
from hearings import actions as hearings
from hearings.models import Hearing, Publication
from law import clock
from law.terms import Role
from oversight import conference_actions, conference_minutes
from oversight.leaders import backlog, conflicts, schedule, sponsoring
from oversight.leaders.models import BacklogEntry, HiddenConflict, Reception, SponsoredCase
from oversight.models import Conference, ConferenceDecision
from tests.cases.test_act_pages import clerk_linked
from tests.cases.test_disputes import decide, referred
from tests.cases.test_recusals import proposed as recusal
from tests.hearings import scenes as heard
from tests.hearings import test_publication as publishing
from tests.oversight import test_conferences as conferences

pytestmark = pytest.mark.django_db

MACHINES: dict[type[Model], str] = {
    Case: "case", Handling: "handling", Review: "review", Mediation: "mediation", Dispute: "dispute", Recusal: "recusal",
    Hearing: "hearing", Publication: "publication", Conference: "conference", ConferenceDecision: "measure",
    Reception: "reception", SponsoredCase: "sponsorship", BacklogEntry: "backlog", HiddenConflict: "hidden_conflict",
}  # fmt: skip
#: machine, name of the step in its table (empty: a birth), source, target.
Edge = tuple[str, str, str, str]


def edges() -> list[Edge]:
    found = [(machine, name, str(source), str(target)) for machine, course in ALL_COURSES.items()
             for name, (sources, target) in course.steps.items() for source in sources]  # fmt: skip
    return found + [
        (machine, "", "", str(state)) for machine, course in ALL_COURSES.items() for state in course.births
    ]


@contextmanager
def watched() -> Iterator[set[Edge]]:
    """Every step the application makes meanwhile: the machines tell of their transitions, the rows of their births."""
    seen: set[Edge] = set()

    def moved(sender: type[Model], name: str, source: str, target: str, **rest: Any) -> None:
        seen.add((MACHINES[sender], name, str(source), str(target)))

    def born(sender: type[Model], instance: Any, created: bool, **rest: Any) -> None:
        if created and sender in MACHINES:
            seen.add((MACHINES[sender], "", "", str(instance.state)))

    post_transition.connect(moved, weak=False)
    post_save.connect(born, weak=False)
    try:
        yield seen
    finally:
        post_transition.disconnect(moved)
        post_save.disconnect(born)


# --- drivers -----------------------------------------------------------------------------------------------------

Driver = Callable[[], Any]
NEXT = MONDAY + days(1)


def unit_act(act: str, source: str) -> Driver:
    """The first scene of the state in which the act is lawful."""

    def drive() -> None:
        for scene in (scene for scene in SCENES if scene.state == source):
            try:
                with clock.on_day(scene.day):
                    call(act, scene.make(), scene.day)()
            except (Absent, NotLawfulNow, NotYours):
                continue
            return
        raise AssertionError(f"no scene lets {act} be done in {source}")

    return drive


def withdrawn_review(state: str) -> None:
    row = reviewing.asked() if state == "requested" else reviewing.taken(reviewing.asked(), reviewing.ASKED)
    lived(reviewing.ASKED, actions.withdraw_review, row, by=person(Role.INTAKE), evidence="书面撤回申请")


def declined_review() -> None:
    row = reviewing.asked()
    lived(reviewing.ASKED, actions.decline_review, row, by=reviewing.boss(row), reason="没有处理意见", legal_basis="《信访工作条例》第三十五条",
          next_step="向原单位了解")  # fmt: skip


def archived() -> Case:
    row = concluded(served(accepted(), MONDAY), MONDAY).case
    return lived(MONDAY + days(90), actions.archive, row, by=person(Role.INTAKE))


def redone(*, archive: bool) -> None:
    """A request that came late is taken up for a good reason, and the opinion annulled."""
    row = archived() if archive else concluded(served(accepted(), MONDAY), MONDAY).case
    handling = again(row.claims.get().handlings.get())
    on = MONDAY + days(100 if archive else 10)
    asked = reviewing.asked(handling, on=on)
    lived(
        on,
        actions.accept_review,
        asked,
        by=reviewing.decider(asked),
        late_reason="住院，有病历" if asked.late else "",
    )
    lived(
        on, actions.draft_review, asked, by=reviewing.decider(asked), outcome="annulled", **reviewing.OPINION
    )
    lived(on, actions.sign_review, reviewing.fresh(asked), by=reviewing.boss(asked))


def answered_at_the_counter() -> None:
    lived(
        MONDAY, actions.reply_directly, claim_of(registered()), by=person(Role.SCREENING), answer="已当场说明"
    )


def ended_mediation(ending: str, *, consented: bool) -> None:
    row = mediations.consented() if consented else mediations.handed()
    lived(mediations.DAY, actions.end_mediation, row, by=states.handler(row.handling), ending=ending)


def found(row: Any, *found_: str) -> None:
    for what in found_:
        mediations.visited(row, what, mediations.LATER)
        row.refresh_from_db()


def hearing_act(act: str, source: str) -> Driver:
    def drive() -> None:
        row = heard.IN_STATE[source]()
        by = heard.head(row) if act in {"approve_hearing", "refuse_hearing"} else heard.handler(row)
        if act in {"notify_hearing", "draw_panel"}:
            heard.register()
        heard.perform(act, row, by)

    return drive


def publication_sent_back() -> Any:
    row = publishing.drafted()
    return lived(publishing.on(row.hearing), hearings.send_back_publication, row.hearing, by=person(Role.BUREAU_LEADER),
                 answer="再隐去地点")  # fmt: skip


def publication_withdrawn() -> None:
    row = publishing.published()
    lived(
        publishing.on(row.hearing),
        hearings.withdraw_publication,
        row.hearing,
        by=person(Role.BUREAU_LEADER),
        reason="有误",
    )


def dispute_withdrawn() -> None:
    row = referred()
    lived(
        MONDAY + days(2), actions.withdraw_dispute, row, by=person(Role.SCREENING), reason="协商由住建局受理"
    )


def recusal_decided(*, ordered: bool) -> None:
    row = recusal()
    lived(
        MONDAY,
        actions.decide_recusal,
        row,
        by=person(Role.UNIT_HEAD, "housing"),
        ordered=ordered,
        answer="核实",
    )


def conference_cancelled() -> None:
    lived(
        MONDAY,
        conference_actions.cancel_conference,
        conferences.called(),
        by=conferences.leader(),
        reason="改期",
    )


def designated() -> None:
    """A dispute put up to the conference: with the minutes the unit is named, and the decision is done."""
    dispute = conferences.disputed()
    row = conferences.held(disputes=[dispute])
    lived(conferences.TUESDAY, conference_actions.draft_designation, row, by=conferences.leader(), dispute=dispute,
          lead=unit("ecology"), ground="油烟由生态环境部门监管")  # fmt: skip
    conferences.issued(row)


def dropped() -> None:
    lived(
        conferences.TUESDAY, conference_actions.drop_decision, conferences.measured(), by=conferences.leader()
    )


def measure_checked(*, enough: bool) -> None:
    row = conferences.in_force()
    lived(
        conferences.DUE,
        conference_minutes.reply_conference,
        row,
        by=person(Role.HANDLER, "housing"),
        report="超期事项已经清零",
    )
    lived(
        conferences.DUE,
        conference_minutes.end_conference,
        row,
        by=conferences.leader(),
        enough=enough,
        remark="已核对",
    )


def reception(state: str, act: str) -> None:
    row = leaders.planned() if state == "draft" else leaders.published()
    if act == "cancel":
        lived(leaders.DAY, schedule.cancel, row, by=leaders.screening(), reason="领导出差")
    else:
        lived(
            leaders.ON,
            schedule.record_attendance,
            row,
            by=person(Role.INTAKE),
            attendance="absent",
            note="临时会议，由值班领导接待",
        )


def checked(act: Callable[..., Any], **words: Any) -> None:
    lived(leaders.ON, act, leaders.checking(), by=leaders.screening(), **words)


def ended_sponsorship(make: Driver) -> None:
    lived(
        leaders.ON, sponsoring.end_sponsorship, make(), by=leaders.bureau_leader(), reason="已由复查机关审查"
    )


DRIVERS: dict[tuple[str, str, str, str], Driver] = {
    ("case", "", "", "registered"): registered,
    ("case", "dispatch", "registered", "dispatched"): forwarded,
    ("case", "close", "registered", "closed"): answered_at_the_counter,
    ("case", "close", "dispatched", "closed"): states.declined,
    ("case", "archive", "closed", "archived"): archived,
    ("case", "reopen", "closed", "dispatched"): lambda: redone(archive=False),
    ("case", "reopen", "archived", "dispatched"): lambda: redone(archive=True),
    ("case", "merge", "registered", "merged"): clerk_linked,
    ("case", "unmerge", "merged", "registered"): lambda: lived(
        MONDAY, actions.unlink_repeat, clerk_linked(), by=person(Role.SCREENING), reason="不是一回事"),
    ("handling", "", "", "arrived"): forwarded,
    ("handling", "", "", "unrecorded"): lambda: states.imported(answered=False),
    ("handling", "", "", "answered"): lambda: states.imported(answered=True),
    ("handling", "", "", "transferred"): states.transferred,
    ("review", "", "", "requested"): reviewing.asked,
    ("review", "accept", "requested", "accepted"): lambda: reviewing.taken(reviewing.asked(), reviewing.ASKED),
    ("review", "decline", "requested", "declined"): declined_review,
    ("review", "withdraw", "requested", "withdrawn"): lambda: withdrawn_review("requested"),
    ("review", "withdraw", "accepted", "withdrawn"): lambda: withdrawn_review("accepted"),
    ("review", "sign", "accepted", "signed"): lambda: reviewing.decided(reviewing.asked(), reviewing.DECIDED),
    ("review", "serve", "signed", "served"): reviewing.reviewed,
    ("mediation", "", "", "handed_over"): mediations.handed,
    ("mediation", "consent", "handed_over", "consented"): mediations.consented,
    ("mediation", "refuse", "handed_over", "refused"): lambda: ended_mediation("refused", consented=False),
    ("mediation", "withdraw", "handed_over", "withdrawn"): lambda: ended_mediation("withdrawn", consented=False),
    ("mediation", "withdraw", "consented", "withdrawn"): lambda: ended_mediation("withdrawn", consented=True),
    ("mediation", "fail", "consented", "failed"): lambda: ended_mediation("failed", consented=True),
    ("mediation", "agree", "consented", "agreed"): mediations.agreed,
    ("mediation", "perform", "agreed", "performed"): lambda: found(mediations.agreed(), "performed"),
    ("mediation", "default", "agreed", "not_performed"): lambda: found(mediations.agreed(), "not_performed"),
    ("mediation", "perform", "not_performed", "performed"): lambda: found(
        mediations.agreed(), "not_performed", "performed"),
    ("hearing", "", "", "proposed"): heard.proposed,
    ("publication", "", "", "drafted"): publishing.drafted,
    ("publication", "publish_opinion", "drafted", "published"): publishing.published,
    ("publication", "send_back_publication", "drafted", "sent_back"): publication_sent_back,
    ("publication", "draft_publication", "sent_back", "drafted"): lambda: publishing.drafted(publication_sent_back().hearing),
    ("publication", "withdraw_publication", "published", "withdrawn"): publication_withdrawn,
    ("dispute", "", "", "referred"): referred,
    ("dispute", "decide", "referred", "decided"): lambda: decide(referred()),
    ("dispute", "withdraw", "referred", "withdrawn"): dispute_withdrawn,
    ("recusal", "", "", "proposed"): recusal,
    ("recusal", "order", "proposed", "ordered"): lambda: recusal_decided(ordered=True),
    ("recusal", "refuse", "proposed", "refused"): lambda: recusal_decided(ordered=False),
    ("conference", "", "", "called"): conferences.called,
    ("conference", "hold", "called", "held"): conferences.held,
    ("conference", "issue", "held", "issued"): conferences.in_force,
    ("conference", "cancel", "called", "cancelled"): conference_cancelled,
    ("measure", "", "", "drafted"): conferences.measured,
    ("measure", "drop", "drafted", "dropped"): dropped,
    ("measure", "begin", "drafted", "running"): conferences.in_force,
    ("measure", "settle", "drafted", "ended"): designated,
    ("measure", "hand_in", "running", "reported"): lambda: measure_checked(enough=True),
    ("measure", "send_back", "reported", "running"): lambda: measure_checked(enough=False),
    ("measure", "end", "reported", "ended"): lambda: measure_checked(enough=True),
    ("reception", "", "", "draft"): leaders.planned,
    ("reception", "publish", "draft", "published"): leaders.published,
    ("reception", "hold", "published", "held"): leaders.held,
    ("reception", "miss", "published", "missed"): lambda: reception("published", "miss"),
    ("reception", "cancel", "draft", "cancelled"): lambda: reception("draft", "cancel"),
    ("reception", "cancel", "published", "cancelled"): lambda: reception("published", "cancel"),
    ("sponsorship", "", "", "opened"): leaders.sponsored,
    ("sponsorship", "begin_work", "opened", "working"): leaders.working,
    ("sponsorship", "ask_check", "working", "checking"): leaders.checking,
    ("sponsorship", "accept", "checking", "accepted"): lambda: checked(sponsoring.accept_sponsorship, verdict="resolved"),
    ("sponsorship", "send_back", "checking", "working"): lambda: checked(sponsoring.return_sponsorship, reason="没有落实"),
    ("sponsorship", "end", "opened", "ended"): lambda: ended_sponsorship(leaders.sponsored),
    ("sponsorship", "end", "working", "ended"): lambda: ended_sponsorship(leaders.working),
    ("backlog", "", "", "proposed"): leaders.proposed,
    ("backlog", "enter", "proposed", "entered"): leaders.entered,
    ("backlog", "refuse", "proposed", "refused"): lambda: lived(
        leaders.DAY, backlog.refuse_backlog, leaders.proposed(), by=leaders.bureau_leader(), answer="不符合口径"),
    ("backlog", "resolve", "entered", "resolved"): leaders.resolved,
    ("backlog", "verify", "resolved", "verified"): leaders.verified,
    ("backlog", "send_back", "resolved", "entered"): lambda: lived(
        leaders.ON, backlog.return_backlog, leaders.resolved(), by=leaders.bureau_leader(), reason="凭据不全"),
    ("hidden_conflict", "", "", "found"): leaders.found,
    ("hidden_conflict", "entrust", "found", "entrusted"): leaders.entrusted,
    ("hidden_conflict", "entrust", "entrusted", "entrusted"): lambda: lived(
        leaders.DAY, conflicts.entrust_conflict, leaders.entrusted(), by=leaders.screening(), leader=leaders.line(),
        unit=unit("housing"), official="李二（副科长）", measures="再开协调会", due_on=leaders.DUE),
    ("hidden_conflict", "report", "entrusted", "reported"): leaders.reported,
    ("hidden_conflict", "strike_off", "reported", "struck_off"): lambda: lived(
        leaders.ON, conflicts.strike_off, leaders.reported(), by=leaders.bureau_leader(), remark="核对属实"),
    ("hidden_conflict", "send_back", "reported", "entrusted"): lambda: lived(
        leaders.ON, conflicts.send_back_conflict, leaders.reported(), by=leaders.bureau_leader(), reason="没有落实"),
}  # fmt: skip


def driver(edge: Edge) -> Driver:
    machine, name, source, _ = edge
    if edge in DRIVERS:
        return DRIVERS[edge]
    if machine == "handling":
        return unit_act(name, source)
    if machine == "hearing":
        return hearing_act(name, source)
    raise AssertionError(f"nobody drives {edge}")


def test_the_edges_are_all_that_the_database_allows():
    lived = [
        edge for edge in allowed_edges() if edge[1] != "import"
    ]  # rows of older registers: tests/oversight/test_older_ledgers.py
    assert sorted({(machine, source, target) for machine, _, source, target in edges()}) == lived
    assert set(DRIVERS) <= set(edges()), "a driver of an edge that is no more"


@pytest.mark.parametrize("edge", edges(), ids=lambda edge: "-".join(filter(None, edge)))
def test_the_application_takes_it(edge):
    with watched() as seen:
        driver(edge)()
    assert edge in seen
