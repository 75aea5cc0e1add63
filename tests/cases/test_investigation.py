"""调查核实: 谈话笔录 and 证据目录 by two or more investigators (条例第31条第6项, domain §4.2 row 17); 甄别单, 会办意见."""

import pytest
from builders import (
    MONDAY,
    accepted,
    again,
    claim_of,
    days,
    forwarded,
    lived,
    person,
    registered,
    signed,
    unit,
)
from django.db import IntegrityError, connection, transaction
from states import GUIDANCE, handler

from cases import actions
from cases.actions import Destination
from cases.models import CaseEvent, CasePaper, Handling, Interview
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from law.terms import ClaimWay, PaperKind, Role, Route

pytestmark = pytest.mark.django_db
K = PaperKind
TALK = {"held_on": MONDAY, "venue": "桂花苑现场", "interviewers": "周建华、吴敏", "interviewee": "二楼住户刘某",
        "record_text": "问：何时倒灌？\n答：上月十二日，一楼积水十厘米。", "signature": "本人核对后逐页签名"}  # fmt: skip


def said(kind: str) -> str:
    content = issuing.content_of(CasePaper.objects.filter(kind=kind).latest("pk").paper)
    return "\n".join(
        [block.heading + block.text for block in content.blocks]
        + [line for row in content.rows for cell in row.cells for line in cell.lines]
    )


def talk(handling: Handling, on=MONDAY, **words: object) -> Interview:
    return lived(on, actions.record_interview, handling, **{"by": handler(handling), **TALK, **words})


def test_a_talk_leaves_its_record():
    row = talk(accepted(), present="居委会干部")
    text = said(K.INTERVIEW_RECORD)
    for word in (
        "周建华、吴敏",
        "二楼住户刘某",
        "居委会干部",
        "一楼积水十厘米",
        "本人核对后逐页签名",
        "申请回避",
        "2026年3月2日",
    ):
        assert word in text
    assert row.record == TALK["record_text"]
    assert CaseEvent.objects.filter(act="record_interview").count() == 1


@pytest.mark.parametrize(
    ("words", "lacks"),
    [
        pytest.param({"interviewers": "周建华"}, "两人以上", id="调查人两人以上"),
        pytest.param({"interviewers": "周建华、周建华"}, "两人以上", id="同一个人写两次"),
        pytest.param({"interviewee": "吴敏"}, "不能同时是调查人", id="被谈话人不是调查人"),
        pytest.param({"record_text": " "}, "谈话内容", id="谈话内容"),
        pytest.param({"signature": ""}, "签名情况", id="签名情况"),
        pytest.param({"held_on": MONDAY + days(1)}, "收到之日与今天之间", id="不能写将来的谈话"),
        pytest.param({"held_on": MONDAY - days(9)}, "收到之日与今天之间", id="不早于收到之日"),
    ],
)
def test_a_talk_needs_its_parts(words, lacks):
    with pytest.raises(NotLawfulNow, match=lacks):
        talk(accepted(), **words)
    assert not Interview.objects.exists()


def test_only_the_unit_that_handles_examines_and_only_while_it_does():
    handling = accepted()
    for by in (person(Role.HANDLER, "agriculture"), person(Role.SCREENING)):
        with pytest.raises(NotYours):
            talk(handling, by=by)
    with pytest.raises(NotLawfulNow, match="当前状态"):
        talk(forwarded(title="另一件"))
    with pytest.raises(NotLawfulNow, match="当前状态"):
        talk(signed(accepted(title="第三件"), MONDAY))


def test_what_was_said_is_sealed_in_its_row():
    row = talk(accepted())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_sealed, interviewee_sealed FROM cases_interview WHERE id = %s", [row.pk]
        )
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert "积水".encode() not in stored
    assert "刘某".encode() not in stored


@pytest.mark.parametrize(
    "changes", [{"interviewers": "周建华"}, {"signature": ""}, {"held_on": MONDAY + days(9)}], ids=str
)
def test_the_database_refuses_a_talk_by_one(changes):
    row = talk(accepted())
    with pytest.raises(IntegrityError), transaction.atomic():
        Interview.objects.filter(pk=row.pk).update(**changes)


def test_a_talk_exists_for_the_unit_and_the_bureau_alone():
    row = talk(accepted())
    seen = {role: Interview.objects.visible_to(person(role, code)).filter(pk=row.pk).exists()
            for role, code in ((Role.HANDLER, "housing"), (Role.SCREENING, "bureau"), (Role.UNIT_HEAD, "agriculture"),
                               (Role.SYSADMIN, "bureau"))}  # fmt: skip
    assert seen == {Role.HANDLER: True, Role.SCREENING: True, Role.UNIT_HEAD: False, Role.SYSADMIN: False}


def test_evidence_is_listed_with_what_it_proves():
    handling = accepted()
    with pytest.raises(NotLawfulNow, match="至少列一件证据"):
        lived(
            MONDAY,
            actions.list_evidence,
            handling,
            by=handler(handling),
            interviewers="周建华、吴敏",
            evidence=[" "],
            findings="x",
        )
    lived(MONDAY, actions.list_evidence, handling, by=handler(handling), interviewers="周建华、吴敏",
          evidence=["照片 6 张，现场拍摄，证明支管反坡", ""], findings="支管反坡，情况属实")  # fmt: skip
    text = said(K.EVIDENCE_LIST)
    assert "1. 照片 6 张，现场拍摄，证明支管反坡" in text
    assert "情况属实" in text


# --- 甄别单 (domain §4.2 row 3) ----------------------------------------------------------------------------------------


def test_every_decision_leaves_its_screening_sheet():
    """谁按哪一项、凭什么理由，转给谁."""
    case = registered()
    lived(MONDAY, actions.forward, claim_of(case), by=person(Role.SCREENING), route=Route.PETITION, reason="改造工程由住建局实施",
          to=Destination(unit("housing"), assisting=[unit("finance")]))  # fmt: skip
    text = said(K.SCREENING_SHEET)
    for word in (
        "《信访工作条例》第三十一条第六项",
        "信访程序",
        "转送",
        "改造工程由住建局实施",
        "测试甄别员",
        "县财政局",
        "把管子重新接好",
    ):
        assert word in text


def test_a_decision_of_two_names_both():
    case = registered()
    proposal = lived(MONDAY, actions.propose, claim_of(case), by=person(Role.SCREENING), way=ClaimWay.GUIDE, route=Route.JUDICIAL,
                     reason="已起诉", details=GUIDANCE)  # fmt: skip
    lived(MONDAY, actions.sign_proposal, proposal, by=person(Role.BUREAU_LEADER))
    text = said(K.SCREENING_SHEET)
    assert "测试甄别员" in text
    assert "测试信访局领导" in text
    assert "引导告知" in text


def test_the_sheet_is_the_bureaus_own():
    handling = forwarded()
    sheet = CasePaper.objects.get(kind=K.SCREENING_SHEET)
    assert not CasePaper.objects.visible_to(handler(handling)).filter(pk=sheet.pk).exists()
    assert CasePaper.objects.visible_to(person(Role.SCREENING)).filter(pk=sheet.pk).exists()


# --- 会办意见 (domain §4.2 row 16) -------------------------------------------------------------------------------------


def test_an_assisting_unit_answers_the_lead_on_paper():
    """条例第24条第1款: 对外只有主办单位一份意见书."""
    case = registered()
    lived(MONDAY, actions.forward, claim_of(case), by=person(Role.SCREENING), route=Route.PETITION,
          to=Destination(unit("housing"), assisting=[unit("finance")]))  # fmt: skip
    assisting = Handling.objects.get(unit=unit("finance"))
    lived(
        MONDAY,
        actions.reply_assistance,
        assisting,
        by=person(Role.HANDLER, "finance"),
        opinion="补助资金已下达",
    )
    paper = CasePaper.objects.get(kind=K.ASSISTANCE_REPLY)
    assert issuing.content_of(paper.paper).addressee == f"{unit('housing').name}："
    assert "补助资金已下达" in said(K.ASSISTANCE_REPLY)
    assert "陈桂英" not in str(issuing.content_of(paper.paper).to_dict())
    assert not paper.to_petitioner
    assert again(assisting).state == "concluded"
