"""The demo on the real day, as somebody sees it who starts it for the first time (design §4). The one test of the real day."""

import re
import signal
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from law.terms import Role
from tests.processes.conftest import ROOT, Demo
from tests.processes.test_demo_stops import run


class Visitor:
    """A browser without a window: cookies, forms, redirects."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.door = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[int, str, str]:
        """(status, address it ended at, text)."""
        return self._open(path, None)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str, str]:
        return self._open(path, urllib.parse.urlencode(fields).encode())

    def _open(self, path: str, body: bytes | None) -> tuple[int, str, str]:
        with self.door.open(self.url + path, body) as page:
            return page.status, page.url.removeprefix(self.url), page.read().decode()

    def sign_in(self, user: str, password: str) -> tuple[int, str, str]:
        """Through the real form; where the role lands."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/login/")[2])
        assert token
        fields = {"csrfmiddlewaretoken": token[1], "username": user, "password": password}
        return self.post("/login/", fields)


def test_the_demo_on_the_real_day(
    demo: Callable[..., Demo], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PETITION_TODAY", raising=False)
    running = demo("--cases", "30")
    url = running.line("READY").removeprefix("READY ")
    logins = [running.line("LOGIN ").split()[1:] for _ in Role]
    assert {role for role, _, _ in logins} == {str(role) for role in Role}
    for role, user, password in logins:
        visitor = Visitor(url)
        status, path, text = visitor.sign_in(user, password)
        assert (status, path == "/login/") == (200, False), f"{role} is not let in"
        heading = re.search(r"<h1>(.+?)</h1>", text, re.DOTALL)
        assert heading, f"{role} lands on {path}, which says nothing"
        assert heading[1].strip()
        assert "云溪县信访事项办理" in text
        assert visitor.get("/")[:2] == (200, path)
    assert Visitor(url).get("/query/")[0] == 200

    second = run(ROOT / "bin" / "demo", "--data", tmp_path / "data")
    assert (second.returncode, second.stdout) == (0, f"ALREADY RUNNING {url}\n")
    assert running.end(signal.SIGTERM) == 0
    assert running.gone(), running.left()
