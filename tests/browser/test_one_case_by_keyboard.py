"""The same course without a mouse: Tab, digits in groups, Alt 1–3, Ctrl Enter, J, N, Enter (design §6)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from cases.models import Case
from law.terms import CaseState, Channel, Purpose, Role
from organizations.models import Unit, User
from tests.browser.windows import PASSWORD, Window

pytestmark = pytest.mark.browser
IDENTITY = "330999197508152011"
#: The focused control's name, and whether a ring can be seen around it or around the label that wears it.
FOCUS = """() => {
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    const ringed = [node, node.closest("label")].filter(Boolean).some((each) => {
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
        self.write(user.username)  # the cursor is there already
        self.press("Tab")
        self.write(PASSWORD)
        self.press("Enter")
        expect(self.page.locator(".masthead__who summary")).to_contain_text(user.name)
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

    def follow(self, *keys: str, to: str) -> None:
        """Press the keys and arrive."""
        self.press(*keys)
        expect(self.page).to_have_url(re.compile(to))


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
    clerk.write("补发拖欠的两个月工资")
    clerk.press("Enter")  # to the next line, registers nothing
    clerk.write("补缴社会保险")
    clerk.press("Shift+Tab")
    assert clerk.page.evaluate("document.activeElement.value") == "补发拖欠的两个月工资"
    clerk.fill("事实和理由", "在县工业园某服装厂做工，去年十月、十一月的工资至今没有发，社保也没有缴。")
    clerk.press("Alt+3")
    assert clerk.page.evaluate("document.activeElement.name") == "received_on"
    clerk.follow("Control+Enter", to="/registered/")
    code = clerk.page.locator(".receipt__code b").inner_text()
    clerk.follow("n", to="/receipts/")
    return code


def screen(officer: Keys, unit: Unit) -> None:
    """Both claims; the officer decides the unit, and says why where the rules thought otherwise."""
    officer.press("j")
    officer.follow("n", to=r"/screening/\d+/")
    for left in (1, 0):
        here = officer.window.path
        officer.tab_to("处理方式")
        officer.press("1")
        officer.tab_to("承办单位")
        officer.write(unit.short_name)
        officer.press(*unit.short_name)
        officer.fill("理由", "劳动报酬和社会保险的监察由该单位负责")
        officer.press("Control+Enter")
        expect(officer.page).not_to_have_url(re.compile(f"{here}$"))
        assert Case.objects.get().claims.filter(way="").count() == left


def test_a_visit_is_registered_routed_handled_and_rated_without_a_mouse(
    window: Callable[..., Window], staff: Callable[..., User]
) -> None:
    clerk = Keys(window()).sign_in(staff(Role.INTAKE))
    code = register(clerk)
    case = Case.objects.get()
    assert (case.state, case.claims.count()) == (CaseState.REGISTERED, 2)
    assert case.own_petition.channel == Channel.VISIT

    unit = Unit.objects.get(code="human_resources")
    screen(Keys(window()).sign_in(staff(Role.SCREENING)), unit)
