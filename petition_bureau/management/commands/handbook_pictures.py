"""Remake the handbook's pictures against a running server; ``bin/handbook`` calls it on a county of its own.

The county is the same on every run, and so are the bytes of a picture, unless its page tells the time of day
(今天, 三率, 重大紧急, 操作记录, 补录).
"""

import base64
import shutil
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from cases.models import Petitioner
from law import clock
from organizations.models import User
from petition_bureau import handbook, palette_png, tasks
from portal import visit


class Command(BaseCommand):
    help = "重拍用户手册的截图"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("base", help="服务器地址，例如 http://127.0.0.1:8000")
        parser.add_argument("names", nargs="*", help="只拍这几张")

    def handle(self, *args: Any, **options: Any) -> None:
        chromium = shutil.which("chromium")
        if not chromium:
            raise CommandError("没有找到 chromium：请执行 apt-get install chromium 后重试。")
        if not settings.DEMONSTRATION:
            raise CommandError("截图只在演示县拍，正式环境不拍。")
        tasks.relay_all()
        pictured = [screen for screen in handbook.screens() if screen.name]
        only = set(options["names"]) or {screen.name for screen in pictured}
        try:
            wanted = [prepared(screen) for screen in pictured if screen.name in only]
        except handbook.NotThere as gone:
            raise CommandError(f"手册里的画面在演示县里没有：{gone}") from gone
        connection.close()
        _photograph(chromium, options["base"], wanted)
        kept = {screen.picture for screen in pictured}
        for old in (handbook.FOLDER / "images").glob("*.png"):
            if old not in kept:
                old.unlink()
        self.stdout.write(f"已拍 {len(wanted)} 张。")


def prepared(screen: handbook.Screen) -> tuple[handbook.Screen, str, str]:
    """The screen, its address, and the key of a session of who looks."""
    person = screen.person()
    return screen, screen.path(person), _session(person) if person else ""


def _session(person: User | Petitioner) -> str:
    """A signed-in session of a demo account, or of a petitioner who gave the query code."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store.update(kept_of(person))
    store.save()
    return str(store.session_key)


def kept_of(person: User | Petitioner) -> dict[str, Any]:
    """What the session of this person holds."""
    if isinstance(person, Petitioner):
        kept = {"person": str(person.pk), "code": person.code_index, "at": clock.now().isoformat()}
        return {visit.KEY: kept}
    return {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    }


def _photograph(chromium: str, base: str, wanted: list[tuple[handbook.Screen, str, str]]) -> None:
    from playwright.sync_api import sync_playwright

    (handbook.FOLDER / "images").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            # grey edges of letters: half the bytes of coloured ones
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-lcd-text"],
        )
        darkroom = browser.new_page()
        for screen, path, key in wanted:
            width, height = screen.size
            context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            if key:
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": base}])
            window = context.new_page()
            answer = window.goto(base + path, wait_until="networkidle")  # parts of a page come after it
            if answer is None or answer.status != 200:
                raise CommandError(f"{screen.chapter}：{screen.name}（{path}）打不开。")
            taken = base64.b64encode(window.screenshot(animations="disabled", caret="hide")).decode()
            screen.picture.write_bytes(palette_png.written(darkroom.evaluate(palette_png.READ, taken)))
            context.close()
        browser.close()
