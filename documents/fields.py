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
    ),
    *_lists(
        claims="诉求",
        attachments="附件清单",
        materials="材料清单",
        duties="分工",
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
    ),
]

GLOSSARY: dict[str, Field] = {field.name: field for field in _ALL}
