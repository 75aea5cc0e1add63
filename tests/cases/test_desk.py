"""我的承办: whose rows, in what order, what must be done, and what a page costs."""

import re
from datetime import date, timedelta

import pytest
from builders import (
    accepted,
    again,
    drafted,
    forwarded,
    lived,
    person,
    registered,
    registration,
    served,
    signed,
    unit,
)
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from states import DECLINE

from cases import actions, queues
from cases.actions import Destination
from cases.models import Deadline, Handling
from law import clock
from law.terms import ClaimWay, HandlingState, Purpose, Role, Route

pytestmark = pytest.mark.django_db

#: A Saturday, with a Monday of last days behind it.
TODAY = date(2026, 3, 14)


def day(back: int) -> date:
    return TODAY - timedelta(days=back)


def opened(client: Client, role: str = Role.HANDLER, code: str = "housing", query: str = "") -> str:
    client.force_login(person(role, code))
    with clock.on_day(TODAY):
        answer = client.get(reverse("cases:desk") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def tails(html: str) -> list[str]:
    """The file numbers of the rows, in their order."""
    return re.findall(r"…(\d{8}-\d{5})", html)


def tail(handling) -> str:
    return handling.claim.case.number.split("-", 2)[2]


def test_only_those_who_handle_have_a_desk(client: Client) -> None:
    for role, code, status in (
        (Role.HANDLER, "housing", 200), (Role.UNIT_HEAD, "housing", 200), (Role.SCREENING, "bureau", 403),
        (Role.INTAKE, "bureau", 403), (Role.SYSADMIN, "bureau", 403), (Role.COUNSEL, "bureau", 403),
    ):  # fmt: skip
        client.force_login(person(role, code))
        assert client.get(reverse("cases:desk")).status_code == status, role
    client.logout()
    answer = client.get(reverse("cases:desk"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_rows_come_by_last_day_with_what_and_why(client: Client) -> None:
    late = accepted(on=day(70))
    notice = forwarded(on=day(12))
    fresh = forwarded(on=day(2))
    html = opened(client)
    assert tails(html) == [tail(late), tail(notice), tail(fresh)]
    assert "1 件已逾期" in html
    assert "写处理意见书，送负责人签发" in html
    assert "条例第34条 · 1-03 受理，60 日" in html
    assert "条例第23条第3款 · 3-02 收到，15 日" in html
    assert "认领并书面告知，或请负责人提出异议" in html
    assert reverse("cases:act", args=[late.claim.case.number, late.pk, "draft_opinion"]) in html


def test_the_act_follows_the_state(client: Client) -> None:
    """A signed opinion is still owed: signing is not serving (条例第34条)."""
    handling = signed(accepted(on=day(20)), on=day(3))
    html = opened(client)
    assert "送达处理意见书" in html
    assert reverse("cases:act", args=[handling.claim.case.number, handling.pk, "serve"]) in html
    assert tails(opened(client, query="?view=serve")) == [tail(handling)]
    assert tails(opened(client, query="?view=opinion")) == []


def test_what_the_unit_no_longer_owes_is_not_listed(client: Client) -> None:
    served(accepted(on=day(20)), on=day(3))
    assert tails(opened(client)) == []


def test_an_open_objection_and_its_notice_are_one_row(client: Client) -> None:
    """While the five working days run the row is the objection's; afterwards the notice's (条例第23条第3款)."""
    young, old = forwarded(on=day(2)), forwarded(on=day(10))
    html = opened(client)
    assert sorted(tails(html)) == sorted([tail(young), tail(old)])
    assert tails(opened(client, query="?view=objection")) == [tail(young)]
    assert sorted(tails(opened(client, query="?view=notice"))) == sorted([tail(young), tail(old)])


def test_work_without_a_clock_comes_last(client: Client) -> None:
    case = registered(received_on=day(9), title="请住建局会办的一件")
    to = Destination(unit("water"), [unit("housing")])
    lived(day(8), actions.forward, case.claims.get(), by=person(Role.SCREENING), route=Route.PETITION, to=to)
    statutory = forwarded(on=day(14), route=Route.ENFORCEMENT)
    lived(day(5), actions.take_statutory, statutory, by=person(Role.HANDLER, "housing"),
          words={"procedure": "查处", "legal_term": "无", "other_parts": ""})  # fmt: skip
    dated = accepted(on=day(5))
    html = opened(client)
    assert tails(html) == [tail(dated), case.number.split("-", 2)[2], tail(statutory)]
    assert "没有期限在走的" in html
    assert "出会办意见，交主办单位" in html
    assert "告知法定途径的办理结果" in html
    assert tails(opened(client, query="?view=assisting")) == [case.number.split("-", 2)[2]]
    assert tails(opened(client, query="?route=statutory")) == [tail(statutory)]


def test_an_imported_file_says_that_its_course_was_not_recorded(client: Client) -> None:
    """No clock is invented for it, and nothing is called overdue."""
    case = registered(received_on=day(9))
    claim = case.claims.get()
    imported = Handling.objects.create(claim=claim, unit=unit("housing"), route=Route.PETITION,
                                       state=HandlingState.UNRECORDED, arrived_on=day(200))  # fmt: skip
    Deadline.objects.create(
        case=case, handling=imported, unit=unit("housing"), period="handling", started_on=day(200),
        nominal_on=day(140), due_on=day(140), period_version="x", calendar_version="1", not_recorded=True,
    )  # fmt: skip
    html = opened(client, query="?view=unrecorded")
    assert tails(html) == [tail(imported)]
    assert "导入件，流转未记录，期限不计" in html
    assert "已逾期</b>" not in html


def test_a_case_the_unit_registered_itself_asks_to_be_taken_in(client: Client) -> None:
    with clock.on_day(day(3)):
        made = actions.register(registration(received_on=day(3)), by=person(Role.HANDLER, "housing"),
                                unit=unit("housing"), on=day(3))  # fmt: skip
    html = opened(client)
    claim = made.case.claims.get()
    assert "接收本单位收到的信访件" in html
    assert reverse("cases:claim_act", args=[made.case.number, claim.pk, "take_in"]) in html


def test_nobody_sees_another_units_rows(client: Client) -> None:
    forwarded(to="water", on=day(3), title="金丝雀水渠", claims=["金丝雀诉求"])
    own = forwarded(on=day(3))
    html = opened(client)
    assert tails(html) == [tail(own)]
    assert "金丝雀" not in html
    assert tails(opened(client, code="transport", role=Role.HANDLER)) == []


def test_an_accusation_changes_nothing_on_a_desk(client: Client) -> None:
    """检举控告 is in no list and no count outside the granted (条例第30条第3款)."""
    forwarded(on=day(3))
    before = opened(client)
    registered(received_on=day(1), purpose=Purpose.ACCUSATION, accused=[unit("housing")], title="金丝雀",
               summary="金丝雀", claims=["金丝雀"])  # fmt: skip
    assert strip(opened(client)) == strip(before)


def strip(html: str) -> str:
    """Without what differs between two answers anyway: tokens."""
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": ?|form_key" value)[^>]*', "", html)


@pytest.mark.parametrize(
    ("query", "kept"),
    [("?q=幼儿园", 1), ("?q=龘龘", 0), ("?source=visit", 2), ("?source=letter", 0), ("?role=lead", 2),
     ("?role=assisting", 0), ("?owes=handling", 1), ("?place=township_01", 1), ("?view=late", 0), ("?view=nonsense", 2)],
)  # fmt: skip
def test_filters(client: Client, query: str, kept: int) -> None:
    forwarded(on=day(10), title="配套幼儿园三年没有建", place=unit("township_01"))
    accepted(on=day(10), title="电梯停用")
    assert len(tails(opened(client, query=query))) == kept


def test_pages_hold_every_row_once_and_cost_the_same(client: Client) -> None:
    for n in range(5):
        forwarded(on=day(8 + n % 3))
    few, _ = cost(client, "")
    for n in range(47):
        forwarded(on=day(1 + n % 9))
    case = registered(received_on=day(9))
    to = Destination(unit("water"), [unit("housing")])
    lived(day(8), actions.forward, case.claims.get(), by=person(Role.SCREENING), route=Route.PETITION, to=to)
    many, html = cost(client, "")
    assert many <= few
    seen, rows = [], 0
    while True:
        seen += tails(html)
        rows += 1
        following = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', html)
        if not following:
            break
        spent, html = cost(client, following.group(1).replace("&amp;", "&"))
        assert spent <= many + 1  # the last page reads the rows without a clock, too
    assert rows == 3
    assert len(seen) == len(set(seen)) == 53


def cost(client: Client, query: str) -> tuple[int, str]:
    """Statements of one answer to somebody already at work, and the answer."""
    client.force_login(person(Role.HANDLER, "housing"))
    client.get(reverse("cases:desk"))
    with clock.on_day(TODAY), CaptureQueriesContext(connection) as spent:
        html = client.get(reverse("cases:desk") + query).content.decode()
    # a connection is told a statement once, not once a page
    asked = [q["sql"] for q in spent if "SAVEPOINT" not in q["sql"] and "PREPARE" not in q["sql"]]
    assert len(asked) <= 9, [sql[:90] for sql in asked]
    return len(asked), html


def test_a_spoilt_address_starts_at_the_top(client: Client) -> None:
    handling = forwarded(on=day(3))
    for query in ("?after=x", "?after=2026-13-40.9", "?after=n.x", "?after=.", "?q=%00", "?place=%00",
                  "?after=2026-01-01.99999999999999999999"):  # fmt: skip
        assert tails(opened(client, query=query)) == [tail(handling)], query
    assert tails(opened(client, query="?after=n.99999999999999999999")) == []


def test_a_deadline_in_a_year_without_its_notice_is_marked(client: Client) -> None:
    client.force_login(person(Role.HANDLER, "housing"))
    accepted(on=date(2026, 11, 20))
    with clock.on_day(date(2026, 11, 23)):
        html = client.get(reverse("cases:desk")).content.decode()
    assert "暂估" in html
    assert "1 个期限落在 2027 年，放假安排尚未装入" in html


# --- the head of the unit -------------------------------------------------------------------------


def test_the_head_is_told_what_waits_for_a_signature(client: Client) -> None:
    handler = person(Role.HANDLER, "housing")
    whole, bare, asked, other = (accepted(on=day(20)) for _ in range(4))
    drafted(whole, on=day(2))
    lived(day(2), actions.draft_opinion, bare, by=handler, outcome="supported", request="  ", facts="查明",
          decision="修好", legal_basis="条例")  # fmt: skip
    lived(day(2), actions.ask_extension, asked, by=handler, days=20, reason="等检测报告")
    fresh = forwarded(on=day(3))
    lived(day(1), actions.propose_decline, fresh, by=handler, way=ClaimWay.DECLINE, reason="正在诉讼",
          details=DECLINE)  # fmt: skip
    html = opened(client, role=Role.UNIT_HEAD)
    assert "待我签发 3 件" in html
    client.force_login(person(Role.UNIT_HEAD, "housing"))
    with clock.on_day(TODAY):
        html = client.get(reverse("cases:signing")).content.decode()
    assert sorted(set(tails(html))) == sorted(tail(row) for row in (whole, asked, fresh))
    assert tail(other) not in tails(html)
    assert reverse("cases:act", args=[whole.claim.case.number, whole.pk, "sign_opinion"]) in html
    assert reverse("cases:act", args=[asked.claim.case.number, asked.pk, "approve_extension"]) in html
    assert reverse("cases:act", args=[fresh.claim.case.number, fresh.pk, "decline_handling"]) in html


def test_a_whole_draft_is_what_the_policy_calls_whole() -> None:
    """The SQL of the list and the guard of the act say the same of every draft (条例第32条)."""
    from cases import policies

    handler = person(Role.HANDLER, "housing")
    parts = {
        "outcome": "supported",
        "request": "接好",
        "facts": "属实",
        "decision": "修",
        "legal_basis": "条例",
    }
    for missing in ("", *parts):
        handling = accepted(on=day(20))
        lived(day(2), actions.draft_opinion, handling, by=handler,
              **{name: "" if name == missing == "outcome" else " \n" if name == missing else text
                 for name, text in parts.items()})  # fmt: skip
        handling = again(handling)
        listed = queues.of_head(person(Role.UNIT_HEAD, "housing"))["opinions"].filter(pk=handling.pk).exists()
        draft = policies.standing_opinion(handling)
        assert listed is not bool(policies.missing_parts(handling, draft)), missing
