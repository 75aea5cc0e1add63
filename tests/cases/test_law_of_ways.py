"""Ways out of the petition channel: guidance, grounds, political-legal bodies, briefings (条例第19条至第36条, domain §2.3)."""

from datetime import date

import pytest
from builders import (
    MONDAY,
    again,
    claim_of,
    forwarded,
    lived,
    person,
    registered,
    registration,
    unit,
)
from django.db import IntegrityError, connection, transaction
from states import BAR, DECLINE, GUIDANCE, handler, head

from cases import actions, clocks, papers
from cases.forms.notices import fill_in
from cases.models import (
    CaseEvent,
    CasePaper,
    Deadline,
    LocalGround,
    OrganizationBriefing,
    Proposal,
    ReliefPath,
)
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law.terms import (
    GUIDANCE_ROUTES,
    Channel,
    ClaimWay,
    GuidanceKind,
    HandlingState,
    PaperKind,
    Purpose,
    Role,
    Route,
)

pytestmark = pytest.mark.django_db


def said(paper: CasePaper) -> str:
    """The whole text of a paper of the file."""
    content = issuing.content_of(paper.paper)
    return content.title + "".join(block.heading + block.text for block in content.blocks)


def proposed(
    way: str, details: dict[str, object], *, route: str = Route.PETITION, **changes: object
) -> Proposal:
    case = registered(**changes)
    return lived(MONDAY, actions.propose, claim_of(case), by=person(Role.SCREENING), way=way, route=route,
                 reason="依照条例", details=details)  # fmt: skip


def issued(proposal: Proposal) -> CasePaper:
    lived(MONDAY, actions.sign_proposal, proposal, by=person(Role.BUREAU_LEADER))
    return CasePaper.objects.filter(case=proposal.claim.case, to_petitioner=True).latest("pk")


def direct_at(code: str = "housing", **changes: object):
    """What a petitioner put to a unit itself (条例第23条第1款)."""
    done = lived(
        MONDAY, actions.register, registration(**changes), by=person(Role.HANDLER, code), unit=unit(code)
    )
    return claim_of(done.case)


# --- the eight kinds ---------------------------------------------------------------------------------------------


def test_the_seed_holds_all_eight_kinds_and_what_each_notice_needs():
    """domain §5.1: 途径、机关名称地址电话、申请期限、依据、材料."""
    rows = list(ReliefPath.objects.select_related("unit"))
    assert {row.kind for row in rows} == set(GuidanceKind)
    for row in rows:
        words = fill_in(row)
        missing = papers.missing_notice_fields(ClaimWay.GUIDE, words)
        assert missing == [], row.code
        assert bool(row.length) is bool(row.measure), row.code


@pytest.mark.parametrize("code", ["village_decision", "party_discipline", "public_security"])
def test_what_was_not_checked_is_cited_without_a_number(code):
    """domain §2.4: ≈ is not verified; 村委会组织法, 党章, 治安管理处罚法 await their new numbers."""
    assert ReliefPath.objects.get(code=code).basis.endswith("》")


def test_a_checked_basis_is_spelled_as_letters_spell_it():
    assert ReliefPath.objects.get(code="discipline").basis == "《信访工作条例》第三十条第一款"
    assert (
        ReliefPath.objects.get(code="reconsideration").basis
        == "《中华人民共和国行政复议法》第十一条、第二十条"
    )


def test_categories_of_the_seed_exist():
    from cases.models import Category

    known = {str(row) for row in Category.objects.all()} | {row.level1 for row in Category.objects.all()}
    named = {name for row in ReliefPath.objects.all() for name in row.categories}
    assert named <= known


ORDINARY = [kind for kind in GuidanceKind if kind != GuidanceKind.ACCUSATION]


@pytest.mark.parametrize("kind", ORDINARY)
def test_each_kind_prints_its_way_and_item(kind):
    """条例第31条第1项至第5项."""
    row = ReliefPath.objects.select_related("unit").filter(kind=kind).first()
    paper = issued(proposed(ClaimWay.GUIDE, fill_in(row), route=GUIDANCE_ROUTES[kind]))
    text = said(paper)
    assert paper.kind == PaperKind.GUIDANCE_NOTICE
    for words in (
        row.path,
        row.body_name,
        row.body_phone,
        row.basis,
        row.term.rstrip("。"),
        "12348",
        kind.label,
    ):
        assert words in text
    assert "供参考" not in text, "nobody entered the day that starts the period"
    assert CaseEvent.objects.get(act="guide").data["kind"] == kind
    assert not Deadline.objects.exclude(period__in=["forwarding"]).exists(), "guidance starts no clock"


def test_the_last_day_stands_on_the_paper_only_when_its_start_was_entered():
    """民法典第202条; the house counts it for reference and starts no clock."""
    words = fill_in(ReliefPath.objects.get(code="administrative_suit")) | {"start_on": "2026-02-02"}
    text = said(issued(proposed(ClaimWay.GUIDE, words, route=Route.JUDICIAL)))
    assert "按2026年2月2日起算，最后一日为2026年8月3日" in text  # 2026-08-02 is a Sunday
    assert "供参考" in text
    assert "知道或者应当知道作出行政行为之日" in text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"start_on": "2026-03-03"}, "起算日不能晚于今天"),
        ({"start_on": "2026-02-02", "length": "", "measure": ""}, "还要有期限的长度和单位"),
        ({"start_on": "2026-02-02", "length": "六"}, "请写整数"),
        ({"start_on": "2026-02-02", "measure": "weeks"}, "请从日、工作日、月、年里选"),
        ({"kind": "arbitration"}, "与所选途径不一致"),
        ({"kind": "court"}, "请从八类引导里选一类"),
        ({"kind": "accusation"}, r"检举控告不作一般引导.*保密员"),
        ({"body_name": ""}, "受理机关"),
    ],
)
def test_a_guidance_that_cannot_be_is_refused(changes, message):
    words = fill_in(ReliefPath.objects.get(code="administrative_suit"))
    with pytest.raises(NotLawfulNow, match=message):
        proposed(ClaimWay.GUIDE, words | changes, route=Route.JUDICIAL)
    assert not Proposal.objects.exists()


def test_old_words_without_a_kind_get_the_kind_of_the_way():
    proposal = proposed(ClaimWay.GUIDE, GUIDANCE, route=Route.ARBITRATION)
    assert proposal.details["kind"] == GuidanceKind.ARBITRATION


def test_a_unit_guides_as_well():
    """条例第31条: the unit that was sent the matter finds it belongs to another procedure."""
    handling = forwarded()
    words = fill_in(ReliefPath.objects.select_related("unit").get(code="labour_arbitration"))
    proposal = lived(MONDAY, actions.propose_decline, handling, by=handler(handling), way=ClaimWay.GUIDE,
                     reason="属劳动争议", details=words)  # fmt: skip
    lived(MONDAY, actions.decline_handling, proposal, by=head(handling), approved=True)
    paper = CasePaper.objects.get(kind=PaperKind.GUIDANCE_NOTICE)
    assert "第三十一条第二项" in said(paper)


# --- grounds -----------------------------------------------------------------------------------------------------


def test_a_ground_of_the_regulation_writes_its_own_basis():
    """条例第19条第3款."""
    paper = issued(proposed(ClaimWay.DECLINE, DECLINE | {"basis": "领导批示"}))
    assert paper.kind == PaperKind.DECLINE_NOTICE
    assert "《信访工作条例》第十九条第三款" in said(paper)
    assert "领导批示" not in said(paper)


@pytest.mark.parametrize(
    "details",
    [
        {"ground": "材料不齐", "basis": "本局规定", "in_charge": "无"},
        {"ground_code": "made_up", "ground": "无理", "in_charge": "无"},
        {"ground_code": "local:1", "ground": "逾期", "in_charge": "无"},
        {"ground_code": "local:x", "ground": "逾期", "in_charge": "无"},
        {"ground_code": "final_reviewed", "ground": "已复核", "in_charge": "无"},
    ],
)
def test_no_ground_but_the_lists(details):
    """条例第19条第3款、第23条第1款、第36条第3款, and local grounds only when turned on."""
    with pytest.raises(NotLawfulNow, match=r"只限|没有启用|对应的是"):
        proposed(ClaimWay.DECLINE, details)


@pytest.mark.parametrize(
    "route", [Route.JUDICIAL, Route.ARBITRATION, Route.ADMINISTRATIVE, Route.ENFORCEMENT, Route.PARTY_APPEAL]
)
def test_a_statutory_way_is_guided_and_never_declined(route):
    """条例第31条第1项至第5项: 应走法定途径不是不予受理."""
    row = local_ground(enabled=True)
    with pytest.raises(NotLawfulNow, match="引导告知，不是不予受理"):
        proposed(ClaimWay.DECLINE, DECLINE | {"ground_code": f"local:{row.pk}"}, route=route)


def test_a_final_opinion_to_come_bars_nothing():
    """条例第36条第3款."""
    with pytest.raises(NotLawfulNow, match="复核意见日期不能晚于今天"):
        proposed(ClaimWay.BAR, BAR | {"final_on": "2026-03-03"})
    assert issued(proposed(ClaimWay.BAR, BAR)).kind == PaperKind.BAR_NOTICE


def local_ground(**changes: object) -> LocalGround:
    row = LocalGround.objects.get()
    for name, value in (
        {"in_force_from": date(2026, 1, 1), "verified_on": date(2026, 1, 5)} | changes
    ).items():
        setattr(row, name, value)
    row.save()
    return row


def test_a_local_ground_is_off_until_turned_on_and_names_its_source():
    """domain §2.3: 逾期未申请复查、复核又提, only by a local rule (地·鲁33三款), which the notice names."""
    row = LocalGround.objects.get()
    assert row.enabled is False
    code = {"ground_code": f"local:{row.pk}"}
    with pytest.raises(NotLawfulNow, match="没有启用"):
        proposed(ClaimWay.DECLINE, DECLINE | code)
    local_ground(enabled=True)
    text = said(issued(proposed(ClaimWay.DECLINE, DECLINE | code)))
    assert "《山东省信访条例》第三十三条第三款" in text
    assert "《信访工作条例》第十九条" not in text


def test_a_local_ground_out_of_force_when_signed_is_refused():
    row = local_ground(enabled=True)
    proposal = proposed(ClaimWay.DECLINE, DECLINE | {"ground_code": f"local:{row.pk}"})
    local_ground(enabled=True, in_force_until=MONDAY)
    with pytest.raises(NotLawfulNow, match="不在施行期内"):
        issued(proposal)
    assert Proposal.objects.get().decided_on is None


def test_what_belongs_elsewhere_is_told_where_and_not_refused():
    """条例第23条第1、2款: put to the unit itself, not its own: 告知向有权机关提出."""
    claim = direct_at()
    details = {
        "ground_code": "not_competent",
        "ground": "供水管网由水利部门主管",
        "in_charge": "云溪县水利局",
    }
    proposal = lived(MONDAY, actions.propose, claim, by=person(Role.HANDLER, "housing"), way=ClaimWay.DECLINE,
                     route=Route.PETITION, reason="不属本单位职权", details=details)  # fmt: skip
    lived(MONDAY, actions.sign_proposal, proposal, by=person(Role.UNIT_HEAD, "housing"))
    paper = CasePaper.objects.get(to_petitioner=True, kind=PaperKind.REDIRECT_NOTICE)
    assert "本告知不是不予受理" in said(paper)
    assert "云溪县水利局" in said(paper)


def test_a_unit_that_was_sent_a_matter_objects_and_tells_the_petitioner_nothing():
    """条例第23条第3款."""
    handling = forwarded()
    with pytest.raises(NotLawfulNow, match="5 个工作日内提出异议"):
        lived(MONDAY, actions.propose_decline, handling, by=handler(handling), way=ClaimWay.DECLINE, reason="不属本单位",
              details=DECLINE | {"ground_code": "not_competent"})  # fmt: skip


# --- political-legal bodies --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["court", "procuratorate", "political_legal", "police"])
def test_a_letter_about_litigation_goes_to_the_political_legal_body(code):
    """条例第22条第2款、第23条第4款、第28条第2款: 转送同级政法部门; neither fifteen nor sixty days."""
    handling = forwarded(code, route=Route.JUDICIAL, channel=Channel.LETTER)
    kinds = set(CasePaper.objects.filter(handling=handling).values_list("kind", flat=True))
    assert PaperKind.POLITICAL_LEGAL_LETTER in kinds
    assert PaperKind.FORWARDING_LETTER not in kinds
    text = said(CasePaper.objects.get(kind=PaperKind.POLITICAL_LEGAL_LETTER))
    assert "第二十二条第二款" in text
    assert "60日" not in text
    assert "15日" not in text
    assert set(Deadline.objects.filter(handling=handling).values_list("period", flat=True)) == {"objection"}
    assert Deadline.objects.get(period="forwarding").met_on == MONDAY


def test_a_visitor_with_a_litigation_matter_is_guided_not_sent():
    """条例第20条第2款、第22条第2款: 释法明理，引导."""
    with pytest.raises(NotLawfulNow, match=r"释法明理.*引导告知"):
        forwarded("court", route=Route.JUDICIAL, channel=Channel.VISIT)
    paper = issued(proposed(ClaimWay.GUIDE, GUIDANCE, route=Route.JUDICIAL, channel=Channel.VISIT))
    assert "云溪县人民法院" in said(paper)


def test_other_matters_of_the_police_are_ordinary():
    handling = forwarded("police", route=Route.ENFORCEMENT)
    assert {row.period for row in handling.deadlines.all()} == {"notice", "objection"}


# --- inside the compartment --------------------------------------------------------------------------------------


def accusation(**changes: object):
    keeper = person(Role.COMPARTMENT)
    return keeper, registered(purpose=Purpose.ACCUSATION, summary="某镇干部收受礼金", **changes)


def test_the_organisation_department_learns_the_number_and_the_day_alone():
    """条例第30条第2、3款."""
    keeper, case = accusation()
    row = lived(MONDAY, actions.notify_organization, case, by=keeper, unit=unit("organization"))
    text = said(row.paper)
    assert case.number in text
    assert "礼金" not in text
    assert "陈桂英" not in text
    assert not case.grants.filter(user__unit=unit("organization")).exists(), "nobody gains sight of the file"
    with pytest.raises(NotLawfulNow, match="已经通报过"):
        lived(MONDAY, actions.notify_organization, case, by=keeper, unit=unit("organization"))


@pytest.mark.parametrize("accused", ["organization", "county_committee"])
def test_never_to_the_accused_nor_below(accused):
    """条例第30条第3款."""
    keeper, case = accusation(accused=[unit(accused)])
    with pytest.raises(NotLawfulNow, match="条例第30条第3款"):
        lived(MONDAY, actions.notify_organization, case, by=keeper, unit=unit("organization"))
    assert not OrganizationBriefing.objects.exists()


@pytest.mark.parametrize("code", ["housing", "court", "discipline"])
def test_only_to_an_organisation_department(code):
    keeper, case = accusation()
    with pytest.raises(NotLawfulNow, match="组织（人事）部门"):
        lived(MONDAY, actions.notify_organization, case, by=keeper, unit=unit(code))


def test_only_who_holds_it_by_name():
    _, case = accusation()
    with pytest.raises(NotYours):
        lived(
            MONDAY,
            actions.notify_organization,
            case,
            by=person(Role.BUREAU_LEADER),
            unit=unit("organization"),
        )
    with pytest.raises(NotYours):
        lived(
            MONDAY,
            actions.notify_organization,
            registered(),
            by=person(Role.COMPARTMENT),
            unit=unit("organization"),
        )


def test_the_accuser_is_told_the_way_without_a_word_of_the_matter():
    """条例第30条第1款: the sixth kind of guidance, by the officer's own hand."""
    keeper, case = accusation()
    words = fill_in(ReliefPath.objects.select_related("unit").get(kind=GuidanceKind.ACCUSATION))
    paper = lived(MONDAY, actions.tell_accuser, case, by=keeper, details=words)
    text = said(paper)
    assert "12388" in text
    assert "第三十条第一款" in text
    assert "礼金" not in text
    with pytest.raises(NotLawfulNow, match="告知书还缺"):
        lived(MONDAY, actions.tell_accuser, case, by=keeper, details={})


# --- the database ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_localground SET enabled = true",
        "UPDATE cases_reliefpath SET length = 3, measure = '' WHERE code = 'retrial'",
        "UPDATE cases_reliefpath SET unit_id = NULL, body = '' WHERE code = 'retrial'",
        "UPDATE cases_reliefpath SET in_force_from = '2026-01-01', in_force_until = '2025-01-01'",
        (
            "INSERT INTO cases_reliefpath (code, kind, position, matter, path, body, address, phone, materials, term,"
            " starts, measure, help, categories, law, articles, verified_by) SELECT code, kind, position, matter, path,"
            " 'x', '', '', '', '', '', '', '', '{}', law, articles, '' FROM cases_reliefpath WHERE code = 'retrial'"
        ),
    ],
)
def test_the_database_refuses_rows_that_cannot_be(statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_unit_s_refusal_leaves_no_running_duty():
    """A unit's guidance meets the notice and ends the rest; nothing stays overdue for ever."""
    handling = forwarded()
    proposal = lived(MONDAY, actions.propose_decline, handling, by=handler(handling), way=ClaimWay.GUIDE, reason="诉讼",
                     details=GUIDANCE)  # fmt: skip
    lived(MONDAY, actions.decline_handling, proposal, by=head(handling), approved=True)
    assert again(handling).state == HandlingState.DECLINED
    assert not Deadline.objects.running().exclude(period__in=clocks.OPTIONS).exists()
