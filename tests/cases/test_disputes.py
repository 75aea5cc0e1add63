"""受理争议 (条例第24条第1款; domain §4.2 rows 10 to 12): objection, referral, decision, and the unit that may not object again."""

from datetime import date
from typing import Any

import pytest
from builders import MONDAY, again, days, forwarded, lived, person, registered, unit
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from states import REASON, head, objected

from cases import actions, competence, policies
from cases.actions import Destination
from cases.models import CaseEvent, CasePaper, Deadline, Dispute, Handling, Objection
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law import clock
from law.terms import DisputeBody, DisputeState, HandlingRole, HandlingState, PaperKind, Role, Route
from notifications.models import Outbox
from organizations.models import Unit

pytestmark = pytest.mark.django_db

TUESDAY, WEDNESDAY = MONDAY + days(1), MONDAY + days(2)
WHY = "两家都说不归自己管，权责清单也没有写明"


def twice_denied(on: date = MONDAY) -> Objection:
    """Housing denied it and was let go; utilities denies it as well."""
    first = objected(on)
    second = lived(
        on + days(1),
        actions.uphold_objection,
        first,
        by=person(Role.SCREENING),
        to=unit("utilities"),
        answer="先改派",
    )
    return lived(
        on + days(2), actions.object_to, second, by=head(second), reason="管网属住建部门建设，未移交本单位"
    )


def referred(objection: Objection | None = None, on: date = WEDNESDAY, **changes: Any) -> Dispute:
    objection = objection or twice_denied()
    words = {"body": DisputeBody.SUPERIOR, "superior": unit("county_government"), "reason": WHY} | changes
    return lived(on, actions.refer_dispute, again(objection.handling), by=person(Role.SCREENING), **words)


def decide(row: Dispute, on: date = date(2026, 3, 10), **changes: Any) -> Handling:
    words = {
        "by": person(Role.UNIT_HEAD, "county_government"),
        "lead": unit("housing"),
        "decision": "属住房城乡建设主管部门职责",
    } | changes
    return lived(on, actions.decide_dispute, row, **words)


# --- put up ------------------------------------------------------------------------------------------------------


def test_two_denials_are_put_to_the_common_superior_and_the_notice_clock_runs_on():
    """Domain §4.2 row 10: T3 does not stop while whose matter it is stays open; only the bureau's two days are met."""
    row = referred()
    handling = again(row.handling)
    assert handling.state == HandlingState.OBJECTED
    assert (row.state, row.hops, row.first_denied_on) == (DisputeState.REFERRED, 2, MONDAY)
    assert [party.unit.code for party in row.parties.all()] == ["housing", "utilities"]
    assert [party.denied_on for party in row.parties.all()] == [MONDAY, WEDNESDAY]
    notice = Deadline.objects.get(handling=handling, period="notice")
    assert (notice.met_on, notice.voided_on, notice.due_on) == (None, None, date(2026, 3, 18))
    assert Deadline.objects.get(handling=handling, period="objection_decision").met_on == WEDNESDAY
    event = CaseEvent.objects.get(act="refer_dispute")
    assert (event.by, event.on, event.handling) == (person(Role.SCREENING), WEDNESDAY, handling)
    assert row.days(date(2026, 3, 12)) == 10


def test_the_referral_is_a_paper_with_both_reasons_and_no_petitioner():
    person(Role.UNIT_HEAD, "county_government")
    row = referred()
    paper = CasePaper.objects.get(kind=PaperKind.DISPUTE_REFERRAL)
    text = str(issuing.content_of(paper.paper).to_dict())
    for words in (
        "云溪县人民政府",
        REASON,
        "管网属住建部门建设",
        "第二十四条第一款",
        "2026年3月18日",
        paper.paper.number,
    ):
        assert words in text
    assert "陈桂英" not in text
    assert Outbox.objects.filter(key=f"dispute:{row.pk}").exists()


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["housing", "utilities"], "county_government"),
        (["housing", "township_01"], "county_government"),
        (["housing", "housing_quality"], None),
        (["housing_quality", "housing_property"], "housing"),
        (["housing", "ecology"], None),
        (["court", "procuratorate"], "higher_level"),
    ],
)
def test_the_common_superior_is_the_one_directly_above_all(codes, expected):
    """条例第24条第1款: 共同的上一级; two levels up is not it, then the joint conference."""
    found = competence.common_superior([unit(code) for code in codes])
    assert (found.code if found else None) == expected


def test_superiors_are_told_nearest_first():
    found = [row.code for row in competence.superiors([unit("housing_quality"), unit("utilities")])]
    assert found == ["county_government", "city_government"]
    assert competence.superiors([]) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"superior": lambda: unit("housing")}, "不是争议各方共同的上级"),
        ({"superior": lambda: unit("county_committee")}, "联席会议"),
        ({"superior": lambda: None}, "请选择报请谁决定"),
        ({"body": DisputeBody.CONFERENCE}, "不用选决定机关"),
        ({"reason": "不管"}, "争议情况"),
    ],
)
def test_what_a_referral_lacks_is_said(changes, said):
    changes = {name: value() if callable(value) else value for name, value in changes.items()}
    with pytest.raises(NotLawfulNow, match=said):
        referred(**changes)
    assert not Dispute.objects.exists()


def test_one_denial_needs_the_other_side_named():
    objection = objected()
    with pytest.raises(NotLawfulNow, match="两个以上单位"):
        referred(objection, on=MONDAY)
    row = referred(objection, on=MONDAY, others=[unit("utilities")])
    assert (row.hops, [(party.unit.code, party.denied_on) for party in row.parties.all()]) == (
        1, [("housing", MONDAY), ("utilities", None)])  # fmt: skip


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.INTAKE, "bureau"),
        (Role.UNIT_HEAD, "utilities"),
        (Role.UNIT_HEAD, "county_government"),
        (Role.COUNTY_LEADER, "county_government"),
    ],
)
def test_only_the_bureau_puts_a_dispute_up(role, code):
    objection = twice_denied()
    with pytest.raises(NotYours):
        lived(
            WEDNESDAY,
            actions.refer_dispute,
            again(objection.handling),
            by=person(role, code),
            body=DisputeBody.CONFERENCE,
            reason=WHY,
        )


def test_while_it_is_open_the_bureau_decides_nothing_by_itself():
    row = referred()
    objection = Objection.objects.get(decided_on=None)
    officer = person(Role.SCREENING)
    for act, words in (("uphold_objection", {"to": unit("water")}), ("refuse_objection", {})):
        with pytest.raises(NotLawfulNow, match="已报请云溪县人民政府"):
            lived(WEDNESDAY, getattr(actions, act), objection, by=officer, answer="属实", **words)
    with pytest.raises(NotLawfulNow, match="已报请"):
        referred(objection)
    assert row.pk


def test_units_that_agree_take_it_back_and_the_ordinary_way_is_open_again():
    """条例第24条第1款 first half: 协商受理."""
    row = referred()
    with pytest.raises(NotLawfulNow, match="协商的结果"):
        lived(WEDNESDAY, actions.withdraw_dispute, row, by=person(Role.SCREENING), reason=" ")
    lived(WEDNESDAY, actions.withdraw_dispute, row, by=person(Role.SCREENING), reason="住建局同意受理")
    row = Dispute.objects.get(pk=row.pk)
    assert (row.state, row.decided_on, row.lead) == (DisputeState.WITHDRAWN, WEDNESDAY, None)
    new = lived(WEDNESDAY, actions.uphold_objection, Objection.objects.get(decided_on=None), by=person(Role.SCREENING), to=unit("housing"),
                answer="协商一致")  # fmt: skip
    assert not new.designated
    with pytest.raises(NotLawfulNow, match="已撤回报请"):
        decide(row, on=WEDNESDAY)


def test_a_matter_the_petitioner_withdraws_leaves_no_dispute_open():
    row = referred()
    request = lived(WEDNESDAY, actions.report_withdrawal, row.case, by=person(Role.INTAKE), claims=[row.claim], manner="written",
                    evidence="书面申请原件")  # fmt: skip
    lived(WEDNESDAY, actions.withdraw, request, by=person(Role.SCREENING), verification="电话核实，本人自愿")
    assert Dispute.objects.get().state == DisputeState.WITHDRAWN
    assert again(row.handling).state == HandlingState.WITHDRAWN


# --- decided -----------------------------------------------------------------------------------------------------


def test_the_designated_units_clock_starts_anew_and_it_objects_no_more():
    """条例第24条第1款, 第23条第3款: a fresh fifteen days, and no right to deny what was decided."""
    row = referred()
    new = decide(row, assisting=[unit("utilities")])
    old = again(row.handling)
    assert (old.state, old.ended_on, new.state, new.unit.code) == (
        HandlingState.RETURNED,
        date(2026, 3, 10),
        HandlingState.ARRIVED,
        "housing",
    )
    assert (new.replaces, new.designated, new.role) == (old, True, HandlingRole.LEAD)
    running = dict(Deadline.objects.running().filter(handling=new).values_list("period", "due_on"))
    assert running == {"notice": date(2026, 3, 25)}
    assert not Deadline.objects.running().filter(handling=old).exists()
    row = Dispute.objects.get(pk=row.pk)
    assert (row.state, row.lead, row.outcome, row.days(date(2026, 5, 1))) == (
        DisputeState.DECIDED,
        unit("housing"),
        new,
        8,
    )
    assert (
        row.claim.handlings.get(unit=unit("utilities"), state=HandlingState.ARRIVED).role
        == HandlingRole.ASSISTING
    )
    objection = Objection.objects.get(handling=old)
    assert (objection.upheld, objection.decided_by) == (True, person(Role.UNIT_HEAD, "county_government"))
    with pytest.raises(NotLawfulNow, match="不得再提异议"):
        lived(date(2026, 3, 11), actions.object_to, new, by=head(new), reason="还是不归我们管，请改派")
    lived(date(2026, 3, 12), actions.accept, new, by=person(Role.HANDLER, "housing"))


def test_the_decision_leaves_as_papers_to_every_party_and_the_petitioner():
    decide(referred(), assisting=[unit("water")])
    notices = CasePaper.objects.filter(kind=PaperKind.DESIGNATION_NOTICE).select_related("paper__organ")
    told = [issuing.content_of(row.paper).addressee for row in notices]
    assert sorted(told) == sorted(f"{unit(code).name}：" for code in ("housing", "utilities", "water"))
    assert {row.paper.organ.code for row in notices} == {"county_government"}
    text = str(issuing.content_of(notices[0].paper).to_dict())
    for words in (
        "由云溪县住房和城乡建设局主办，由云溪县水利局协办",
        "不得再就受理提出异议",
        "2026年3月25日",
        "云溪县人民政府决定",
    ):
        assert words in text
    assert "陈桂英" not in text
    gone = CasePaper.objects.filter(kind=PaperKind.DESTINATION_NOTICE).order_by("-pk").first()
    assert (gone.on, gone.to_petitioner, gone.handling.unit.code) == (date(2026, 3, 10), True, "housing")


def test_the_unit_that_has_it_is_confirmed_and_wins_no_time():
    """Whose matter it was all along keeps its fifteen days (domain §4.2 row 10)."""
    row = referred()
    new = decide(row, lead=unit("utilities"))
    assert (new.pk, new.state, new.designated) == (row.handling_id, HandlingState.ARRIVED, True)
    assert Deadline.objects.running().get(handling=new, period="notice").due_on == date(2026, 3, 18)
    assert CaseEvent.objects.filter(act="confirm_unit").count() == 1
    assert Objection.objects.get(handling=new).upheld is False
    with pytest.raises(NotLawfulNow, match="不得再提异议"):
        lived(date(2026, 3, 11), actions.object_to, new, by=head(new), reason="还是不归我们管，请改派")


def test_an_assigned_matter_keeps_its_day_to_report():
    handling = forwarded()
    Handling.objects.filter(pk=handling.pk).update(assigned=True)
    from cases import clocks

    with clock.on_day(MONDAY):
        clocks.start("sign_assignment", "assigned_report", case=handling.claim.case, unit=handling.unit, on=MONDAY, handling=handling,
                     length=47)  # fmt: skip
    objection = lived(MONDAY, actions.object_to, again(handling), by=head(handling), reason=REASON)
    new = decide(referred(objection, on=MONDAY, others=[unit("water")]), lead=unit("water"))
    assert Deadline.objects.running().get(handling=new, period="assigned_report").length == 47


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"decision": " "}, "写明决定的理由"),
        ({"assisting": lambda: [unit("housing")]}, "不能同时是协办单位"),
        ({"by": lambda: person(Role.BUREAU_LEADER)}, "决定的文号"),
    ],
)
def test_what_a_decision_lacks_is_said(changes, said):
    row = referred()
    changes = {name: value() if callable(value) else value for name, value in changes.items()}
    with pytest.raises(NotLawfulNow, match=said):
        decide(row, **changes)
    assert Dispute.objects.get().state == DisputeState.REFERRED


def test_an_abolished_unit_is_never_designated():
    row = referred()
    Unit.objects.filter(code="water").update(abolished_on=MONDAY)
    for changes in ({"lead": unit("water")}, {"assisting": [unit("water")]}):
        with pytest.raises(NotLawfulNow, match="已经撤销"):
            decide(row, **changes)


def test_the_bureau_leader_enters_what_a_superior_decided_on_paper():
    row = referred()
    decide(row, by=person(Role.BUREAU_LEADER), source_number="云政办函〔2026〕5号")
    paper = CasePaper.objects.filter(kind=PaperKind.DESIGNATION_NOTICE).first()
    assert paper.paper.organ.code == "bureau"
    assert "云政办函〔2026〕5号" in str(issuing.content_of(paper.paper).to_dict())


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.SCREENING, "bureau"), (Role.UNIT_HEAD, "housing"), (Role.UNIT_HEAD, "utilities"), (Role.HANDLER, "county_government"),
     (Role.UNIT_HEAD, "city_government")],
)  # fmt: skip
def test_nobody_else_decides(role, code):
    row = referred()
    with pytest.raises(NotYours):
        decide(row, by=person(role, code), source_number="x")


def test_what_goes_to_the_conference_is_decided_only_there():
    row = referred(body=DisputeBody.CONFERENCE, superior=None)
    with pytest.raises(NotYours):
        decide(row)
    with pytest.raises(NotLawfulNow, match="由会议议定"):
        decide(row, by=person(Role.COUNTY_LEADER, "county_government"))


def test_a_decision_is_made_once():
    row = referred()
    decide(row)
    with pytest.raises(NotLawfulNow, match="已决定主办单位"):
        decide(row, lead=unit("water"))


def test_who_assists_already_is_not_asked_twice_and_who_assisted_may_come_to_lead():
    case = registered()
    handling = lived(MONDAY, actions.forward, case.claims.get(), by=person(Role.SCREENING), route=Route.PETITION,
                     to=Destination(unit("housing"), [unit("water"), unit("finance")]))  # fmt: skip
    objection = lived(MONDAY, actions.object_to, handling, by=head(handling), reason=REASON)
    row = referred(objection, on=MONDAY, others=[unit("water")])
    new = decide(row, lead=unit("water"), assisting=[unit("finance"), unit("utilities")])
    roles = sorted(
        case.claims.get()
        .handlings.exclude(state=HandlingState.RETURNED)
        .values_list("unit__code", "role", "state")
    )
    assert roles == [("finance", "assisting", "arrived"), ("utilities", "assisting", "arrived"), ("water", "assisting", "concluded"),
                     ("water", "lead", "arrived")]  # fmt: skip
    assert new.unit == unit("water")


# --- seen --------------------------------------------------------------------------------------------------------


def test_parties_and_who_decides_see_the_dispute_and_others_do_not():
    row = referred()
    seen = {
        (role, code): Dispute.objects.visible_to(person(role, code)).filter(pk=row.pk).exists()
        for role, code in [(Role.SCREENING, "bureau"), (Role.UNIT_HEAD, "housing"), (Role.HANDLER, "utilities"),
                           (Role.UNIT_HEAD, "county_government"), (Role.UNIT_HEAD, "water"), (Role.SYSADMIN, "bureau"),
                           (Role.COUNSEL, "bureau"), (Role.COUNTY_LEADER, "county_government")]
    }  # fmt: skip
    assert [key[1] for key, value in seen.items() if not value] == ["water", "bureau", "bureau"]


def signed_in(role: str, code: str = "bureau") -> Client:
    client = Client()
    client.force_login(person(role, code))
    return client


def test_from_the_case_page_to_the_decision_by_form(client: Client):
    """The journey of a dispute through its pages: offer, referral, the superior's desk, decision, both files."""
    objection = twice_denied()
    number, handling = objection.handling.claim.case.number, objection.handling
    with clock.on_day(WEDNESDAY):
        officer = signed_in(Role.SCREENING)
        page = officer.get(
            reverse("cases:detail", args=[number]) + f"?handling={handling.pk}"
        ).content.decode()
        assert "报请决定主办单位" in page
        at = reverse("cases:act", args=[number, handling.pk, "refer_dispute"])
        form = officer.get(at)
        assert "云溪县人民政府（共同的上一级）" in form.content.decode()
        answer = officer.post(
            at,
            {
                "body": f"superior:{unit('county_government').pk}",
                "reason": WHY,
                "version": again(handling).version,
            },
        )
        assert answer.status_code == 302
        row = Dispute.objects.get()
        officer.get(reverse("cases:detail", args=[number]))
        page = officer.get(reverse("cases:detail", args=[number])).content.decode()
        assert "待县政府决定" in page
        assert "报请决定主办单位" not in page
        # the superior's head has no part in the file, and decides on the dispute's own page
        superior = signed_in(Role.UNIT_HEAD, "county_government")
        record = superior.get(reverse("cases:disputes_record", args=[row.pk])).content.decode()
        assert reverse("cases:detail", args=[number]) not in record
        assert superior.get(reverse("cases:detail", args=[number])).status_code == 404
        step = reverse("cases:disputes_step", args=[row.pk, "decide"])
        data = {
            "lead": unit("housing").pk,
            "assisting": [unit("utilities").pk],
            "decision": "",
            "version": row.version,
        }
        refused = superior.post(step, data)
        assert refused.status_code == 200
        assert "请填写决定的理由" in refused.content.decode()
        assert superior.post(step, data | {"decision": "属住建部门职责"}).status_code == 302
        assert signed_in(Role.UNIT_HEAD, "housing").get(step).status_code == 403
        stale = superior.get(step)
        assert stale.status_code == 403
        assert "由县住建局主办" in officer.get(reverse("cases:detail", args=[number])).content.decode()
        assert (
            WHY
            in signed_in(Role.HANDLER, "housing")
            .get(reverse("cases:disputes_record", args=[row.pk]))
            .content.decode()
        )
        assert (
            signed_in(Role.HANDLER, "water").get(reverse("cases:disputes_record", args=[row.pk])).status_code
            == 404
        )


def test_typed_text_survives_a_refusal_on_the_ledger():
    row = referred()
    with clock.on_day(WEDNESDAY):
        leader = signed_in(Role.BUREAU_LEADER)
        answer = leader.post(reverse("cases:disputes_step", args=[row.pk, "decide"]),
                             {"lead": unit("housing").pk, "decision": "县政府已经口头明确由住建局办", "version": row.version})  # fmt: skip
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "决定的文号" in page
        assert "县政府已经口头明确由住建局办" in page


def test_the_objections_list_no_longer_waits_for_what_was_put_up():
    from cases import queues

    objection = twice_denied()
    assert objection in queues.open_objections()
    referred(objection)
    assert objection not in queues.open_objections()


def test_the_list_costs_the_same_however_many():
    referred()
    spent = []
    with clock.on_day(WEDNESDAY):
        client = signed_in(Role.SCREENING)
        client.get(reverse("cases:disputes"))
        for more in (0, 3):
            for _ in range(more):
                referred()
            with CaptureQueriesContext(connection) as made:
                assert client.get(reverse("cases:disputes")).status_code == 200
            spent.append(len(made))
    assert spent[0] == spent[1] <= 15


# --- the database refuses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_dispute SET state = 'decided' WHERE id = %s",
        "UPDATE cases_dispute SET superior_id = NULL WHERE id = %s",
        "UPDATE cases_dispute SET state = 'nonsense' WHERE id = %s",
        "UPDATE cases_dispute SET decided_on = '2026-03-03' WHERE id = %s",
    ],
)
def test_raw_writes_are_refused(statement):
    row = referred()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [row.pk])


def test_a_decided_dispute_never_opens_again():
    row = referred()
    decide(row)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_dispute SET state = 'referred', lead_id = NULL, outcome_id = NULL, decided_on = NULL WHERE id = %s",
            [row.pk],
        )


def test_one_open_dispute_a_claim():
    row = referred()
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.create(case=row.case, claim=row.claim, handling=row.handling, body="conference", reason="再报一次", hops=1,
                               first_denied_on=MONDAY, referred_by=row.referred_by, referred_on=MONDAY)  # fmt: skip


def test_the_grey_act_says_never():
    new = decide(referred())
    reasons = policies.blockers(again(new), "object_to", on=date(2026, 3, 11))
    assert reasons[0].startswith("不能：")
    assert "条例第24条" in reasons[0]
