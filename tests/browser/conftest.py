"""Headless Chromium at a live server, one window per person; what a page complains of is kept."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from law.terms import Role
from organizations.models import User
from tests.browser.windows import DAY, DESK, PASSWORD, Window

CHROMIUM = shutil.which("chromium")
#: In this language a day is typed month first, wherever the tests run.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=en-US"]
PATIENCE = 10_000  # milliseconds until a page or a word must be there


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """One browser for all; where none is installed, no test of this folder runs."""
    if not CHROMIUM:
        pytest.skip("chromium is absent: apt-get install chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; the tests' own queries do not run inside it
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def live_on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Move the day of the live server; it begins on ``DAY``."""
    monkeypatch.setenv("PETITION_TODAY", DAY)
    return lambda day: monkeypatch.setenv("PETITION_TODAY", day)


@pytest.fixture
def window(
    chromium: Browser, transactional_db: None, live_server: Any, live_on: Any
) -> Iterator[Callable[..., Window]]:
    """Opens windows; at the end none of them may have complained."""
    opened: list[Window] = []

    def begin(size: dict[str, int] = DESK, **options: Any) -> Window:
        context = chromium.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", **options)
        context.set_default_timeout(PATIENCE)
        opened.append(Window(context, live_server.url))
        return opened[-1]

    yield begin
    for each in opened:
        each.context.close()
    assert [complaint for each in opened for complaint in each.complaints] == []


@pytest.fixture
def staff(live_on: Any, transactional_db: None) -> Callable[..., User]:
    """A person of a role at a unit, with the password of this folder."""
    from builders import person

    def hire(role: Role, unit: str = "bureau") -> User:
        user = person(role, unit)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        return user

    return hire
