"""签发、不发、回复、销号、决定: each by the one whose act it is (条例第40条)."""

from datetime import date

import pytest
from builders import accepted, forwarded, lived, person, served

from cases.models import CaseEvent, CasePaper, Deadline
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law import clock
from law.terms import PaperKind, Role, Route
from notifications.models import Outbox
from oversight import actions, sweeps
from oversight.models import AccountabilityProposal, Supervision

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 18)
REPLY_DUE = date(2026, 3, 27)  # seven working days


def drafted(on: date = DAY) -> Supervision:
    forwarded(route=Route.ENFORCEMENT)
    lived(on, sweeps.sweep)
    return Supervision.objects.get()


def signed() -> Supervision:
    return lived(
        DAY,
        actions.sign_supervision,
        drafted(),
        by=person(Role.BUREAU_LEADER),
        requirements="立即书面告知信访人。",
    )


def replied() -> Supervision:
    row = signed()
    return lived(
        DAY, actions.reply_supervision, row, by=person(Role.HANDLER, "housing"), reply="已于今日书面告知。"
    )


def test_signed_it_is_a_numbered_paper_with_a_clock_and_word_to_the_unit():
    handler = person(Role.HANDLER, "housing")
    row = signed()
    assert row.reply_deadline.due_on == REPLY_DUE
    paper = CasePaper.objects.get(kind=PaperKind.SUPERVISION_NOTICE)
    assert paper.paper == row.paper
    assert (row.paper.signed_by, row.paper.signed_on) == (person(Role.BUREAU_LEADER), DAY)
    assert row.paper.number
    text = "".join(block_text for block_text in _texts(row))
    assert "第四十条" in text
    assert "2026年3月27日" in text
    assert "陈桂英" not in text  # no letter between organs says who petitions
    event = CaseEvent.objects.get(act="supervise")
    assert (event.by, event.on, event.note) == (person(Role.BUREAU_LEADER), DAY, row.ground)
    assert Outbox.objects.get(key=f"supervised:{row.pk}").recipients == [handler.pk]


def _texts(row: Supervision) -> list[str]:
    content = issuing.content_of(row.paper).to_dict()
    return [str(content)]


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.SCREENING, "bureau"),
        (Role.INTAKE, "bureau"),
        (Role.UNIT_HEAD, "housing"),
        (Role.COUNTY_LEADER, "county_government"),
    ],
)
def test_only_the_bureau_leader_signs(role, code):
    row = drafted()
    with pytest.raises(NotYours):
        lived(DAY, actions.sign_supervision, row, by=person(role, code), requirements="抓紧。")
    with pytest.raises(NotYours):
        lived(DAY, actions.drop_supervision, row, by=person(role, code), reason="不必")
    assert Supervision.objects.get().signed_on is None


@pytest.mark.parametrize(
    "changes",
    [{"requirements": " "}, {"requirements": "办" * 301}, {"requirements": "办", "ground": "事" * 201}],
)
def test_what_the_paper_needs_is_asked_for(changes):
    row = drafted()
    with pytest.raises(NotLawfulNow):
        lived(DAY, actions.sign_supervision, row, by=person(Role.BUREAU_LEADER), **changes)
    assert not Deadline.objects.filter(period="supervision_reply").exists()


def test_a_draft_is_decided_once():
    row = signed()
    leader = person(Role.BUREAU_LEADER)
    with pytest.raises(NotLawfulNow):
        lived(DAY, actions.sign_supervision, row, by=leader, requirements="再发一次")
    with pytest.raises(NotLawfulNow):
        lived(DAY, actions.drop_supervision, row, by=leader, reason="不发了")


def test_dropped_with_a_reason_it_is_never_sent():
    row = drafted()
    leader = person(Role.BUREAU_LEADER)
    with pytest.raises(NotLawfulNow):
        lived(DAY, actions.drop_supervision, row, by=leader, reason="")
    row = lived(DAY, actions.drop_supervision, row, by=leader, reason="当日已电话督促，单位今天告知")
    assert (row.dropped_by, row.dropped_on) == (leader, DAY)
    with pytest.raises(NotLawfulNow):
        lived(DAY, actions.sign_supervision, row, by=leader, requirements="还是发")


def test_one_reply_period_at_a_time():
    row = signed()
    leader = person(Role.BUREAU_LEADER)
    with pytest.raises(NotLawfulNow, match="上一份督办单"):
        lived(
            DAY, actions.new_supervision, row.handling, by=leader, ground="推诿拖延", requirements="报告情况"
        )
    lived(DAY, actions.reply_supervision, row, by=person(Role.HANDLER, "housing"), reply="已经告知。")
    again = lived(
        DAY, actions.new_supervision, row.handling, by=leader, ground="推诿拖延", requirements="报告情况"
    )
    assert again.signed_on == DAY


def test_the_unit_s_reply_meets_its_period():
    row = replied()
    deadline = Deadline.objects.get(period="supervision_reply")
    assert deadline.met_on == DAY
    assert CaseEvent.objects.get(act="reply_supervision").note == "已于今日书面告知。"
    with pytest.raises(NotLawfulNow):
        lived(DAY, actions.reply_supervision, row, by=person(Role.HANDLER, "housing"), reply="再回一次")


@pytest.mark.parametrize(("role", "code"), [(Role.HANDLER, "civil_affairs"), (Role.BUREAU_LEADER, "bureau")])
def test_only_the_unit_replies(role, code):
    row = signed()
    with pytest.raises(NotYours):
        lived(DAY, actions.reply_supervision, row, by=person(role, code), reply="代为回复")


def test_struck_off_only_after_a_reply():
    row = signed()
    leader = person(Role.BUREAU_LEADER)
    with pytest.raises(NotLawfulNow, match="没有回复"):
        lived(DAY, actions.close_supervision, row, by=leader)
    lived(DAY, actions.reply_supervision, row, by=person(Role.HANDLER, "housing"), reply="已经告知。")
    assert lived(DAY, actions.close_supervision, row, by=leader, remark="已核对告知书").closed_on == DAY


def test_not_for_a_unit_that_is_done():
    handling = served(accepted(), date(2026, 4, 1))
    lived(date(2026, 4, 1), __import__("cases.actions").actions.conclude, handling, by=person(Role.SCREENING))
    with pytest.raises(NotLawfulNow, match="无须再督办"):
        lived(
            date(2026, 4, 2),
            actions.new_supervision,
            handling,
            by=person(Role.BUREAU_LEADER),
            ground="拖延",
            requirements="说明",
        )


def test_never_inside_the_compartment():
    """条例第30条第3款."""
    row = drafted()
    from cases.models import Case

    Case.objects.update(in_compartment=True, title="检举控告件（内容封存）", summary="")
    with pytest.raises(NotLawfulNow, match="检举控告"):
        lived(DAY, actions.sign_supervision, row, by=person(Role.BUREAU_LEADER), requirements="办理")
    assert not Supervision.objects.visible_to(person(Role.BUREAU_LEADER)).exists()


def test_accountability_is_a_person_s_decision_and_only_recorded():
    forwarded(route=Route.ENFORCEMENT)
    day = date(2026, 3, 24)
    lived(day, sweeps.sweep)
    proposal = AccountabilityProposal.objects.get()
    with pytest.raises(NotYours):
        lived(
            day,
            actions.decide_accountability,
            proposal,
            by=person(Role.SCREENING),
            taken_up=True,
            answer="约谈",
        )
    with pytest.raises(NotLawfulNow):
        lived(
            day,
            actions.decide_accountability,
            proposal,
            by=person(Role.BUREAU_LEADER),
            taken_up=True,
            answer="",
        )
    decided = lived(day, actions.decide_accountability, proposal, by=person(Role.BUREAU_LEADER), taken_up=False,
                    answer="首次逾期，已约谈分管负责人")  # fmt: skip
    assert (decided.taken_up, decided.decided_on) == (False, day)
    with pytest.raises(NotLawfulNow):
        lived(
            day,
            actions.decide_accountability,
            proposal,
            by=person(Role.BUREAU_LEADER),
            taken_up=True,
            answer="改主意",
        )


def test_no_day_to_come():
    row = drafted()
    with clock.on_day(DAY), pytest.raises(NotLawfulNow):
        actions.sign_supervision(
            row, by=person(Role.BUREAU_LEADER), on=date(2026, 3, 19), requirements="办理"
        )
