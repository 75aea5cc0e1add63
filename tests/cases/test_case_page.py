"""The case page: its clock, what may be done, what a unit may see, and what it costs (design §6)."""

from datetime import date

import pytest
from builders import (
    MONDAY,
    accepted,
    claim_of,
    concluded,
    days,
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
from django.http import Http404
from django.test import Client
from django.urls import reverse
from states import imported, objected

from audit.models import Record
from cases import actions
from cases.actions import Destination
from cases.models import Case, CasePaper, Claim, Deadline, Handling
from cases.reading import open_file
from law import clock
from law.terms import Channel, Purpose, Role, Route
from organizations.models import User

pytestmark = pytest.mark.django_db

#: Asked of another unit: nothing of it may reach the first one.
CANARY = "赔我墙面四千八百元整"


@pytest.fixture(autouse=True)
def today():
    with clock.on_day(MONDAY + days(3)):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="organizations.backends.StaffBackend")
    return client


def opened(user: User, case: Case, query: str = "") -> str:
    answer = signed_in(user).get(reverse("cases:detail", args=[case.number]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def two_units() -> tuple[Case, Handling, Handling]:
    """A case with two claims, each with a unit of its own."""
    case = registered(claims=["把管子重新接好", CANARY])
    first, second = case.claims.all()
    handlings = [
        lived(MONDAY, actions.forward, claim, by=person(Role.SCREENING), route=Route.PETITION, reason=reason,
              to=Destination(unit(code)))
        for claim, code, reason in ((first, "housing", "住建局主管"), (second, "finance", f"财政局经办：{CANARY}"))
    ]  # fmt: skip
    lived(
        MONDAY + days(1),
        actions.note,
        case,
        by=person(Role.HANDLER, "finance"),
        text=f"核对：{CANARY}",
        handling=handlings[1],
    )
    return case, handlings[0], handlings[1]


# --- whose rows --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "code"), [
    (Role.SCREENING, "bureau"), (Role.INTAKE, "bureau"), (Role.BUREAU_LEADER, "bureau"), (Role.WRITER, "bureau"),
    (Role.COUNTY_LEADER, "county_government"), (Role.HANDLER, "housing"), (Role.UNIT_HEAD, "finance"),
    (Role.HANDLER, "water"),
])  # fmt: skip
def test_the_file_holds_the_rows_the_person_may_see_and_no_other(role, code):
    """What the page reads by the key of a case found before is what each table's ``visible_to`` says."""
    case, _, _ = two_units()
    own = registration()
    received = lived(
        MONDAY, actions.register, own, by=person(Role.HANDLER, "housing"), unit=unit("housing")
    ).case
    user = person(role, code)
    for each in (case, received):
        if not Case.objects.visible_to(user).filter(pk=each.pk).exists():
            with pytest.raises(Http404):
                open_file(user, each.number, clock.today())
            continue
        file = open_file(user, each.number, clock.today())
        assert set(file.claims) == set(Claim.objects.visible_to(user).filter(case=each))
        assert set(file.handlings) == set(Handling.objects.visible_to(user).filter(claim__case=each))
        assert set(file.papers) == set(CasePaper.objects.visible_to(user).filter(case=each))
        seen = {row.pk for course in file.courses for row in course.deadlines} | {row.pk for row in file.own}
        may = Deadline.objects.visible_to(user).filter(case=each)
        assert seen == {row.pk for row in may if row.handling is None or row.handling in file.handlings}


# --- what stands there -------------------------------------------------------------------------------------------


def test_the_clock_says_step_turn_last_day_and_why():
    handling = accepted()
    page = opened(person(Role.HANDLER, "housing"), handling.case)
    for words in ("写处理意见书", "7 步中的第 4 步", "5月6日 周三", "名义届满 5-01", "为什么是这一天", "民法典第203条", "若 5-06 前批准延期 30 日",
                  "同件其他期限", "告知 3-17 前，3-02"):  # fmt: skip
        assert words in page, words
    # the order of design §6: clock, what is asked, acts, timeline
    places = [
        page.index(mark)
        for mark in ('aria-label="法定期限"', 'id="asked"', 'id="may-do"', 'id="papers"', 'id="past"')
    ]
    assert places == sorted(places)


STEPS = [
    (lambda: registered(), Role.SCREENING, "bureau", "甄别途径、转出", "甄别这一项"),
    (lambda: forwarded().case, Role.HANDLER, "housing", "书面告知信访人", "发受理告知书"),
    (
        lambda: forwarded(route=Route.ENFORCEMENT).case,
        Role.HANDLER,
        "housing",
        "书面告知信访人",
        "告知法定途径",
    ),
    (lambda: objected().handling.case, Role.SCREENING, "bureau", "核实异议", "改派其他单位"),
    (lambda: accepted().case, Role.HANDLER, "housing", "写处理意见书", "写处理意见书"),
    (lambda: drafted_case(), Role.UNIT_HEAD, "housing", "签发意见", "签发意见"),
    (lambda: signed(accepted(), MONDAY).case, Role.HANDLER, "housing", "送达意见", "登记送达"),
    (lambda: served(accepted(), MONDAY).case, Role.SCREENING, "bureau", "审核认定办结", "认定办结"),
]


def drafted_case() -> Case:
    handling = accepted()
    drafted(handling, MONDAY)
    return handling.case


@pytest.mark.parametrize(("make", "role", "code", "step", "button"), STEPS)
def test_each_step_names_itself_and_offers_its_act(make, role, code, step, button):
    page = opened(person(role, code), make())
    assert f"<b>{step}</b>" in page
    assert f">{button}" in page
    assert page.count("btn--main") <= 1


def test_a_grey_act_says_why_not():
    handling = accepted()
    page = opened(person(Role.UNIT_HEAD, "housing"), handling.case)
    assert "意见书缺意见草稿" in page or "缺意见草稿" in page
    assert "<b>不能：</b>已经书面告知，异议要在告知之前提出" in page
    assert "<b>还不能：</b>意见书没有签发" in page


def test_a_closed_file_says_how_it_ended():
    case = concluded(served(accepted(), MONDAY), MONDAY).case
    page = opened(person(Role.SCREENING), case)
    assert "已办结" in page
    assert "3-02 履行，按期" in page


def test_an_imported_file_says_what_was_not_recorded():
    handling = imported(answered=True)
    page = opened(person(Role.SCREENING), handling.case)
    assert "导入件，由现行规则集分流，流转未记录" in page
    assert "导入答复" in page
    assert "已修复。" in page


def test_words_of_the_petitioner_are_escaped():
    case = registered(title="<script>alert(1)</script>", claims=["<b>粗</b>"])
    page = opened(person(Role.SCREENING), case)
    assert "<script>alert" not in page
    assert "「&lt;b&gt;粗&lt;/b&gt;」" in page


# --- who sees what -----------------------------------------------------------------------------------------------


def test_a_unit_sees_nothing_of_another_units_claim():
    case, _, other = two_units()
    housing = person(Role.HANDLER, "housing")
    page = opened(housing, case, "?events=all")
    assert "把管子重新接好" in page
    assert CANARY not in page
    assert "财政局" not in page
    assert f"handling={other.pk}" not in page
    # asked for by address, the other's handling is not put in focus
    assert CANARY not in opened(housing, case, f"?handling={other.pk}&claim={other.claim_id}")
    assert CANARY in opened(person(Role.SCREENING), case)


def test_an_outsider_finds_no_such_case():
    case = two_units()[0]
    for user in (
        person(Role.HANDLER, "education"),
        person(Role.SYSADMIN),
        person(Role.AUDITOR),
        person(Role.SECURITY),
    ):
        answer = signed_in(user).get(reverse("cases:detail", args=[case.number]))
        assert answer.status_code == 404, user.role


def test_a_unit_is_not_told_that_it_was_rated():
    handling = served(accepted(), MONDAY)
    lived(
        MONDAY + days(1),
        actions.rate,
        handling.case,
        by=None,
        organ="unit",
        value="dissatisfied",
        handling=handling,
    )
    assert "不满意" in opened(person(Role.SCREENING), handling.case)
    page = opened(person(Role.HANDLER, "housing"), handling.case)
    assert "满意" not in page
    assert ">评价" not in page


@pytest.mark.parametrize(("role", "code", "read"), [(Role.SCREENING, "bureau", True), (Role.COUNTY_LEADER, "county_government", False),
                                                    (Role.WRITER, "bureau", False)])  # fmt: skip
def test_notes_are_read_by_those_who_work_on_the_file(role, code, read):
    handling = accepted()
    lived(
        MONDAY,
        actions.note,
        handling.case,
        by=person(Role.HANDLER, "housing"),
        text="电话核实过地址",
        handling=handling,
    )
    assert ("电话核实过地址" in opened(person(role, code), handling.case)) is read


def accusation() -> Case:
    return registered(
        purpose=Purpose.ACCUSATION,
        title="反映某科长",
        summary="收了两万元",
        claims=["请查处"],
        accused=[unit("housing")],
    )


def test_an_accusation_is_opened_by_the_granted_alone_and_each_look_is_recorded():
    keeper = person(Role.COMPARTMENT)
    case = accusation()
    before = Record.objects.filter(verb="look_accusation").count()
    page = opened(keeper, case)
    assert "收了两万元" in page
    assert Record.objects.filter(verb="look_accusation").count() == before + 1
    for user in (
        person(Role.HANDLER, "housing"),
        person(Role.UNIT_HEAD, "housing"),
        person(Role.SCREENING),
        person(Role.BUREAU_LEADER),
    ):
        assert signed_in(user).get(reverse("cases:detail", args=[case.number])).status_code == 404, user.role


# --- masked values -----------------------------------------------------------------------------------------------


def test_a_value_is_shown_once_for_a_reason_and_recorded():
    case = forwarded().case
    client = signed_in(person(Role.HANDLER, "housing"))
    row = case.own_petition.petitioners.get()
    url = reverse("cases:reveal", args=[case.number, row.pk, "phone"])
    assert "13855552207" not in client.get(url).content.decode()
    refused = client.post(url, {"reason": ""})
    assert "13855552207" not in refused.content.decode()
    assert not Record.objects.filter(verb="reveal_phone").exists()
    shown = client.post(url, {"reason": "电话通知领取告知书"})
    assert "13855552207" in shown.content.decode()
    assert Record.objects.filter(verb="reveal_phone", reason="电话通知领取告知书").count() == 1
    assert "13855552207" not in client.get(reverse("cases:detail", args=[case.number])).content.decode()


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [(Role.COUNTY_LEADER, "county_government", 403), (Role.HANDLER, "education", 404)],
)
def test_not_everyone_may_have_a_value_shown(role, code, status):
    case = forwarded().case
    row = case.own_petition.petitioners.get()
    url = reverse("cases:reveal", args=[case.number, row.pk, "name"])
    assert signed_in(person(role, code)).post(url, {"reason": "想看一看"}).status_code == status


# --- papers ------------------------------------------------------------------------------------------------------


def paper(handling: Handling, kind: str) -> CasePaper:
    return CasePaper.objects.get(case=handling.case, kind=kind)


@pytest.mark.parametrize(
    ("form", "kind", "how"), [("pdf", "application/pdf", "inline"), ("docx", "officedocument", "attachment")]
)
def test_a_paper_opens_in_both_forms_and_the_look_is_recorded(form, kind, how):
    handling = accepted()
    row = paper(handling, "acceptance_notice")
    answer = signed_in(person(Role.HANDLER, "housing")).get(reverse("cases:paper", args=[row.paper_id, form]))
    assert answer.status_code == 200
    assert kind in answer["Content-Type"]
    assert answer["Content-Disposition"].startswith(how)
    assert answer.content[:4] in {b"%PDF", b"PK\x03\x04"}
    assert Record.objects.filter(verb=f"look_paper_{form}").count() == 1


def test_a_paper_of_another_unit_is_not_there():
    case, first, second = two_units()
    letter = CasePaper.objects.get(handling=second, kind="forwarding_letter")
    url = reverse("cases:paper", args=[letter.paper_id, "pdf"])
    assert signed_in(person(Role.HANDLER, "housing")).get(url).status_code == 404
    assert signed_in(person(Role.HANDLER, "finance")).get(url).status_code == 200
    registration = CasePaper.objects.get(case=case, kind="registration")
    for role, code in (
        (Role.HANDLER, "housing"),
        (Role.COUNTY_LEADER, "county_government"),
        (Role.AUDITOR, "bureau"),
    ):
        answer = signed_in(person(role, code)).get(
            reverse("cases:paper", args=[registration.paper_id, "pdf"])
        )
        assert answer.status_code == 404, role
    assert signed_in(person(Role.SCREENING)).get(url.replace(".pdf", ".exe")).status_code == 404
    assert first.pk != second.pk


def test_owed_papers_stand_on_top():
    handling = accepted()
    page = opened(person(Role.HANDLER, "housing"), handling.case)
    assert page.index("欠 1") < page.index("云住建信告")


# --- repeats -----------------------------------------------------------------------------------------------------


def test_a_repeat_is_shown_with_number_reason_and_undo():
    earlier = registered(on=date(2026, 3, 2))
    later = registered(on=date(2026, 3, 3), received_on=date(2026, 3, 3), channel=Channel.LETTER)
    lived(
        date(2026, 3, 4),
        actions.link_repeat,
        later,
        by=person(Role.SCREENING),
        earlier=earlier,
        reason="同一人同一根管子",
    )
    page = opened(person(Role.SCREENING), Case.objects.get(pk=later.pk))
    assert earlier.number in page
    assert "同一人同一根管子" in page
    assert reverse("cases:case_act", args=[later.number, "unlink_repeat"]) in page
    assert later.number in opened(person(Role.SCREENING), earlier)


# --- what it costs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "code"), [(Role.HANDLER, "housing"), (Role.UNIT_HEAD, "housing"), (Role.SCREENING, "bureau"),
                                            (Role.BUREAU_LEADER, "bureau")])  # fmt: skip
def test_the_page_costs_the_same_however_long_the_file(role, code, django_assert_max_num_queries):
    client = signed_in(person(role, code))
    short = accepted()
    with django_assert_max_num_queries(22) as one:
        assert client.get(reverse("cases:detail", args=[short.case.number])).status_code == 200
    case = registered(claims=[f"诉求{n}" for n in range(6)])
    for claim in case.claims.all():
        handling = lived(
            MONDAY,
            actions.forward,
            claim,
            by=person(Role.SCREENING),
            route=Route.PETITION,
            to=Destination(unit("housing")),
        )
        lived(MONDAY, actions.accept, handling, by=person(Role.HANDLER, "housing"))
    for n in range(20):
        lived(
            MONDAY, actions.note, case, by=person(Role.HANDLER, "housing"), text=f"核查{n}", handling=handling
        )
    with django_assert_max_num_queries(22) as many:
        assert client.get(reverse("cases:detail", args=[case.number])).status_code == 200
    assert len(many) <= len(one)


def test_a_long_file_opens_with_its_newest_events():
    handling = accepted()
    for n in range(35):
        lived(
            MONDAY,
            actions.note,
            handling.case,
            by=person(Role.HANDLER, "housing"),
            text=f"第{n:02d}次核查",
            handling=handling,
        )
    user = person(Role.HANDLER, "housing")
    page = opened(user, handling.case)
    assert "第34次核查" in page
    assert "第00次核查" not in page
    assert "看全部经过" in page
    assert "第00次核查" in opened(user, handling.case, "?events=all")
    assert claim_of(handling.case).order == 1
