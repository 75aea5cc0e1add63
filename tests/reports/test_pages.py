"""The pages: who may open them, numbers that open into their cases, bounded queries, no accusation anywhere."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import builders as b
import pytest
from django.test import Client
from django.urls import reverse

from law import clock
from law.terms import Role
from reports import figures, sets, tasks
from reports.figures import Span
from reports.indicators import INDICATORS
from reports.sets import CountSet, FigureSet
from tests.reports import scenes as s

pytestmark = pytest.mark.django_db

BUREAU = {Role.SCREENING, Role.BUREAU_LEADER, Role.COUNTY_LEADER, Role.WRITER}
#: Page → roles that may open it.
PAGES = {
    "reports:figures": BUREAU,
    "reports:county": BUREAU,
    "reports:catalogue": BUREAU,
    "reports:today": {Role.BUREAU_LEADER},
    "reports:today_late": {Role.BUREAU_LEADER},
    "reports:annual": {Role.WRITER},
}
HOME = {Role.HANDLER: "housing", Role.UNIT_HEAD: "housing", Role.COUNTY_LEADER: "county_government"}
ON = date(2026, 7, 1)


def client(role: str) -> Client:
    found = Client()
    found.force_login(b.person(role, HOME.get(Role(role), "bureau")))
    return found


def see(role: str, url: str, on: date = ON) -> str:
    with clock.on_day(on):
        response = client(role).get(url)
    assert response.status_code == 200, (url, response.status_code)
    return unescape(response.content.decode())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_only_the_roles_of_the_figures_open_them(page: str, role: Role) -> None:
    with clock.on_day(ON):
        assert client(role).get(reverse(page)).status_code == (200 if role in PAGES[page] else 403)


def test_the_stranger_is_sent_to_sign_in() -> None:
    response = Client().get(reverse("reports:figures"))
    assert (response.status_code, response.url.split("?")[0]) == (302, "/login/")


def scene() -> None:
    s.answered(20)
    s.answered(70, to="water", channel="letter")
    s.presumed()
    s.rated("dissatisfied")
    s.repeating(s.closed(), 50)
    b.forwarded(anonymous=True)
    s.imported(1, date(2026, 3, 2), None)
    s.accusation()


def test_every_number_of_the_figures_opens_into_as_many_cases() -> None:
    scene()
    page = see(Role.BUREAU_LEADER, reverse("reports:figures"))
    links = re.findall(r'<a href="(/figures/set/\?[^"]+)">(\d+)</a>', page)
    assert len(links) > 40
    for url, number in sorted(dict(links).items())[::4]:
        opened = see(Role.BUREAU_LEADER, url)
        assert len(re.findall(r"<tr data-row>", opened)) == min(int(number), 50), url
        assert f"<b>{number}</b> 件" in opened


@pytest.mark.parametrize("basis", ["due", "registered"])
@pytest.mark.parametrize("by", ["all", "unit", "month", "channel", "category"])
def test_a_set_has_the_size_its_figure_says(by: Any, basis: Any) -> None:
    scene()
    table = figures.live(s.YEAR, by=by, basis=basis, as_of=ON)
    assert {code for _, code in table} == set(INDICATORS)
    for (key, code), tally in table.items():
        for part in ("numerator", "denominator", "pending", "not_recorded"):
            found = FigureSet(code, part, s.YEAR, basis, by, "" if by == "all" else key)
            assert found.rows(ON).count() == getattr(tally, part), (key, code, part)
            assert sets.read({**_query(found.url())}) == found
        missed = FigureSet(code, "missed", s.YEAR, basis, by, "" if by == "all" else key).rows(ON).count()
        assert missed == tally.denominator - tally.numerator


def _query(url: str) -> dict[str, str]:
    from urllib.parse import parse_qsl, urlsplit

    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def test_the_figures_page_shows_the_live_numbers_after_the_nightly_build() -> None:
    scene()
    with clock.on_day(ON):
        before = see(Role.WRITER, reverse("reports:figures"))
        tasks.nightly_figures()
        after = see(Role.WRITER, reverse("reports:figures"))
    numbers = r'<p class="figure__value">.*?</p>'
    assert re.findall(numbers, before) == re.findall(numbers, after) != []
    assert "汇总，加上其后的变化" in after


@pytest.mark.parametrize(
    ("query", "status"),
    [("indicator=repeat&since=2026-01-01&until=2026-12-31", 200), ("indicator=persons", 400), ("", 400),
     ("indicator=repeat&since=x&until=2026-12-31", 400), ("indicator=repeat&since=2026-01-01&until=2026-12-31&by=name&key=1", 400),
     ("indicator=repeat&since=2026-01-01&until=2026-12-31&by=month&key=13", 400)],
)  # fmt: skip
def test_an_address_that_names_no_set_says_so(query: str, status: int) -> None:
    with clock.on_day(ON):
        assert client(Role.WRITER).get(f"{reverse('reports:set')}?{query}").status_code == status


def test_no_accusation_is_in_any_page() -> None:
    case = s.accusation()
    for role, url in [(Role.BUREAU_LEADER, reverse("reports:today")), (Role.COUNTY_LEADER, reverse("reports:county")),
                      (Role.WRITER, CountSet("petitions_total", s.YEAR).url()),
                      (Role.BUREAU_LEADER, reverse("reports:today_late")),
                      (Role.BUREAU_LEADER, reverse("reports:today_day", args=[date(2026, 3, 17)])),
                      (Role.WRITER, FigureSet("bureau_timely", "denominator", s.YEAR).url())]:  # fmt: skip
        page = see(role, url)
        assert case.number not in page, url
        assert "检举控告件" not in page, url
    assert "信访件 <b>0</b> 条" in see(Role.WRITER, CountSet("petitions_total", s.YEAR).url())


def test_today_names_the_late_with_their_unit_and_article() -> None:
    b.forwarded(title="污水倒灌没人管")
    b.accepted(title="路面塌陷")
    page = see(Role.BUREAU_LEADER, reverse("reports:today"), s.day(20))
    assert "1 个期限已逾期" in page
    assert "污水倒灌没人管" in page
    assert "书面告知还没有发出。条例第23条第2款、条例第23条第3款" in page
    assert "路面塌陷" not in page, "forty days are left"
    assert reverse("reports:today_unit", args=["housing"]) in page
    unit = see(Role.BUREAU_LEADER, reverse("reports:today_unit", args=["housing"]), s.day(20))
    assert "<b>2</b> 件" in unit
    late = see(Role.BUREAU_LEADER, reverse("reports:today_late"), s.day(20))
    assert late.count("<tr data-row>") == 1


def test_the_calendar_opens_each_day() -> None:
    b.accepted()
    page = see(Role.BUREAU_LEADER, reverse("reports:today"), date(2026, 4, 20))
    cell = reverse("reports:today_day", args=[date(2026, 5, 6)])
    assert cell in page
    assert see(Role.BUREAU_LEADER, cell, date(2026, 4, 20)).count("<tr data-row>") == 1


def test_a_year_without_its_notice_is_said_to_be_provisional() -> None:
    b.accepted(on=date(2026, 11, 20))
    page = see(Role.BUREAU_LEADER, reverse("reports:today"), date(2026, 11, 21))
    assert "2027 年放假安排尚未装入，1 个期限" in page
    assert (
        see(Role.BUREAU_LEADER, reverse("reports:today_provisional"), date(2026, 11, 21)).count(
            "<tr data-row>"
        )
        == 1
    )


def test_the_county_compares_with_last_year_and_opens_each_number() -> None:
    b.registered(received_on=date(2025, 4, 1), channel="letter")
    b.registered(received_on=date(2026, 4, 1), channel="letter")
    b.registered(received_on=date(2026, 4, 2), channel="letter", place=b.unit("township_01"))
    b.registered(received_on=date(2025, 9, 1), channel="letter")
    s.accusation()
    page = see(Role.COUNTY_LEADER, reverse("reports:county"))
    assert "登记 <b>2</b> 件次，比上年同期多 <b>1 件次</b>" in page, "September 2025 is not in the same days"
    opened = 0
    for url, number in set(
        re.findall(r'<a href="(/figures/set/\?indicator=[a-z]*_?[a-z]+&since[^"]+)">([\d,]+)</a>', page)
    ):
        listed = see(Role.COUNTY_LEADER, url)
        assert "visitors" in url or listed.count("<tr data-row>") == int(number.replace(",", "")), url
        opened += 1
    assert opened >= 8
    assert "accusation" not in page


#: With a build of the night before; transaction, session, user, navigation and inbox are eleven of them.
QUERIES: list[tuple[str, str, int]] = [
    (Role.WRITER, "reports:figures", 30),
    (Role.BUREAU_LEADER, "reports:today", 42),
    (Role.COUNTY_LEADER, "reports:county", 40),
    (Role.WRITER, "reports:annual", 126),
]


@pytest.mark.parametrize(("role", "name", "most"), QUERIES)
@pytest.mark.django_db(transaction=True)
def test_queries_do_not_grow_with_the_county(
    role: str, name: str, most: int, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with clock.on_day(ON):
        who = client(role)
        counts = []
        for n in (1, 3):
            for to in ("housing", "water", "township_01", "township_02")[: n + 1]:
                s.answered(20, to=to)
                b.forwarded(to=to)
            s.counted_in_the_night()
            who.get(reverse(name))
            with django_assert_max_num_queries(most) as made:
                who.get(reverse(name))
            counts.append(len(made))
    assert counts[0] == counts[1]


def test_long_sets_go_on_by_key() -> None:
    for _ in range(53):
        b.registered()
    url = FigureSet("repeat", "denominator", Span(s.D0, s.D0)).url()
    first = see(Role.WRITER, url)
    assert first.count("<tr data-row>") == 50
    following = re.search(r'href="(\?[^"]+)" rel="next"', first)
    assert following
    second = see(Role.WRITER, reverse("reports:set") + following[1])
    assert second.count("<tr data-row>") == 3
    numbers = re.compile(r"data-open>([\d-]+)<")
    assert not set(numbers.findall(first)) & set(numbers.findall(second))


def test_a_span_that_cannot_be_read_is_said_on_the_page() -> None:
    page = see(Role.WRITER, reverse("reports:figures") + "?since=2026-05-01&until=2026-01-01")
    assert "起始日晚于截止日" in page
