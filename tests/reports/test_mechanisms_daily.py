"""日交办 (条例第22条第1款; domain §8): what was left and why, kept as it was known at the close of the day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import builders as b
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import JobRun, Record
from cases import actions
from cases.actions import Destination
from cases.models import Case, CaseEvent, Deadline
from cases.papers import NOTICE_FIELDS
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import ClaimWay, DisputeBody, LeftReason, Role, Route
from reports import counts, tasks
from reports.figures import ALL, Span
from reports.mechanisms import daily
from reports.mechanisms.daily import DayList, Entry
from reports.mechanisms.models import DailyDispatch, DispatchNote
from tests.reports import scenes as s

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = b.MONDAY, b.MONDAY + timedelta(days=1)


def entry_of(case: Case, day: date = MONDAY, as_of: date | None = None) -> Entry:
    return next(entry for entry in daily.draw_up(day, as_of=as_of or day) if entry.case == case.pk)


def reasons(case: Case, day: date = MONDAY) -> list[str]:
    return [reason for _, reason in entry_of(case, day).left]


def proposed() -> Case:
    case = b.registered()
    details = {field: f"见{label}说明" for field, label in NOTICE_FIELDS[ClaimWay.GUIDE].items()}
    b.lived(MONDAY, actions.propose, b.claim_of(case), by=b.person(Role.SCREENING), way=ClaimWay.GUIDE, route=Route.JUDICIAL,
            reason="属于诉讼途径", details=details)  # fmt: skip
    return case


def asked() -> Case:
    case = b.registered()
    b.lived(MONDAY, actions.ask_counsel, b.claim_of(case), by=b.person(Role.SCREENING), counsel=b.person(Role.COUNSEL),
            question="是否属于诉讼途径")  # fmt: skip
    return case


def objected() -> Case:
    handling = b.forwarded()
    b.lived(
        MONDAY,
        actions.object_to,
        handling,
        by=b.person(Role.UNIT_HEAD, "housing"),
        reason="管网属于水利部门职权，依据三定方案第二条",
    )
    return handling.claim.case


def objected_twice() -> Any:
    """Two units denied it; the second objection waits."""
    second = s.returned()
    return b.lived(MONDAY + timedelta(days=2), actions.object_to, second, by=b.person(Role.UNIT_HEAD, "water"),
                   reason="管网属住建部门建设，未移交本单位")  # fmt: skip


#: What stands open → the reason the list gives (domain §8: 每日清单、未交办原因).
LEFT: dict[LeftReason, Callable[[], Case]] = {
    LeftReason.SCREENING: b.registered,
    LeftReason.COUNTERSIGN: proposed,
    LeftReason.COUNSEL: asked,
    LeftReason.MATERIAL: lambda: b.registered(category=""),
    LeftReason.OBJECTION: objected,
}


@pytest.mark.parametrize("reason", LEFT, ids=str)
def test_why_a_petition_was_left_is_read_from_the_file(reason: LeftReason) -> None:
    assert reasons(LEFT[reason]()) == [reason]


def test_a_dispute_put_up_is_its_own_reason() -> None:
    objection = objected_twice()
    row = b.lived(MONDAY + timedelta(days=2), actions.refer_dispute, b.again(objection.handling), by=b.person(Role.SCREENING),
                  body=DisputeBody.SUPERIOR, superior=b.unit("county_government"), reason="两家都说不归自己管，权责清单也没有写明")  # fmt: skip
    assert [reason for _, reason in entry_of(row.case, row.referred_on).left] == [LeftReason.DISPUTE]


def test_what_was_forwarded_says_whither_and_when() -> None:
    handling = b.forwarded(on=TUESDAY, received_on=MONDAY)
    entry = entry_of(handling.claim.case, MONDAY, TUESDAY)
    assert [(done.way, done.unit, done.on) for done in entry.done] == [
        (ClaimWay.FORWARD, handling.unit_id, "2026-03-03")
    ]
    assert entry.dispatched


def test_a_petition_joined_to_an_earlier_one_is_not_left() -> None:
    earlier = b.registered()
    link = s.repeating(earlier, 0)
    entry = entry_of(link.petition.filed_as)
    assert (entry.earlier, entry.dispatched) == (earlier.pk, True)


def test_of_several_claims_one_left_leaves_the_petition() -> None:
    case = b.registered(claims=["把管子重新接好", "赔偿地板"])
    claim = case.claims.order_by("order").first()
    b.lived(
        MONDAY,
        actions.forward,
        claim,
        by=b.person(Role.SCREENING),
        route=Route.PETITION,
        to=Destination(b.unit("housing")),
    )
    entry = entry_of(case)
    assert (len(entry.done), [order for order, _ in entry.left], entry.dispatched) == (1, [2], False)


def test_the_list_holds_the_day_the_days_since_the_working_day_before_and_what_is_older_and_left() -> None:
    friday, monday = date(2026, 3, 6), date(2026, 3, 9)
    older = b.registered()
    gone = b.forwarded().claim.case
    before = [b.registered(received_on=friday), b.registered(received_on=date(2026, 3, 7))]
    new = b.registered(received_on=monday)
    found = DayList(monday, None, tuple(daily.draw_up(monday, as_of=monday)))
    assert [entry.case for entry in found.older] == [older.pk]
    assert [entry.case for entry in found.before] == [case.pk for case in before]
    assert [entry.case for entry in found.today] == [new.pk]
    assert gone.pk not in {entry.case for entry in found.entries}


def test_an_accusation_is_in_no_list_nor_in_its_numbers() -> None:
    """条例第30条第3款."""
    accusation, case = s.accusation(), b.registered()
    assert [entry.case for entry in daily.draw_up(MONDAY, as_of=MONDAY)] == [case.pk]
    assert counts.sizes(["entered", "entered_left"], Span(MONDAY, MONDAY))[ALL, "entered"].value == 1
    daily.freeze(MONDAY, on=TUESDAY)
    assert accusation.pk not in DailyDispatch.objects.get().left


def test_what_became_an_accusation_afterwards_is_not_shown_from_the_kept_list() -> None:
    """条例第30条第3款: the kept list holds keys and codes alone."""
    case = b.registered(title="金丝雀标题")
    daily.freeze(MONDAY, on=TUESDAY)
    assert "金丝雀" not in str(DailyDispatch.objects.values_list("lines", "left").get())
    b.lived(TUESDAY, actions.seal_accusation, case, by=b.person(Role.SCREENING), accused=[])
    with clock.on_day(TUESDAY):
        page = see(Role.SCREENING, f"?on={MONDAY}")
    assert case.number not in page
    assert "登记 <b>0</b> 件次" in page


def test_the_numbers_of_the_registry_are_those_of_the_list() -> None:
    b.registered()
    b.forwarded()
    found = counts.sizes(["entered", "entered_left"], Span(MONDAY, MONDAY))
    entries = daily.draw_up(MONDAY, as_of=MONDAY)
    assert (found[ALL, "entered"].value, found[ALL, "entered_left"].value) == (
        len(entries),
        sum(not entry.dispatched for entry in entries),
    )


# --- the day as it was known --------------------------------------------------------------------------------------


def test_a_kept_day_does_not_change_afterwards() -> None:
    case = b.registered()
    assert daily.freeze(MONDAY, on=TUESDAY)
    b.lived(TUESDAY, actions.forward, b.claim_of(case), by=b.person(Role.SCREENING), route=Route.PETITION,
            to=Destination(b.unit("housing")))  # fmt: skip
    kept = daily.of(MONDAY, today=TUESDAY)
    assert (kept.frozen_on, [entry.left for entry in kept.entries]) == (TUESDAY, [((1, "screening"),)])
    assert (DailyDispatch.objects.get().registered, DailyDispatch.objects.get().dispatched) == (1, 0)


def test_a_list_made_up_later_is_that_of_the_close_of_the_day() -> None:
    case = proposed()
    then = daily.draw_up(MONDAY, as_of=MONDAY)
    b.lived(TUESDAY, actions.sign_proposal, b.claim_of(case).proposals.get(), by=b.person(Role.BUREAU_LEADER))
    assert daily.draw_up(MONDAY, as_of=MONDAY) == then
    assert entry_of(case, MONDAY, TUESDAY).dispatched


def test_the_nightly_job_keeps_each_working_day_once() -> None:
    b.registered()
    with clock.on_day(TUESDAY):
        assert tasks.nightly_figures()["daily_lists"] == ["2026-03-02"]
        before = DailyDispatch.objects.values_list("pk", "lines").get()
        assert tasks.nightly_figures()["daily_lists"] == []
    assert DailyDispatch.objects.values_list("pk", "lines").get() == before
    assert JobRun.objects.filter(job="nightly_figures", error="").count() == 2
    # down from Wednesday to the next Monday: the working days are made up, the weekend is not
    assert daily.freeze_due(date(2026, 3, 9)) == ["2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"]


def test_a_new_installation_keeps_no_past_it_did_not_live() -> None:
    b.registered()
    assert daily.freeze_due(date(2026, 5, 12)) == ["2026-05-11"]


def test_a_day_is_not_kept_before_it_is_over() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        daily.freeze(MONDAY, on=MONDAY)


def test_an_entry_is_read_as_it_was_written() -> None:
    b.forwarded()
    objected()
    for entry in daily.draw_up(MONDAY, as_of=MONDAY):
        assert Entry.read(entry.to_dict()) == entry


# --- the officer's words ------------------------------------------------------------------------------------------


def test_the_officer_writes_why_and_nothing_moves() -> None:
    case = b.registered()
    before = list(Deadline.objects.filter(case=case).values()), CaseEvent.objects.filter(case=case).count()
    b.lived(MONDAY, daily.note, case, by=b.person(Role.SCREENING), text="职责涉及两个单位，明早核对")
    row = b.lived(TUESDAY, daily.note, case, by=b.person(Role.SCREENING), text="已核对，下午转出")
    assert daily.notes([case.pk], MONDAY)[case.pk].text == "职责涉及两个单位，明早核对", "the day's own"
    assert daily.notes([case.pk], TUESDAY)[case.pk] == row
    assert (
        list(Deadline.objects.filter(case=case).values()),
        CaseEvent.objects.filter(case=case).count(),
    ) == before
    assert Record.objects.filter(verb="note_undispatched").count() == 2


@pytest.mark.parametrize("role", [Role.INTAKE, Role.BUREAU_LEADER, Role.WRITER], ids=str)
def test_others_do_not_write_it(role: Role) -> None:
    case = b.registered()
    with pytest.raises(NotYours):
        b.lived(MONDAY, daily.note, case, by=b.person(role), text="职责涉及两个单位")


def test_no_reason_is_written_for_what_was_dispatched_or_sealed() -> None:
    with pytest.raises(NotLawfulNow, match="不能：这一件的诉求都已经"):
        b.lived(
            MONDAY, daily.note, b.forwarded().claim.case, by=b.person(Role.SCREENING), text="职责涉及两个单位"
        )
    with pytest.raises(NotYours):
        b.lived(MONDAY, daily.note, s.accusation(), by=b.person(Role.SCREENING), text="职责涉及两个单位")
    with pytest.raises(NotLawfulNow, match="请写明"):
        b.lived(MONDAY, daily.note, b.registered(), by=b.person(Role.SCREENING), text="忙")
    assert not DispatchNote.objects.exists()


def client(role: str) -> Client:
    found = Client()
    found.force_login(b.person(role))
    return found


def see(role: str, query: str = "") -> str:
    answer = client(role).get(reverse("reports:daily") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_the_day_asked_for_and_keeps_refused_words() -> None:
    case = b.registered(title="路灯不亮")
    with clock.on_day(TUESDAY):
        assert "路灯不亮" in see(Role.WRITER)
        page = see(Role.SCREENING, f"?on={MONDAY}")
        assert "2026年3月2日登记" in page
        assert "待甄别" in page
        for unreadable in ("2026-13-99", "nonsense", "2027-01-01"):
            assert "2026年3月3日登记" in see(Role.SCREENING, f"?on={unreadable}"), "today instead"
        screening = client(Role.SCREENING)
        refused = screening.post(reverse("reports:daily_note"), {"number": case.number, "text": "忙！"})
        assert (refused.status_code, "忙！" in refused.content.decode()) == (409, True)
        answer = screening.post(
            reverse("reports:daily_note"), {"number": case.number, "text": "等两家单位核对职责"}
        )
        assert answer.status_code == 302
        assert "等两家单位核对职责" in see(Role.BUREAU_LEADER)


def test_a_full_day_takes_no_more_questions_than_a_quiet_one() -> None:
    def asked_for() -> int:
        with clock.on_day(MONDAY), CaptureQueriesContext(connection) as seen:
            see(Role.SCREENING)
        return len(seen)

    b.registered()
    objected()
    few = asked_for()
    for make in (b.registered, objected, proposed):
        make()
    assert asked_for() <= few + 1


def test_of_what_is_long_left_the_oldest_are_listed_and_all_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reports.mechanisms.pages.daily.OLDER_SHOWN", 2)
    cases = [b.registered(received_on=MONDAY + timedelta(days=n)) for n in (0, 0, 1, 2)]
    with clock.on_day(MONDAY + timedelta(days=9)):
        page = client(Role.SCREENING).get(reverse("reports:daily"))
    [older] = [group for group in page.context["groups"] if group["n"] == len(cases)]
    assert [row["case"].pk for row in older["rows"]] == [case.pk for case in cases[:2]]
    assert (page.context["left"], older["rest"]) == (4, 2)
    assert "另有 2 件没有列出" in page.content.decode()


def test_hidden_words_stay_out() -> None:
    """The list names matters by number and title, never a petitioner."""
    b.registered()
    with clock.on_day(MONDAY):
        assert "陈桂英" not in see(Role.SCREENING)
