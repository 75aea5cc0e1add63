"""Every kind of paper: its whitelist, what it must say (domain §5.1), and what it must never say."""

import re

import pytest

from documents.drafting import WITHHELD, ForeignFields, MissingFields, build, missing
from documents.fields import _ALL, GLOSSARY, Type
from documents.kinds import KINDS
from documents.specification import DERIVED, Audience, places
from law.terms import PaperKind

ALL = sorted(PaperKind)
SILENT = {"several", "query_code", "attachments", "copy_to", "issuer"}


def said(content) -> str:
    blocks = "".join(block.heading + block.text for block in content.blocks)
    cells = "".join(cell.label + "".join(cell.lines) for row in content.rows for cell in row.cells)
    return content.title + content.addressee + blocks + cells + content.issuer


def test_every_paper_of_the_law_has_its_kind():
    assert set(KINDS) == set(PaperKind)


@pytest.mark.parametrize("kind", ALL)
def test_the_text_has_places_for_the_whitelist_and_nothing_else(kind):
    spec = KINDS[kind]
    named = frozenset().union(*(places(template) for template in spec.templates))
    listed = {part.each for part in spec.parts} | {box.each for line in spec.lines for box in line.boxes}
    assert named - DERIVED <= set(spec.whitelist)
    assert set(spec.whitelist) - named - listed <= SILENT, "whitelisted but never printed"


@pytest.mark.parametrize("kind", ALL)
def test_a_missing_field_is_refused_by_name(kind, fields_of):
    complete = fields_of(kind)
    assert missing(kind, complete) == ()
    for name in KINDS[kind].required:
        lacking = {key: value for key, value in complete.items() if key != name}
        with pytest.raises(MissingFields, match=re.escape(GLOSSARY[name].label)) as refusal:
            build(kind, lacking)
        assert [field.name for field in refusal.value.fields] == [name]
    for empty in ("", "  ", None):
        text = next(name for name in KINDS[kind].required if GLOSSARY[name].type is Type.TEXT)
        assert [field.name for field in missing(kind, complete | {text: empty})] == [text]


@pytest.mark.parametrize("kind", ALL)
def test_a_field_outside_the_whitelist_is_refused(kind, fields_of):
    outside = next(name for name in GLOSSARY if name not in KINDS[kind].whitelist)
    with pytest.raises(ForeignFields, match=re.escape(GLOSSARY[outside].label)):
        build(kind, fields_of(kind) | {outside: "x"})
    with pytest.raises(ForeignFields, match="不得载有"):
        build(kind, fields_of(kind) | {"__class__": "x"})


def test_only_plain_values_reach_a_paper(fields_of):
    complete = fields_of(PaperKind.OPINION)
    for name, value in (
        ("subject", object()),
        ("claims", {"一": "条"}),
        ("accepted_on", "2026-09-23"),
        ("claims", [1]),
    ):
        with pytest.raises(ForeignFields, match=GLOSSARY[name].label):
            build(PaperKind.OPINION, complete | {name: value})


def test_one_of_two_terms_is_enough_and_none_is_not(fields_of):
    complete = fields_of(PaperKind.ACCEPTANCE_NOTICE)
    del complete["handle_due"]
    assert [field.name for field in missing(PaperKind.ACCEPTANCE_NOTICE, complete)] == ["handle_due"]
    text = said(build(PaperKind.ACCEPTANCE_NOTICE, complete | {"legal_term": "自立案之日起90日内作出决定"}))
    assert "自立案之日起90日内作出决定。" in text
    assert "60日" not in text, "条例第34条的60日只适用于信访程序"


# 条例第30条第3款, reliability T-06: a unit's copy has no place for who wrote
@pytest.mark.parametrize("kind", [kind for kind in ALL if KINDS[kind].audience is Audience.UNIT])
def test_a_unit_copy_has_no_personal_field(kind):
    assert [field.label for field in KINDS[kind].whitelist.values() if field.personal] == []


def test_the_transfer_of_an_accusation_has_no_place_for_its_content_either():
    assert set(KINDS[PaperKind.DISCIPLINE_TRANSFER].whitelist) == {
        "recipient",
        "file_number",
        "received_on",
        "volumes",
        "contact_person",
        "contact_phone",
        "attachments",
        "copy_to",
    }


@pytest.mark.parametrize("kind", ALL)
def test_a_paper_of_an_accusation_withholds_the_person(kind, fields_of):
    complete = fields_of(kind, lambda field: "检举人陈某" if field.personal else "某")
    personal = [name for name, field in KINDS[kind].whitelist.items() if field.personal]
    bare = {name: value for name, value in complete.items() if name not in personal}
    content = build(kind, complete, accusation=True)
    assert "检举人陈某" not in str(content.to_dict())
    assert content == build(kind, bare, accusation=True), "withheld whether given or not"
    if content.rows and personal:
        assert WITHHELD in said(content)
    if KINDS[kind].audience is Audience.PETITIONER:
        assert content.addressee == "信访人："


# domain §5.1: what each paper must carry; citations in the long form
MUST_SAY = [
    (PaperKind.DESTINATION_NOTICE, "《信访工作条例》第二十二条第一款"),
    (PaperKind.DESTINATION_NOTICE, "15日内"),
    (PaperKind.FORWARDING_LETTER, "自收到之日起15日内"),
    (PaperKind.FORWARDING_LETTER, "5个工作日"),
    (PaperKind.FORWARDING_LETTER, "《信访工作条例》第二十三条第三款"),
    (PaperKind.ASSIGNMENT_LETTER, "《信访工作条例》第二十二条第一款第三项"),
    (PaperKind.ASSIGNMENT_LETTER, "办结报告"),
    (PaperKind.ACCEPTANCE_NOTICE, "《信访工作条例》第二十三条"),
    (PaperKind.ACCEPTANCE_NOTICE, "自受理之日起60日内"),
    (PaperKind.ACCEPTANCE_NOTICE, "回避"),
    (PaperKind.GUIDANCE_NOTICE, "12348"),
    (PaperKind.GUIDANCE_NOTICE, "不是不予受理"),
    (PaperKind.BAR_NOTICE, "《信访工作条例》第三十六条第三款"),
    (PaperKind.BAR_NOTICE, "新的事实、新的理由"),
    (PaperKind.EXTENSION_NOTICE, "《信访工作条例》第三十四条"),
    (PaperKind.EXTENSION_NOTICE, "不超过30日"),
    (PaperKind.OPINION, "《信访工作条例》第三十一条第六项、第三十二条"),
    (PaperKind.OPINION, "自收到本意见书之日起30日内，向某复查机关"),
    (PaperKind.OPINION, "《信访工作条例》第三十五条"),
    (PaperKind.SUGGESTION_REPLY, "《信访工作条例》第二十九条第一款"),
    (PaperKind.SUPERVISION_NOTICE, "《信访工作条例》第四十条"),
    (PaperKind.RECOMMENDATION_IMPROVE, "《信访工作条例》第十四条第六项、第四十条第一款"),
    (PaperKind.RECOMMENDATION_POLICY, "《信访工作条例》第十四条第六项、第四十条第二款"),
    (PaperKind.RECOMMENDATION_ACCOUNTABILITY, "《信访工作条例》第十四条第六项、第四十条第三款"),
    (PaperKind.RECOMMENDATION_ACCOUNTABILITY, "不必列明姓名"),
    (PaperKind.RECOMMENDATION_IMPROVE, "第四十条第四款，书面反馈采纳情况"),
    (PaperKind.ASSISTANCE_LETTER, "《信访工作条例》第二十四条第一款"),
    (PaperKind.OBJECTION_LETTER, "《信访工作条例》第二十三条第三款"),
    (PaperKind.DISCIPLINE_TRANSFER, "《信访工作条例》第二十二条第二款、第三十条第一款"),
    (PaperKind.DISCIPLINE_TRANSFER, "不得将检举、揭发材料以及有关情况透露或者转给被检举、揭发的人员或者单位"),
    (PaperKind.MEDIATION_TRANSFER, "《信访工作条例》第三十三条、第三十七条第一款"),
    (PaperKind.MEDIATION_TRANSFER, "调解不停止信访事项办理期限"),
    (PaperKind.MEDIATION_TRANSFER, "任何一方可以随时退出"),
    (PaperKind.MEDIATION_AGREEMENT, "《信访工作条例》第三十三条"),
    (PaperKind.MEDIATION_AGREEMENT, "达成协议不是撤回信访事项"),
    (PaperKind.MEDIATION_AGREEMENT, "签名并加盖印章"),
    (PaperKind.RECONCILIATION_AGREEMENT, "《信访工作条例》第三十三条"),
    (PaperKind.URGENT_REPORT, "《信访工作条例》第二十五条"),
    (PaperKind.URGENT_REPORT, "不代替信访事项的登记、转送、交办"),
    (PaperKind.URGENT_REPORT, "《信访工作条例》第二十二条第一款第一项"),
    (PaperKind.HEARING_NOTICE, "《信访工作条例》第三十一条第六项"),
    (PaperKind.HEARING_NOTICE, "《信访工作条例》第二十八条第三款"),
    (PaperKind.HEARING_NOTICE, "申请回避"),
    (PaperKind.HEARING_NOTICE, "某听证时间"),
    (PaperKind.HEARING_NOTICE, "某主持人"),
    (PaperKind.HEARING_NOTICE, "某是否公开"),
    (PaperKind.HEARING_NOTICE, "不影响"),
    (PaperKind.HEARING_CALL, "《信访工作条例》第三十一条第六项"),
    (PaperKind.HEARING_CALL, "不得要求信访人作出任何承诺"),
    (PaperKind.HEARING_MINUTES, "核对签名"),
    (PaperKind.HEARING_MINUTES, "某信访人陈述"),
    (PaperKind.HEARING_SUMMARY, "某评议结论"),
    (PaperKind.HEARING_SUMMARY, "《信访工作条例》第三十六条第二款"),
    (PaperKind.RECEIPT, "查询码"),
    (PaperKind.SERVICE_RECEIPT, "拒收事由"),
]


@pytest.mark.parametrize(("kind", "words"), MUST_SAY)
def test_what_a_paper_must_say(kind, words, content_of):
    assert words in said(content_of(kind))


@pytest.mark.parametrize(
    "kind", [kind for kind in ALL if KINDS[kind].audience in (Audience.PETITIONER, Audience.UNIT)]
)
def test_every_letter_tells_the_number_of_the_matter_and_whom_to_ask(kind, content_of):
    text = said(content_of(kind))
    assert "某信访件编号" in text
    assert "某联系电话" in text


def test_an_opinion_never_points_to_reconsideration_or_the_courts(content_of):
    text = said(content_of(PaperKind.OPINION)) + "".join(KINDS[PaperKind.OPINION].templates)
    assert not re.search("行政复议|诉讼|法院", text)


@pytest.mark.parametrize("kind", ALL)
def test_the_regulation_is_cited_in_full_and_the_old_one_never(kind):
    text = "".join(KINDS[kind].templates)
    assert not re.search(r"(?<!工作)条例》第|条例第\d", text)
    assert "缠访" not in text
    assert "息诉" not in text


@pytest.mark.parametrize(
    ("organ", "several", "words"),
    [
        ("云溪县信访局", False, "我局将听取您陈述"),
        ("云溪县青石镇人民政府", True, "我镇将听取你们陈述"),
        ("中共云溪县委政法委员会", False, "我委将听取您陈述"),
        ("云溪县供水公司", False, "我单位将听取您陈述"),
    ],
)
def test_organs_and_petitioners_are_addressed_as_they_are(organ, several, words, fields_of):
    complete = fields_of(PaperKind.ACCEPTANCE_NOTICE) | {"several": several, "procedure": ""}
    assert words in said(build(PaperKind.ACCEPTANCE_NOTICE, complete, organ=organ))


def test_items_are_numbered_without_gaps_when_one_falls_away(fields_of):
    complete = fields_of(PaperKind.OPINION)
    for fields in (complete, {key: value for key, value in complete.items() if key != "performance"}):
        headings = [block.heading for block in build(PaperKind.OPINION, fields).blocks if block.heading]
        numbers = [heading.split("、")[0] for heading in headings]
        assert numbers == [*"一二三四五六七八九十", "十一"][: len(headings)]


def test_a_sentence_ends_once(fields_of):
    for typed in ("情况复杂", "情况复杂。"):
        content = build(PaperKind.EXTENSION_NOTICE, fields_of(PaperKind.EXTENSION_NOTICE) | {"reason": typed})
        assert "情况复杂。" in said(content)
        assert "。。" not in said(content)


def test_a_list_may_be_given_as_lines(fields_of):
    complete = fields_of(PaperKind.OPINION)
    listed = build(PaperKind.OPINION, complete | {"claims": ["重接管道", "赔偿损失"]})
    assert build(PaperKind.OPINION, complete | {"claims": "重接管道\n\n赔偿损失\n"}) == listed
    assert "1. 重接管道" in said(listed)
    assert "2. 赔偿损失" in said(listed)


def test_a_field_has_one_meaning():
    names = [field.name for field in _ALL]
    assert sorted(set(names)) == sorted(names)
