"""What the auditor reads for the chain's names: acts that are in no procedure, and the tables they are about."""

from cases.actions.closing import REVEALED
from cases.procedure import ACTS

VERBS = {
    "look_compartment": "查看检举控告清单", "look_accusation": "查看检举控告件",
    "look_paper_pdf": "打开文书（PDF）", "look_paper_docx": "下载文书（可编辑件）",
    "open_attachment": "打开附件", "open_attachment_failed": "打开附件失败：缺失或已被改动",
    **{f"reveal_{field}": f"查看明文：{label}" for field, label in REVEALED.items()},
    "declare_recusal": "登记回避",  # its name before there was one record of 回避
    "grant": "授权", "revoke": "收回授权", "revoke_after_move": "调动后收回授权",
    "add_unit": "加单位", "change_unit": "改单位", "abolish_unit": "撤销单位",
    "first_account": "建首个账号", "add_person": "加人员", "change_person": "改人员",
    "stop_person": "停用账号", "restore_person": "恢复账号", "reset_password": "重置密码", "issue_token": "签发接口令牌",
    "set_switch": "改设置", "save_category": "改分类", "load_calendar": "装入放假安排",
    "sweep_reminders": "期限巡查", "draft_supervisions": "拟督办单", "draft_accountability": "拟问责建议",
    "drop_supervision": "不发督办单", "decide_accountability": "决定问责建议",
    "enter_report_figure": "填报年报数字", "withdraw_report_figure": "撤回年报数字",
    "write_report_text": "写年报文字", "drop_report_text": "撤回年报文字",
    # papers and archive
    "bind_volume": "装订卷宗", "draft_official_document": "拟公文", "revise_official_document": "改公文稿",
    "sign_official_document": "签发公文", "drop_official_document": "公文不发",
    "finish_annual_report": "年报定稿", "export_annual_report": "导出年报", "ask_export": "申请导出", "fetch_export": "下载导出",
    # frozen figures, annual reports
    "freeze_figures": "冻结统计数字", "publish_annual_report": "登记年报公开", "frame_annual_report": "改年报框架",
    "add_report_part": "增加年报部分", "drop_report_part": "去掉年报部分",
    # --- leaders: receptions, backlog, hidden conflicts ---
    "plan_receptions": "按规则排接访", "plan_reception": "排一天接访", "publish_receptions": "公布一期接访",
    "publish_reception": "公布接访", "change_reception": "变更接访", "cancel_reception": "取消接访",
    "record_attendance": "登记接访到场", "add_backlog_period": "建积案台账", "add_backlog_criterion": "加积案口径",
    "retire_backlog_criterion": "停用积案口径", "find_conflict": "登记隐患", "entrust_conflict": "明确隐患责任",
    "note_conflict": "记隐患进展", "report_conflict": "申请隐患销号", "strike_off_conflict": "复核隐患销号",
    "send_back_conflict": "隐患销号退回", "remind_leaders": "接访包案隐患提醒",
    # oversight: recommendations, reminders of agreed days
    "draft_recommendation": "拟建议书", "revise_recommendation": "改建议书稿", "drop_recommendation": "不提出建议",
    "remind_agreed": "提醒约定和反馈日期",
    "save_relief_path": "改法定途径", "save_local_ground": "改地方不予受理情形",
    "call_for_suggestions": "拟人民建议征集", "publish_call": "公布征集", "end_call": "结束征集",
    "enter_suggestion": "登记建议", "link_suggestion": "信访件列入人民建议", "decide_suggestion": "建议研究结论",
    "reward_suggestion": "奖励建议",
    # the joint conference, units that merge
    "call_conference": "通知召开联席会议", "add_topic": "增加会议议题", "cancel_conference": "取消联席会议",
    "hold_conference": "记录联席会议", "draft_decision": "记录议定事项", "drop_decision": "删去议定事项",
    "issue_minutes": "签发会议纪要", "merge_units": "合并单位", "name_successor": "补登承接单位",
    # --- hearings ---
    "appoint_expert": "聘任专家", "change_expert": "改专家名册", "let_expert_go": "解聘专家", "plan_duty": "排值班",
    "attend_duty": "登记值班到岗", "drop_duty": "撤销值班", "record_participation": "登记专家参与", "add_room": "登记听证室",
    "close_room": "停用听证室",
    # the activity ledger
    "enter_activity": "登记活动", "correct_activity": "更正活动", "withdraw_activity": "撤回活动", "attach_evidence": "附活动证明材料",
    "import_activities": "导入活动表格",
    # hot topics, older registers
    "add_hot_topic": "加热点标签", "retire_hot_topic": "停用热点标签", "restore_hot_topic": "恢复热点标签",
    "check_sheet": "检查台账文件", "drop_sheet": "放弃台账文件", "import_conflicts": "导入隐患台账", "import_backlog": "导入积案台账",
    "import_receptions": "导入接访台账", "import_sponsored": "导入包案台账",
    # --- the six mechanisms ---
    "note_undispatched": "记未交办原因", "hold_weekly_meeting": "记录调度会", "add_meeting_item": "加调度事项",
    "report_meeting_item": "反馈调度事项", "check_meeting_item": "核对调度事项", "close_meeting_item": "调度事项销号",
    "draw_up_circular": "拟月通报", "write_quarter_study": "写季研判", "finish_quarter_study": "季研判定稿",
    "export_quarter_study": "导出季研判", "save_assessment_scheme": "改总评办法", "compute_assessment": "计算总评",
    "explain_assessment": "写总评评语", "sign_assessment": "签发总评", "respond_to_assessment": "对总评提意见",
    "plan_inspection": "安排督查", "record_inspection": "记录督查问题", "tell_inspection": "反馈督查", "answer_inspection": "答复整改",
    "check_inspection": "核查整改", "export_inspection_sheet": "导出督查单",
}  # fmt: skip
#: What a record is about; only the table and the key are kept, never content.
KINDS = {
    "cases.case": "事项", "cases.compartmentgrant": "授权", "cases.calendaryear": "日历", "cases.category": "分类",
    "cases.petitioner": "信访人", "cases.attachment": "附件", "documents.paper": "文书",
    "cases.reliefpath": "法定途径", "cases.localground": "地方不予受理情形", "cases.suggestioncall": "人民建议征集",
    "cases.suggestion": "人民建议",
    "organizations.unit": "单位", "organizations.user": "人员", "organizations.setting": "设置",
    "cases.review": "复查复核",
    "cases.petition": "信访件", "oversight.urgentreport": "重大紧急信息",
    "oversight.reception": "接访", "oversight.receptionplan": "接访安排", "oversight.backlogperiod": "积案台账",
    "oversight.backlogcriterion": "积案口径", "oversight.hiddenconflict": "隐患",
    "oversight.supervision": "督办单", "oversight.accountabilityproposal": "问责建议",
    "oversight.recommendation": "三项建议", "oversight.talk": "对接",
    "oversight.conference": "联席会议", "oversight.conferencedecision": "联席会议决定",
    "reports.reportentry": "年报数字", "reports.reporttext": "年报文字", "reports.reportedition": "年报",
    "reports.officialdocument": "公文",
    "reports.snapshot": "统计快照", "reports.reportframe": "年报框架", "reports.reportpart": "年报部分",
    # --- hearings ---
    "reports.activity": "活动", "reports.activityimport": "活动表格", "reports.activityfile": "活动证明材料",
    "hearings.expert": "专家", "hearings.dutyturn": "值班", "hearings.participation": "专家参与", "hearings.room": "听证室",
    "cases.topic": "热点标签", "cases.sheetimport": "台账导入",
    # --- the six mechanisms ---
    "reports.dispatchnote": "未交办原因", "reports.weeklymeeting": "调度会", "reports.meetingitem": "调度事项",
    "reports.monthlycircular": "月通报", "reports.quarterstudy": "季研判", "reports.assessmentscheme": "总评办法",
    "reports.assessment": "年终总评", "reports.assessmentresult": "总评结果", "reports.inspection": "督查",
    "reports.inspectionsheet": "督查单",
}  # fmt: skip


def verb_label(verb: str) -> str:
    """The Chinese name of one verb of the chain; the verb itself if it has none."""
    return VERBS.get(verb) or (ACTS[verb].label if verb in ACTS else verb)
