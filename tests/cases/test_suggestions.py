"""人民建议征集 (条例第29条): calls, suggestions, adoption, reward; pages, sight, races of two."""

from datetime import date

import pytest
from builders import MONDAY, accepted, again, days, drafted, lived, person, registered, unit
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from states import handler, head, simple

from audit.models import Record
from cases import actions
from cases.actions import suggestions as acts
from cases.models import Case, Suggestion, SuggestionCall
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import Purpose, Role, Route

pytestmark = pytest.mark.django_db
CLOSES = MONDAY + days(30)
CALL = {"title": "县城停车难怎样缓解", "about": "挖潜、错时共享", "opens_on": MONDAY, "closes_on": CLOSES}
ENTRY = {"text": "单位车场夜间开放", "source": "社区座谈会"}


def officer():
    return person(Role.SCREENING)


def leader():
    return person(Role.BUREAU_LEADER)


def drafted_call(**changes: object) -> SuggestionCall:
    return lived(MONDAY, acts.call_for_suggestions, by=officer(), **(CALL | changes))


def published() -> SuggestionCall:
    return lived(MONDAY, acts.publish_call, drafted_call(), by=leader())


def entered(call: SuggestionCall | None = None) -> Suggestion:
    return lived(
        MONDAY,
        acts.enter_suggestion,
        by=officer(),
        unit=unit("urban_management"),
        call=call or published(),
        **ENTRY,
    )


def decided(row: Suggestion, outcome: str = "adopted") -> Suggestion:
    return lived(MONDAY, acts.decide_suggestion, row, by=person(Role.UNIT_HEAD, "urban_management"), outcome=outcome,
                 reason="先开放六家单位")  # fmt: skip


def suggesting() -> Case:
    return registered(purpose=Purpose.SUGGESTION, title="建议错时共享车位")


def test_the_journey_of_a_call():
    """条例第29条: asked, heard, answered with reasons, rewarded under a rule, told in a summary."""
    call = published()
    row = decided(entered(call))
    row = lived(
        MONDAY,
        acts.reward_suggestion,
        row,
        by=leader(),
        contribution="改进了停车",
        reward="通报表扬",
        basis="县奖励办法",
    )
    call = lived(CLOSES, acts.end_call, call, by=officer(), summary="收到一条，采纳一条")
    assert (row.outcome, row.reward, call.ended_on) == ("adopted", "通报表扬", CLOSES)
    assert list(Record.objects.order_by("pk").values_list("verb", flat=True))[-5:] == [
        "publish_call", "enter_suggestion", "decide_suggestion", "reward_suggestion", "end_call",
    ]  # fmt: skip


@pytest.mark.parametrize("outcome", ["adopted", "partly", "not_adopted"])
def test_the_three_answers_each_with_its_reason(outcome):
    """条例第29条第1款."""
    row = entered()
    with pytest.raises(NotLawfulNow, match="请写明理由"):
        lived(
            MONDAY,
            acts.decide_suggestion,
            row,
            by=person(Role.UNIT_HEAD, "urban_management"),
            outcome=outcome,
            reason=" ",
        )
    assert decided(row, outcome).outcome == outcome
    with pytest.raises(NotLawfulNow, match="有结论"):
        decided(row)


REFUSED = [
    (lambda: drafted_call(closes_on=MONDAY), "截止日在开始日以后"),
    (lambda: drafted_call(opens_on=MONDAY - days(1)), "从今天或以后开始"),
    (lambda: drafted_call(title=" "), "征集主题"),
    (lambda: entered(drafted_call()), "还没有公布"),
    (lambda: lived(MONDAY, acts.publish_call, published(), by=leader()), "已于"),
    (lambda: lived(CLOSES, acts.publish_call, drafted_call(), by=leader()), "征集期"),
    (lambda: lived(MONDAY, acts.end_call, published(), by=officer(), summary="无"), "才满"),
    (lambda: lived(CLOSES, acts.end_call, entered().call, by=officer(), summary="无"), "还有 1 条建议没有研究结论"),
    (lambda: lived(MONDAY, acts.reward_suggestion, entered(), by=leader(), contribution="a", reward="b", basis="c"), "还没有研究结论"),
    (lambda: lived(MONDAY, acts.reward_suggestion, decided(entered()), by=leader(), contribution="a", reward="b", basis=""), "哪项规定"),
    (lambda: lived(MONDAY, acts.link_suggestion, registered(), by=officer()), "只有信访目的是建议意见"),
]  # fmt: skip


@pytest.mark.parametrize(("attempt", "words"), REFUSED, ids=[row[1] for row in REFUSED])
def test_what_is_not_lawful_now_says_why(attempt, words):
    with pytest.raises(NotLawfulNow, match=words):
        attempt()


WRONG = [
    (lambda: lived(MONDAY, acts.call_for_suggestions, by=person(Role.HANDLER, "housing"), **CALL), "handler"),
    (lambda: lived(MONDAY, acts.publish_call, drafted_call(), by=officer()), "the officer does not publish"),
    (lambda: lived(MONDAY, acts.decide_suggestion, entered(), by=person(Role.UNIT_HEAD, "housing"), outcome="adopted", reason="x"), "another unit"),
    (lambda: lived(MONDAY, acts.decide_suggestion, entered(), by=person(Role.HANDLER, "urban_management"), outcome="adopted", reason="x"), "no head"),
    (lambda: lived(MONDAY, acts.reward_suggestion, decided(entered()), by=officer(), contribution="a", reward="b", basis="c"), "no leader"),
    (lambda: lived(MONDAY, acts.enter_suggestion, by=person(Role.INTAKE), unit=unit("housing"), **ENTRY), "clerk"),
]  # fmt: skip


@pytest.mark.parametrize(("attempt", "who"), WRONG, ids=[row[1] for row in WRONG])
def test_who_may_not_is_told_whose_it_is(attempt, who):
    with pytest.raises(NotYours, match="此事由"):
        attempt()


def test_a_petition_that_suggests_is_answered_by_its_reply():
    """条例第29条第1款: the 答复书 decides; the ledger reads it and never decides twice."""
    call = published()
    handling = accepted(route=Route.SUGGESTION, purpose=Purpose.SUGGESTION)
    row = lived(MONDAY, acts.link_suggestion, handling.claim.case, by=officer(), call=call)
    assert acts.outcome_of(row) == ""
    with pytest.raises(NotYours):
        lived(MONDAY, acts.decide_suggestion, row, by=head(handling), outcome="adopted", reason="x")
    drafted(handling, MONDAY)
    lived(MONDAY, actions.draft_opinion, handling, by=handler(handling), outcome="partly")
    lived(MONDAY, actions.sign_opinion, again(handling), by=head(handling))
    assert acts.outcome_of(row) == "", "signed is not sent"
    lived(
        MONDAY,
        actions.serve,
        again(handling),
        by=handler(handling),
        method="direct",
        served_on=MONDAY,
        proof="签收",
    )
    assert acts.outcome_of(row) == "partly"
    with pytest.raises(NotLawfulNow, match="已经列入"):
        lived(MONDAY, acts.link_suggestion, handling.claim.case, by=officer())


def test_a_simple_answer_counts_as_well():
    handling = simple(route=Route.SUGGESTION, purpose=Purpose.SUGGESTION)
    from states import REPLIED

    row = lived(MONDAY, acts.link_suggestion, handling.claim.case, by=officer())
    lived(MONDAY, actions.reply_simple, handling, by=handler(handling), **(REPLIED | {"outcome": "adopted"}))
    assert acts.outcome_of(row) == "adopted"


def test_never_an_accusation():
    """条例第30条第3款."""
    case = suggesting()
    row = lived(MONDAY, acts.link_suggestion, case, by=officer())
    lived(MONDAY, actions.seal_accusation, case, by=officer(), accused=[])
    assert not Suggestion.objects.visible_to(officer()).filter(pk=row.pk).exists()
    other = suggesting()
    lived(MONDAY, actions.seal_accusation, other, by=officer(), accused=[])
    with pytest.raises((NotYours, NotLawfulNow)):
        lived(MONDAY, acts.link_suggestion, other, by=officer())


def test_a_unit_sees_what_it_studies_and_no_draft():
    row = entered()
    lived(MONDAY, acts.call_for_suggestions, by=officer(), **(CALL | {"title": "还没有公布的"}))
    studying, other = person(Role.UNIT_HEAD, "urban_management"), person(Role.UNIT_HEAD, "housing")
    assert Suggestion.objects.visible_to(studying).get() == row
    assert not Suggestion.objects.visible_to(other).exists()
    assert SuggestionCall.objects.visible_to(other).get() == row.call
    assert not SuggestionCall.objects.visible_to(person(Role.SYSADMIN)).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_suggestioncall SET closes_on = opens_on",
        "UPDATE cases_suggestioncall SET published_by_id = NULL",
        "UPDATE cases_suggestioncall SET summary = '好'",
        "UPDATE cases_suggestion SET text = ''",
        "UPDATE cases_suggestion SET outcome = 'adopted'",
        "UPDATE cases_suggestion SET reward = '奖金'",
    ],
)
def test_the_database_refuses_half_a_record(statement):
    entered()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- pages -------------------------------------------------------------------------------------------------------


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="organizations.backends.StaffBackend")
    return client


@pytest.fixture
def today():
    with clock.on_day(MONDAY):
        yield MONDAY


def posted(client: Client, url: str, data: dict[str, object]):
    return client.post(url, {key: str(value) for key, value in data.items()})


def test_the_pages_do_the_journey(today):
    client = signed_in(officer())
    assert posted(client, reverse("cases:calls_new"), CALL).status_code == 302
    call = SuggestionCall.objects.get()
    step = lambda name: reverse("cases:calls_step", args=[call.pk, name])  # noqa: E731
    assert client.get(step("publish")).status_code == 403
    assert posted(signed_in(leader()), step("publish"), {}).status_code == 302
    assert posted(client, step("enter"), ENTRY | {"unit": unit("urban_management").pk}).status_code == 302
    case = suggesting()
    assert posted(client, step("link"), {"number": case.number}).status_code == 302
    page = client.get(reverse("cases:calls_record", args=[call.pk])).content.decode()
    assert "单位车场夜间开放" in page
    assert case.number in page
    row = Suggestion.objects.get(case=None)
    decide = reverse("cases:suggestions_step", args=[row.pk, "decide"])
    assert posted(signed_in(person(Role.UNIT_HEAD, "urban_management")), decide,
                  {"outcome": "adopted", "reason": "先开放六家"}).status_code == 302  # fmt: skip
    reward = reverse("cases:suggestions_step", args=[row.pk, "reward"])
    assert (
        posted(
            signed_in(leader()), reward, {"contribution": "改进停车", "reward": "通报表扬", "basis": "县办法"}
        ).status_code
        == 302
    )
    page = client.get(reverse("cases:suggestions_record", args=[row.pk])).content.decode()
    assert "通报表扬（县办法）" in page


def test_a_refusal_keeps_what_was_typed(today):
    call = published()
    answer = posted(
        signed_in(officer()), reverse("cases:calls_step", args=[call.pk, "link"]), {"number": "330999-0-没有"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "没有这个件号" in page
    assert "330999-0-没有" in page
    answer = posted(
        signed_in(officer()), reverse("cases:calls_step", args=[call.pk, "end"]), {"summary": "写好的小结"}
    )
    assert answer.status_code == 409
    assert "才满" in answer.content.decode()


@pytest.mark.parametrize("address", ["cases:suggestions", "cases:calls", "cases:simple"])
def test_a_long_list_costs_no_more_queries(address, today):
    def count(client: Client) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(reverse(address) + "?view=all").status_code == 200
        return len(seen)

    def more(n: int) -> None:
        for _ in range(n):
            if address == "cases:suggestions":
                lived(MONDAY, acts.link_suggestion, suggesting(), by=officer())
                entered()
            elif address == "cases:calls":
                published()
            else:
                simple()

    client = signed_in(officer())
    more(1)
    few = count(client)
    more(4)
    assert count(client) <= few
    assert date(2026, 3, 2) == today
