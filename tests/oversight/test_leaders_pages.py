"""The pages of the leaders' ledgers: what each role finds there, acts through forms, and few queries."""

import uuid
from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from builders import forwarded, lived, person, registered, unit
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from leaders_scenes import (
    DAY,
    ON,
    PLACE,
    assigned,
    bureau_leader,
    checking,
    county_leader,
    entered,
    found,
    handler,
    held,
    line,
    planned,
    proposed,
    published,
    reported,
    resolved,
    screening,
    sponsored,
    visited,
    working,
)

from law import clock
from law.terms import Role
from organizations.models import User
from oversight.leaders.models import (
    BacklogEntry,
    BacklogPeriod,
    HiddenConflict,
    Reception,
    ReceptionPlan,
    ReceptionVisit,
    SponsoredCase,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def living_on_the_day() -> Iterator[None]:
    with clock.on_day(ON):
        yield


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, *args: Any) -> str:
    return reverse(f"oversight:{name}", args=args)


def posted(**fields: Any) -> dict[str, Any]:
    return {"form_key": str(uuid.uuid4()), **fields}


def test_a_rule_is_made_and_published_through_its_pages():
    client = as_user(screening())
    fields = posted(
        title="二季度接访", kind="receive", days="15、28", since="2026-04-01", until="2026-04-30", leaders=f"{line()}\n秦志远 常务副县长",
        starts_at="09:00", ends_at="12:00", place=PLACE,
    )  # fmt: skip
    answer = client.post(at("reception_plans_new"), fields)
    plan = ReceptionPlan.objects.get()
    assert answer.url == at("reception_plans_record", plan.pk)
    page = client.get(answer.url).content.decode()
    assert "4月15日（周三）" in page
    assert client.post(at("reception_plans_step", plan.pk, "publish"), posted()).status_code == 302
    assert Reception.objects.published().count() == 2
    wrong = client.post(at("reception_plans_new"), fields | posted(days="四十", title="三季度"))
    assert "1 至 31 的数字" in wrong.content.decode()
    assert "三季度" in wrong.content.decode()
    refused = client.post(at("reception_plans_new"), fields | posted(since="2026-01-01", title="旧的"))
    assert refused.status_code == 409
    assert "旧的" in refused.content.decode()


def test_a_reception_from_the_plan_to_the_revisit_by_those_whose_acts_they_are():
    """The journey of a reception, page by page."""
    case = registered()
    bureau, desk, leader, officer = (
        as_user(user) for user in (screening(), person(Role.INTAKE), county_leader(), handler())
    )
    form = posted(kind="receive", day=str(ON), leader=line(), place=PLACE, starts_at="09:00", ends_at="12:00")
    bureau.post(at("receptions_new"), form)
    row = Reception.objects.get()
    bureau.post(at("receptions_step", row.pk, "publish"), posted())
    assert PLACE in Client().get(reverse("portal:receptions")).content.decode()
    desk.post(at("receptions_step", row.pk, "attendance"), posted(attendance="present"))
    unknown = desk.post(
        at("receptions_step", row.pk, "receive"), posted(case_number="330999-0-20260101-00001", people="2")
    )
    assert "没有这个件号" in unknown.content.decode()
    desk.post(
        at("receptions_step", row.pk, "receive"), posted(case_number=case.number, people="2", advice="抓紧办")
    )
    visit = ReceptionVisit.objects.get()
    again = desk.post(
        at("receptions_step", row.pk, "receive"),
        posted(case_number=case.number, people="7", advice="写过的话"),
    )
    assert again.status_code == 409
    assert "写过的话" in again.content.decode()
    page = leader.get(at("receptions_record", row.pk)).content.decode()
    assert "1 批 2 人次" in page
    leader.post(at("receptions_step", row.pk, "assign"),
                posted(visit=str(visit.pk), unit=str(unit("housing").pk), matter="到现场核实", due_on="2026-03-25"))  # fmt: skip
    matter = visit.assignments.get()
    page = officer.get(at("reception_matters_record", matter.pk)).content.decode()
    assert "到现场核实" in page
    assert case.number not in page  # it was not given the file
    officer.post(at("reception_matters_step", matter.pk, "reply"), posted(result="已整改"))
    desk.post(at("reception_matters_step", matter.pk, "revisit"), posted(words="电话告知，没有意见"))
    matter.refresh_from_db()
    assert (matter.result, matter.revisit) == ("已整改", "电话告知，没有意见")
    assert "没有意见" not in officer.get(at("reception_matters_record", matter.pk)).content.decode()
    assert leader.get(at("receptions_step", row.pk, "attendance")).status_code == 403


def test_a_sponsorship_begins_on_the_case_page_and_goes_through_its_pages():
    case = forwarded(on=date(2026, 3, 3)).claim.case
    leader, officer = as_user(bureau_leader()), as_user(handler())
    page = leader.get(reverse("cases:detail", args=[case.number])).content.decode()
    start = f"{at('sponsored_new')}?case={case.number}"
    assert start in page
    assert f'value="{case.number}"' in leader.get(start).content.decode()
    fields = posted(
        case_number=case.number,
        leader=line(),
        unit=unit("housing").name,
        reason="责任交叉",
        due_on="2026-04-30",
    )
    assert leader.post(start, fields).status_code == 302
    row = SponsoredCase.objects.get()
    assert as_user(screening()).post(start, fields).status_code == 403
    officer.post(at("sponsored_step", row.pk, "plan"), posted(plan="先查清", steps="2026-03-20 现场核实"))
    assert row.milestones.get().text == "现场核实"
    bad = officer.post(at("sponsored_step", row.pk, "plan"), posted(plan="留着的字", steps="下周 现场核实"))
    assert "请写成“2026-04-10 做什么”" in bad.content.decode()
    early = as_user(person(Role.UNIT_HEAD, "housing")).get(at("sponsored_record", row.pk)).content.decode()
    assert "步骤「现场核实」还没有完成" in early
    step = str(row.milestones.get().pk)
    officer.post(
        at("sponsored_step", row.pk, "advance"), posted(element="know", text="看过现场", milestone=step)
    )
    page = as_user(county_leader()).get(at("sponsored_record", row.pk)).content.decode()
    assert "看过现场" in page
    assert "1 / 1 已完成" in page
    panel = leader.get(reverse("cases:detail", args=[case.number])).content.decode()
    assert at("sponsored_record", row.pk) in panel
    assert start not in panel  # one sponsor at a time
    assert as_user(handler("agriculture")).get(at("sponsored_record", row.pk)).status_code == 404


def test_the_backlog_is_offered_for_old_matters_only():
    case = registered()
    page = reverse("cases:detail", args=[case.number])
    start = f"{at('backlog_new')}?case={case.number}"
    assert start not in as_user(screening()).get(page).content.decode()
    with clock.on_day(date(2026, 5, 1)):
        assert start in as_user(screening()).get(page).content.decode()
        assert start not in as_user(person(Role.INTAKE)).get(page).content.decode()


def test_the_backlog_through_its_pages_with_its_rate():
    row = entered()
    client = as_user(screening())
    met = client.get(at("backlog_step", row.pk, "resolve")).context["form"].fields["met"].queryset[0]
    client.post(at("backlog_step", row.pk, "resolve"), posted(met=str(met.pk), evidence="凭据附卷"))
    own = client.post(at("backlog_step", row.pk, "verify"), posted(remark="我自己看过"))
    assert own.status_code == 409
    assert "不能自己复核" in own.content.decode()
    assert "我自己看过" in own.content.decode()
    assert (
        as_user(bureau_leader()).post(at("backlog_step", row.pk, "verify"), posted(remark="属实")).status_code
        == 302
    )
    assert "100.0%（1 ÷ 1）" in client.get(at("backlog")).content.decode()
    assert "100.0%（1 ÷ 1）" in client.get(at("backlog_periods")).content.decode()
    assert row.case.title in client.get(at("backlog_periods_record", row.period_id)).content.decode()
    assert "口径" in as_user(county_leader()).get(at("backlog_criteria")).content.decode()
    assert BacklogPeriod.objects.count() == 1


def test_a_hidden_conflict_keeps_persons_out_at_the_form():
    client = as_user(handler("township_01"))
    form = client.get(at("conflicts_new")).content.decode()
    assert "不写信访人、当事人的姓名、证件号和电话" in form
    fields = {
        "matter": "王某电话13855552207，扬言上访",
        "field": "城乡建设",
        "place": str(unit("township_01").pk),
    }
    answer = client.post(at("conflicts_new"), posted(**fields))
    assert "不记个人" in answer.content.decode()
    assert not HiddenConflict.objects.exists()
    assert (
        client.post(at("conflicts_new"), posted(**(fields | {"matter": "加装电梯分摊不一"}))).status_code
        == 302
    )
    row = HiddenConflict.objects.get()
    assert client.get(at("conflicts_step", row.pk, "entrust")).status_code == 403
    assert as_user(handler("agriculture")).get(at("conflicts_record", row.pk)).status_code == 404


def test_two_people_on_one_page_the_second_is_told():
    """design D15: a form never overwrites another's act."""
    row = planned(day=date(2026, 3, 18))
    client = as_user(screening())
    seen = str(row.version)
    client.post(at("receptions_step", row.pk, "publish"), posted(version=seen))
    late = client.post(at("receptions_step", row.pk, "cancel"), posted(version=seen, reason="我写的原因"))
    assert late.status_code == 409
    assert "我写的原因" in late.content.decode()
    assert "已经变了" in late.content.decode()


def test_the_leaders_page_shows_the_month_and_what_is_theirs():
    assigned()
    working(forwarded(on=date(2026, 3, 3), title="别人看不到的第二件").claim.case)
    published(place="别处", day=date(2026, 3, 30), starts_at=time(14), ends_at=time(17))
    client = as_user(county_leader())
    page = client.get(at("leader_desk")).content.decode()
    assert "2026年3月接访日程" in page
    assert "下一步：现场核实" in page
    assert "到现场核实" in page
    assert page.count(county_leader().name) > 2
    assert "2026年4月" in client.get(at("leader_desk") + "?month=2026-04").content.decode()
    assert "2026年3月" in client.get(at("leader_desk") + "?month=x").content.decode()
    other = as_user(person(Role.COUNTY_LEADER, "county_committee")).get(at("leader_desk")).content.decode()
    assert "没有化解中的包案" in other


def test_no_ledger_names_a_petitioner():
    """design §7: by matter and date; who petitions is on the file, for those who work on it."""
    visited(), sponsored(), proposed(), reported()
    client = as_user(bureau_leader())
    for slug in (
        "receptions",
        "reception_matters",
        "sponsored",
        "backlog",
        "backlog_periods",
        "conflicts",
        "leader_desk",
    ):
        assert "陈桂英" not in client.get(at(slug)).content.decode(), slug
    for model, slug in (
        (Reception, "receptions"),
        (SponsoredCase, "sponsored"),
        (BacklogEntry, "backlog"),
        (HiddenConflict, "conflicts"),
    ):
        assert "陈桂英" not in client.get(at(f"{slug}_record", model.objects.first().pk)).content.decode(), (
            slug
        )


@pytest.mark.parametrize(
    ("slug", "make"),
    [
        ("receptions?view=held", lambda n: held(leader=f"领导{n} 副县长")),
        ("sponsored", lambda n: working()),
        ("backlog", lambda n: entered()),
        ("conflicts", lambda n: found()),
        ("reception_matters", lambda n: assigned(visited_by(n))),
        ("leader_desk", lambda n: working()),
    ],
)
def test_a_list_asks_as_often_for_many_rows_as_for_one(slug, make):
    name, _, query = slug.partition("?")
    if name == "conflicts":
        query = "view=found"
    client = as_user(bureau_leader())
    address = f"{at(name)}?{query}"
    make(0)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for n in range(1, 4):
        make(n)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
    assert len(few) <= 26


def visited_by(n: int) -> ReceptionVisit:
    from law.terms import Attendance
    from oversight.leaders import schedule, visits

    row = published(leader=f"领导{n} 副县长")
    row = lived(ON, schedule.record_attendance, row, by=person(Role.INTAKE), attendance=Attendance.PRESENT)
    visit = lived(ON, visits.receive_visit, row, registered(), by=person(Role.INTAKE), people=1)
    row.leader = county_leader()
    row.save(update_fields=["leader"])
    return visit


def test_what_waits_for_whom_is_a_view_of_its_own():
    checking(), resolved()
    client = as_user(screening())
    assert "验收通过" in client.get(at("sponsored_record", SponsoredCase.objects.get().pk)).content.decode()
    assert client.get(at("sponsored") + "?view=checking").content.decode().count("data-row") == 1
    assert client.get(at("backlog") + "?view=resolved").content.decode().count("data-row") == 1
    with clock.on_day(date(2026, 6, 1)):
        working(forwarded(on=DAY).claim.case)
        assert client.get(at("sponsored") + "?view=late").content.decode().count("data-row") == 1
