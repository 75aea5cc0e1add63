"""The boards: numbers that are the registry's sets, a unit that has its own page and no other's, no accusation, bounded queries."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import builders as b
import leaders_scenes as leaders
import pytest
from django.test import Client
from django.urls import reverse

from cases.models import CaseTopic, Deadline, Topic
from law import clock
from law.terms import Role
from reports import counts, load, quality, sets, tags
from reports.figures import Span
from reports.sets import CountSet, FigureSet
from tests.reports import scenes as s
from tests.reports.test_pages import client, see

pytestmark = pytest.mark.django_db
ON = date(2026, 7, 1)
#: A number that leads to its set.
NUMBER = re.compile(r'<a(?: class="red")? href="([^"]+)"[^>]*>(?:<b[^>]*>)?([\d,]+)(?:</b>)?</a>')


def numbers(page: str, prefix: str) -> dict[str, int]:
    found = {unescape(url): int(n.replace(",", "")) for url, n in NUMBER.findall(page)}
    return {url: n for url, n in found.items() if url.startswith(prefix)}


def size_of(url: str, on: date) -> int:
    """What the registry says of a set by its address."""
    found = sets.read(dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)))
    if isinstance(found, FigureSet):
        return found.rows(on).count()
    if found.by == "all":
        return counts.size(found.indicator, found.span).value
    sizes = counts.sizes([found.indicator], found.span, found.by)
    return sizes[found.key, found.indicator].value if (found.key, found.indicator) in sizes else 0


def at(role: str, unit: str, url: str, on: date = ON) -> Any:
    """The page as somebody of one unit gets it."""
    there = Client()
    there.force_login(b.person(role, unit))
    with clock.on_day(on):
        return there.get(url)


def tagged(name: str, n: int = 1, **changes: Any) -> None:
    topic = Topic.objects.get_or_create(name=name, defaults={"added_on": s.D0})[0]
    for _ in range(n):
        case = b.registered(received_on=s.D0, **changes)
        CaseTopic.objects.create(case=case, topic=topic, on=s.D0)


def county() -> None:
    s.answered(20)
    s.answered(70, to="water", channel="letter", place=b.unit("township_01"))
    s.repeating(s.closed(), 50)
    b.registered(channel="visit", people=7)
    leaders.verified()
    leaders.entered()
    leaders.working()
    tagged("供暖供水", 2)
    s.accusation()


# --- the county's page ----------------------------------------------------------------------------------------------


def test_every_number_of_the_county_page_is_its_set() -> None:
    county()
    page = see(Role.COUNTY_LEADER, reverse("reports:county"), ON)
    found = numbers(page, reverse("reports:set"))
    assert len(found) > 40
    assert {url: size_of(url, ON) for url in found} == found
    codes = {dict(parse_qsl(urlsplit(url).query))["indicator"] for url in found}
    assert codes >= {"petitions_total", "petitions_first", "petitions_repeat", "collective_visits", "collective_people", "tagged",
                     "backlog_entered", "backlog_struck", "backlog_standing", "sponsored_working", "sponsored_steps"}  # fmt: skip
    for url in list(found)[::9]:
        assert at(Role.COUNTY_LEADER, "county_government", url).status_code == 200


def test_the_county_page_tells_the_ledger_as_it_stands() -> None:
    county()
    page = see(Role.COUNTY_LEADER, reverse("reports:county"), ON)
    assert "化解率 <b>50.00%</b>" in page
    assert "0 / 2" in page, "the steps of the plan"
    assert "落实到位" in page or "现场核实" in page
    assert "逾期" in page, "the day agreed with the leader is over"
    assert page.count("看表</summary>") >= 9, "a table beside every picture"


def test_last_year_stands_beside_this_one() -> None:
    b.registered(received_on=date(2025, 3, 4), people=6)
    b.registered(received_on=date(2025, 9, 4))
    b.registered(received_on=date(2026, 3, 4), channel="letter")
    page = see(Role.COUNTY_LEADER, reverse("reports:county"), ON)
    assert "纵轴 0—1，上年同期 1" in page, "one visit of six in the same days of last year"
    assert "纵轴 0—6，上年同期 6" in page


def test_small_cells_of_a_place_are_left_out_and_cannot_be_worked_out() -> None:
    tagged("供暖供水", 6, place=b.unit("township_01"))
    tagged("供暖供水", 2, place=b.unit("township_02"))
    tagged("校外培训", 3, place=b.unit("township_01"))
    with clock.on_day(ON):
        units = [b.unit("township_01"), b.unit("township_02"), b.unit("township_03")]
        found = tags.table(s.YEAR, units)
    cells = {
        line["label"]: [(cell["n"], cell["left_out"]) for cell in line["cells"]] for line in found["lines"]
    }
    assert cells["供暖供水"] == [(6, True), (2, True), (0, False), (0, False)], "six is eight less two"
    assert all(left_out for _, left_out in cells["校外培训"]), (
        "the tag's own number would give its only place away"
    )
    assert [(row["label"], row["n"]) for row in found["rows"]] == [("供暖供水", 8), ("校外培训", 3)]
    page = see(Role.COUNTY_LEADER, reverse("reports:county"), ON)
    shown = re.findall(r"tag_place&amp;key=[^\"]+", page)
    assert shown == [], "no address of a cell that is left out"


def test_a_tag_and_a_place_open_together() -> None:
    tagged("供暖供水", 5, place=b.unit("township_01"))
    at_place = CountSet("tagged", s.YEAR, "tag_place", "供暖供水/township_01")
    page = see(Role.WRITER, at_place.url(), ON)
    assert page.count("<tr data-row>") == 5
    assert f"供暖供水，{b.unit('township_01').short_name}" in page


# --- the bureau leader's page ---------------------------------------------------------------------------------------


def test_the_picture_of_units_and_days_opens_into_the_duties() -> None:
    b.forwarded()
    b.forwarded(to="water")
    b.accepted(title="路面塌陷")
    s.accusation()
    on = s.day(10)
    page = see(Role.BUREAU_LEADER, reverse("reports:today"), on)
    cells = numbers(page, "/unit/")
    assert cells
    for url, n in cells.items():
        listed = at(Role.BUREAU_LEADER, "bureau", url, on).content.decode()
        assert listed.count("<tr data-row>") == n, url
    due = Deadline.objects.running().owed().filter(case__in_compartment=False)
    within = due.filter(due_on__range=(on, on + timedelta(days=29)))
    by_day = {url: n for url, n in cells.items() if "day=" in url}
    assert sum(by_day.values()) == within.count() == 2


def test_late_duties_stand_in_a_column_of_their_own() -> None:
    handling = b.forwarded()
    rows = Deadline.objects.running().owed()
    found = load.overview(rows, s.day(40), 30)
    assert found.by_unit[b.unit("housing").pk] == {s.day(39): 1}
    assert (found.late, found.within(s.day(40), s.day(69)), found.last) == (1, 0, None)
    before = load.overview(rows, s.day(0), 3)
    assert (before.late, before.by_unit, before.last) == (0, {}, s.due_of(handling, "notice").due_on)


def test_the_forecast_says_how_it_was_made() -> None:
    for n in range(0, 40, 2):
        b.forwarded(on=s.day(n))
    page = see(Role.BUREAU_LEADER, reverse("reports:today"), s.day(42))
    assert "现在在办 <b>20</b> 件" in page
    assert "范围取这 8 周里连着同样多个工作日实际到达最少和最多的" in page
    arrived = re.search(r'href="([^"]*indicator=arrived[^"]*)"', page)
    assert arrived
    assert size_of(unescape(arrived[1]), s.day(42)) == 20


def test_a_new_bureau_is_told_that_nothing_can_be_expected_yet() -> None:
    b.forwarded()
    assert "还不满两周，不作预计" in see(Role.BUREAU_LEADER, reverse("reports:today"), s.day(3))


# --- a unit's own page ----------------------------------------------------------------------------------------------


A_SET = "indicator=extended&since=2026-01-01&until=2026-12-31&by=unit&key=housing"
OWN = [("reports:unit_of", ""), ("reports:unit_duties", ""), ("reports:unit_set", A_SET)]


@pytest.mark.parametrize(("name", "query"), OWN)
@pytest.mark.parametrize(
    ("role", "unit", "status"),
    [(Role.HANDLER, "housing", 200), (Role.UNIT_HEAD, "housing", 200), (Role.HANDLER, "water", 404), (Role.UNIT_HEAD, "water", 404),
     (Role.BUREAU_LEADER, "bureau", 200), (Role.SCREENING, "bureau", 200), (Role.COUNTY_LEADER, "county_government", 200),
     (Role.INTAKE, "bureau", 403), (Role.COUNSEL, "bureau", 403), (Role.SYSADMIN, "bureau", 403), (Role.COMPARTMENT, "bureau", 403)],
)  # fmt: skip
def test_a_unit_has_its_own_page_and_no_others(
    role: str, unit: str, status: int, name: str, query: str
) -> None:
    address = f"{reverse(name, args=['housing'])}?{query}"
    assert at(role, unit, address).status_code == status
    if status == 404:
        assert at(role, unit, reverse("reports:unit")).status_code == 200


def test_one_who_oversees_has_no_unit_of_his_own() -> None:
    assert at(Role.BUREAU_LEADER, "bureau", reverse("reports:unit")).status_code == 403


def unit_scene() -> None:
    s.answered(20)
    s.extended(20)
    s.repeating(s.closed(), 50)
    s.returned()
    b.forwarded(on=s.day(100))
    s.accusation()


def test_every_number_of_the_units_page_opens_for_the_unit_itself() -> None:
    unit_scene()
    page = at(Role.HANDLER, "housing", reverse("reports:unit")).content.decode()
    shown = numbers(page, reverse("reports:unit_set", args=["housing"]))
    assert {url: size_of(url, ON) for url in shown} == shown
    told = {
        dict(parse_qsl(urlsplit(url).query))["indicator"]: n for url, n in shown.items() if "part" not in url
    }
    assert (told["extended"], told["came_again"], told["objected"], told["objected_upheld"]) == (1, 1, 1, 1)
    for url, n in shown.items():
        opened = at(Role.HANDLER, "housing", url)
        assert opened.status_code == 200, url
        assert opened.content.decode().count("<tr data-row>") <= n
        assert reverse("reports:export_ask") not in opened.content.decode()
    assert not numbers(page, reverse("reports:set")), "the county's sets are not the unit's"
    duties = numbers(page, reverse("reports:unit_duties", args=["housing"]))
    for url, n in duties.items():
        assert at(Role.HANDLER, "housing", url).content.decode().count("<tr data-row>") == n, url


def test_both_attributions_stand_beside_the_county() -> None:
    s.answered(20)
    s.answered(70, to="water")
    with clock.on_day(ON):
        lines = quality.rates("housing", s.YEAR, ON, lambda found: found.url())
    told = [(line["name"], line["basis"], line["own"].rate, line["county"].rate) for line in lines]
    assert [line[1] for line in told] == ["到期口径", "登记口径"] * 2
    assert told[2][2:] == told[3][2:] == (1.0, 0.5)


@pytest.mark.parametrize(
    "query",
    ["indicator=satisfaction_unit&part=numerator", "indicator=participation_unit", "indicator=one_time_resolution&part=missed",
     "indicator=ratings_entered", "indicator=extended&key=water", "indicator=extended&by=all", "indicator=nothing", "indicator=backdated"],
)  # fmt: skip
def test_what_was_said_of_a_unit_and_what_is_anothers_does_not_open(query: str) -> None:
    s.rated("dissatisfied")
    given = {"since": "2026-01-01", "until": "2026-12-31", "by": "unit", "key": "housing"} | dict(
        parse_qsl(query)
    )
    address = reverse("reports:unit_set", args=["housing"])
    words = "&".join(f"{name}={value}" for name, value in given.items())
    assert at(Role.UNIT_HEAD, "housing", f"{address}?{words}").status_code == 404


def test_ratings_are_told_as_totals_of_five_and_more_of_months_that_are_over() -> None:
    for _ in range(4):
        s.rated("satisfied")
    [participation, satisfaction] = quality.ratings("housing", ON)
    assert (satisfaction.own.denominator, satisfaction.hidden) == (4, True)
    page = at(Role.UNIT_HEAD, "housing", reverse("reports:unit")).content.decode()
    assert "不足 5 个，不出" in page
    s.rated("dissatisfied")
    assert not quality.ratings("housing", ON)[1].hidden
    page = at(Role.UNIT_HEAD, "housing", reverse("reports:unit")).content.decode()
    assert "80.00%" in page
    assert "4 ÷ 5" in page
    month = quality.rated_span(s.day(12))
    assert month.until == date(2026, 2, 28), "what is rated in March is told in April"
    assert quality.ratings("housing", s.day(12))[1].own.denominator == 0
    assert participation.name


def test_the_ratings_of_january_are_last_years() -> None:
    assert quality.rated_span(date(2027, 1, 5)) == Span(date(2026, 1, 1), date(2026, 12, 31))


def test_no_accusation_is_on_any_board() -> None:
    case = s.accusation()
    direct = b.registered(purpose="accusation", received_on=s.D0)
    for role, unit, name in [(Role.BUREAU_LEADER, "bureau", "reports:today"), (Role.COUNTY_LEADER, "county_government", "reports:county"),
                             (Role.HANDLER, "housing", "reports:unit")]:  # fmt: skip
        page = at(role, unit, reverse(name)).content.decode()
        assert case.number not in page
        assert direct.number not in page
    page = at(Role.COUNTY_LEADER, "county_government", reverse("reports:county")).content.decode()
    assert "登记 <b>0</b> 件次" in page


@pytest.mark.parametrize(
    "query", ["?part=nothing", "?period=persons", "?day=2026-02-30", "?after=x", "?since=x&until=y"]
)
def test_an_address_that_says_nonsense_narrows_nothing_or_is_not_found(query: str) -> None:
    b.forwarded()
    status = at(Role.HANDLER, "housing", reverse("reports:unit_duties", args=["housing"]) + query).status_code
    assert status == (404 if "day" in query else 200)
    assert (
        at(Role.HANDLER, "housing", reverse("reports:unit_of", args=["housing"]) + query).status_code == 200
    )


def test_long_lists_of_duties_go_on_by_key_and_keep_what_narrowed_them() -> None:
    for _ in range(53):
        b.forwarded()
    address = reverse("reports:unit_duties", args=["housing"]) + "?period=notice"
    first = at(Role.HANDLER, "housing", address, s.day(3)).content.decode()
    assert first.count("<tr data-row>") == 50
    following = re.search(r'href="(\?[^"]+)" rel="next"', first)
    assert following
    assert "period=notice" in following[1]
    second = at(
        Role.HANDLER, "housing", address.split("?", maxsplit=1)[0] + unescape(following[1]), s.day(3)
    ).content.decode()
    assert second.count("<tr data-row>") == 3
    assert "period=notice" in second, "back to the first page"


#: With a build of the night before.
QUERIES: list[tuple[str, str, str, int]] = [
    (Role.UNIT_HEAD, "housing", "reports:unit", 60),
    (Role.HANDLER, "housing", "reports:unit", 60),
    (Role.COUNTY_LEADER, "county_government", "reports:county", 40),
    (Role.BUREAU_LEADER, "bureau", "reports:today", 42),
]


@pytest.mark.parametrize(("role", "unit", "name", "most"), QUERIES)
@pytest.mark.django_db(transaction=True)
def test_queries_do_not_grow_with_rows(
    role: str, unit: str, name: str, most: int, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with clock.on_day(ON):
        who, made = client(role), []
        for n in (1, 3):
            for to in ("housing", "water", "township_01", "township_02")[: n + 1]:
                s.answered(20, to=to)
                b.forwarded(to=to, place=b.unit("township_01"))
                leaders.working()
                leaders.entered()
                tagged(f"热点{n}{to}")
            s.counted_in_the_night()
            who.get(reverse(name))
            with django_assert_max_num_queries(most) as asked:
                assert who.get(reverse(name)).status_code == 200
            made.append(len(asked))
    assert made[0] == made[1]
