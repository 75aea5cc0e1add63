"""A letter that worries (domain §3.4 扬言, §9.2; design §7): it asks for a talk, ends by itself, stands in no list."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from builders import MONDAY, accepted, lived, person, registered
from django.db import connection
from django.test import Client
from django.urls import reverse
from mediations import DAY
from states import handler

from cases import actions, sweeps
from cases.models import Attention, Case, CaseEvent, Deadline
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import Purpose, Role
from notifications.models import Outbox

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
WORDS = "信中写到不给说法就不活了"


def marked(on=MONDAY, case: Case | None = None) -> Case:
    case = case or registered()
    lived(on, actions.mark_attention, case, by=person(Role.SCREENING), reason=WORDS)
    return case


def page(case: Case, role: str = Role.SCREENING, code: str = "bureau", on=DAY) -> str:
    client = Client()
    client.force_login(person(role, code), backend="organizations.backends.StaffBackend")
    with clock.on_day(on):
        return client.get(reverse("cases:detail", args=[case.number])).content.decode()


def test_marked_talked_closed_and_gone():
    case = marked()
    assert Attention.objects.get().words == {"reason": WORDS}
    assert "请专人接谈" in page(case)
    lived(DAY, actions.record_reception_talk, case, by=person(Role.INTAKE), talk="已当面接谈，情绪平稳")
    assert "已接谈" in page(case)
    lived(DAY, actions.close_attention, case, by=person(Role.SCREENING))
    row = Attention.objects.get()
    assert (row.closed_on, row.words, row.words_sealed) == (DAY, None, None)
    assert "安全关注" not in page(case)


def test_it_leaves_nothing_in_the_file_s_story_and_moves_no_clock():
    case = registered()
    events = CaseEvent.objects.count()
    clocks = list(Deadline.objects.values_list("pk", "due_on", "met_on", "voided_on"))
    marked(case=case)
    lived(DAY, actions.record_reception_talk, case, by=person(Role.INTAKE), talk="已接谈")
    lived(DAY, actions.close_attention, case, by=person(Role.INTAKE))
    assert CaseEvent.objects.count() == events
    assert list(Deadline.objects.values_list("pk", "due_on", "met_on", "voided_on")) == clocks
    assert Case.objects.get(pk=case.pk).flags == []


def test_the_leaders_get_word_that_says_nothing_of_the_letter():
    leader = person(Role.BUREAU_LEADER)
    case = marked()
    row = Outbox.objects.get(key__startswith="talk:")
    assert row.recipients == [leader.pk]
    assert row.subject == f"{case.number}：请安排专人接谈"


def test_it_ends_by_itself():
    """Domain §9.2 到期自动失效: nothing has to tick; the words go with the next sweep."""
    case = marked()
    last = MONDAY + timedelta(days=14)
    assert "安全关注" in page(case, on=last)
    assert "安全关注" not in page(case, on=last + timedelta(days=1))
    with pytest.raises(NotLawfulNow, match="已经结束"):
        lived(
            last + timedelta(days=1),
            actions.record_reception_talk,
            case,
            by=person(Role.INTAKE),
            talk="迟到的接谈",
        )
    lived(last, sweeps.sweep)
    assert Attention.objects.get().words == {"reason": WORDS}
    lived(last + timedelta(days=1), sweeps.sweep)
    assert Attention.objects.get().words is None


def test_not_closed_without_a_talk_unless_it_was_a_mistake():
    case = marked()
    with pytest.raises(NotLawfulNow, match="还没有接谈"):
        lived(DAY, actions.close_attention, case, by=person(Role.SCREENING))
    assert (
        lived(DAY, actions.close_attention, case, by=person(Role.SCREENING), mistaken=True).closed_on == DAY
    )


def test_once_at_a_time_with_words():
    case = marked()
    with pytest.raises(NotLawfulNow, match="已经请人接谈"):
        marked(case=case)
    with pytest.raises(NotLawfulNow, match="请写明"):
        lived(DAY, actions.record_reception_talk, case, by=person(Role.INTAKE), talk=" ")
    with pytest.raises(NotLawfulNow, match="请写明"):
        lived(MONDAY, actions.mark_attention, registered(), by=person(Role.INTAKE), reason="")


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.HANDLER, "agriculture"),
        (Role.WRITER, "bureau"),
        (Role.COUNTY_LEADER, "county_government"),
        (Role.COUNSEL, "bureau"),
    ],
)
def test_whose_it_is(role, code):
    case = registered()
    with pytest.raises(NotYours):
        lived(MONDAY, actions.mark_attention, case, by=person(role, code), reason=WORDS)


def test_who_only_reads_does_not_see_it_and_who_handles_does():
    handling = accepted()
    case = marked(case=handling.claim.case)
    assert "安全关注" not in page(case, Role.WRITER)
    assert "安全关注" not in page(case, Role.COUNTY_LEADER, "county_government")
    assert "安全关注" in page(case, Role.HANDLER, "housing")
    assert WORDS not in page(case, Role.HANDLER, "housing")
    with pytest.raises(NotYours):
        lived(DAY, actions.record_reception_talk, case, by=handler(handling), talk="单位代记")


def test_never_about_the_writer_of_an_accusation():
    """条例第30条第3款."""
    case = registered(purpose=Purpose.ACCUSATION)
    with pytest.raises(NotYours):
        lived(MONDAY, actions.mark_attention, case, by=person(Role.INTAKE), reason=WORDS)


def test_the_words_are_not_readable_in_the_tables():
    marked()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(a)::text FROM cases_attention a")
        assert "不活" not in cursor.fetchone()[0]


#: Where the mark may be named at all: its model, its acts, its pages, the sweep that forgets it, the demo's life of it.
NAMED = {
    "cases/models/__init__.py", "cases/models/attention.py", "cases/actions/attention.py", "cases/notices.py",
    "cases/sweeps.py", "cases/act_pages/beside_course.py", "cases/beside_course.py", "petition_bureau/demo_year/mediation.py",
}  # fmt: skip


def test_it_is_in_no_list_filter_or_figure():
    """Design §7, by source: nothing else in the house reads the rows; there is no address for them."""
    readers = {
        str(path.relative_to(ROOT))
        for package in ("cases", "routing", "oversight", "hearings", "reports", "portal", "petition_bureau", "notifications", "audit")
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts and re.search(r"\bAttention\b|\.attentions\b|cases_attention", path.read_text("utf-8"))
    }  # fmt: skip
    assert readers == NAMED
