"""The same course without a mouse: Tab, digits in groups, Alt 1–3, Ctrl Enter, J, N, Enter (design §6)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from cases.models import Case, Deadline, Handling, Rating
from law.terms import (
    CaseState,
    Channel,
    HandlingState,
    Outcome,
    Purpose,
    RatedOrgan,
    Role,
    Route,
    Satisfaction,
    ServiceMethod,
)
from organizations.models import Unit, User
from tests.browser.windows import PASSWORD, PHONE, Window

pytestmark = pytest.mark.browser
IDENTITY = "330999197508152011"
#: The focused control's name, and whether a ring can be seen around it or around the label that wears it.
FOCUS = """() => {
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    // the calendar button inside a date field wears the browser's own ring, which no script can see
    const button = node.type === "date" && !node.matches(":focus-visible");
    const ringed = button || [node, node.closest("label, .filter")].filter(Boolean).some((each) => {
        const style = getComputedStyle(each), box = each.getBoundingClientRect();
        const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== "none";
        return ring && box.width > 4 && box.height > 4;
    });
    const group = node.closest("fieldset");
    const names = [...(node.labels || [])].map((label) => label.textContent);
    if (node.type === "radio" && group) names.unshift(group.querySelector("legend").textContent);
    return { name: names.join(" ") || node.getAttribute("aria-label") || node.textContent, ringed, tag: node.tagName };
}"""
MOST_TABS = 60


class Keys:
    """A window whose mouse is never used."""

    def __init__(self, window: Window) -> None:
        self.window, self.page = window, window.page

    def sign_in(self, user: User) -> "Keys":
        self.window.go("/login/")
        expect(
            self.window.field("账号")
        ).to_be_focused()  # nobody has to go there, and a slow page is waited for
        self.write(user.username)
        self.press("Tab")
        self.write(PASSWORD)
        self.follow_until(user.name)
        return self

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def tab_to(self, name: str, key: str = "Tab") -> None:
        """Press Tab until the control of this name has the focus; every stop on the way must be seen."""
        passed = []
        for _ in range(MOST_TABS):
            self.press(key)
            focus = self.page.evaluate(FOCUS)
            if focus is None:
                continue
            assert focus["ringed"], f"no ring around {focus} on {self.window.path}"
            passed.append(focus["name"].strip()[:20])
            if name in focus["name"]:
                return
        pytest.fail(f"{name} is not reached on {self.window.path}: {passed}")

    def fill(self, name: str, text: str) -> None:
        self.tab_to(name)
        self.write(text)

    def pick(self, value: str) -> None:
        """Walk down the focused list to the option of this value."""
        self.press("Home")
        for _ in range(self.page.evaluate("document.activeElement.options.length")):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.press("ArrowDown")
        pytest.fail(f"no option {value}")

    def follow(self, *keys: str, to: str) -> None:
        """Press the keys and arrive at an address; the page's keys work from then on."""
        self.press(*keys)
        expect(self.page).to_have_url(re.compile(to))
        self.page.wait_for_load_state()

    def follow_until(self, text: str, key: str = "Enter") -> None:
        """Press the key and arrive where the page says this."""
        self.press(key)
        self.window.says(text)
        self.page.wait_for_load_state()


def digit(term: type, member: object, before: int = 0) -> str:
    """The digit that chooses a term of its group; ``before``: options ahead of the terms."""
    return str(list(term).index(member) + 1 + before)  # type: ignore[call-overload]


def register(clerk: Keys) -> str:
    """One visit; the query code."""
    clerk.press("Alt+1", digit(Channel, Channel.VISIT))
    clerk.fill("姓名", "吴秀兰")
    clerk.fill("证件号", IDENTITY)
    clerk.fill("手机", "13755559321")
    clerk.press("Alt+2", digit(Purpose, Purpose.GRIEVANCE, before=1))
    expect(clerk.page.get_by_role("radio", name="申诉求决")).to_be_checked()
    clerk.tab_to("1")
    clerk.write("请物业把排水管疏通好")
    clerk.press("Enter")  # to the next line, registers nothing
    assert clerk.page.evaluate("document.activeElement.id") == "claim-2"
    clerk.press("Shift+Tab")
    assert clerk.page.evaluate("document.activeElement.value") == "请物业把排水管疏通好"
    clerk.fill("事实和理由", "小区改造以后排水管一直堵，下雨就污水倒灌，反映过两次没有人来。")
    clerk.press("Alt+3")
    assert clerk.page.evaluate("document.activeElement.name") == "received_on"
    clerk.follow("Control+Enter", to="/registered/")
    code = clerk.page.locator(".receipt__code b").inner_text()
    clerk.follow("n", to="/receipts/")
    return code


def screen(officer: Keys, unit: Unit) -> None:
    """The officer decides way, unit and route, and says why: the rules may have thought otherwise."""
    officer.press("j")
    officer.follow("n", to=r"/screening/\d+/$")
    officer.tab_to("处理方式")
    officer.press("1")
    officer.tab_to("承办单位")
    officer.pick(str(unit.pk))
    officer.tab_to("途径")
    officer.pick(Route.PETITION.value)
    officer.fill("理由", "改造工程由该单位组织实施")
    officer.follow("Control+Enter", to="/screening/$")


def handle(handler: Keys, head: Keys, officer: Keys) -> None:
    """Accepted, answered, signed, served, found complete: at each desk the first row, then N for the next step."""
    handler.follow("j", "Enter", to="/cases/")
    handler.follow("n", to="/accept/")
    handler.follow("Control+Enter", to=r"/cases/[^/]+/\?")
    handler.follow("n", to="/draft_opinion/")
    handler.tab_to("意见种类")
    handler.press(digit(Outcome, Outcome.SUPPORTED))
    handler.fill("事实和理由", "经现场查看，排水支管堵塞属实。")
    handler.fill("处理意见", "十五日内疏通并更换破损管段。")
    handler.fill("法律法规依据", "《建设工程质量管理条例》第四十一条")
    handler.follow("Control+Enter", to=r"/cases/[^/]+/\?")
    head.follow("j", "Enter", to="/cases/")
    head.follow("n", to="/sign_opinion/")
    head.follow("Control+Enter", to=r"/cases/[^/]+/\?")
    handler.page.reload()
    handler.follow("n", to="/serve/")
    handler.tab_to("送达方式")
    handler.press(digit(ServiceMethod, ServiceMethod.DIRECT))
    handler.tab_to("送达日")
    handler.page.keyboard.type("03042026")
    handler.fill("送达凭据", "本人在回证上签收")
    handler.follow("Control+Enter", to=r"/cases/[^/]+/\?")
    officer.tab_to("异议与审核")
    officer.follow("Enter", to="/checking/")
    officer.follow("j", "Enter", to="/cases/")
    officer.follow("n", to="/conclude/")
    officer.follow("Control+Enter", to=r"/cases/[^/]+/\?")


def rate(petitioner: Keys, code: str, unit: Unit) -> None:
    """At the door: who had it, and 满意 for the unit."""
    petitioner.window.go("/query/")
    petitioner.fill("查询码", code)
    petitioner.fill("证件号码后四位", IDENTITY[-4:])
    petitioner.follow("Enter", to="/matter/")
    petitioner.window.says(unit.name)
    petitioner.tab_to("评价办理")
    petitioner.follow("Enter", to="/rate/")
    petitioner.tab_to(unit.name)
    petitioner.follow_until("您满意吗")
    petitioner.tab_to("您的评价")
    petitioner.press(digit(Satisfaction, Satisfaction.SATISFIED))
    petitioner.tab_to("看一遍再评")
    petitioner.follow_until("您评的是「满意」")
    petitioner.tab_to("就这样评价")
    petitioner.follow("Enter", to="/matter/")


def test_a_visit_is_registered_routed_handled_and_rated_without_a_mouse(
    window: Callable[..., Window], staff: Callable[..., User]
) -> None:
    unit = Unit.objects.get(code="housing")
    code = register(Keys(window()).sign_in(staff(Role.INTAKE)))
    case = Case.objects.get()
    assert (case.state, case.own_petition.channel) == (CaseState.REGISTERED, Channel.VISIT)
    officer = Keys(window()).sign_in(staff(Role.SCREENING))
    screen(officer, unit)
    handling = Handling.objects.get()
    assert (handling.unit, handling.state) == (unit, HandlingState.ARRIVED)
    handler = Keys(window()).sign_in(staff(Role.HANDLER, unit.code))
    head = Keys(window()).sign_in(staff(Role.UNIT_HEAD, unit.code))
    handle(handler, head, officer)
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    assert not Deadline.objects.filter(period__in=["forwarding", "notice", "handling"], met_on=None).exists()
    rate(Keys(window(PHONE)), code, unit)
    rating = Rating.objects.get()
    assert (rating.handling, rating.organ, rating.value) == (
        handling,
        RatedOrgan.UNIT,
        Satisfaction.SATISFIED,
    )
