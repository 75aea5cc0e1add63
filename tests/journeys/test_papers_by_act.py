"""Papers that an act owes (domain §5.1): the act is done, and exactly its papers stand there, of the right organ, numbered.

What journeys and the tests of each subject show of other papers is not shown again here.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from builders import MONDAY, again, claim_of, days, lived, person, registered, unit
from reviewing import ASKED, asked, decider
from states import handler, objected, statutory

from cases import actions
from cases.actions import Destination
from documents import issuing
from documents.models import Paper
from law.terms import ClaimWay, ConferenceMeasure, PaperKind, Purpose, RecommendationKind, Role, Route
from oversight import conference_actions, conference_minutes, recommending
from oversight.recommending import Draft

pytestmark = pytest.mark.django_db
K = PaperKind
TUESDAY, WEDNESDAY = MONDAY + days(1), MONDAY + days(2)


def assigned() -> None:
    claim = claim_of(registered())
    to = Destination(
        unit("housing"), assisting=[unit("water")], report_due_on=MONDAY + days(45), requirements="查清责任"
    )
    row = lived(MONDAY, actions.propose, claim, by=person(Role.SCREENING), way=ClaimWay.ASSIGN, route=Route.PETITION,
                reason="涉及两个单位", to=to)  # fmt: skip
    lived(MONDAY, actions.sign_proposal, row, by=person(Role.BUREAU_LEADER))


def result_recorded() -> None:
    handling = statutory()
    lived(MONDAY, actions.draft_opinion, handling, by=handler(handling), decision="已作出行政确认")
    lived(MONDAY, actions.record_result, again(handling), by=handler(handling))


def refused() -> None:
    lived(
        MONDAY,
        actions.refuse_objection,
        objected(),
        by=person(Role.SCREENING),
        answer="该路段由你局管养，见移交书",
    )


def upheld() -> None:
    lived(
        MONDAY,
        actions.uphold_objection,
        objected(),
        by=person(Role.SCREENING),
        to=unit("utilities"),
        answer="属实",
    )


def to_discipline() -> None:
    keeper, case = person(Role.COMPARTMENT), registered(purpose=Purpose.ACCUSATION)
    lived(MONDAY, actions.transfer_to_discipline, claim_of(case), by=keeper, unit=unit("discipline"))


def organization_told() -> None:
    keeper, case = person(Role.COMPARTMENT), registered(purpose=Purpose.ACCUSATION)
    lived(MONDAY, actions.notify_organization, case, by=keeper, unit=unit("organization"))


def review_accepted() -> None:
    row = asked()
    lived(ASKED, actions.accept_review, row, by=decider(row))


def recommended(kind: RecommendationKind) -> Callable[[], None]:
    def run() -> None:
        held = kind == RecommendationKind.ACCOUNTABILITY
        draft = Draft(kind, organ=unit("discipline" if held else "housing"), concerned=unit("housing") if held else None,
                      subject="改造工程质量回访", facts="收到反映管道倒灌的信访事项6件。", basis="", proposals="建立回访制度")  # fmt: skip
        row = recommending.draft_recommendation(draft, by=person(Role.SCREENING), on=MONDAY)
        recommending.sign_recommendation(row, by=person(Role.BUREAU_LEADER), on=MONDAY)

    return run


def decided(measure: ConferenceMeasure) -> Callable[[], None]:
    def run() -> None:
        leader, chair = person(Role.BUREAU_LEADER), person(Role.COUNTY_LEADER, "county_government")
        row = lived(MONDAY, conference_actions.call_conference, by=leader, title="第1次会议", meets_on=TUESDAY, place="二楼会议室",
                    chair=chair, units=[unit("housing"), unit("ecology")], topics=["一季度信访工作情况"])  # fmt: skip
        row = lived(
            TUESDAY,
            conference_actions.hold_conference,
            row,
            by=leader,
            meets_on=TUESDAY,
            attended=[unit("housing")],
        )
        lived(TUESDAY, conference_actions.draft_measure, row, by=leader, measure=measure, unit=unit("housing"),
              ground="连续三个月超期告知", requirements="逐件清理超期事项", due_on=MONDAY + days(40))  # fmt: skip
        lived(WEDNESDAY, conference_minutes.issue_minutes, row, by=chair)

    return run


class Row(NamedTuple):
    """``before``: papers that earlier acts of the scene leave as well."""

    act: Callable[[], Any]
    owed: dict[PaperKind, str]
    before: tuple[PaperKind, ...] = ()


REGISTERED = (K.REGISTRATION, K.RECEIPT)
FORWARDED = (*REGISTERED, K.FORWARDING_LETTER, K.DESTINATION_NOTICE, K.SCREENING_SHEET)
ROWS = {
    "交办：交办函、会办函、去向告知、甄别单": Row(
        assigned, {K.ASSIGNMENT_LETTER: "bureau", K.ASSISTANCE_LETTER: "bureau", K.DESTINATION_NOTICE: "bureau",
                   K.SCREENING_SHEET: "bureau"}, REGISTERED),
    "法定途径办理结果告知书": Row(result_recorded, {K.STATUTORY_RESULT: "housing"}, (*FORWARDED, K.ACCEPTANCE_NOTICE)),
    "异议函": Row(objected, {K.OBJECTION_LETTER: "housing"}, FORWARDED),
    "不同意退回函": Row(refused, {K.OBJECTION_REFUSAL: "bureau"}, (*FORWARDED, K.OBJECTION_LETTER)),
    "改派函": Row(upheld, {K.REASSIGNMENT_LETTER: "bureau"}, (*FORWARDED, K.OBJECTION_LETTER)),
    "检举控告移送函": Row(to_discipline, {K.DISCIPLINE_TRANSFER: "bureau"}, REGISTERED),
    "反映干部问题情况通报": Row(organization_told, {K.ORGANIZATION_BRIEFING: "bureau"}, REGISTERED),
    "复查受理告知书": Row(review_accepted, {K.REVIEW_ACCEPTANCE: "county_government"},
                    (*FORWARDED, K.ACCEPTANCE_NOTICE, K.OPINION, K.SERVICE_RECEIPT)),
    "改进工作建议书": Row(recommended(RecommendationKind.IMPROVE), {K.RECOMMENDATION_IMPROVE: "bureau"}),
    "完善政策建议书": Row(recommended(RecommendationKind.POLICY), {K.RECOMMENDATION_POLICY: "bureau"}),
    "追究责任建议书": Row(recommended(RecommendationKind.ACCOUNTABILITY), {K.RECOMMENDATION_ACCOUNTABILITY: "bureau"}),
    "联席会议通报": Row(decided(ConferenceMeasure.CIRCULAR), {K.CIRCULAR_NOTICE: "bureau"}, (K.CONFERENCE_MINUTES,)),
    "联席会议议定事项通知书": Row(decided(ConferenceMeasure.OTHER), {K.COORDINATION_NOTICE: "bureau"}, (K.CONFERENCE_MINUTES,)),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_an_act_leaves_its_papers(row: Row) -> None:
    """domain §5.1: 谁出、何时欠."""
    row.act()
    found = {paper.kind: paper for paper in Paper.objects.select_related("organ")}
    assert set(row.owed) <= set(found)
    assert set(found) - set(row.owed) - set(row.before) <= {K.DESTINATION_NOTICE}, "papers nobody asked for"
    assert {kind: found[kind].organ.code for kind in row.owed} == row.owed
    for kind in row.owed:
        assert issuing.content_of(found[kind]).title
