"""One visit from the counter to the petitioner's rating, each at their own window, by mouse."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from cases.models import Case, Deadline, Handling, Rating
from law.terms import CaseState, Channel, HandlingState, Outcome, RatedOrgan, Role, Satisfaction
from organizations.models import Unit, User
from tests.browser.windows import PHONE, Window

pytestmark = pytest.mark.browser
WORDS = "把楼下的排水支管重新接好"
IDENTITY = "330999196001011428"


def register(clerk: Window) -> tuple[str, str]:
    """Two persons, one claim; (number, the first person's query code)."""
    clerk.choose("走访")
    clerk.field("姓名（名称）").fill("陈桂英")
    clerk.field("证件号").fill(IDENTITY)
    clerk.field("手机").fill("13855552207")
    clerk.field("送达地址").fill("云城街道桂花苑3号楼")
    clerk.page.locator("#companions summary").click()
    clerk.page.locator("#person-name-2").fill("周国强")
    clerk.page.locator("#person-phone-2").fill("13955556688")
    clerk.choose("申诉求决")
    clerk.page.locator("#claim-1").fill(WORDS)
    clerk.field("事实和理由").fill("老旧小区改造时重铺了支管，第一次下大雨就污水倒灌，一楼积水十厘米。")
    clerk.field("事项发生地").select_option(label="云城街道")
    clerk.press("登记并打印收件凭据")
    expect(clerk.page).to_have_url(re.compile("/registered/"))
    receipts = clerk.page.locator(".receipt")
    expect(receipts).to_have_count(2)  # one each, with only their own name (T-06)
    expect(receipts.nth(0)).not_to_contain_text("周国强")
    code = receipts.nth(0).locator(".receipt__code b").inner_text()
    clerk.press("打印收件凭据")
    expect(clerk.page).to_have_url(re.compile("/receipts/"))
    expect(clerk.page.locator(".receipt")).to_have_count(2)
    return Case.objects.get().number, code


def screen(officer: Window) -> Unit:
    """Confirm what the rules suggest; where they leave it to a person, the housing bureau. The unit it went to."""
    expect(officer.page.locator("tr[data-row]")).to_have_count(1)
    officer.press("定去处")
    officer.says(WORDS)
    unit = officer.field("承办单位")
    if not unit.input_value():
        unit.select_option(label=Unit.objects.get(code="housing").short_name)
        officer.field("理由").fill("支管属改造工程质量保修范围")
    chosen = Unit.objects.get(pk=unit.input_value())
    officer.choose("转送")
    officer.press("定下去处")
    officer.says("没有等着甄别的诉求")
    return chosen


def act(
    person: Window, number: str, name: str, button: str, fill: Callable[[], object] = lambda: None
) -> None:
    """From the case page to the act's page, and do it."""
    person.go(f"/cases/{number}/")
    person.press(name)
    expect(person.page).to_have_url(re.compile(f"/cases/{number}/\\d+/"))
    fill()
    person.press(button)
    expect(person.page).to_have_url(re.compile(f"/cases/{number}/\\?"))


def write_opinion(handler: Window) -> None:
    """The four parts of 条例第32条."""
    handler.choose(Outcome.SUPPORTED.label)
    handler.field("事实和理由").fill("经现场核查，支管反坡，情况属实。")
    handler.field("处理意见").fill("三十日内重新铺设支管并恢复地面。")
    handler.field("法律法规依据").fill("《建设工程质量管理条例》第四十一条")


def hand_over(handler: Window) -> None:
    handler.choose("直接送达")
    handler.field("送达日").fill("2026-04-02")
    handler.field("送达凭据").fill("本人在回证上签收")


def knock(petitioner: Window, code: str) -> None:
    """At the door with the receipt in hand."""
    petitioner.go("/query/")
    petitioner.field("查询码").fill(code.lower())
    petitioner.field("证件号码后四位").fill(IDENTITY[-4:])
    petitioner.press("查看办理情况")
    petitioner.says("现在由谁办")


def rate(petitioner: Window, unit: Unit) -> None:
    """满意 for the unit, shown once more before it counts."""
    petitioner.press("评价办理")
    petitioner.press(unit.name)
    petitioner.choose("满意")
    petitioner.field("想说的话").fill("修得快")
    petitioner.press("看一遍再评")
    petitioner.says("您评的是「满意」")
    petitioner.press("就这样评价")
    expect(petitioner.page).to_have_url(re.compile("/matter/"))
    petitioner.says("您评了「满意」")


def test_a_visit_is_registered_routed_handled_and_rated(
    window: Callable[..., Window], staff: Callable[..., User], live_on: Callable[[str], None]
) -> None:
    clerk = window().sign_in(staff(Role.INTAKE))
    number, code = register(clerk)
    case = Case.objects.get()
    petition = case.own_petition
    assert (case.state, petition.channel, petition.people) == (CaseState.REGISTERED, Channel.VISIT, 2)

    live_on("2026-03-06")
    officer = window().sign_in(staff(Role.SCREENING))
    unit = screen(officer)
    handling = Handling.objects.get()
    assert (handling.unit, handling.claim.text, handling.state) == (unit, WORDS, HandlingState.ARRIVED)
    assert Deadline.objects.get(period="forwarding").met_on == date(2026, 3, 6)  # 条例第22条

    live_on("2026-03-10")
    handler = window().sign_in(staff(Role.HANDLER, unit.code))
    expect(handler.page.locator("tr[data-row]")).to_have_count(1)
    act(handler, number, "发受理告知书", "发受理告知书")
    assert Deadline.objects.get(period="notice").met_on == date(2026, 3, 10)  # 条例第23条第3款
    # 条例第34条: sixty days end on a Saturday that is worked
    assert Deadline.objects.get(period="handling").due_on == date(2026, 5, 9)

    petitioner = window(PHONE)
    knock(petitioner, code)
    petitioner.says(unit.name)
    petitioner.says("5月9日")

    live_on("2026-04-01")
    act(handler, number, "写处理意见书", "存草稿", lambda: write_opinion(handler))
    head = window().sign_in(staff(Role.UNIT_HEAD, unit.code))
    act(head, number, "签发意见", "签发意见")
    live_on("2026-04-02")
    act(handler, number, "登记送达", "登记送达", lambda: hand_over(handler))
    handling.refresh_from_db()
    assert handling.state == HandlingState.SERVED
    assert Deadline.objects.get(period="handling").met_on == date(
        2026, 4, 2
    )  # met when it arrives, not when signed
    act(officer, number, "认定办结", "认定办结")
    case.refresh_from_db()
    assert (case.state, case.closed_on) == (CaseState.CLOSED, date(2026, 4, 2))
    assert not Deadline.objects.filter(period__in=["forwarding", "notice", "handling"], met_on=None).exists()

    live_on("2026-04-03")
    knock(petitioner, code)
    rate(petitioner, unit)
    rating = Rating.objects.get()
    assert (rating.handling, rating.organ, rating.value) == (
        handling,
        RatedOrgan.UNIT,
        Satisfaction.SATISFIED,
    )
    assert (rating.on, rating.entered_by, rating.words) == (date(2026, 4, 3), None, "修得快")
