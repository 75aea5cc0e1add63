"""What the auditor reads for the chain's names: acts that are in no procedure, and the tables they are about."""

from cases.actions.closing import REVEALED
from cases.procedure import ACTS

VERBS = {
    "look_compartment": "查看检举控告清单", "look_accusation": "查看检举控告件",
    "look_paper_pdf": "打开文书（PDF）", "look_paper_docx": "下载文书（可编辑件）",
    "open_attachment": "打开附件", "open_attachment_failed": "打开附件失败：缺失或已被改动",
    **{f"reveal_{field}": f"查看明文：{label}" for field, label in REVEALED.items()},
    "grant": "授权", "revoke": "收回授权", "revoke_after_move": "调动后收回授权",
    "add_unit": "加单位", "change_unit": "改单位", "abolish_unit": "撤销单位",
    "first_account": "建首个账号", "add_person": "加人员", "change_person": "改人员",
    "stop_person": "停用账号", "restore_person": "恢复账号", "reset_password": "重置密码", "issue_token": "签发接口令牌",
    "set_switch": "改设置", "save_category": "改分类", "load_calendar": "装入放假安排",
    "sweep_reminders": "期限巡查", "draft_supervisions": "拟督办单", "draft_accountability": "拟问责建议",
    "drop_supervision": "不发督办单", "decide_accountability": "决定问责建议",
    "enter_report_figure": "填报年报数字", "withdraw_report_figure": "撤回年报数字",
    "write_report_text": "写年报文字", "drop_report_text": "撤回年报文字",
    "finish_annual_report": "年报定稿", "export_annual_report": "导出年报",
}  # fmt: skip
#: What a record is about; only the table and the key are kept, never content.
KINDS = {
    "cases.case": "事项", "cases.compartmentgrant": "授权", "cases.calendaryear": "日历", "cases.category": "分类",
    "cases.petitioner": "信访人", "cases.attachment": "附件", "documents.paper": "文书",
    "organizations.unit": "单位", "organizations.user": "人员", "organizations.setting": "设置",
    "oversight.supervision": "督办单", "oversight.accountabilityproposal": "问责建议",
    "reports.reportentry": "年报数字", "reports.reporttext": "年报文字", "reports.reportedition": "年报",
}  # fmt: skip


def verb_label(verb: str) -> str:
    """The Chinese name of one verb of the chain; the verb itself if it has none."""
    return VERBS.get(verb) or (ACTS[verb].label if verb in ACTS else verb)
