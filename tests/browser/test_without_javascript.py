"""Every page works without script (design §6): register, screen and accept; and an expired sign-in loses nothing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from cases.models import Case, Handling
from law.terms import HandlingState, Role, Route
from organizations.models import Unit, User
from tests.browser.windows import Window

pytestmark = pytest.mark.browser
WORDS = "请把路口的信号灯修好"
FACTS = "学校门口的信号灯坏了两个星期，孩子过马路很危险，打过电话没有人来。"


def fill_in(clerk: Window) -> None:
    clerk.choose("书信")
    clerk.field("姓名（名称）").fill("林某")
    clerk.field("手机").fill("13755559321")
    clerk.choose("申诉求决")
    clerk.page.locator("#claim-1").fill(WORDS)
    clerk.field("事实和理由").fill(FACTS)


def test_register_screen_and_accept_without_script(
    window: Callable[..., Window], staff: Callable[..., User]
) -> None:
    unit = Unit.objects.get(code="transport")
    clerk = window(java_script_enabled=False).sign_in(staff(Role.INTAKE))
    fill_in(clerk)
    clerk.press("查重")
    clerk.says("没有查到")
    assert clerk.page.locator("#claim-1").input_value() == WORDS
    clerk.press("登记并打印收件凭据")
    expect(clerk.page).to_have_url(re.compile("/registered/"))
    case = Case.objects.get()

    officer = window(java_script_enabled=False).sign_in(staff(Role.SCREENING))
    officer.press("定去处")
    officer.choose("转送")
    officer.field("承办单位").select_option(str(unit.pk))
    officer.field("途径").select_option(Route.PETITION.value)
    officer.field("理由").fill("信号灯由该单位养护")
    officer.press("定下去处")
    officer.says("没有等着甄别的诉求")

    handler = window(java_script_enabled=False).sign_in(staff(Role.HANDLER, unit.code))
    handler.press(case.title)
    handler.press("发受理告知书")
    expect(handler.page).to_have_url(re.compile("/accept/"))
    handler.press("发受理告知书")
    handler.says("已办：受理并书面告知")
    handling = Handling.objects.get()
    assert (handling.unit, handling.state, handling.claim.text) == (unit, HandlingState.ACCEPTED, WORDS)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_what_was_typed_survives_an_expired_sign_in(
    window: Callable[..., Window], staff: Callable[..., User], *, script: bool
) -> None:
    user = staff(Role.INTAKE)
    clerk = window(java_script_enabled=script).sign_in(user)
    fill_in(clerk)
    clerk.context.clear_cookies(name="sessionid")
    clerk.press("登记并打印收件凭据")
    expect(clerk.page).to_have_url(re.compile("/login/"))
    assert not Case.objects.exists()
    clerk.type_in(user)
    clerk.says("没有登记完的内容已恢复")
    assert clerk.field("事实和理由").input_value() == FACTS
    clerk.press("登记并打印收件凭据")
    expect(clerk.page).to_have_url(re.compile("/registered/"))
    assert Case.objects.get().summary == FACTS
