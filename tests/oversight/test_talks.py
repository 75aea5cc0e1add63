"""对接: a recorded talk, its agreed day, its follow-up, and who sees it (条例第14条第2项、第3项)."""

from datetime import date
from typing import Any

import pytest
from builders import MONDAY, accepted, concluded, forwarded, lived, person, served
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, CaseEvent, Deadline, Handling
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import Role, TalkForm
from notifications.models import Outbox
from oversight import reminding, sweeps, talking
from oversight.models import Talk
from oversight.talking import Said

pytestmark = pytest.mark.django_db

OTHERS = [(Role.HANDLER, "housing"), (Role.INTAKE, "bureau"), (Role.COUNTY_LEADER, "county_government")]

DAY = date(2026, 3, 4)
UNTIL = date(2026, 3, 13)  # a Friday


def said(**changes: Any) -> Said:
    fields: dict[str, Any] = {
        "held_on": DAY, "form": TalkForm.MEETING, "bureau_people": "黄锦绣（甄别员）", "unit_people": "杨世杰（副局长）",
        "subject": "现场勘查的时间", "agreed": "三日内到现场勘查", "agreed_until": UNTIL,
    }  # fmt: skip
    return Said(**(fields | changes))


def talk(handling: Handling | None = None, **changes: Any) -> Talk:
    return lived(DAY, talking.record_talk, handling or accepted(), said(**changes), by=person(Role.SCREENING))


def test_what_was_agreed_is_in_the_file_and_the_unit_is_told() -> None:
    handler = person(Role.HANDLER, "housing")
    row = talk()
    event = CaseEvent.objects.get(act="record_talk")
    assert (event.handling, event.data) == (row.handling, {"talk": row.pk})
    assert event.note == "当面对接", (
        "what was said is for bureau and unit only, not for all who read the file's story"
    )
    assert Outbox.objects.get(key=f"talk-recorded:{row.pk}").recipients == [handler.pk]
    assert set(Deadline.objects.filter(case=row.case).values_list("period", flat=True)) == {
        "forwarding", "notice", "objection", "handling", "rating"
    }, "an agreed day is no period of law"  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"held_on": date(2026, 3, 5)}, "晚于今天"),
        ({"held_on": date(2026, 3, 1)}, "到达承办单位"),
        ({"agreed_until": date(2026, 3, 3)}, "约定日期不能早于"),
        ({"agreed": " "}, "商定的事项"),
        ({"unit_people": ""}, "单位参加人员"),
        ({"form": "letter"}, "对接方式"),
    ],
)
def test_a_talk_that_is_not_whole_is_refused(changes: dict[str, Any], why: str) -> None:
    handling = accepted()
    with pytest.raises(NotLawfulNow, match=why):
        talk(handling, **changes)
    assert not Talk.objects.exists()


@pytest.mark.parametrize(("role", "code"), OTHERS)
def test_only_the_bureaus_officers_record(role: Role, code: str) -> None:
    handling = accepted()
    with pytest.raises(NotYours):
        lived(DAY, talking.record_talk, handling, said(), by=person(role, code))


def test_none_with_a_unit_that_is_done_nor_in_the_compartment() -> None:
    handling = concluded(served(accepted(), MONDAY), MONDAY)
    with pytest.raises(NotLawfulNow, match="办结"):
        talk(handling)
    other = accepted()
    Case.objects.filter(pk=other.claim.case_id).update(
        in_compartment=True, title="检举控告件（内容封存）", summary=""
    )
    with pytest.raises(NotLawfulNow, match="检举控告"):
        talk(other)


@pytest.mark.parametrize(
    ("role", "code"), [(Role.HANDLER, "housing"), (Role.SCREENING, "bureau"), (Role.BUREAU_LEADER, "bureau")]
)
def test_either_side_follows_up_once(role: Role, code: str) -> None:
    row = talk()
    done = lived(UNTIL, talking.follow_up_talk, row, by=person(role, code), follow_up="已勘查")
    assert (done.followed_up_on, done.followed_up_by) == (UNTIL, person(role, code))
    with pytest.raises(NotLawfulNow, match="已于"):
        lived(UNTIL, talking.follow_up_talk, row, by=person(role, code), follow_up="再记")


def test_another_unit_does_not_follow_up() -> None:
    row = talk()
    with pytest.raises(NotYours):
        lived(UNTIL, talking.follow_up_talk, row, by=person(Role.HANDLER, "civil_affairs"), follow_up="代记")


@pytest.mark.parametrize(("on", "told"), [(11, 0), (12, 1), (13, 1), (20, 1)])
def test_both_sides_are_reminded_once_a_working_day_before(on: int, told: int) -> None:
    handler, officer = person(Role.HANDLER, "housing"), person(Role.SCREENING)
    row = talk()
    for _ in range(2):
        lived(date(2026, 3, on), sweeps.sweep)
    words = Outbox.objects.filter(key=f"talk-due:{row.pk}")
    assert words.count() == told
    if told:
        assert set(words.get().recipients) == {handler.pk, officer.pk}
    assert lived(date(2026, 3, 21), reminding.remind) == (0 if told else 1)


def test_what_was_followed_up_reminds_nobody() -> None:
    row = talk()
    lived(DAY, talking.follow_up_talk, row, by=person(Role.SCREENING), follow_up="当场办完")
    assert lived(date(2026, 3, 13), reminding.remind) == 0


SEES = [(Role.SCREENING, "bureau", True), (Role.BUREAU_LEADER, "bureau", True), (Role.HANDLER, "housing", True),
        (Role.UNIT_HEAD, "housing", True), (Role.HANDLER, "civil_affairs", False), (Role.INTAKE, "bureau", False),
        (Role.WRITER, "bureau", False), (Role.COUNTY_LEADER, "county_government", False)]  # fmt: skip


@pytest.mark.parametrize(("role", "code", "sees"), SEES)
def test_only_bureau_and_that_unit_see_it(role: Role, code: str, sees: bool) -> None:
    row = talk()
    assert Talk.objects.visible_to(person(role, code)).filter(pk=row.pk).exists() is sees
    Case.objects.update(in_compartment=True, title="检举控告件（内容封存）", summary="")
    assert not Talk.objects.visible_to(person(role, code)).exists(), "条例第30条第3款"


def as_user(role: Role, code: str = "bureau") -> Client:
    client = Client()
    client.force_login(person(role, code))
    return client


FIELDS = {"held_on": "2026-03-04", "form": "phone", "bureau_people": "黄锦绣", "unit_people": "杨世杰", "about": "分工",
          "agreed": "由住建局牵头", "agreed_until": "2026-03-13"}  # fmt: skip


def test_from_the_file_to_the_follow_up_on_the_pages() -> None:
    handling = accepted()
    with clock.on_day(DAY):
        page = (
            as_user(Role.SCREENING)
            .get(reverse("cases:detail", args=[handling.claim.case.number]))
            .content.decode()
        )
        address = f"{reverse('oversight:talks_new')}?handling={handling.pk}"
        assert address in page
        assert as_user(Role.SCREENING).post(address, FIELDS).status_code == 302
        row = Talk.objects.get()
        unit_page = (
            as_user(Role.HANDLER, "housing")
            .get(reverse("cases:detail", args=[row.case.number]))
            .content.decode()
        )
        assert reverse("oversight:talks_record", args=[row.pk]) in unit_page
        step = reverse("oversight:talks_step", args=[row.pk, "follow_up"])
        assert as_user(Role.HANDLER, "civil_affairs").get(step).status_code == 404
        assert as_user(Role.HANDLER, "housing").post(step, {"follow_up": "已分工"}).status_code == 302
        assert (
            "已分工"
            in as_user(Role.SCREENING).get(reverse("oversight:talks_record", args=[row.pk])).content.decode()
        )


def test_by_number_and_unit_when_the_address_names_no_handling() -> None:
    handling = accepted()
    forwarded(to="civil_affairs")
    with clock.on_day(DAY):
        client, address = as_user(Role.SCREENING), reverse("oversight:talks_new")
        assert (
            "没有这个件号"
            in client.post(address, FIELDS | {"number": "330999-9-20260101-00001"}).content.decode()
        )
        assert client.post(address, FIELDS | {"number": handling.claim.case.number}).status_code == 302
    assert Talk.objects.get().handling == handling


def test_the_list_asks_a_bounded_number_of_queries() -> None:
    client, spent = as_user(Role.SCREENING), []
    for n in (1, 6):
        for _ in range(n):
            talk()
        with clock.on_day(DAY), CaptureQueriesContext(connection) as found:
            assert client.get(reverse("oversight:talks")).status_code == 200
        spent.append(len(found))
    assert spent[0] == spent[1] <= 16


@pytest.mark.parametrize(
    "written",
    [{"agreed": ""}, {"agreed_until": date(2026, 1, 1)}, {"followed_up_on": DAY}, {"held_on": UNTIL}],
)
def test_raw_writes_that_the_database_refuses(written: dict[str, Any]) -> None:
    row = talk()
    with pytest.raises(DatabaseError), transaction.atomic():
        Talk.objects.filter(pk=row.pk).update(**written)
