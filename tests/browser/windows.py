"""One person's browser window: what they see, click and type, and what the page complains of."""

import re
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect

from organizations.models import User

PASSWORD = "yunxi-browser-2026"
#: A Wednesday with working days around it.
DAY = "2026-03-04"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


class Window:
    """One person's browser: its own cookies, its own complaints (console, page errors, content policy)."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.path}: {error}"))

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.path}: {message.text}")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def go(self, path: str) -> int:
        """Open a page; its status."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer.status

    def sign_in(self, user: User) -> "Window":
        """Through the real form; ends on the page the role lands on."""
        self.go("/login/")
        return self.type_in(user)

    def type_in(self, user: User) -> "Window":
        """On the sign-in page already."""
        self.field("账号").fill(user.username)
        self.field("密码").fill(PASSWORD)
        self.press("登录")
        expect(self.page.locator(".masthead__who summary")).to_contain_text(user.name)
        return self

    def enter(self, user: User) -> "Window":
        """Signed in already: for tests that are not about signing in."""
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.address}])
        return self

    def field(self, label: str, where: str = "main") -> Locator:
        """The control of this label, inside ``where``."""
        return self.page.locator(where).get_by_label(label).first

    def choose(self, label: str) -> None:
        """Click one option of a segmented group; its digit stands before the word."""
        self.page.locator("main .seg label", has_text=re.compile(rf"^\s*\d?\s*{label}\s*$")).first.click()

    def press(self, name: str) -> None:
        """Click the button or the link that says so, in the page's own part."""
        button = self.page.locator("main").get_by_role("button", name=name)
        link = self.page.locator("main").get_by_role("link", name=name)
        button.or_(link).first.click()

    def says(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)
