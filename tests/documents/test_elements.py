"""What every paper must carry (domain §5.1), read back from the PDF and from the .docx, not from the content."""

import re

import pytest

from documents.fields import Type
from documents.kinds import KINDS
from documents.rendering_docx import render_docx
from documents.rendering_pdf import render_pdf
from law.terms import PaperKind as K

#: kind → words its fixed text must bring: the duty, the remedy, the article (domain §5.1).
ELEMENTS = {
    K.REGISTRATION: ("信访形式", "信访目的", "内容分类", "诉求", "事实和理由", "信访人签名", "问题发生地", "已走法定程序"),
    K.RECEIPT: ("收到材料", "查询码", "凭码查询", "登记人"),
    K.FORWARDING_LETTER: ("15日内", "5个工作日", "书面提出异议", "附件", "联系人"),
    K.ASSIGNMENT_LETTER: ("办理要求", "办结报告", "送达回证", "5个工作日", "联系人"),
    K.DESTINATION_NOTICE: ("去向", "第二十二条第一款", "查询"),
    K.ACCEPTANCE_NOTICE: ("接收情况", "处理途径", "处理程序", "60日", "经办人", "权利和义务", "第三十四条"),
    K.DECLINE_NOTICE: ("情形", "依据", "在办机关和正确去向"),
    K.BAR_NOTICE: ("复核意见", "第三十六条第三款", "同一事实和理由", "疏导帮扶"),
    K.GUIDANCE_NOTICE: ("法定途径", "受理机关", "申请期限", "最后一日", "供参考", "所需材料", "法律援助"),
    K.EXTENSION_NOTICE: ("延期理由", "批准", "新的期限", "不超过30日"),
    K.OPINION: ("投诉请求", "事实和理由", "处理意见", "法律法规依据", "30日内", "请求复查", "第三十五条"),
    K.SUGGESTION_REPLY: ("研究结论", "理由", "第二十九条第一款"),
    K.STATUTORY_RESULT: ("法定程序", "法定文书", "办理结论", "法定救济"),
    K.SUPERVISION_NOTICE: ("督办事由", "督办要求", "反馈期限", "第四十条"),
    K.OBJECTION_LETTER: ("理由", "去向建议", "第二十三条第三款"),
    K.OBJECTION_REFUSAL: ("不同意退回", "继续办理"),
    K.RETURN_NOTICE: ("欠缺和要求", "重新出具意见", "不因退回重新计算", "联系人"),
    K.REASSIGNMENT_LETTER: ("改派理由", "15日内", "5个工作日"),
    K.ASSISTANCE_LETTER: ("分工", "反馈", "第二十四条第一款"),
    K.ASSISTANCE_REPLY: ("会办意见", "第二十四条第一款", "统一出具并送达"),
    K.SERVICE_RECEIPT: ("送达文书", "文号", "受送达人", "送达方式", "送达日期", "签收", "拒收事由", "见证人"),
    K.PUBLIC_NOTICE: ("30日内", "视为送达", "遮蔽", "领取"),
    K.CONCLUSION_REPORT: ("调查核实情况", "处理结论", "送达情况", "信访人意见", "落实情况"),
    K.SCREENING_SHEET: ("处理途径", "依据", "理由", "甄别人", "审签人", "法定优先、属事其次、属地最后"),
    K.INTERVIEW_RECORD: ("调查人", "被谈话人", "在场人员", "告知事项", "谈话内容", "核对", "签名"),
    K.EVIDENCE_LIST: ("证据", "查明的事实", "调查人"),
    K.FILE_INDEX: ("案卷题名", "起止日期", "题名、文号、责任者、日期", "保管期限", "立卷人"),
    K.DISCIPLINE_TRANSFER: ("密封移送", "第三十条第一款", "保密"),
    K.REVIEW_OPINION: ("原处理意见", "复查请求", "审查认定", "依据", "30日内", "请求复核", "第三十五条"),
    K.FINAL_REVIEW_OPINION: ("复查意见的内容", "复核请求", "审查认定", "复核意见", "第三十六条第一款"),
    K.REVIEW_ACCEPTANCE: ("30日内", "程序", "回避", "撤回申请"),
    K.REVIEW_DECLINE: ("理由", "依据", "可以这样做"),
    K.HEARING_NOTICE: ("时间和地点", "主持人", "评议人", "权利", "申请回避", "是否公开", "不能到会"),
    K.HEARING_CALL: ("时间", "地点", "承诺"),
    K.HEARING_MINUTES: ("信访人陈述", "承办单位陈述", "质证", "最后陈述", "核对签名"),
    K.HEARING_SUMMARY: ("评议表决", "结论", "第三十六条第二款"),
    K.RECOMMENDATION_IMPROVE: ("发现的情况", "依据", "建议如下", "采纳", "不采纳的，说明理由", "第四十条第四款"),
    K.RECOMMENDATION_POLICY: ("发现的情况", "依据", "建议如下", "第四十条第二款", "第四十条第四款"),
    K.RECOMMENDATION_ACCOUNTABILITY: ("发现的情况", "依据", "建议如下", "第四十条第三款", "第四十条第四款"),
    K.URGENT_REPORT: ("时间：", "地点：", "人数：", "诉求", "措施", "第二十五条"),
    K.MEDIATION_AGREEMENT: ("对方当事人", "争议事项", "协议内容", "履行方式", "履行期限", "司法确认", "签名"),
    K.RECONCILIATION_AGREEMENT: ("对方当事人", "争议事项", "协议内容", "履行方式", "履行期限", "签名"),
    K.MEDIATION_TRANSFER: ("自愿", "期限和反馈", "第三十三条"),
    K.CONFERENCE_MINUTES: ("议题", "议定事项", "分工和期限", "参加单位"),
    K.DISPUTE_REFERRAL: ("争议各方", "期限不停止计算", "妥否，请批示", "第二十四条第一款"),
    K.DESIGNATION_NOTICE: ("主办", "协办", "理由", "第二十四条第一款"),
    K.RECUSAL_DECISION: ("决定", "工作交接", "第二十八条第三款"),
    K.MERGER_NOTICE: ("并案", "届满", "撤销并案", "查询码"),
    K.WITHDRAWAL_CONFIRMATION: ("自愿", "核实情况", "终止办理", "今后依法提出信访事项的权利"),
    K.SIMPLE_APPROVAL: ("适用情形", "理由", "负责人审批", "60日"),
    K.SIMPLE_REPLY: ("答复", "普通程序", "第三十五条"),
    K.POLITICAL_LEGAL_LETTER: ("第二十二条第二款", "5个工作日", "第二十三条第四款"),
    K.CIRCULAR: ("文件", "抄送", "印发"),
    K.WORK_REPORT: ("文件", "签发人", "特此报告", "印发"),
}  # fmt: skip


#: Papers beyond domain §5.1, held to their required values alone.
OTHERS = {
    K.REDIRECT_NOTICE, K.ORGANIZATION_BRIEFING, K.COORDINATION_NOTICE, K.INTERVIEW_NOTICE, K.CIRCULAR_NOTICE, K.LISTING_NOTICE,
    K.DELISTING_NOTICE,
}  # fmt: skip


def test_every_kind_is_held_to_its_words():
    assert set(ELEMENTS) | OTHERS == set(K)
    assert not set(ELEMENTS) & OTHERS


def values(kind, fields):
    """Each required value as it stands on paper."""
    for name in KINDS[kind].required:
        value = fields[name]
        field = KINDS[kind].whitelist[name]
        if field.type is Type.DATE:
            yield name, f"{value.year}年{value.month}月{value.day}日"
        elif field.type is Type.LIST:
            yield from ((name, entry) for entry in value)
        elif field.type is Type.TEXT and name != "query_code":
            yield name, value


@pytest.mark.parametrize("kind", sorted(K), ids=str)
def test_every_required_value_is_on_both_forms(kind, content_of, fields_of, pdf_text, docx_text):
    content = content_of(kind)
    squeeze = lambda text: re.sub(r"\s", "", text)  # noqa: E731
    pdf, docx = pdf_text(render_pdf(content)), squeeze(docx_text(render_docx(content)))
    lacking = [(name, form) for name, value in values(kind, fields_of(kind))
               for form, text in (("pdf", pdf), ("docx", docx)) if squeeze(value) not in text]  # fmt: skip
    assert lacking == []
    assert squeeze(content.organ) in pdf
    assert squeeze(content.organ) in docx


@pytest.mark.parametrize("kind", sorted(ELEMENTS), ids=str)
def test_the_elements_of_the_law_are_on_both_forms(kind, content_of, pdf_text, docx_text):
    """domain §5.1, row by row."""
    content = content_of(kind)
    pdf, docx = pdf_text(render_pdf(content)), re.sub(r"\s", "", docx_text(render_docx(content)))
    assert [word for word in ELEMENTS[kind] if word not in pdf] == []
    assert [word for word in ELEMENTS[kind] if word not in docx] == []


def test_a_public_notice_says_neither_the_whole_name_nor_the_matter(content_of):
    """公告送达: domain §1.3, 注意隐私脱敏."""
    assert not {"petitioner", "consignee", "subject", "claims", "address", "phone"} & set(
        KINDS[K.PUBLIC_NOTICE].whitelist
    )


@pytest.mark.parametrize("kind", [K.CIRCULAR, K.WORK_REPORT], ids=str)
def test_an_official_document_has_no_place_for_a_person(kind):
    assert [field.label for field in KINDS[kind].whitelist.values() if field.personal] == []
    assert "file_number" not in KINDS[kind].whitelist
