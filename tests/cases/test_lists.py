"""待审签, 异议与审核, 收件, 送请意见, 检举控告: for whom, what, and nothing of anybody else's."""

import re
from datetime import date, timedelta

import pytest
from builders import accepted, forwarded, lived, person, registered, served, signed, unit
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Record
from cases import actions
from cases.actions import Destination
from cases.models import Case
from law import clock
from law.terms import ClaimWay, Purpose, Role, Route
from notifications.models import InboxItem
from organizations import switches
from organizations.models import Setting, User

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 14)


def day(back: int) -> date:
    return TODAY - timedelta(days=back)


def opened(client: Client, name: str, role: str, code: str = "bureau", query: str = "") -> str:
    client.force_login(person(role, code))
    with clock.on_day(TODAY):
        answer = client.get(reverse(f"cases:{name}") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def tails(html: str) -> set[str]:
    return set(re.findall(r"…(\d{8}-\d{5})", html))


def tail(case: Case) -> str:
    return case.number.split("-", 2)[2]


WHO = {
    "signing": {Role.SCREENING, Role.BUREAU_LEADER, Role.UNIT_HEAD},
    "checking": {Role.SCREENING, Role.BUREAU_LEADER},
    "counsel": {Role.COUNSEL},
    "compartment": {Role.COMPARTMENT},
    "inbox": set(Role),
}


@pytest.mark.parametrize("role", list(Role))
def test_each_page_for_its_roles(client: Client, role: str) -> None:
    code = {"handler": "housing", "unit_head": "housing", "county_leader": "county_government"}.get(
        role, "bureau"
    )
    client.force_login(person(role, code))
    for name, roles in WHO.items():
        assert client.get(reverse(f"cases:{name}")).status_code == (200 if role in roles else 403), name


@pytest.mark.parametrize("name", list(WHO))
def test_signed_out_goes_to_the_door(client: Client, name: str) -> None:
    answer = client.get(reverse(f"cases:{name}"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


# --- 待审签 ---------------------------------------------------------------------------------------


def proposed(way: str, by: User | None = None, back: int = 10) -> Case:
    case = registered(received_on=day(back), title="提请审签的一件")
    to = Destination(unit("housing"), [], TODAY + timedelta(days=30)) if way == ClaimWay.ASSIGN else None
    route = Route.PETITION if way == ClaimWay.ASSIGN else Route.ENQUIRY
    lived(day(2), actions.propose, case.claims.get(), by=by or person(Role.SCREENING), way=way, route=route,
          reason="涉及三百余户", to=to)  # fmt: skip
    return case


def test_the_leader_signs_assignments_the_second_screener_the_rest(client: Client) -> None:
    assigned, filed = proposed(ClaimWay.ASSIGN), proposed(ClaimWay.FILE_AWAY)
    other = User.objects.create(
        username="second", name="另一甄别员", role=Role.SCREENING, unit=unit("bureau")
    )
    leader = opened(client, "signing", Role.BUREAU_LEADER)
    assert tails(leader) == {tail(assigned), tail(filed)}
    assert "交办：给县住建局" in leader
    assert "测试甄别员 3-12 提出 · 涉及三百余户" in leader
    assert (
        reverse("cases:claim_act", args=[assigned.number, assigned.claims.get().pk, "sign_proposal"])
        in leader
    )
    client.force_login(filed.claims.get().proposals.get().proposed_by)
    with clock.on_day(TODAY):  # one's own proposal waits for another
        assert tails(client.get(reverse("cases:signing")).content.decode()) == set()
    client.force_login(other)
    with clock.on_day(TODAY):
        assert tails(client.get(reverse("cases:signing")).content.decode()) == {tail(filed)}


def test_with_the_second_pair_of_eyes_off_one_signs_ones_own(client: Client) -> None:
    filed = proposed(ClaimWay.FILE_AWAY)
    Setting.objects.create(pk="second_pair_of_eyes", value=False)
    assert switches.value("second_pair_of_eyes") is False
    assert tails(opened(client, "signing", Role.SCREENING)) == {tail(filed)}


def test_a_decided_proposal_waits_no_more(client: Client) -> None:
    case = proposed(ClaimWay.FILE_AWAY)
    row = case.claims.get().proposals.get()
    lived(day(1), actions.refuse_proposal, row, by=person(Role.BUREAU_LEADER), answer="请再核对")
    assert tails(opened(client, "signing", Role.BUREAU_LEADER)) == set()


def test_a_head_sees_no_other_units_papers(client: Client) -> None:
    handling = accepted(to="water", on=day(20), title="金丝雀水渠")
    lived(day(2), actions.draft_opinion, handling, by=person(Role.HANDLER, "water"), outcome="supported",
          request="修", facts="属实", decision="修好", legal_basis="水法")  # fmt: skip
    assert "金丝雀" in opened(client, "signing", Role.UNIT_HEAD, "water")
    assert "金丝雀" not in opened(client, "signing", Role.UNIT_HEAD, "housing")


# --- 异议与审核 -----------------------------------------------------------------------------------


def test_objections_carry_the_bureaus_two_working_days(client: Client) -> None:
    handling = forwarded(on=day(4))
    lived(day(2), actions.object_to, handling, by=person(Role.UNIT_HEAD, "housing"), suggested_unit=unit("water"),
          reason="该渠由水利部门管理，不属于本单位职权")  # fmt: skip
    html = opened(client, "checking", Role.SCREENING)
    assert tails(html) == {tail(handling.claim.case)}
    assert "1 件</b>异议待核实" in html
    assert "建议转县水利局" in html
    assert "3-16 周一" in html  # Thursday + 2 working days


def test_served_work_waits_for_the_check_but_posted_work_for_its_receipt(client: Client) -> None:
    done = served(accepted(on=day(20), title="当面送达"), on=day(3))
    posted = signed(accepted(on=day(20), title="邮寄送达"), on=day(3))
    lived(day(3), actions.serve, posted, by=person(Role.HANDLER, "housing"), method="post", served_on=None,
          proof="快递单")  # fmt: skip
    html = opened(client, "checking", Role.SCREENING)
    assert reverse("cases:act", args=[done.claim.case.number, done.pk, "conclude"]) in html
    assert reverse("cases:act", args=[posted.claim.case.number, posted.pk, "conclude"]) not in html
    assert "请县住建局查回执，登记送达日" in html
    assert "已 3 天" in html


def test_an_assigned_matter_is_checked_after_its_report(client: Client) -> None:
    """交办件 without its 办结报告 cannot be concluded (条例第22条第1款第3项)."""
    case = proposed(ClaimWay.ASSIGN, back=30)
    lived(day(1), actions.sign_proposal, case.claims.get().proposals.get(), by=person(Role.BUREAU_LEADER))
    handling = case.claims.get().handlings.get()
    handling = lived(day(1), actions.accept, handling, by=person(Role.HANDLER, "housing"))
    handling = served(handling, on=TODAY)
    assert tails(opened(client, "checking", Role.SCREENING)) == set()
    lived(TODAY, actions.report_conclusion, handling, by=person(Role.HANDLER, "housing"),
          report={"conclusion": "已修好", "process": "查", "result": "修好"})  # fmt: skip
    assert tails(opened(client, "checking", Role.SCREENING)) == {tail(case)}


def test_backdated_acts_are_listed_with_their_reason(client: Client) -> None:
    handling = forwarded(on=day(6))
    with clock.on_day(day(2)):
        actions.accept(
            handling, by=person(Role.HANDLER, "housing"), on=day(5), why_backdated="当天停电，有签收单"
        )
    html = opened(client, "checking", Role.SCREENING)
    assert "当天停电，有签收单" in html
    assert "受理并书面告知" in html
    client.force_login(person(Role.AUDITOR))
    html = client.get(reverse("system:backdated")).content.decode()
    assert "当天停电，有签收单" in html
    assert handling.claim.case.number in html
    assert handling.claim.case.title not in html


def test_checking_costs_the_same_however_many(client: Client) -> None:
    client.force_login(person(Role.SCREENING))
    client.get(reverse("cases:inbox"))

    def cost() -> int:
        with clock.on_day(TODAY), CaptureQueriesContext(connection) as spent:
            client.get(reverse("cases:checking"))
        return len([q for q in spent if "SAVEPOINT" not in q["sql"]])

    counts = []
    for rounds in (5, 20):
        for _ in range(rounds):
            served(accepted(on=day(20)), on=day(3))
        counts.append(cost())
    assert counts[0] == counts[1] <= 17


# --- 收件 -----------------------------------------------------------------------------------------


def told(user: User, n: int, first: int = 0) -> None:
    InboxItem.objects.bulk_create(
        InboxItem(
            key=f"k{first + i}", user=user, subject=f"第{first + i}条", url="/inbox/", kind="word", on=TODAY
        )
        for i in range(n)
    )


def test_the_inbox_shows_unread_first_and_every_line_once(client: Client) -> None:
    user = person(Role.HANDLER, "housing")
    told(user, 70)
    InboxItem.objects.filter(user=user, subject__in=[f"第{n}条" for n in range(40, 70)]).update(
        read_at=clock.now()
    )
    told(person(Role.HANDLER, "water"), 1, first=900)
    seen, query, pages = [], "", 0
    while True:
        html = opened(client, "inbox", Role.HANDLER, "housing", query)
        seen += [int(n) for n in re.findall(r'scope="row">(?:<b>|<a [^>]*>)第(\d+)条', html)]
        pages += 1
        following = re.search(r'href="(\?after=[^"]*)" rel="next"', html)
        if not following:
            break
        query = following.group(1)
    assert pages == 3
    assert seen == [*range(39, -1, -1), *range(69, 39, -1)]


def test_a_full_page_of_unread_goes_on_with_the_read(client: Client) -> None:
    user = person(Role.HANDLER, "housing")
    told(user, 26)
    InboxItem.objects.filter(user=user, subject="第0条").update(read_at=clock.now())
    html = opened(client, "inbox", Role.HANDLER, "housing")
    query = re.search(r'href="(\?after=[^"]*)" rel="next"', html).group(1)
    assert "第0条" in opened(client, "inbox", Role.HANDLER, "housing", query)


def test_reading_is_a_post_and_only_of_ones_own(client: Client) -> None:
    user, other = person(Role.HANDLER, "housing"), person(Role.HANDLER, "water")
    told(user, 2)
    told(other, 1, first=9)
    client.force_login(user)
    mine, theirs = InboxItem.objects.filter(user=user).first(), InboxItem.objects.get(user=other)
    client.get(reverse("cases:inbox_read", args=[mine.pk]))
    assert InboxItem.objects.get(pk=mine.pk).read_at is None
    assert client.post(reverse("cases:inbox_read", args=[theirs.pk])).status_code == 404
    answer = client.post(reverse("cases:inbox_read", args=[mine.pk]), {"open": "1"})
    assert answer["Location"] == "/inbox/"
    assert InboxItem.objects.get(pk=mine.pk).read_at
    client.post(reverse("cases:inbox_read_all"))
    assert not InboxItem.objects.filter(user=user, read_at=None).exists()
    assert InboxItem.objects.filter(user=other, read_at=None).exists()


def test_an_address_outside_the_house_is_not_followed(client: Client) -> None:
    user = person(Role.HANDLER, "housing")
    client.force_login(user)
    for url in ("//elsewhere.example/", "https://elsewhere.example/"):
        item = InboxItem.objects.create(key=url, user=user, subject="一条", url=url, kind="word", on=TODAY)
        answer = client.post(reverse("cases:inbox_read", args=[item.pk]), {"open": "1"})
        assert answer["Location"] == reverse("cases:inbox")


# --- 送请意见 -------------------------------------------------------------------------------------


def test_a_lawyer_sees_what_was_put_to_them(client: Client) -> None:
    lawyer = person(Role.COUNSEL)
    other = User.objects.create(
        username="other-counsel", name="别的律师", role=Role.COUNSEL, unit=unit("bureau")
    )
    case = registered(received_on=day(3), title="是否涉诉的一件")
    lived(
        day(2),
        actions.ask_counsel,
        case.claims.get(),
        by=person(Role.SCREENING),
        counsel=lawyer,
        question="算不算涉法涉诉？",
    )
    html = opened(client, "counsel", Role.COUNSEL)
    assert "算不算涉法涉诉？" in html
    assert reverse("cases:case_act", args=[case.number, "give_counsel"]) in html
    lived(day(1), actions.give_counsel, lawyer.counsel_requests.get(), by=lawyer, opinion="不算。")
    html = opened(client, "counsel", Role.COUNSEL)
    assert "没有等您答复的" in html
    assert "give_counsel" not in html
    client.force_login(other)
    assert "算不算涉法涉诉？" not in client.get(reverse("cases:counsel")).content.decode()


# --- 检举控告 -------------------------------------------------------------------------------------


def secret() -> Case:
    return registered(received_on=day(4), purpose=Purpose.ACCUSATION, accused=[unit("housing")], title="金丝雀局长",
                      summary="金丝雀受贿", claims=["查金丝雀"])  # fmt: skip


def test_the_compartment_lists_what_is_granted_and_records_the_look(client: Client) -> None:
    keeper = person(Role.COMPARTMENT)
    case = secret()
    before = Record.objects.filter(verb="look_compartment").count()
    html = opened(client, "compartment", Role.COMPARTMENT)
    assert case.number in html
    assert "县住建局" in html
    assert "4 天" in html
    assert "金丝雀" not in html
    assert Record.objects.filter(verb="look_compartment", actor_id=keeper.pk).count() == before + 1
    stranger = User.objects.create(
        username="new-keeper", name="新保密员", role=Role.COMPARTMENT, unit=unit("bureau")
    )
    client.force_login(stranger)
    assert case.number not in client.get(reverse("cases:compartment")).content.decode()


def test_the_registering_clerk_sees_it_until_it_is_handed_on(client: Client) -> None:
    person(Role.COMPARTMENT)
    case = secret()
    clerk = person(Role.INTAKE)
    assert case.number in opened(client, "compartment", Role.INTAKE)
    lived(day(3), actions.hand_on_accusation, case, by=clerk)
    client.force_login(clerk)
    assert client.get(reverse("cases:compartment")).status_code == 403


def test_an_accusation_is_on_no_other_list(client: Client) -> None:
    person(Role.COMPARTMENT)
    lists = [("signing", Role.BUREAU_LEADER, "bureau"), ("signing", Role.SCREENING, "bureau"), ("checking", Role.SCREENING, "bureau"),
             ("signing", Role.UNIT_HEAD, "housing"), ("desk", Role.HANDLER, "housing"), ("search", Role.SCREENING, "bureau"),
             ("inbox", Role.SCREENING, "bureau"), ("inbox", Role.HANDLER, "housing")]  # fmt: skip
    forwarded(on=day(3))
    before = {key: bare(opened(client, *key)) for key in lists}
    secret()
    for key in lists:
        assert bare(opened(client, *key)) == before[key], key


def bare(html: str) -> str:
    """Without what differs between two answers anyway: tokens."""
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": ?|form_key" value)[^>]*', "", html)
