"""Walking the pages as one person: of every kind of page some are opened, and no link on them may be refused."""

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from organizations.models import User
from organizations.web import may_open

HREF = re.compile(r"""<a\s[^>]*?href="([^"]*)\"""")
FORM = re.compile(r"""<form\s[^>]*?action="([^"]*)\"""")
#: Left alone: signing out, and what makes a file.
UNTOUCHED = ("/logout/", "/api/", "/static/")


def links_of(page: str, at: str) -> list[str]:
    """The addresses on a page, those of forms as well, without their fragments."""
    found = [*HREF.findall(page), *FORM.findall(page)]
    wanted = [urlsplit(urljoin(at, unescape(each))) for each in found]
    return [each._replace(fragment="").geturl() for each in wanted if each.scheme == each.netloc == ""]


def kind_of(address: str) -> tuple[str, ...]:
    """What is counted as the same kind of page: its name, the act in it, the view of a list."""
    parts = urlsplit(address)
    match = resolve(parts.path)
    named = [str(value) for key, value in sorted(match.kwargs.items()) if key in {"act", "step", "form"}]
    view = re.findall(r"view=(\w+)", parts.query)
    return (match.view_name or parts.path, *named, *view)


def refused(person: User, *, each: int = 1) -> list[str]:
    """Every link that is refused (403, 404) to the person who sees it: ``page → link: status``.

    Of one kind of page ``each`` are opened; of the other links the page's own permissions are read.
    """
    client = Client(raise_request_exception=False)
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    ways: deque[tuple[str, str]] = deque([("", reverse("home"))])
    asked: set[str] = set()
    seen: dict[tuple[str, ...], int] = {}
    wrong: list[str] = []
    while ways:
        came_from, address = ways.popleft()
        if address in asked or urlsplit(address).path.startswith(UNTOUCHED):
            continue
        try:
            kind = kind_of(address)
        except Resolver404:
            wrong.append(f"{came_from} → {address}: no such address")
            continue
        if not may_open(person, address):
            wrong.append(f"{came_from} → {address}: not this role's page")
            continue
        if seen.get(kind, 0) >= each:
            continue
        seen[kind] = seen.get(kind, 0) + 1
        asked.add(address)
        answer = client.get(address)
        if answer.streaming:  # a file: read to its end, which closes it
            deque(answer.streaming_content, maxlen=0)
        if answer.status_code in {403, 404}:
            wrong.append(f"{came_from} → {address}: {answer.status_code}")
        if answer.status_code == 302:
            ways.append((address, answer.headers["Location"]))
        if (
            answer.status_code == 200
            and not answer.streaming
            and answer.headers["Content-Type"].startswith("text/html")
        ):
            ways.extend((address, link) for link in links_of(answer.content.decode(), address))
    return wrong
