"""联席会议 (条例第13条、第24条第1款、第39条第3款): called, held, minutes signed, each decision carried out and ended."""

from datetime import date
from typing import Any

import pytest
from builders import MONDAY, accepted, again, days, forwarded, lived, person, registered, unit
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from states import head

from audit.models import Record
from cases import actions as file_actions
from cases.models import CaseEvent, CasePaper, Deadline, Dispute
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law import clock
from law.terms import (
    ConferenceMeasure,
    ConferenceState,
    DisputeBody,
    DisputeState,
    MeasureState,
    PaperKind,
    Purpose,
    Role,
)
from notifications.models import Outbox
from oversight import conference_actions as calling
from oversight import conference_minutes as minutes
from oversight.models import Conference, ConferenceDecision

pytestmark = pytest.mark.django_db

TUESDAY, WEDNESDAY = MONDAY + days(1), MONDAY + days(2)
DUE = date(2026, 4, 10)


def leader():
    return person(Role.BUREAU_LEADER)


def chair():
    return person(Role.COUNTY_LEADER, "county_government")


def disputed() -> Dispute:
    """Between a county bureau and one run from above: no common superior directly above both."""
    handling = forwarded()
    lived(
        MONDAY,
        file_actions.object_to,
        handling,
        by=head(handling),
        reason="油烟由生态环境部门监管，不属住建职责",
    )
    return lived(MONDAY, file_actions.refer_dispute, again(handling), by=person(Role.SCREENING), body=DisputeBody.CONFERENCE,
                 others=[unit("ecology")], reason="一家归县管，一家垂直管理，没有共同的上一级")  # fmt: skip


def called(**changes: Any) -> Conference:
    words = {"by": leader(), "title": "云溪县信访工作联席会议2026年第1次会议", "meets_on": TUESDAY, "place": "县政府二楼会议室",
             "chair": chair(), "units": [unit("housing"), unit("ecology")], "topics": ["一季度信访工作情况"]} | changes  # fmt: skip
    return lived(MONDAY, calling.call_conference, **words)


def held(**changes: Any) -> Conference:
    return lived(TUESDAY, calling.hold_conference, called(**changes), by=leader(), meets_on=TUESDAY, attended=[unit("housing")],
                 summary="会议听取了汇报")  # fmt: skip


def measured(row: Conference | None = None, **changes: Any) -> ConferenceDecision:
    words = {"by": leader(), "measure": ConferenceMeasure.LISTING, "unit": unit("housing"), "ground": "连续三个月超期告知，推诿群众诉求",
             "requirements": "逐件清理超期事项，建立首接负责制", "due_on": DUE} | changes  # fmt: skip
    return lived(TUESDAY, calling.draft_measure, row or held(), **words)


def issued(row: Conference) -> Conference:
    return lived(WEDNESDAY, minutes.issue_minutes, row, by=chair())


def in_force(**changes: Any) -> ConferenceDecision:
    decision = measured(**changes)
    issued(decision.conference)
    return ConferenceDecision.objects.get(pk=decision.pk)


# --- the meeting -------------------------------------------------------------------------------------------------


def test_from_the_call_to_the_minutes():
    person(Role.HANDLER, "housing")
    row = issued(measured().conference)
    assert (row.state, row.issued_by, row.issued_on) == (ConferenceState.ISSUED, chair(), WEDNESDAY)
    text = str(issuing.content_of(row.minutes).to_dict())
    for words in ("信访工作联席会议纪要", "一季度信访工作情况", "对云溪县住房和城乡建设局挂牌督办", "2026年4月10日", "第三十九条", "未参加单位",
                  "临澜市生态环境局云溪分局", row.minutes.number, "会议听取了汇报"):  # fmt: skip
        assert words in text, words
    assert row.minutes.organ.code == "bureau"
    assert row.minutes.signed_by == chair()
    verbs = set(Record.objects.values_list("verb", flat=True))
    assert {
        "call_conference",
        "hold_conference",
        "draft_decision",
        "issue_minutes",
        "conference_decision",
    } <= verbs


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"chair": leader}, "第13条"),
        ({"meets_on": MONDAY - days(1)}, "不能早于通知"),
        ({"topics": []}, "议题"),
        ({"units": []}, "单位参加"),
    ],
)
def test_what_a_call_lacks_is_said(changes, said):
    changes = {name: value() if callable(value) else value for name, value in changes.items()}
    with pytest.raises(NotLawfulNow, match=said):
        called(**changes)


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.SCREENING, "bureau"), (Role.UNIT_HEAD, "housing"), (Role.COUNTY_LEADER, "county_government")],
)
def test_only_the_conferences_office_calls_and_writes(role, code):
    row = held()
    with pytest.raises(NotYours):
        called(by=person(role, code))
    with pytest.raises(NotYours):
        measured(row, by=person(role, code))


@pytest.mark.parametrize(
    ("role", "code"), [(Role.BUREAU_LEADER, "bureau"), (Role.UNIT_HEAD, "county_government")]
)
def test_only_the_chair_signs(role, code):
    """条例第13条第1款: 召集人一般由党委和政府负责同志担任."""
    row = measured().conference
    with pytest.raises(NotYours):
        lived(WEDNESDAY, minutes.issue_minutes, row, by=person(role, code))


def test_minutes_without_a_decision_are_not_signed():
    with pytest.raises(NotLawfulNow, match="没有议定事项"):
        issued(held())
    decision = measured()
    lived(TUESDAY, calling.drop_decision, decision, by=leader())
    with pytest.raises(NotLawfulNow, match="没有议定事项"):
        issued(decision.conference)


def test_what_was_signed_is_signed_once_and_nothing_is_added():
    row = issued(measured().conference)
    for again_ in (
        lambda: issued(row),
        lambda: measured(row),
        lambda: lived(WEDNESDAY, calling.add_topic, row, by=leader(), topic="再议"),
    ):
        with pytest.raises(NotLawfulNow, match="纪要已印发"):
            again_()


def test_a_meeting_is_cancelled_with_a_reason_before_it_is_held():
    row = called()
    with pytest.raises(NotLawfulNow, match="理由"):
        lived(MONDAY, calling.cancel_conference, row, by=leader(), reason="")
    assert (
        lived(MONDAY, calling.cancel_conference, row, by=leader(), reason="改期").state
        == ConferenceState.CANCELLED
    )
    with pytest.raises(NotLawfulNow):
        lived(MONDAY, calling.cancel_conference, held(), by=leader(), reason="改期")


def test_it_is_not_recorded_before_it_met():
    with pytest.raises(NotLawfulNow, match="还没有召开"):
        lived(
            MONDAY,
            calling.hold_conference,
            called(),
            by=leader(),
            meets_on=TUESDAY,
            attended=[unit("housing")],
        )


# --- 指定主办 ----------------------------------------------------------------------------------------------------


def test_the_minutes_decide_the_dispute_in_one_flow():
    """条例第24条第1款 second half; domain §4.2 row 12: 会议纪要, 指定主办."""
    dispute = disputed()
    row = held(disputes=[dispute], topics=[])
    decision = lived(TUESDAY, calling.draft_designation, row, by=leader(), dispute=dispute, lead=unit("ecology"),
                     assisting=[unit("housing")], ground="餐饮油烟由生态环境部门监管")  # fmt: skip
    assert Dispute.objects.get().state == DisputeState.REFERRED  # nothing before the minutes
    row = issued(row)
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.lead.code, dispute.source_number) == (
        DisputeState.DECIDED,
        "ecology",
        row.minutes.number,
    )
    new = dispute.outcome
    assert (new.unit.code, new.designated, new.arrived_on) == ("ecology", True, WEDNESDAY)
    assert Deadline.objects.running().get(handling=new).period == "notice"
    decision.refresh_from_db()
    assert (decision.state, decision.effective_on) == (MeasureState.ENDED, WEDNESDAY)
    paper = CasePaper.objects.filter(kind=PaperKind.DESIGNATION_NOTICE).first()
    text = str(issuing.content_of(paper.paper).to_dict())
    assert f"信访工作联席会议决定（{row.minutes.number}）" in text
    assert "指定临澜市生态环境局云溪分局主办，云溪县住房和城乡建设局协办" in str(
        issuing.content_of(row.minutes).to_dict()
    )
    assert "陈桂英" not in str(issuing.content_of(row.minutes).to_dict())


def test_only_what_is_on_the_agenda_is_designated_and_only_once():
    dispute, other = disputed(), disputed()
    row = held(disputes=[dispute], topics=[])
    words = {"by": leader(), "lead": unit("ecology"), "ground": "属其职责"}
    with pytest.raises(NotLawfulNow, match="不在本次会议的议题"):
        lived(TUESDAY, calling.draft_designation, row, dispute=other, **words)
    lived(TUESDAY, calling.draft_designation, row, dispute=dispute, **words)
    with pytest.raises(NotLawfulNow, match="已经记有"):
        lived(TUESDAY, calling.draft_designation, row, dispute=dispute, **words)
    with pytest.raises(NotLawfulNow, match="另一次会议"):
        called(disputes=[dispute])


def test_a_dispute_taken_back_meanwhile_holds_the_minutes_and_nothing_is_half_done():
    dispute = disputed()
    row = held(disputes=[dispute], topics=[])
    measured(row)
    lived(
        TUESDAY,
        calling.draft_designation,
        row,
        by=leader(),
        dispute=dispute,
        lead=unit("ecology"),
        ground="属其职责",
    )
    lived(TUESDAY, file_actions.withdraw_dispute, dispute, by=person(Role.SCREENING), reason="住建局同意受理")
    with pytest.raises(NotLawfulNow, match="已撤回报请"):
        issued(row)
    row.refresh_from_db()
    assert (row.state, row.minutes) == (ConferenceState.HELD, None)
    assert set(row.decisions.values_list("state", flat=True)) == {MeasureState.DRAFTED}
    assert not CasePaper.objects.filter(kind=PaperKind.LISTING_NOTICE).exists()


# --- 约谈、通报、挂牌 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "kind", "article", "words"),
    [
        (ConferenceMeasure.INTERVIEW, PaperKind.INTERVIEW_NOTICE, "条例第39条第3款", "决定对你单位进行约谈"),
        (ConferenceMeasure.CIRCULAR, PaperKind.CIRCULAR_NOTICE, "条例第39条第3款", "予以通报"),
        (ConferenceMeasure.LISTING, PaperKind.LISTING_NOTICE, "条例第39条第3款", "责令限期整改"),
        (ConferenceMeasure.OTHER, PaperKind.COORDINATION_NOTICE, "条例第13条第1款", "议定由你单位办理"),
    ],
)
def test_each_measure_takes_effect_with_the_minutes_by_its_own_notice(measure, kind, article, words):
    handling = accepted()
    handler = person(Role.HANDLER, "housing")
    decision = in_force(measure=measure, case=handling.case)
    assert (decision.state, decision.effective_on, decision.article) == (
        MeasureState.RUNNING,
        WEDNESDAY,
        article,
    )
    row = CasePaper.objects.get(kind=kind)
    assert (row.paper, row.handling) == (decision.paper, handling)
    text = str(issuing.content_of(row.paper).to_dict())
    for said in (
        words,
        decision.conference.minutes.number,
        "2026年4月10日",
        "连续三个月超期告知",
        handling.case.number,
    ):
        assert said in text, said
    assert "陈桂英" not in text
    assert CaseEvent.objects.get(act="conference_decision").handling == handling
    assert handler.pk in Outbox.objects.get(key=f"decision:{decision.pk}").recipients


def test_a_measure_about_no_file_is_a_paper_of_its_own():
    decision = in_force(measure=ConferenceMeasure.INTERVIEW)
    assert decision.case is None
    assert decision.paper.number
    assert not CasePaper.objects.filter(kind=PaperKind.INTERVIEW_NOTICE).exists()
    assert not CaseEvent.objects.filter(act="conference_decision").exists()


@pytest.mark.parametrize(
    "changes",
    [{"ground": " "}, {"requirements": ""}, {"due_on": TUESDAY}, {"measure": ConferenceMeasure.DESIGNATE}],
)
def test_what_a_measure_lacks_is_said(changes):
    with pytest.raises(NotLawfulNow):
        measured(**changes)


def test_an_accusation_comes_before_no_conference():
    """条例第30条第3款."""
    with pytest.raises(NotLawfulNow, match="检举控告"):
        measured(case=registered(purpose=Purpose.ACCUSATION))


def test_a_listed_matter_is_answered_checked_and_struck_off_the_board():
    handling = accepted()
    decision = in_force(case=handling.case)
    with pytest.raises(NotLawfulNow, match="没有书面反馈"):
        lived(WEDNESDAY, minutes.end_conference, decision, by=leader(), enough=True, remark="已看")
    for who in (person(Role.HANDLER, "water"), leader()):
        with pytest.raises(NotYours):
            lived(WEDNESDAY, minutes.reply_conference, decision, by=who, report="已经整改完毕")
    lived(
        DUE, minutes.reply_conference, decision, by=person(Role.HANDLER, "housing"), report="超期事项已经清零"
    )
    with pytest.raises(NotYours):
        lived(
            DUE,
            minutes.end_conference,
            decision,
            by=person(Role.UNIT_HEAD, "housing"),
            enough=True,
            remark="已看",
        )
    again_ = lived(
        DUE, minutes.end_conference, decision, by=leader(), enough=False, remark="还有两件没有告知"
    )
    assert again_.state == MeasureState.RUNNING
    lived(
        DUE,
        minutes.reply_conference,
        decision,
        by=person(Role.HANDLER, "housing"),
        report="两件已经告知，全部清零",
    )
    done = lived(
        DUE, minutes.end_conference, decision, by=leader(), enough=True, remark="调阅告知书，情况属实"
    )
    assert (done.state, done.ended_on, done.ended_by) == (MeasureState.ENDED, DUE, leader())
    text = str(issuing.content_of(done.ending).to_dict())
    for words in ("摘牌通知书", "决定摘牌", "2026年3月4日", "全部清零", "调阅告知书"):
        assert words in text
    assert CaseEvent.objects.filter(act="end_conference").count() == 2
    with pytest.raises(NotLawfulNow, match="不用再核对"):
        lived(DUE, minutes.end_conference, decision, by=leader(), enough=True, remark="再看")


def test_other_measures_end_without_a_paper():
    decision = in_force(measure=ConferenceMeasure.INTERVIEW)
    lived(
        DUE,
        minutes.reply_conference,
        decision,
        by=person(Role.UNIT_HEAD, "housing"),
        report="已按约谈要求整改",
    )
    assert (
        lived(DUE, minutes.end_conference, decision, by=leader(), enough=True, remark="已核对").ending is None
    )


# --- seen --------------------------------------------------------------------------------------------------------


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_a_unit_reads_what_concerns_it_once_it_is_in_force_and_never_a_draft():
    decision = measured()
    mine, other = person(Role.HANDLER, "housing"), person(Role.HANDLER, "ecology")
    assert not ConferenceDecision.objects.visible_to(mine).exists()
    issued(decision.conference)
    assert ConferenceDecision.objects.visible_to(mine).exists()
    assert not ConferenceDecision.objects.visible_to(other).exists()
    for who in (mine, other, person(Role.WRITER), person(Role.SYSADMIN)):
        assert not Conference.objects.visible_to(who).exists()


def test_the_journey_through_the_pages():
    """Call, hold, write down, sign, answer, strike off: every step by form, with the case page's panel."""
    dispute, handling = disputed(), accepted()
    number = handling.case.number
    office, head_chair, clerk = (
        signed_in(leader()),
        signed_in(chair()),
        signed_in(person(Role.HANDLER, "housing")),
    )
    with clock.on_day(MONDAY):
        at = reverse("oversight:conferences_new")
        assert dispute.case.number in office.get(at).content.decode()
        data = {"title": "第1次会议", "meets_on": MONDAY, "place": "会议室", "chair": chair().pk, "units": [unit("housing").pk],
                "disputes": [dispute.pk], "topics": ""}  # fmt: skip
        assert office.post(at, data).status_code == 302
        row = Conference.objects.get()

        def step(name: str) -> str:
            return reverse("oversight:conferences_step", args=[row.pk, name])

        assert (
            office.post(step("hold"), {"meets_on": MONDAY, "attended": [unit("housing").pk]}).status_code
            == 302
        )
        assert head_chair.get(step("issue")).status_code == 409  # nothing decided yet
        designation = {"dispute": dispute.pk, "lead": unit("ecology").pk, "ground": "属生态环境职责"}
        assert office.post(step("designate"), designation).status_code == 302
        wrong = {"measure": "listing", "unit": unit("housing").pk, "ground": "屡次超期，群众反映强烈", "requirements": "限期清零",
                 "due_on": MONDAY, "number": number}  # fmt: skip
        refused = office.post(step("measure"), wrong)
        assert refused.status_code == 409
        assert "屡次超期，群众反映强烈" in refused.content.decode()
        assert office.post(step("measure"), wrong | {"due_on": DUE}).status_code == 302
        assert office.get(step("issue")).status_code == 403
        assert "属生态环境职责" in head_chair.get(step("issue")).content.decode()
        assert head_chair.post(step("issue"), {}).status_code == 302
        page = head_chair.get(reverse("oversight:conferences_record", args=[row.pk])).content.decode()
        assert Conference.objects.get().minutes.number in page
        decision = ConferenceDecision.objects.get(measure="listing")
        page = clerk.get(reverse("cases:detail", args=[number])).content.decode()
        assert "联席会议" in page
        assert "挂牌督办" in page
        mine = reverse("oversight:conference_decisions_step", args=[decision.pk, "report"])
        assert clerk.post(mine, {"report": "超期事项全部清零"}).status_code == 302
        check = reverse("oversight:conference_decisions_step", args=[decision.pk, "check"])
        assert clerk.get(check).status_code == 403
        assert office.post(check, {"decision": "enough", "remark": "已实地查看"}).status_code == 302
        assert (
            "已摘牌" in office.get(reverse("oversight:conference_decisions") + "?view=ended").content.decode()
        )
        paper = ConferenceDecision.objects.get(pk=decision.pk).ending
        opened = clerk.get(
            reverse("oversight:conference_decisions_paper", args=[decision.pk, paper.pk, "pdf"])
        )
        assert opened.status_code == 200
        assert opened.content.startswith(b"%PDF")


@pytest.mark.parametrize("slug", ["conferences", "conference_decisions"])
def test_the_lists_cost_the_same_however_many(slug):
    in_force()
    client, spent = signed_in(leader()), []
    client.get(reverse(f"oversight:{slug}"))
    for more in (0, 3):
        for _ in range(more):
            in_force()
            called()
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse(f"oversight:{slug}")).status_code == 200
        spent.append(len(made))
    assert spent[0] == spent[1] <= 18


# --- the database refuses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE oversight_conference SET state = 'issued'",
        "UPDATE oversight_conference SET state = 'cancelled'",
        "UPDATE oversight_conferencedecision SET state = 'ended'",
        "UPDATE oversight_conferencedecision SET effective_on = '2026-03-04'",
        "UPDATE oversight_conferencedecision SET due_on = NULL",
        "UPDATE oversight_conferencedecision SET measure = 'designate'",
    ],
)
def test_raw_writes_are_refused(statement):
    measured()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
