"""机构分立合并撤销 (条例第24条第2款): open work passes to the successor, clocks run on, history and figures stay."""

from datetime import date

import pytest
import reviewing
from builders import (
    MONDAY,
    accepted,
    again,
    concluded,
    days,
    forwarded,
    lived,
    person,
    registered,
    registration,
    served,
    unit,
)
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from states import head, objected

from cases import actions, clocks, presenting
from cases.actions import Destination
from cases.models import Case, CaseEvent, CasePaper, Deadline, Dispute, Handling, Review, Succession
from cases.policies import NotLawfulNow, NotYours
from cases.reading import open_file
from law import clock
from law.terms import HandlingRole, HandlingState, PaperKind, Purpose, ReviewOutcome, Role, Route
from organizations.actions import NotPossible
from organizations.models import Unit, User
from oversight import actions as oversight_actions
from petition_bureau.system import succession
from reports import rows

pytestmark = pytest.mark.django_db

DAY = date(2026, 4, 1)


def abolish(code: str = "housing", to: str | None = "water", **changes: object) -> Unit:
    words = {"by": person(Role.SYSADMIN), "successor": unit(to) if to else None} | changes
    return lived(DAY, succession.abolish_unit, unit(code), **words)


def test_open_work_passes_as_an_act_of_its_own_with_the_same_dates():
    """条例第24条第2款: 由继续行使其职权的机关、单位受理; no clock starts anew, none is lost."""
    handling = accepted()
    before = list(
        Deadline.objects.running().filter(handling=handling).values_list("period", "started_on", "due_on")
    )
    abolish()
    handling = again(handling)
    assert (handling.unit.code, handling.state) == ("water", HandlingState.ACCEPTED)
    after = Deadline.objects.running().filter(handling=handling)
    assert list(after.values_list("period", "started_on", "due_on")) == before
    assert {row.unit.code for row in after} == {"water"}
    met = Deadline.objects.get(handling=handling, period="notice")
    assert met.unit.code == "housing"  # what is over stays
    event = CaseEvent.objects.get(act="succeed_handling")
    assert (event.by, event.on, event.data["from"], event.data["to"]) == (
        person(Role.SYSADMIN),
        DAY,
        "housing",
        "water",
    )
    row = Succession.objects.get()
    assert (row.former.code, row.heir.code, row.on) == ("housing", "water", DAY)


def test_the_people_go_along_and_go_on_working():
    handling = accepted()
    handler = person(Role.HANDLER, "housing")
    abolish()
    handler.refresh_from_db()
    handler = User.objects.get(pk=handler.pk)
    assert (handler.unit.code, again(handling).handler) == ("water", handler)
    lived(DAY, actions.draft_opinion, again(handling), by=handler, decision="支持")


def test_or_their_accounts_are_stopped_and_the_work_waits_for_the_unit():
    handling = accepted()
    handler = person(Role.HANDLER, "housing")
    abolish(move_people=False)
    handler.refresh_from_db()
    assert (handler.is_active, handler.unit.code, again(handling).handler) == (False, "housing", None)


def test_closed_work_events_and_figures_stay_with_the_unit_of_the_day():
    """Design D15. The successor reads the old files it now answers for."""
    done = concluded(served(accepted(), MONDAY), MONDAY)
    late = accepted(on=date(2026, 1, 12), received_on=date(2026, 1, 12))
    assert Deadline.objects.get(handling=late, period="handling").due_on < DAY
    seen_before = {
        row["unit_key"] for row in rows.deadlines(["timely_conclusion"], "due", DAY).values("unit_key")
    }
    abolish()
    assert again(done).unit.code == "housing"
    keys = {
        row["unit_key"]
        for row in rows.deadlines(["timely_conclusion", "unit_timely_notice"], "due", DAY).values("unit_key")
    }
    assert seen_before == keys == {"housing"}  # its lateness stays its own
    reader = person(Role.HANDLER, "water")
    assert Case.objects.visible_to(reader).filter(pk=done.case.pk).exists()
    assert Handling.objects.visible_to(reader).filter(pk=done.pk).exists()
    assert not Case.objects.visible_to(person(Role.HANDLER, "forestry")).filter(pk=done.case.pk).exists()


def test_the_story_names_the_unit_of_the_day():
    handling = forwarded()
    abolish()
    with clock.on_day(DAY):
        file = open_file(person(Role.SCREENING), handling.case.number, DAY)
        titles = [row["title"] for row in presenting.timeline(file)]
    assert titles[0] == "县住建局撤销（合并），由县水利局承接"
    assert any("转送县住建局" in title for title in titles)


def test_what_a_unit_received_itself_is_the_successors_to_take_in():
    case = lived(
        MONDAY, actions.register, registration(), by=person(Role.HANDLER, "housing"), unit=unit("housing")
    ).case
    abolish()
    case.refresh_from_db()
    assert case.receiving_unit.code == "water"
    lived(DAY, actions.take_in, case.claims.get(), by=person(Role.HANDLER, "water"), route=Route.PETITION)
    assert CaseEvent.objects.filter(act="succeed_case").count() == 1


def test_a_successor_who_assisted_now_leads_alone():
    case = registered()
    lead = lived(MONDAY, actions.forward, case.claims.get(), by=person(Role.SCREENING), route=Route.PETITION,
                 to=Destination(unit("housing"), [unit("water"), unit("utilities")]))  # fmt: skip
    abolish()
    roles = sorted(case.claims.get().handlings.values_list("unit__code", "role", "state"))
    assert roles == [
        ("utilities", "assisting", "arrived"),
        ("water", "assisting", "concluded"),
        ("water", "lead", "arrived"),
    ]
    abolish("utilities", "water")
    assert again(lead).unit.code == "water"
    ended = case.claims.get().handlings.get(unit=unit("utilities"))
    assert (ended.role, ended.state) == (HandlingRole.ASSISTING, HandlingState.CONCLUDED)


def test_two_units_merge_into_a_third_in_one_act():
    one, two = accepted(), accepted(to="utilities")
    done = lived(
        DAY,
        succession.merge_units,
        [unit("housing"), unit("utilities")],
        by=person(Role.SYSADMIN),
        successor=unit("water"),
    )
    assert [row.code for row in done] == ["housing", "utilities"]
    assert {again(one).unit.code, again(two).unit.code} == {"water"}
    abolish("water", "forestry")
    assert {again(one).unit.code, again(two).unit.code} == {"forestry"}
    assert unit("housing").successor.code == "forestry"  # who is named stands
    reader = person(Role.HANDLER, "forestry")
    assert Case.objects.visible_to(reader).count() == 2


@pytest.mark.parametrize(
    ("codes", "to", "said"),
    [
        (["housing"], "water", "两个以上"),
        (["housing", "water"], "water", "承接单位"),
        (["housing", "water"], "housing_quality", "承接单位"),
        (["housing", "housing_quality"], "water", "上下级"),
    ],
)
def test_what_a_merger_refuses(codes, to, said):
    with pytest.raises(NotPossible, match=said):
        lived(
            DAY,
            succession.merge_units,
            [unit(code) for code in codes],
            by=person(Role.SYSADMIN),
            successor=unit(to),
        )
    assert not Unit.objects.filter(abolished_on=DAY).exists()


def test_without_a_successor_only_a_unit_that_owes_nothing():
    forwarded(to="forestry")
    with pytest.raises(NotPossible, match="条例第24条第2款"):
        abolish("forestry", None)
    person(Role.HANDLER, "commerce")
    with pytest.raises(NotPossible, match="在用的人员"):
        abolish("commerce", None)
    with pytest.raises(NotPossible, match="下级单位"):
        abolish("transport", None, move_people=False)
    gone = abolish("commerce", None, move_people=False)
    assert (gone.abolished_on, gone.successor) == (DAY, None)


def test_the_accused_units_successor_is_barred_like_it():
    """条例第30条第3款 with 第24条第2款: by code and by the database, and what is held is taken back."""
    keeper = person(Role.COMPARTMENT)
    case = registered(purpose=Purpose.ACCUSATION, accused=[unit("discipline")])
    claim = case.claims.get()
    abolish("discipline", "organization")
    with pytest.raises(Exception, match="承接单位"):
        lived(DAY, actions.transfer_to_discipline, claim, by=keeper, unit=unit("organization"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Handling.objects.create(claim=claim, unit=unit("organization"), route="discipline", state="transferred", sent_on=DAY,
                                arrived_on=DAY, ended_on=DAY)  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        case.grants.create(user=person(Role.HANDLER, "organization"), reason="试")
    lived(DAY, actions.transfer_to_discipline, claim, by=keeper, unit=unit("higher_level"))


def test_a_supervision_and_a_dispute_pass_on_too():
    handling = accepted()
    row = lived(
        MONDAY,
        oversight_actions.new_supervision,
        handling,
        by=person(Role.BUREAU_LEADER),
        ground="拖延",
        requirements="报告情况",
    )
    objection = objected()
    dispute = lived(MONDAY, actions.refer_dispute, again(objection.handling), by=person(Role.SCREENING), body="superior",
                    superior=unit("county_government"), others=[unit("utilities")], reason="两家都说不归自己管，清单没有写明")  # fmt: skip
    abolish()
    row.refresh_from_db()
    assert row.unit.code == "water"
    lived(
        DAY,
        oversight_actions.reply_supervision,
        row,
        by=person(Role.HANDLER, "water"),
        reply="已经接手，十日内办结。",
    )
    lived(DAY, actions.decide_dispute, Dispute.objects.get(pk=dispute.pk), by=person(Role.UNIT_HEAD, "county_government"),
          lead=unit("utilities"), decision="属公用事业职责")  # fmt: skip


def test_nothing_new_goes_to_a_unit_that_is_gone():
    abolish()
    for refused in (
        lambda: lived(DAY, actions.forward, registered().claims.get(), by=person(Role.SCREENING), route=Route.PETITION,
                      to=Destination(unit("housing"))),
        lambda: lived(DAY, actions.uphold_objection, other_objection(), by=person(Role.SCREENING), to=unit("housing"), answer="属实"),
    ):  # fmt: skip
        with pytest.raises(Exception, match="已经撤销"):
            refused()


def other_objection():
    handling = forwarded(to="forestry", on=DAY)
    return lived(DAY, actions.object_to, handling, by=head(handling), reason="不属于林业部门的职责范围")


def test_only_the_administrator_changes_units():
    handling = accepted()
    with pytest.raises(Exception, match="岗位不能"):
        lived(DAY, actions.succeed_handling, handling, by=person(Role.BUREAU_LEADER), heir=unit("water"))


def test_ended_work_is_never_passed_on():
    done = concluded(served(accepted(), MONDAY), MONDAY)
    with pytest.raises(Exception, match="留在原单位名下"):
        lived(DAY, actions.succeed_handling, done, by=person(Role.SYSADMIN), heir=unit("water"))


def test_the_record_of_successions_is_append_only():
    accepted()
    abolish()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_succession")


def test_the_pages_say_what_passes_before_it_does(client: Client):
    accepted()
    accepted(to="utilities")
    client.force_login(person(Role.SYSADMIN))
    with clock.on_day(DAY):
        page = client.get(reverse("system:unit_abolish", args=[unit("housing").pk])).content.decode()
        assert "1 件在办承办" in page
        refused = client.post(reverse("system:unit_abolish", args=[unit("housing").pk]), {"people": "move"})
        assert refused.status_code == 422
        assert "承接单位" in refused.content.decode()
        at = reverse("system:unit_merge")
        data = {
            "units": [unit("housing").pk, unit("utilities").pk],
            "successor": unit("water").pk,
            "people": "move",
        }
        looked = client.post(at, data | {"preview": "1"})
        assert looked.status_code == 200
        assert looked.content.decode().count("1 件在办承办") == 2
        assert unit("housing").abolished_on is None
        assert client.post(at, data).status_code == 302
        assert unit("utilities").successor.code == "water"


def test_clocks_of_the_former_unit_only_pass_when_they_run():
    handling = accepted()
    with clock.on_day(DAY):
        assert clocks.pass_on(handling.case, handling, to=unit("water"), on=DAY + days(90)) == 1
    row = Deadline.objects.get(handling=handling, period="handling")
    assert (row.unit.code, row.late_at.code) == ("water", "housing")


# --- what comes back after the unit is gone ----------------------------------------------------------------------


def annulled(row: Review) -> Review:
    """The review's draft says 撤销; its signature is what is tried."""
    row = reviewing.taken(row, DAY)
    lived(
        DAY,
        actions.draft_review,
        row,
        by=reviewing.decider(row),
        outcome=ReviewOutcome.ANNULLED,
        **reviewing.OPINION,
    )
    return reviewing.fresh(row)


def test_what_is_done_anew_is_the_successors_to_do():
    """条例第24条第2款、第35条: the new sixty days are the successor's; what was over stays with the unit of the day."""
    handling = concluded(reviewing.answered(), reviewing.SERVED)
    row = reviewing.asked(handling)
    signed = list(handling.case.papers.filter(paper__organ__code="housing").values_list("pk", flat=True))
    abolish(move_people=False)
    row = annulled(reviewing.fresh(row))
    lived(DAY, actions.sign_review, row, by=reviewing.boss(row))
    handling = again(handling)
    assert (handling.unit.code, handling.state, handling.handler) == ("water", HandlingState.ACCEPTED, None)
    new, old = Deadline.objects.filter(handling=handling, period="handling").order_by("-pk")
    assert (new.unit.code, new.started_on, old.unit.code) == ("water", DAY, "housing")
    event = CaseEvent.objects.get(act="succeed_handling")
    assert (event.by, event.on, event.data["from"], event.data["to"]) == (
        reviewing.boss(row),
        DAY,
        "housing",
        "water",
    )
    assert Succession.objects.get().heir.code == "water"
    assert set(signed) == set(
        handling.case.papers.filter(paper__organ__code="housing").values_list("pk", flat=True)
    )
    lived(DAY, actions.draft_opinion, handling, by=person(Role.HANDLER, "water"), decision="支持")


def test_nothing_is_done_anew_while_nobody_carries_on():
    """条例第24条第2款: the refusal says who names the unit; once it is named, the same act goes through."""
    handling = concluded(reviewing.answered("utilities"), reviewing.SERVED)
    row = reviewing.asked(handling)
    abolish("utilities", to=None, move_people=False)
    row = annulled(reviewing.fresh(row))
    gone = unit("utilities")

    def do() -> None:
        lived(DAY, actions.sign_review, reviewing.fresh(row), by=reviewing.boss(row))

    with pytest.raises(NotLawfulNow, match=f"{gone.short_name}已经撤销，没有承接单位.*条例第24条第2款"):
        do()
    assert again(handling).unit.code == "utilities"
    lived(DAY, succession.name_successor, gone, by=person(Role.SYSADMIN), successor=unit("water"))
    do()
    assert again(handling).unit.code == "water"


def test_the_successor_is_named_once_and_on_its_page(client: Client):
    abolish("forestry", to=None, move_people=False)
    for code, to, why in [
        ("water", "housing", "没有撤销"),
        ("forestry", "forestry", "在用的"),
    ]:
        with pytest.raises(NotPossible, match=why):
            succession.name_successor(unit(code), by=person(Role.SYSADMIN), on=DAY, successor=unit(to))
    client.force_login(person(Role.SYSADMIN))
    address = reverse("system:unit_successor", args=[unit("forestry").pk])
    assert address in client.get(reverse("system:units")).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"successor": ""}).status_code == 422
    assert client.post(address, {"successor": unit("water").pk}).status_code == 302
    assert (unit("forestry").successor, unit("water").carries_on) == (unit("water"), True)
    assert address not in client.get(reverse("system:units")).content.decode()
    with pytest.raises(NotPossible, match="已经有承接单位"):
        succession.name_successor(
            unit("forestry"), by=person(Role.SYSADMIN), on=DAY, successor=unit("housing")
        )


@pytest.mark.parametrize(
    ("to", "who", "where"),
    [("water", Role.HANDLER, "water"), (None, Role.SCREENING, "bureau")],
    ids=["its successor", "the bureau where there is none"],
)
def test_a_paper_of_a_unit_that_is_gone_is_still_served(to: str | None, who: str, where: str):
    """条例第24条第2款: the receipt names who served it; the paper stays the former unit's."""
    handling = concluded(served(accepted(to="utilities"), MONDAY), MONDAY)
    paper = CasePaper.objects.get(handling=handling, kind=PaperKind.ACCEPTANCE_NOTICE)
    words = {"method": "direct", "served_on": DAY, "proof": "本人签收"}
    abolish("utilities", to=to, move_people=False)
    paper = CasePaper.objects.get(pk=paper.pk)
    for wrong in [
        person(Role.HANDLER, "forestry"),
        person(Role.SCREENING) if to else person(Role.HANDLER, "water"),
    ]:
        with pytest.raises(NotYours):
            lived(DAY, actions.serve_paper, paper, by=wrong, **words)
    lived(DAY, actions.serve_paper, paper, by=person(who, where), **words)
    receipt = CasePaper.objects.filter(case=paper.case, kind=PaperKind.SERVICE_RECEIPT).latest("pk")
    assert (receipt.paper.organ.code, paper.paper.organ.code) == (where, "utilities")
