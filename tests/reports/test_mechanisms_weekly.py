"""周调度 (domain §8): near, overdue and hard matters by unit; what a meeting asks comes back until it is checked off."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import builders as b
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from racing import at_once

from audit.models import Record
from cases import actions
from cases.models import Deadline, Handling
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import ConcernReason, Role
from notifications.models import Outbox
from organizations.models import User
from reports.mechanisms import weekly
from reports.mechanisms.models import MeetingCheck, MeetingItem, WeeklyMeeting
from reports.mechanisms.weekly import Asked
from tests.reports import scenes as s

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)
R = ConcernReason


def reasons(handling: Handling, today: date, who: User | None = None) -> list[ConcernReason]:
    user = who or b.person(Role.SCREENING)
    return next(
        (line.reasons for line in weekly.concerns(user, today) if line.unit.pk == handling.unit_id), []
    )


def sent_back() -> Handling:
    handling = b.served(b.accepted(), b.MONDAY + timedelta(days=3))
    b.lived(
        b.MONDAY + timedelta(days=4),
        actions.send_back,
        handling,
        by=b.person(Role.SCREENING),
        reason="没有逐项回应诉求",
    )
    return b.again(handling)


def collective() -> Handling:
    return b.forwarded(people=6)


#: What makes a matter one for the meeting (domain §8: 在办、临期、难件).
HARD: dict[str, tuple[Callable[[], Handling], date, list[ConcernReason]]] = {
    "a last day within a week": (b.forwarded, date(2026, 3, 12), [R.SOON]),
    "a last day in eight days is none": (b.forwarded, date(2026, 3, 8), []),
    "a last day gone by": (b.forwarded, date(2026, 3, 18), [R.OVERDUE]),
    "an extension used": (lambda: s.extended(30), date(2026, 4, 10), [R.EXTENDED]),
    "an opinion sent back": (sent_back, DAY, [R.REDONE]),
    "five or more came (domain §3.4)": (collective, DAY - timedelta(days=2), [R.COLLECTIVE]),
}


@pytest.mark.parametrize("scene", HARD)
def test_what_the_meeting_speaks_about(scene: str) -> None:
    make, today, wanted = HARD[scene]
    assert reasons(make(), today) == wanted


def test_four_who_came_are_no_collective_visit() -> None:
    assert reasons(b.forwarded(people=4), DAY - timedelta(days=2)) == []


def test_one_line_for_a_matter_with_every_reason() -> None:
    handling = collective()
    assert reasons(handling, date(2026, 3, 18)) == [R.OVERDUE, R.COLLECTIVE]
    [line] = [
        line
        for line in weekly.concerns(b.person(Role.SCREENING), date(2026, 3, 18))
        if line.unit.pk == handling.unit_id
    ]
    assert line.problem(date(2026, 3, 18)) == "书面告知期限逾期 1 天；集体访"


def test_units_stand_in_the_county_s_order_not_by_number() -> None:
    """条例第39条第1款: how many a unit has puts nobody first."""
    for to in ("water", "agriculture", "agriculture", "housing"):
        b.forwarded(to=to)
    groups = weekly.by_unit(weekly.concerns(b.person(Role.SCREENING), date(2026, 3, 18)))
    positions = [unit.position for unit, _ in groups]
    assert positions == sorted(positions)


def test_an_accusation_is_in_no_line() -> None:
    """条例第30条第3款."""
    s.accusation()
    assert weekly.concerns(b.person(Role.SCREENING), date(2026, 4, 1)) == []


def test_a_unit_sees_only_what_is_its_own() -> None:
    b.forwarded()
    b.forwarded(to="agriculture")
    for code in ("housing", "agriculture"):
        for role in (Role.HANDLER, Role.UNIT_HEAD):
            found = weekly.concerns(b.person(role, code), date(2026, 3, 18))
            assert {line.unit.code for line in found} == {code}


# --- the meeting --------------------------------------------------------------------------------------------------


def asked(handling: Handling, **changes: Any) -> Asked:
    words = {
        "problem": "书面告知期限临近",
        "requirement": "三日内书面告知",
        "check_on": DAY + timedelta(days=7),
    } | changes
    return Asked(handling.claim.case, handling.unit, **words)


def held(*handlings: Handling, on: date = DAY) -> WeeklyMeeting:
    return b.lived(
        on,
        weekly.hold,
        by=b.person(Role.SCREENING),
        chair="赵睿哲",
        asked=[asked(each) for each in handlings],
    )


def item_of(handling: Handling | None = None) -> MeetingItem:
    return held(handling or b.forwarded()).items.get()


def test_from_the_meeting_to_the_outcome() -> None:
    item = item_of()
    heads = {b.person(Role.HANDLER, "housing").pk, b.person(Role.UNIT_HEAD, "housing").pk}
    item.refresh_from_db()
    b.lived(
        DAY + timedelta(days=2),
        weekly.report,
        item,
        by=b.person(Role.HANDLER, "housing"),
        text="已起草告知书",
    )
    again = DAY + timedelta(days=7)
    b.lived(
        again,
        weekly.check,
        item,
        by=b.person(Role.BUREAU_LEADER),
        found="还没有送达",
        next_on=again + timedelta(days=7),
    )
    assert list(MeetingItem.objects.open()) == [item], "it comes back"
    b.lived(again + timedelta(days=7), weekly.close, item, by=b.person(Role.SCREENING), outcome="已送达")
    item.refresh_from_db()
    assert (item.closed_on, item.outcome, item.report) == (
        again + timedelta(days=7),
        "已送达",
        "已起草告知书",
    )
    assert list(MeetingCheck.objects.values_list("found", flat=True)) == ["还没有送达"]
    assert not MeetingItem.objects.open().exists()
    verbs = list(Record.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs[-4:] == [
        "hold_weekly_meeting",
        "report_meeting_item",
        "check_meeting_item",
        "close_meeting_item",
    ]
    assert heads


def test_the_units_concerned_are_told() -> None:
    handler = b.person(Role.HANDLER, "housing")
    item = item_of()
    [word] = Outbox.objects.filter(key__startswith=f"meeting-item:{item.pk}")
    assert word.recipients == sorted(
        User.objects.filter(unit=handler.unit, role__in=["handler", "unit_head"]).values_list("pk", flat=True)
    )
    assert word.url == reverse("reports:meeting_items_record", args=[item.pk])


def test_it_moves_no_clock() -> None:
    """内部要求: a meeting asks, the law's periods run on."""
    handling = b.forwarded()
    before = list(Deadline.objects.values())
    item = item_of(handling)
    b.lived(DAY + timedelta(days=7), weekly.close, item, by=b.person(Role.SCREENING), outcome="已送达")
    assert list(Deadline.objects.values()) == before


NOT_THEIRS: list[tuple[str, Callable[[MeetingItem], Any]]] = [
    ("hold", lambda item: b.lived(DAY, weekly.hold, by=b.person(Role.WRITER), chair="某人")),
    ("hold", lambda item: b.lived(DAY, weekly.hold, by=b.person(Role.UNIT_HEAD, "housing"), chair="某人")),
    ("report", lambda item: b.lived(DAY, weekly.report, item, by=b.person(Role.HANDLER, "water"), text="已办")),
    ("report", lambda item: b.lived(DAY, weekly.report, item, by=b.person(Role.SCREENING), text="已办")),
    ("check", lambda item: b.lived(DAY, weekly.check, item, by=b.person(Role.HANDLER, "housing"), found="好", next_on=DAY + timedelta(days=1))),
    ("close", lambda item: b.lived(DAY, weekly.close, item, by=b.person(Role.UNIT_HEAD, "housing"), outcome="好")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "act"), NOT_THEIRS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_whose_act_it_is(name: str, act: Callable[[MeetingItem], Any]) -> None:
    item = item_of()
    with pytest.raises(NotYours):
        act(item)
    item.refresh_from_db()
    assert (item.version, item.closed_on, item.report) == (1, None, "")


def meeting(*wanted: Asked, chair: str = "赵睿哲") -> WeeklyMeeting:
    return b.lived(DAY, weekly.hold, by=b.person(Role.SCREENING), chair=chair, asked=wanted)


def of_water(handling: Handling) -> Asked:
    return Asked(handling.claim.case, b.unit("water"), "迟", "快办", DAY + timedelta(days=7))


UNLAWFUL: dict[str, tuple[Callable[[Handling], Any], str]] = {
    "without a chair": (lambda h: meeting(chair=" "), "主持人"),
    "without a requirement": (lambda h: meeting(asked(h, requirement=" ")), "请填写要求"),
    "checked on the same day": (lambda h: meeting(asked(h, check_on=DAY)), "以后"),
    "of a unit that has it not": (lambda h: meeting(of_water(h)), "没有承办"),
    "twice a day": (lambda h: (meeting(), meeting()), "已经记录"),
    "an item asked and open": (lambda h: (held(h), held(h, on=DAY + timedelta(days=1))), "还没有销号"),
}


@pytest.mark.parametrize("scene", UNLAWFUL)
def test_what_is_refused_says_why(scene: str) -> None:
    act, said = UNLAWFUL[scene]
    with pytest.raises(NotLawfulNow, match=said):
        act(b.forwarded())


def test_an_accusation_is_never_asked_about() -> None:
    accusation = s.accusation()
    with pytest.raises(NotLawfulNow, match="没有这个件号"):
        b.lived(DAY, weekly.hold, by=b.person(Role.SCREENING), chair="赵", asked=[
            Asked(accusation, b.unit("bureau"), "迟", "快办", DAY + timedelta(days=7))])  # fmt: skip
    assert not WeeklyMeeting.objects.exists(), "nothing is half done"


def test_what_became_an_accusation_is_gone_from_everybody_s_list() -> None:
    case = b.registered()
    item = b.lived(DAY, weekly.hold, by=b.person(Role.SCREENING), chair="赵", asked=[
        Asked(case, b.unit("bureau"), "临期", "今天转出", DAY + timedelta(days=1))]).items.get()  # fmt: skip
    b.lived(DAY, actions.seal_accusation, case, by=b.person(Role.SCREENING), accused=[])
    for role in (Role.SCREENING, Role.BUREAU_LEADER, Role.WRITER):
        assert not MeetingItem.objects.visible_to(b.person(role)).filter(pk=item.pk).exists()


def test_what_is_closed_is_closed() -> None:
    item = item_of()
    b.lived(DAY, weekly.close, item, by=b.person(Role.SCREENING), outcome="已送达")
    for act, words in (
        (weekly.close, {"outcome": "又送达"}),
        (weekly.check, {"found": "再看", "next_on": DAY + timedelta(days=9)}),
    ):
        with pytest.raises(NotLawfulNow, match="已经销号"):
            b.lived(DAY, act, item, by=b.person(Role.SCREENING), **words)


def test_the_database_refuses_a_closed_item_without_an_outcome() -> None:
    item = item_of()
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingItem.objects.filter(pk=item.pk).update(closed_on=DAY, closed_by=b.person(Role.SCREENING))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_check_it_off_at_once_one_does() -> None:
    item, first, second = item_of(), b.person(Role.SCREENING), b.person(Role.BUREAU_LEADER)
    results = at_once(
        DAY,
        *(lambda who=who: weekly.close(item, by=who, on=DAY, outcome="已送达") for who in (first, second)),
    )
    assert sorted(type(result).__name__ for result in results) == ["MeetingItem", "NotLawfulNow"]
    assert Record.objects.filter(verb="close_meeting_item").count() == 1


# --- the pages ----------------------------------------------------------------------------------------------------


def client(role: str, code: str = "bureau") -> Client:
    found = Client()
    found.force_login(b.person(role, code))
    return found


def test_the_meeting_is_entered_from_the_list() -> None:
    handling = b.forwarded(title="污水倒灌没人管")
    pick = f"{handling.claim.case_id}.{handling.unit_id}"
    today = date(2026, 3, 12)
    with clock.on_day(today):
        officer = client(Role.SCREENING)
        assert "污水倒灌没人管" in officer.get(reverse("reports:weekly")).content.decode()
        form = officer.get(reverse("reports:weekly_meeting"), {"pick": pick}).content.decode()
        assert "书面告知期限 3月17日届满" in form, "the problem is written already"
        row = f"row{pick.replace('.', '-')}"
        data = {"pick": pick, "chair": "赵睿哲", f"{row}-problem": "临近届满", f"{row}-requirement": "", f"{row}-check_on": "2026-03-19",
                "form_key": str(uuid.uuid4())}  # fmt: skip
        lacking = officer.post(reverse("reports:weekly_meeting"), data)
        assert lacking.status_code == 400
        assert "临近届满" in lacking.content.decode(), "what was typed is kept"
        done = officer.post(
            reverse("reports:weekly_meeting"),
            {**data, f"{row}-requirement": "三日内书面告知", "form_key": str(uuid.uuid4())},
        )
        assert done.status_code == 302
        refused = officer.post(
            reverse("reports:weekly_meeting"),
            {**data, f"{row}-requirement": "再催一次", "form_key": str(uuid.uuid4())},
        )
        assert (refused.status_code, "再催一次" in refused.content.decode()) == (409, True)
        assert "三日内书面告知" in officer.get(done.url).content.decode()


def test_a_unit_reads_its_own_items_and_no_meeting() -> None:
    handling, other = b.forwarded(title="污水倒灌没人管"), b.forwarded(to="water", title="渠道堵塞")
    meeting = held(handling, other)
    own, foreign = (meeting.items.get(unit=each.unit) for each in (handling, other))
    with clock.on_day(DAY):
        head = client(Role.UNIT_HEAD, "housing")
        for name in ("reports:weekly", "reports:meeting_items"):
            page = head.get(reverse(name)).content.decode()
            assert "污水倒灌没人管" in page
            assert "渠道堵塞" not in page
        assert head.get(reverse("reports:meeting_items_record", args=[own.pk])).status_code == 200
        assert head.get(reverse("reports:meeting_items_record", args=[foreign.pk])).status_code == 404
        assert head.get(reverse("reports:meetings_record", args=[meeting.pk])).status_code == 403


def test_a_long_list_takes_no_more_questions_than_a_short_one() -> None:
    def asked_for() -> int:
        with clock.on_day(date(2026, 3, 18)), CaptureQueriesContext(connection) as seen:
            assert client(Role.SCREENING).get(reverse("reports:weekly")).status_code == 200
        return len(seen)

    collective()
    few = asked_for()
    for to in ("water", "agriculture", "housing"):
        b.forwarded(to=to, people=7)
    assert asked_for() <= few + 1
