"""What every page owes: no complaint of the browser, no scroll sideways, a label on every control, no raw template."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from builders import (
    MONDAY,
    accepted,
    claim_of,
    forwarded,
    lived,
    person,
    registered,
    registration,
    served,
    unit,
)
from django.urls import NoReverseMatch, resolve, reverse
from playwright.sync_api import expect

from cases import actions
from law.terms import Role
from organizations.models import User
from petition_bureau.navigation import NAVIGATION
from tests.browser.windows import DESK, PHONE, Window

pytestmark = pytest.mark.browser
#: Controls nobody could name, ids given twice, and what sticks out of the window.
LOOK = """() => {
    const shown = (node) => node.type !== "hidden" && !node.hidden && !node.closest("[hidden]");
    const named = (node) => node.getAttribute("aria-label") || node.getAttribute("aria-labelledby") || node.title
        || [...(node.labels || [])].some((label) => label.textContent.trim()) || (node.tagName === "BUTTON" && node.textContent.trim());
    const controls = [...document.querySelectorAll("input, select, textarea, button")].filter(shown);
    const links = [...document.querySelectorAll("a[href]")].filter((a) => !a.textContent.trim() && !a.getAttribute("aria-label"));
    const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
    const root = document.scrollingElement;
    return {
        unnamed: [...controls.filter((node) => !named(node)), ...links].map((node) => node.outerHTML.slice(0, 120)),
        twice: [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))],
        wide: root.scrollWidth > root.clientWidth ? `${root.scrollWidth} > ${root.clientWidth}` : "",
        headings: document.querySelectorAll("h1").length,
        text: document.body.innerText,
    };
}"""
LINKS = """() => [...document.querySelectorAll("a[href]")].filter((a) => a.origin === location.origin)
    .map((a) => a.pathname + a.search)"""
RAW = ("None", "{{", "{%", "}}", "%}", "undefined", "NaN")


def look_at(window: Window, path: str) -> list[str]:
    """What is wrong with one page."""
    status = window.go(path)
    seen: dict[str, Any] = window.page.evaluate(LOOK)
    wrong = [f"{path}: {raw!r} on the page" for raw in RAW if raw in seen["text"]]
    wrong += [f"{path}: no name: {control}" for control in seen["unnamed"]]
    wrong += [f"{path}: id twice: {name}" for name in seen["twice"]]
    if seen["wide"]:
        wrong.append(f"{path}: scrolls sideways, {seen['wide']}")
    if status != 200:
        wrong.append(f"{path}: {status}")
    if seen["headings"] != 1:
        wrong.append(f"{path}: {seen['headings']} main headings")
    return wrong


def pages(role: Role) -> list[str]:
    """The addresses of a role's navigation, and its inbox."""
    found = [reverse("cases:inbox")]
    for _, name in NAVIGATION[role]:
        try:
            found.append(reverse(name))
        except NoReverseMatch:  # an area not installed
            continue
    return found


@pytest.fixture
def county(transactional_db: None) -> dict[str, Any]:
    """A file in every hand: waiting, arrived, being handled, served."""
    waiting = registered()
    arrived = forwarded()
    handled = accepted(date(2026, 3, 3))
    answered = served(accepted(), date(2026, 3, 3))
    return {"waiting": claim_of(waiting), "arrived": arrived, "handled": handled, "served": answered}


def home_of(role: Role) -> str:
    if role in {Role.HANDLER, Role.UNIT_HEAD}:
        return "housing"
    return "county_government" if role == Role.COUNTY_LEADER else "bureau"


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_the_pages_of_a_role(
    window: Callable[..., Window], staff: Callable[..., User], county: dict[str, Any], role: Role
) -> None:
    desk = window(DESK).enter(staff(role, home_of(role)))
    assert [wrong for path in pages(role) for wrong in look_at(desk, path)] == []


@pytest.mark.long
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_page_a_role_can_reach(
    window: Callable[..., Window], staff: Callable[..., User], county: dict[str, Any], role: Role
) -> None:
    """Follow the links of the role's pages, each kind of page once."""
    desk = window(DESK).enter(staff(role, home_of(role)))
    waiting, seen, wrong = pages(role), set(), []
    while waiting:
        path = waiting.pop(0)
        name = resolve(path.partition("?")[0]).view_name
        if name in seen or not page_like(path):
            continue
        seen.add(name)
        wrong += look_at(desk, path)
        waiting += desk.page.evaluate(LINKS)
    assert wrong == []
    assert len(seen) >= len(pages(role))


def page_like(path: str) -> bool:
    """Files and print-outs are no pages; raw data neither."""
    return not re.search(r"\.(pdf|docx|xlsx|csv|json)$|^/(static|files|api/schema)/", path.partition("?")[0])


def test_the_pages_of_a_file(
    window: Callable[..., Window], staff: Callable[..., User], county: dict[str, Any]
) -> None:
    """The case page and the act pages of those who act on it."""
    wrong = []
    arrived, handled, answered = (county[name] for name in ("arrived", "handled", "served"))
    for role, paths in {
        Role.INTAKE: [f"/cases/{handled.claim.case.number}/", f"/registered/{handled.claim.case.number}/"],
        Role.SCREENING: [
            f"/screening/{county['waiting'].pk}/", f"/claims/{handled.claim_id}/why/",
            f"/cases/{answered.claim.case.number}/", act(answered, "conclude"), act(answered, "send_back"),
        ],
        Role.HANDLER: [
            f"/cases/{handled.claim.case.number}/", act(arrived, "accept"), act(arrived, "propose_decline"),
            act(handled, "draft_opinion"), act(handled, "ask_extension"), act(handled, "note"), act(handled, "attach"),
        ],
        Role.UNIT_HEAD: [act(arrived, "object_to"), act(handled, "approve_extension")],
    }.items():  # fmt: skip
        desk = window(DESK).enter(staff(role, home_of(role)))
        wrong += [each for path in paths for each in look_at(desk, path)]
    assert wrong == []


def act(handling: Any, name: str) -> str:
    return f"/cases/{handling.claim.case.number}/{handling.pk}/{name}/"


def test_the_petitioners_pages(window: Callable[..., Window], live_on: Any) -> None:
    """At phone width, with large letters too."""
    done = lived(MONDAY, actions.register, registration(), by=person(Role.INTAKE), unit=unit("bureau"))
    row, issued = done.codes[0]
    phone = window(PHONE)
    wrong = look_at(phone, "/query/")
    phone.field("查询码").fill(issued.code)
    phone.field("证件号码后四位").fill(row.identity[-4:])
    phone.press("查看办理情况")
    phone.says("现在由谁办")
    wrong += look_at(phone, "/query/matter/") + look_at(phone, "/query/rate/")
    phone.go("/query/size/")
    wrong += look_at(phone, "/query/matter/") + look_at(phone, "/login/")
    assert wrong == []


def test_the_page_of_the_api_draws_itself(window: Callable[..., Window], staff: Callable[..., User]) -> None:
    """From the house's own files, under the house's policy: no script or style of another host."""
    desk = window(DESK).enter(staff(Role.WRITER))
    desk.go("/api/docs/")
    expect(desk.page.locator(".opblock").first).to_be_visible()
