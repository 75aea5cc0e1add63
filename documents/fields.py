"""The words a paper may carry: one glossary, from which every kind takes its whitelist (domain §5.1)."""

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """What sort of value a field takes."""

    TEXT = "text"
    DATE = "date"
    LIST = "list"
    YES = "yes"


@dataclass(frozen=True)
class Field:
    """One field: its name in code, its label on screen, and whether it tells who the petitioner is."""

    name: str
    label: str
    type: Type = Type.TEXT
    personal: bool = False


def _text(**labels: str) -> list[Field]:
    return [Field(name, label) for name, label in labels.items()]


def _person(**labels: str) -> list[Field]:
    return [Field(name, label, personal=True) for name, label in labels.items()]


def _dates(**labels: str) -> list[Field]:
    return [Field(name, label, Type.DATE) for name, label in labels.items()]


def _lists(**labels: str) -> list[Field]:
    return [Field(name, label, Type.LIST) for name, label in labels.items()]


_ALL = [
    *_person(
        petitioner="信访人",
        identity="证件类型及号码",
        phone="联系电话（信访人）",
        address="住址",
        sex="性别",
        birth="出生年月",
        workplace="工作单位",
        agent="代理人及代理关系",
        delegates="代表",
        service_address="送达地址及方式",
        consignee="受送达人",
        place="送达地点",
        signer="代收人及与受送达人的关系",
        other_party="对方当事人",
        # papers and archive
        interviewee="被谈话人及身份",
        consignee_masked="受送达人（遮蔽姓名）",
    ),
    Field("several", "信访人为多人或单位", Type.YES),
    *_dates(
        petition_on="信访日期",
        received_on="收到日期",
        transferred_on="转送（交办）日期",
        accepted_on="受理日期",
        notice_due="书面告知届满日",
        objection_due="提出异议届满日",
        report_due="限办日期",
        reply_due="反馈期限",
        handle_due="办理期限届满日",
        apply_due="申请期限届满日",
        approved_on="批准日期",
        original_due="原届满日",
        new_due="新届满日",
        final_on="复核意见日期",
        decided_on="法定途径结论日期",
        served_on="送达日期",
        objected_on="提出异议日期",
        assigned_on="转送（交办）函日期",
        main_received_on="原件收到日期",
        next_due="原件最近届满日",
        withdrawn_on="提出撤回日期",
        # 复查、复核
        requested_on="申请复查（复核）日期",
        review_due="复查（复核）期限届满日",
        reviewed_on="被复查（复核）意见书日期",
        # papers and archive
        held_on="谈话日期",
        screened_on="甄别日期",
        published_on="公告日期",
        public_due="视为送达日期",
        # disputes, conferences, withdrawal
        proposed_on="提出回避日期",
        conference_on="会议日期",
        listed_on="挂牌日期",
        rectify_due="整改（落实）期限",
    ),
    *_lists(
        claims="诉求",
        attachments="附件清单",
        materials="材料清单",
        duties="分工",
        # papers and archive
        evidence="证据",
        entries="卷内文件",
        # disputes, conferences
        dispute_units="争议各方及其意见",
        conference_units="参加单位",
        conference_absent="未参加单位",
        conference_agenda="议题",
        conference_resolutions="议定事项",
    ),
    *_text(
        file_number="信访件编号",
        main_number="原件编号",
        manner="撤回方式",
        verification="核实情况",
        query_code="查询码",
        query_address="查询方式",
        channel="信访形式",
        purpose="信访目的",
        category="内容分类",
        subject="事项摘要",
        facts="事实和理由",
        venue="问题发生地",
        against="被反映的单位或者人员",
        headcount="涉及人数",
        earlier="已走法定程序及曾反映情况",
        needs="需要的便利",
        recipient="受文单位",
        copy_to="抄送",
        contact_person="联系人",
        contact_phone="联系电话",
        contact_address="联系地址",
        handler="经办人",
        registrar="登记人",
        from_organ="转来机关",
        source_number="来文文号",
        destination="去向单位",
        destination_phone="去向单位联系电话",
        way="转送或者交办",
        requirements="办理要求",
        route="处理途径",
        procedure="处理程序",
        legal_term="法定程序的期限",
        other_parts="其余诉求的处理",
        path="法定途径",
        basis="依据",
        regulation_item="适用的条例条款",
        body_name="受理机关",
        body_address="受理机关地址",
        body_phone="受理机关电话",
        apply_term="申请期限",
        ground="具体情形",
        in_charge="在办机关或者正确去向",
        final_number="复核意见书文号",
        final_organ="复核机关",
        comparison="同一事实和理由的比对",
        help="疏导帮扶渠道",
        reason="理由",
        approver="批准人",
        findings="调查核实情况",
        opinion="处理意见",
        outcome="结论",
        performance="落实安排",
        review_body="复查机关",
        review_contact="复查机关地址及电话",
        result_number="法定文书文号",
        result_body="作出机关",
        conclusion="办理结论",
        remedy="法定救济",
        paper_title="送达文书名称",
        paper_number="送达文书文号",
        method="送达方式",
        deliverer="送达人",
        witness="见证人",
        refusal="拒收事由及日期",
        remark="备注",
        suggested_unit="建议去向",
        former_unit="原承办单位",
        objection_number="异议函文号",
        services="送达情况",
        attitude="信访人意见",
        volumes="移送材料",
        next_step="下一步安排",
        # 复查、复核
        level="复查或者复核",
        level_article="复查（复核）依据的条例条款",
        reviewed_organ="被复查（复核）意见的作出机关",
        reviewed_number="被复查（复核）意见书文号",
        reviewed_opinion="被复查（复核）的意见",
        original_number="信访处理意见书文号",
        request="复查（复核）请求",
        final_body="复核机关",
        redo_organ="重新办理的单位",
    ),
    # mediation, 三到位, urgent matters
    *_dates(perform_by="履行期限", agreed_on="签订日期", effective_on="生效日期"),
    *_lists(agreed="协议内容"),
    *_text(
        mediation_manner="调解方式",
        mediation_body="调解组织",
        dispute="争议事项",
        performance_manner="履行方式",
        confirm_note="司法确认",
        request_met="解决问题",
        explained="解释疏导",
        hardship_helped="帮扶救助",
        urgent_stage="报告类别",
        known_at="知悉时间",
        happened="发生时间",
        measures="采取的措施",
        proposal="报请决定的建议",
        # papers and archive
        decided_way="处理方式",
        screener="甄别人",
        countersigner="审签人",
        counsel_opinion="律师意见",
        interviewers="调查人（两人以上）",
        present="在场人员",
        told="告知事项",
        record="谈话内容",
        signature="签名情况",
        lead_unit="主办单位",
        cause="公告原因和经过",
        collect_at="领取地点",
        volume_span="起止日期",
        volume_count="卷内文件数",
        retention="保管期限",
        heading="公文标题",
        body="正文",
        issuer="签发人",
    ),
    # ways out of the petition channel, 简易办理
    *_dates(apply_from="申请期限起算日"),
    *_text(
        guidance_kind="引导类别",
        apply_start="申请期限从什么时候起算",
        simple_hint="建议简易办理的情形",
        simple_kind="简易办理的情形",
        decision="审批事项",
        telling="告知记录",
        replied="答复记录",
        written_asked="信访人要求书面",
    ),
    *_text(
        # disputes, conferences, withdrawal
        deciding_body="决定机关",
        decision_number="决定文号",
        assisting_units="协办单位",
        official_name="回避人员",
        official_duty="承担的工作",
        recusal_origin="提出方式",
        recusal_outcome="回避决定",
        successor_person="接替人员",
        conference_title="会议名称",
        conference_place="会议地点",
        conference_chair="主持人",
        conference_summary="会议意见",
        conference_number="会议纪要文号",
    ),
    # --- hearings (条例第31条第6项) ---
    *_lists(
        panel="听证评议人",
        attendants="到会人员",
        issues="要听清的问题",
    ),
    *_person(
        petitioner_words="信访人陈述",
        closing_words="最后陈述",
    ),
    *_text(
        hearing_number="听证编号",
        hearing_occasion="听证环节",
        hearing_ground="举行听证的理由",
        hearing_time="听证时间",
        hearing_place="听证地点",
        chair="主持人",
        recorder="记录人",
        openness="是否公开",
        changed="改期说明",
        unit_words="承办单位陈述",
        exchange="询问、质证和辩论",
        votes="评议表决情况",
        finding="评议结论",
        left_out="听证所需时间",
    ),
]

#: Supervision and the three recommendations (条例第40条).
_ALL += [
    *_text(
        supervision_level="督办层级", supervised_by="督办方式", ground_kind="督办情形", direction="批示",
        concerned="被建议追究责任的机关、单位", recommended_facts="工作中发现的情况",
    ),
    *_lists(proposals="建议"),
]  # fmt: skip

GLOSSARY: dict[str, Field] = {field.name: field for field in _ALL}
