"""What the published reports added to the figures: special periods, advisers, 积案 pressed once, numbers of the police,
words beside a number, and old snapshots that do not know a newer figure (domain §7.3, §9.2)."""

from datetime import date, time
from decimal import Decimal

import builders as b
import leaders_scenes as leaders
import pytest
from django.urls import reverse

from cases import actions as acts
from cases.models import Topic
from cases.policies import NotLawfulNow
from hearings import actions as roster
from hearings.actions import Entry
from law import clock
from law.terms import Attendance, ExpertKind, ReceptionKind, Role
from oversight import actions as supervision
from oversight.leaders import schedule
from oversight.leaders.models import Reception
from reports import actions, annual, counts, editions, public
from reports.activities.figures import BY_ID
from reports.by_hand import year_span
from reports.tokens import pieces, plain
from reports.told import told
from tests.reports import books
from tests.reports import scenes as s
from tests.reports.activities.ledger import entered
from tests.reports.test_pages import client, see

pytestmark = pytest.mark.django_db
ON = date(2026, 12, 31)
SPAN = date(2026, 3, 1), date(2026, 4, 30)
YEAR = date(2026, 1, 1), date(2026, 12, 31)


def period(title: str = "疫情防控期间", body: str = "疫情", on: date = SPAN[0], until: date = SPAN[1]):
    return entered("special_period", title, today=ON, on=on, until=until, words={"body": body})


def tagged(days: int = 20, **changes):
    """A letter of the period that concerns its topic, answered after so many days."""
    case = s.closed(days, days + 5, **{"channel": "letter", **changes})
    b.lived(
        s.day(days + 6), acts.tag, case, by=b.person(Role.SCREENING), topics=[Topic.objects.get(name="疫情")]
    )


def readings() -> list[object]:
    return [BY_ID[code].of(*YEAR).value for code in ("period_remote", "period_topical", "period_in_time")]


def test_a_special_period_counts_what_came_without_a_visit():
    """兴宁市 2020: letters, calls and messages of the span; visits, and what came before, are not among them."""
    assert readings() == [None, None, None]
    period()
    tagged()
    tagged(75)  # answered after its sixty days
    tagged(channel="visit")
    for changes in ({"channel": "phone"}, {"channel": "online", "received_on": date(2026, 2, 27)}):
        b.registered(**changes)
    assert readings() == [3, 2, 1]


def test_without_a_topic_only_the_whole_is_known():
    period(body="")
    b.registered(channel="letter")
    assert readings() == [1, None, None]


@pytest.mark.parametrize(
    ("given", "words"),
    [({"body": "没有的标签"}, "没有「没有的标签」这个热点标签"), ({"on": date(2026, 4, 1)}, "重叠")],
)
def test_a_special_period_that_would_mislead_is_refused(given, words):
    period("原来的")
    with pytest.raises(NotLawfulNow, match=words):
        period("另一段", **given)


@pytest.mark.parametrize("kind", ExpertKind, ids=str)
def test_an_adviser_is_a_lawyer_or_a_jurist(kind):
    """洞口县 2023: 法律顾问 1 名, counted apart from the lawyers."""
    one = Entry("陆一", kind, "某所", date(2026, 1, 1), adviser=True)
    if kind in {ExpertKind.LAWYER, ExpertKind.JURIST}:
        b.lived(date(2026, 1, 5), roster.add_expert, one, by=b.person(Role.SCREENING))
        assert BY_ID["legal_advisers"].of(*YEAR).value == 1
    else:
        with pytest.raises(NotLawfulNow, match="法律顾问从执业律师、法学专家中聘"):
            b.lived(date(2026, 1, 5), roster.add_expert, one, by=b.person(Role.SCREENING))


def test_the_adviser_is_chosen_on_the_page_of_the_roster():
    with clock.on_day(date(2026, 3, 2)):
        browser = client(Role.SCREENING)
        page = browser.post(reverse("hearings:experts_new"), {
            "name": "陆一", "kind": "lawyer", "origin": "某所", "since": "2026-01-01", "adviser": "on"}, follow=True)  # fmt: skip
    assert "执业律师，本局法律顾问" in page.content.decode()


def test_a_matter_assigned_and_supervised_is_pressed_once():
    """东丽区 2023: 交办、督办积案 171 件; what is on no list of 积案 is not among them."""
    both = leaders.entered().case
    handling = b.again(both.claims.get().handlings.get())
    leader = b.person(Role.BUREAU_LEADER)
    for row in (handling, b.forwarded(on=date(2026, 3, 3))):
        b.lived(
            date(2026, 3, 20), supervision.new_supervision, row, by=leader, ground="拖延", requirements="说明"
        )
    at = year_span(2026)
    assert [
        counts.size(code, at).value for code in ("backlog_assigned", "backlog_supervised", "backlog_pressed")
    ] == [0, 1, 1]
    page = see(Role.WRITER, annual.live_book(2026, as_of=ON).by_id["backlog_pressed"].url, ON)
    assert page.count("<tr data-row>") == 1


def test_a_number_of_the_police_is_in_the_report_only_when_somebody_entered_it():
    """乳山市、东丽区 2023; may stay empty, is linked to nobody, and is left out of the public text while it is small."""
    assert "detained" not in annual.live_book(2026, as_of=ON).by_id
    url = reverse("reports:annual_enter", args=[2026, "detained"])
    assert url in see(Role.WRITER, f"{reverse('reports:annual')}?kind=rule_of_law&year=2026", ON)
    actions.enter(2026, "detained", value=Decimal(3), source="县公安局来函", by=b.person(Role.WRITER), on=ON)
    book = annual.live_book(2026, as_of=ON)
    figure = book.by_id["detained"]
    assert (figure.value, figure.source, figure.cases, figure.url) == (3, "entered", None, "")
    assert plain(pieces("【公安机关依法行政拘留】", book)) == "3 人※"
    assert "detained" in public.hidden(book)


def test_a_snapshot_older_than_a_figure_does_not_turn_it_into_zero():
    """Last year's report is written again without what was not counted then."""
    b.registered(channel="letter")
    with clock.on_day(date(2027, 1, 20)):
        edition = editions.finish(2026, "rule_of_law", by=b.person(Role.WRITER), on=date(2027, 1, 20))
    assert edition.snapshot is not None
    book = annual.frozen_book(edition.snapshot, {}, {})
    gone = {("backlog_pressed", "all", ""), ("activities.guidance_notices", "all", "")}
    for numbers in (book.now, book.before):
        numbers._found = {at: line for at, line in numbers._found.items() if at not in gone}  # type: ignore[attr-defined]
    assert "petitions_letter" in book.by_id
    assert not {"backlog_pressed", "guidance_notices"} & set(book.by_id)
    newer = annual.Book(2026, annual.live_book(2026, as_of=ON).now, book.before, {}, {})
    assert newer.by_id["backlog_pressed"].incomparable == "上年没有登记，无从比较"


def days_held(*, without: int | None = None, twice: bool = False) -> str:
    """The 10th of every month, as it is told."""
    by, clerk = b.person(Role.SCREENING), b.person(Role.INTAKE)
    plan = {"by": by, "kind": ReceptionKind.GO_DOWN, "days": [10], "since": date(2026, 1, 5), "until": ON, "place": "云城街道",
            "starts_at": time(9), "ends_at": time(12), "title": "下访"}  # fmt: skip
    for leaders_ in (["丁一 副县长"], ["丁二 副县长"])[: 2 if twice else 1]:
        made = b.lived(date(2026, 1, 5), schedule.make_plan, leaders=leaders_, **plan)
        b.lived(date(2026, 1, 5), schedule.publish_plan, made, by=by)
    for row in Reception.objects.all():
        came = Attendance.ABSENT if row.on.month == without else Attendance.PRESENT
        b.lived(row.on, schedule.record_attendance, row, by=clerk, attendance=came, note="临时会议，另行安排")
    return told(2026).get("receptions_visiting", "")


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "每月 1 天（10日），每次一名领导"), ({"without": 7}, ""), ({"twice": True}, "每月 1 天（10日）")],
    ids=["kept all year", "one month missed", "two leaders each time"],
)
def test_every_month_is_said_only_of_what_was_kept_every_month(given, said):
    """兴宁市 2020: 每月一天; moved off a weekend it is the day it was set for."""
    assert days_held(**given) == said


def test_words_beside_a_number_are_no_tokens():
    entered("honour", "标杆【信访总量】中心", today=ON, on=date(2026, 9, 12))
    assert told(2026)["honours"] == "9月12日，标杆「信访总量」中心"


@pytest.mark.parametrize(
    ("value", "said"), [(42.0, "42 学时"), (42.333333, "42.33 学时"), (41.5, "41.5 学时")]
)
def test_hours_are_written_as_people_write_them(value, said):
    from reports.numbers import Noted

    kept = {"study_hours_each": Noted(value, approximate=False, n=1, begun=True)}
    assert plain(pieces("【人均学法学时】", books.book(kept=kept))) == said


def test_the_rest_is_said_where_not_all_first_petitions_are_closed():
    """乳山市 2023: 505 + 602 = 1107; else the text says what makes the difference."""
    from reports.achievements import achievements

    numbers = dict(books.NOW)
    assert "其余还在办理" not in achievements(books.book())
    fewer = books.Numbers(numbers | {"closed_first": 1000}, books.RATES)
    assert "，其余还在办理；" in achievements(annual.Book(2026, fewer, books.book().before, {}, {}))
    more = books.Numbers(numbers | {"closed_first": 1200}, books.RATES)
    assert "，含以前登记的；" in achievements(annual.Book(2026, more, books.book().before, {}, {}))
