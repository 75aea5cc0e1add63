"""The pages: what each role finds there, acts through forms, typed text kept, others' matters unseen, few queries."""

import uuid

import pytest
from builders import accepted, lived, person, registered, unit
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from states import statutory

from cases import actions as case_actions
from cases.models import Case, Recusal
from hearings import actions
from hearings.models import Evaluation, Expert, Hearing
from law import clock
from law.terms import Role
from tests.hearings import scenes as s

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def living_on_the_day():
    with clock.on_day(s.NOTICED):
        yield


def as_user(role: str, code: str = "bureau") -> Client:
    client = Client()
    client.force_login(person(role, code))
    return client


def posted(**fields: object) -> dict[str, object]:
    return {"form_key": str(uuid.uuid4()), **fields}


def at(hearing: Hearing, step: str = "") -> str:
    if step:
        return reverse("hearings:hearings_step", args=[hearing.pk, step])
    return reverse("hearings:hearings_record", args=[hearing.pk])


def case_page(client: Client, hearing_case: Case) -> str:
    return client.get(reverse("cases:detail", args=[hearing_case.number])).content.decode()


def test_from_the_case_page_to_the_proposal():
    handling = accepted()
    client = as_user(Role.HANDLER, "housing")
    page = case_page(client, handling.claim.case)
    assert "提请听证" in page
    address = f"{reverse('hearings:hearings_new')}?handling={handling.pk}"
    assert address in page
    form = client.get(address).content.decode()
    assert f'value="h{handling.pk}" selected' in form
    fields = posted(
        matter=f"h{handling.pk}", grounds=["complex"], reason="争议大", questions="坡度", requested="on"
    )
    answer = client.post(address, fields)
    hearing = Hearing.objects.get()
    assert answer.url == at(hearing)
    assert client.post(address, fields).url == answer.url, "the same form again shows the first result"
    assert hearing.requested
    assert "听证" in case_page(client, handling.claim.case)


def test_a_matter_of_a_statutory_way_says_never():
    """条例第31条: the grey offer names the item."""
    handling = statutory()
    page = case_page(as_user(Role.HANDLER, "housing"), handling.claim.case)
    assert "不举行信访听证" in page
    assert reverse("hearings:hearings_new") not in page


def test_typed_text_survives_a_refusal():
    """409: what was written is still there, and the reason names the article."""
    handling = accepted(route="petition")
    s.proposed(handling)
    client = as_user(Role.HANDLER, "housing")
    answer = client.post(
        reverse("hearings:hearings_new"),
        posted(matter=f"h{handling.pk}", grounds=["major"], reason="我写了很久的理由", questions="坡度"),
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "我写了很久的理由" in page
    assert "条例第31条第6项" in page


def test_a_page_that_is_stale_does_not_overwrite():
    hearing = s.proposed()
    client = as_user(Role.UNIT_HEAD, "housing")
    old = hearing.version
    Hearing.objects.filter(pk=hearing.pk).update(version=old + 1)
    answer = client.post(at(hearing, "refuse"), posted(decision="不必", version=old))
    assert answer.status_code == 409
    assert Hearing.objects.get().state == "proposed"


def test_the_whole_course_by_forms():
    s.register()
    hearing = s.proposed()
    head, handler = as_user(Role.UNIT_HEAD, "housing"), as_user(Role.HANDLER, "housing")
    assert head.post(at(hearing, "approve"), posted(chair=s.chair_of().pk)).status_code == 302
    assert (
        handler.post(
            at(hearing, "propose-recusal"),
            posted(
                expert=s.register()[0].pk, origin="declared", ground="petitioner", reason="与信访人是同学"
            ),
        ).status_code
        == 302
    )
    row = Recusal.objects.get()
    step = reverse("cases:recusals_step", args=[row.pk, "decide"])
    assert head.post(step, {"decision": "order", "answer": "属实", "version": 1}).status_code == 302
    assert (
        handler.post(at(hearing, "draw-panel"), posted(lawyers=1, experts=1, delegates=1)).status_code == 302
    )
    page = handler.get(at(hearing)).content.decode()
    assert "结果一致" in page
    assert "已经决定回避本件" in page
    assert "同学" not in page, "the reason is sealed"
    call = posted(held_on="2026-03-12", begins="09:00", ends="11:00", room=s.room().pk, chair=s.chair_of().pk)
    preview = handler.post(at(hearing, "notify"), call | {"preview": "1"})
    assert preview["Content-Type"] == "application/pdf"
    assert Hearing.objects.get().state == "empanelled", "a preview does nothing"
    assert handler.post(at(hearing, "notify"), call).status_code == 302
    assert (
        handler.post(
            at(hearing, "serve-notice"), posted(method="direct", proof="签收", served_on="2026-03-05")
        ).status_code
        == 302
    )
    with clock.on_day(s.HEARD):
        said = {
            "recorder": "甲",
            "attendants": "信访人",
            "petitioner_words": "一",
            "unit_words": "二",
            "exchange": "三",
        }
        assert handler.post(at(hearing, "hold"), posted(**said)).status_code == 302
        assert "<dt>信访人陈述</dt>" in handler.get(at(hearing)).content.decode()
        votes = {f"vote_{row.pk}": "founded" for row in hearing.panel.all()}
        assert handler.post(at(hearing, "conclude"), posted(conclusion="属实", **votes)).status_code == 302
    assert Hearing.objects.get().finding == "founded"
    paper = Hearing.objects.get().papers.get(kind="hearing_summary")
    address = reverse("hearings:hearings_paper", args=[hearing.pk, paper.pk, "pdf"])
    assert handler.get(address).content[:4] == b"%PDF"
    assert as_user(Role.HANDLER, "water").get(address).status_code == 404


@pytest.mark.parametrize("step", ["approve", "refuse", "notify", "cancel", "hold", "conclude", "draw-panel"])
def test_another_unit_finds_no_hearing(step):
    hearing = s.noticed()
    client = as_user(Role.HANDLER, "water")
    assert client.get(at(hearing)).status_code == 404
    assert client.post(at(hearing, step), posted()).status_code == 404
    assert hearing.case.title not in client.get(reverse("hearings:hearings")).content.decode()


@pytest.mark.parametrize("step", ["approve", "draw-panel", "notify", "cancel"])
def test_who_only_reads_does_not_act(step):
    hearing = s.approved()
    client = as_user(Role.WRITER)
    assert client.get(at(hearing)).status_code == 200
    assert client.post(at(hearing, step), posted()).status_code == 403


def test_who_voted_what_stays_with_the_organ_and_the_bureau():
    hearing = s.concluded()
    inside = as_user(Role.HANDLER, "housing").get(at(hearing)).content.decode()
    outside = as_user(Role.COUNTY_LEADER, "county_government").get(at(hearing)).content.decode()
    assert "请求部分成立" in inside
    assert "到会；请求成立" in inside
    assert "到会；请求成立" not in outside
    assert s.SAID.petitioner_words not in outside
    assert "2人认为请求成立" in outside


def test_the_calendar_tells_others_only_the_hours():
    hearing = s.noticed()
    address = f"{reverse('hearings:calendar')}?month=2026-03"
    own = as_user(Role.HANDLER, "housing").get(address).content.decode()
    other = as_user(Role.HANDLER, "water").get(address).content.decode()
    assert "09:00—11:00" in own
    assert "09:00—11:00" in other
    assert hearing.case.title in own
    assert hearing.case.title not in other
    assert "已占用" in other
    for month in ("2026-02", "x", "2026-13", ""):
        assert as_user(Role.INTAKE).get(f"{reverse('hearings:calendar')}?month={month}").status_code == 200


def test_an_accusation_is_on_no_page():
    """条例第30条第3款: what turns out to be one disappears with all that belongs to it."""
    hearing = s.noticed()
    title = hearing.case.title
    Case.objects.update(in_compartment=True, title="检举控告件（内容封存）", summary="")
    client = as_user(Role.SCREENING)
    for name in ("hearings", "evaluations", "participations"):
        assert title not in client.get(reverse(f"hearings:{name}")).content.decode()
    assert client.get(at(hearing)).status_code == 404
    assert "09:00—11:00" not in client.get(f"{reverse('hearings:calendar')}?month=2026-03").content.decode()
    assert client.post(at(hearing, "hold"), posted()).status_code == 404


def test_the_register_by_forms():
    client = as_user(Role.SCREENING)
    fields = {
        "name": "陆律",
        "kind": "lawyer",
        "origin": "正衡所",
        "since": "2026-01-01",
        "advises": [unit("housing").pk],
    }
    assert client.post(reverse("hearings:experts_new"), posted(**fields)).status_code == 302
    expert = Expert.objects.get()
    page = client.get(reverse("hearings:experts_record", args=[expert.pk])).content.decode()
    assert "应当回避的单位" in page
    form = client.get(reverse("hearings:experts_step", args=[expert.pk, "change"])).content.decode()
    assert 'value="陆律"' in form
    plan = posted(expert=expert.pk, day="2026-03-10", shift="morning", place=unit("bureau").pk)
    assert client.post(reverse("hearings:duty_new"), plan).status_code == 302
    again = client.post(
        reverse("hearings:duty_new"),
        posted(**{key: plan[key] for key in ("expert", "day", "shift", "place")}),
    )
    assert again.status_code == 409
    assert "值班" in again.content.decode()


def test_counsel_finds_the_own_turns_and_participations_only():
    counsel = person(Role.COUNSEL)
    people = s.register()
    people[0].user = counsel
    people[0].save()
    for expert in people[:2]:
        lived(
            s.PROPOSED,
            actions.plan_duty,
            expert,
            by=s.keeper(),
            day=s.HEARD,
            shift="morning",
            place=unit("bureau"),
        )
    client = as_user(Role.COUNSEL)
    page = client.get(reverse("hearings:duty")).content.decode()
    assert "陆一" in page
    assert "陆二" not in page
    assert client.get(reverse("hearings:experts")).content.decode().count("所在单位") == 1
    assert client.get(reverse("hearings:hearings")).status_code == 403


def test_an_evaluation_by_form_from_the_case_page():
    handling = accepted()
    case = handling.claim.case
    client = as_user(Role.HANDLER, "housing")
    assert f"{reverse('hearings:evaluations_new')}?case={case.number}" in case_page(client, case)
    people = [expert.pk for expert in s.register()[:2]]
    fields = {
        "case_number": case.number,
        "held_on": "2026-03-05",
        "experts": people,
        "questions": "责任",
        "opinion": "建议会办",
    }
    assert client.post(reverse("hearings:evaluations_new"), posted(**fields)).status_code == 302
    assert "建议会办" in case_page(client, case)
    other = as_user(Role.HANDLER, "water")
    refused = other.post(reverse("hearings:evaluations_new"), posted(**fields))
    assert refused.status_code == 409, "a file out of sight is no file"
    assert Evaluation.objects.count() == 1


def test_the_counts_name_nobody():
    s.held()
    with clock.on_day(s.CONCLUDED):
        page = as_user(Role.WRITER).get(reverse("hearings:counts")).content.decode()
    assert "1 起" in page
    assert not [name for name, _ in s.PEOPLE if name in page]
    assert as_user(Role.HANDLER, "housing").get(reverse("hearings:counts")).status_code == 403


def test_counsel_s_answer_is_counted_on_the_page():
    counsel = person(Role.COUNSEL)
    row = lived(
        s.PROPOSED,
        case_actions.ask_counsel,
        registered().claims.get(),
        by=s.keeper(),
        counsel=counsel,
        question="?",
    )
    lived(s.APPROVED, case_actions.give_counsel, row, by=counsel, opinion="属于行政确认")
    page = as_user(Role.SCREENING).get(reverse("hearings:participations")).content.decode()
    assert "甄别意见 1 人次" in page


@pytest.mark.parametrize("name", ["hearings", "calendar", "experts"])
def test_the_number_of_queries_does_not_grow(name):
    client = as_user(Role.SCREENING)
    address = reverse(f"hearings:{name}")
    s.noticed()
    client.get(address)
    spent = []
    for n in (0, 3):
        for k in range(n):
            s.noticed(accepted(), begins=11 + k * 2, ends=13 + k * 2)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        spent.append(len(found))
    assert spent[0] == spent[1] <= 24
