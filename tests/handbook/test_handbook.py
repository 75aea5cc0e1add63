"""The handbook tells the truth: every screen it names is reached by who it says, and shows the words it quotes."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import crawling
import dj_database_url
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client
from django.urls import resolve

from conftest import owner_cursor
from law import clock
from law.terms import Role
from organizations.models import User
from petition_bureau import handbook, tasks
from petition_bureau.demo_year import year
from petition_bureau.ledger_index import ENTRIES
from petition_bureau.management.commands.handbook_pictures import kept_of

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {path.name: path.read_text("utf-8") for path in handbook.chapters()}
CHAPTERS = {name: text for name, text in TEXTS.items() if name != "README.md"}
TITLES = {name: text.splitlines()[0].removeprefix("# ") for name, text in CHAPTERS.items()}
#: What a chapter of somebody at work tells, by these headings.
PARTS = ("早上先看什么", "每天做什么", "什么不能做", "出了问题怎么办")
PICTURE = re.compile(r"!\[([^\]]*)\]\((images/[^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
SCREENS = list(handbook.screens())
PICTURED = [screen for screen in SCREENS if screen.name]


@pytest.mark.parametrize("role", Role, ids=str)
def test_a_role_has_its_chapter_of_all_parts(role):
    names = [name for name, title in TITLES.items() if title == role.label]
    assert len(names) == 1
    headings = re.findall(r"^## (.+)$", CHAPTERS[names[0]], re.MULTILINE)
    assert [part for part in PARTS if part not in headings] == []


def test_the_petitioner_and_everybody_have_a_chapter():
    assert {"信访人", "大家都要知道的"} <= set(TITLES.values())


def test_the_title_page_leads_to_every_chapter():
    assert {name for name, _ in LINK.findall(TEXTS["README.md"])} >= set(CHAPTERS)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_shows_pictures_and_quotes_no_word_before_its_first_screen(chapter):
    text = CHAPTERS[chapter]
    assert PICTURE.search(text)
    first = handbook.SCREEN.search(text)
    assert first
    assert handbook.QUOTED.findall(text[: first.start()]) == []


def test_every_remark_to_the_test_is_understood():
    remarks = {name: re.findall(r"<!--.*?-->", text, re.DOTALL) for name, text in TEXTS.items()}
    assert {name: len(found) for name, found in remarks.items() if found} == {
        name: sum(screen.chapter == name for screen in SCREENS) for name, found in remarks.items() if found
    }


def test_every_picture_shown_is_a_screen_and_every_screen_has_its_picture():
    shown = [(name, picture) for name, text in TEXTS.items() for _, picture in PICTURE.findall(text)]
    assert sorted(shown) == sorted((screen.chapter, f"images/{screen.name}.png") for screen in PICTURED)
    assert [screen.name for screen in PICTURED if not screen.picture.exists()] == [], "run bin/handbook"
    assert {path.stem for path in (handbook.FOLDER / "images").iterdir()} == {s.name for s in PICTURED}


def test_every_picture_says_what_it_shows():
    assert [name for text in TEXTS.values() for words, name in PICTURE.findall(text) if len(words) < 2] == []


def test_the_pictures_stay_small():
    sizes = {path.name: path.stat().st_size for path in (handbook.FOLDER / "images").iterdir()}
    assert {name: size for name, size in sizes.items() if size > 130_000} == {}
    assert sum(sizes.values()) < 8_000_000


def test_no_screen_is_named_twice():
    names = [screen.name for screen in PICTURED]
    assert sorted(set(names)) == sorted(names)


def test_every_link_leads_somewhere():
    broken = []
    for name, text in TEXTS.items():
        for target, anchor in LINK.findall(text):
            path = handbook.FOLDER / (target or name)
            if not path.exists():
                broken.append(f"{name}: {target}")
            elif anchor and anchor not in anchors(path.read_text("utf-8")):
                broken.append(f"{name}: {target}#{anchor}")
    assert broken == []


def anchors(text):
    """The anchors a reader of Markdown makes of the headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.url)
def test_a_ledger_is_shown_to_one_of_its_roles(entry):
    """A new ledger without a word in the handbook fails here."""
    shown = [screen for screen in SCREENS if at(screen) == entry.url]
    assert {screen.who.split("@")[0] for screen in shown} & {str(role) for role in entry.roles}
    assert any(
        f"「{entry.label}」" in CHAPTERS[screen.chapter] for screen in shown if screen.chapter in CHAPTERS
    )


def at(screen):
    """The name of the address a screen is at; a ledger's record, form or act counts as the ledger."""
    path = re.split(r"[?#]", handbook.PLACE.sub("1", screen.address))[0]
    name = resolve(path).view_name
    return re.sub(r"_(new|record|step)$", "", name)


def test_the_script_and_the_module_mean_the_same_county():
    script = (ROOT / "bin" / "handbook").read_text("utf-8")
    assert f'DAY, CASES = "{handbook.DAY}", "{handbook.CASES}"' in script


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The handbook's county on the handbook's day, in one transaction that is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.on_day(handbook.DAY):
            year.live(handbook.CASES, today=handbook.DAY, tell=measure())
            tasks.relay_all()
        yield
        transaction.set_rollback(True)


def measure() -> Callable[..., None]:
    """The year lies in one transaction, where nobody measures the tables; by old measures a plan may take minutes."""
    if connection.pg_version >= 170000:  # type: ignore[attr-defined]
        with owner_cursor() as cursor:
            role = dj_database_url.parse(settings.DATABASE_URL)["USER"]
            cursor.execute(f'GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO "{role}"')

    def analyse(*_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    return analyse


@pytest.mark.django_db
def test_every_screen_is_reached_and_shows_its_words(county):
    """On the handbook's day, in the handbook's county."""
    with clock.on_day(handbook.DAY):
        wrong = [said for screen in SCREENS for said in faults(screen)]
    assert wrong == [], "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role, ids=str)
def test_no_link_on_a_page_is_refused_to_who_sees_it(county, role):
    """From where the role lands through every kind of page it reaches: a link is shown only to who may open it."""
    with clock.on_day(handbook.DAY):
        people = User.objects.filter(role=role, is_active=True).order_by("pk")
        # who has work: of the units' people those of the unit with most handlings
        person = people.annotate(n=Count("unit__handlings")).order_by("-n", "pk").first()
        assert person is not None
        wrong = crawling.refused(person)
    assert wrong == [], "\n".join(wrong)


def faults(screen: handbook.Screen) -> list[str]:
    """What the handbook says about this screen and the screen does not bear out."""
    where = f"{screen.chapter} {screen.name or screen.address}"
    try:
        person = screen.person()
        path = screen.path(person)
    except handbook.NotThere as gone:
        return [f"{where}: {gone}"]
    client = Client(raise_request_exception=False)
    if isinstance(person, User):
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    elif person:
        session = client.session
        session.update(kept_of(person))
        session.save()
    answer = client.get(path)
    if answer.status_code != 200:
        return [f"{where}: {path} answers {answer.status_code}"]
    page = handbook.text_of(answer.content.decode())
    return [
        f"{where}: {path} does not show 「{words}」"
        for words in screen.words
        if "".join(words.split()) not in page
    ]
