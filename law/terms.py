"""The words of the law and of the trade: the English value is stored, the Chinese label is shown."""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word of the law. The value is stable for ever; the label may be corrected freely."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        return term

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(term.value, term.label) for term in cls]


class Purpose(Term):
    """What the petitioner wants (信访目的, 条例第29条至第31条)."""

    GRIEVANCE = "grievance", "申诉求决"
    SUGGESTION = "suggestion", "建议意见"
    ACCUSATION = "accusation", "检举控告"
    ENQUIRY = "enquiry", "咨询、感谢、其他"


class Channel(Term):
    """The form in which a petition comes (信访形式, 条例第17条)."""

    VISIT = "visit", "走访"
    LETTER = "letter", "书信"
    ONLINE = "online", "信息网络"
    PHONE = "phone", "电话"
    FAX = "fax", "传真"


class SourceLevel(Term):
    """The level the petition came from (来源层级); a field apart from its form."""

    COUNTY = "county", "本县直接收到"
    TOWNSHIP = "township", "乡镇（街道）"
    CITY = "city", "市级转来"
    PROVINCE = "province", "省级转来"
    STATE = "state", "国家信访局转来"


class Route(Term):
    """The lawful way of one claim (条例第31条各项、第29条、第30条)."""

    JUDICIAL = "judicial", "诉讼、复议等法律程序"
    ARBITRATION = "arbitration", "仲裁"
    PARTY_APPEAL = "party_appeal", "党员申诉、申请复审"
    ADMINISTRATIVE = "administrative", "行政程序"
    ENFORCEMENT = "enforcement", "查处违法、履行职责"
    PETITION = "petition", "信访程序"
    DISCIPLINE = "discipline", "检举控告通道"
    SUGGESTION = "suggestion", "建议意见研究论证"
    ENQUIRY = "enquiry", "即时答复"

    @property
    def article(self) -> str:
        return ROUTE_ARTICLES[self]


ROUTE_ARTICLES = {
    Route.JUDICIAL: "条例第31条第1项",
    Route.ARBITRATION: "条例第31条第2项",
    Route.PARTY_APPEAL: "条例第31条第3项",
    Route.ADMINISTRATIVE: "条例第31条第4项",
    Route.ENFORCEMENT: "条例第31条第5项",
    Route.PETITION: "条例第31条第6项",
    Route.DISCIPLINE: "条例第30条第1款",
    Route.SUGGESTION: "条例第29条第1款",
    Route.ENQUIRY: "条例第22条第1款",
}

#: The ways that end in a reply of another procedure, never in a 处理意见书 (条例第31条第1项至第5项).
STATUTORY_ROUTES = frozenset(
    {Route.JUDICIAL, Route.ARBITRATION, Route.PARTY_APPEAL, Route.ADMINISTRATIVE, Route.ENFORCEMENT}
)


class Stage(Term):
    """The three stages of routing, in their order."""

    LEGAL_PATH = "legal_path", "法定优先"
    SUBJECT = "subject", "属事其次"
    PLACE = "place", "属地最后"


class Flag(Term):
    """Facts about a matter that change its way; given by a person or by the file."""

    JUDICIAL_OPEN = "judicial_open", "涉法涉诉，未依法终结"
    JUDICIAL_FINAL = "judicial_final", "涉法涉诉，已依法终结"
    OPINION_GIVEN = "opinion_given", "已出处理意见"
    REVIEW_GIVEN = "review_given", "已出复查意见"
    FINAL_REVIEW_GIVEN = "final_review_given", "已出复核意见"
    COLLECTIVE = "collective", "集体访"
    URGENT = "urgent", "重大紧急"
    ANONYMOUS = "anonymous", "匿名"


class CaseState(Term):
    """The bureau's side of a case (domain §4.1); what follows from the claims is computed."""

    REGISTERED = "registered", "已登记，待甄别"
    DISPATCHED = "dispatched", "已转出，办理中"
    CLOSED = "closed", "办结"
    ARCHIVED = "archived", "归档"
    MERGED = "merged", "并入原件"


class ClaimWay(Term):
    """What the registering organ does with a claim (条例第22条、第23条, domain §2.1)."""

    FORWARD = "forward", "转送"
    ASSIGN = "assign", "交办"
    OWN = "own", "本单位办理"
    GUIDE = "guide", "引导告知"
    DECLINE = "decline", "不予受理"
    BAR = "bar", "不再受理"
    REPLY = "reply", "即时答复"
    FILE_AWAY = "file_away", "存查"
    DISCIPLINE = "discipline", "转纪检监察"
    SPLIT_OFF = "split_off", "已拆出另件"
    WITHDRAWN = "withdrawn", "信访人撤回"


class HandlingState(Term):
    """One unit's statutory course with one claim (domain §4.2)."""

    ARRIVED = "arrived", "已到达，待书面告知"
    OBJECTED = "objected", "异议审核中"
    RETURNED = "returned", "已同意退回"
    ACCEPTED = "accepted", "已受理，办理中"
    STATUTORY = "statutory", "已告知，按法定途径办理"
    SIGNED = "signed", "意见已签发，待送达"
    SERVED = "served", "已送达，待审核认定"
    CONCLUDED = "concluded", "办结"
    DECLINED = "declined", "已告知，不予受理或引导"
    UNRECORDED = "unrecorded", "导入件，流转未记录"
    ANSWERED = "answered", "导入件，已有答复"
    TRANSFERRED = "transferred", "已移送，由其按规定办理"
    WITHDRAWN = "withdrawn", "信访人已撤回"
    # 简易办理 (国信发〔2016〕8号)
    SIMPLE = "simple", "简易办理中"
    SIMPLE_REPLIED = "simple_replied", "简易办理，已答复，待审核认定"


class WithdrawalManner(Term):
    """How a petitioner says that a matter is withdrawn (domain §4.2, row 30)."""

    WRITTEN = "written", "书面"
    IN_PERSON = "in_person", "当面口头，已记录签字"
    PHONE = "phone", "电话，有录音"
    ONLINE = "online", "网上"


class HandlingRole(Term):
    """Lead or assisting (主办、协办, 条例第24条)."""

    LEAD = "lead", "主办"
    ASSISTING = "assisting", "协办"


class Outcome(Term):
    """The three answers of an opinion (条例第32条)."""

    SUPPORTED = "supported", "予以支持"
    EXPLAINED = "explained", "解释说明"
    REJECTED = "rejected", "不予支持"


class SuggestionOutcome(Term):
    """The answer to a suggestion (条例第29条第1款)."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    NOT_ADOPTED = "not_adopted", "不采纳"


class ServiceMethod(Term):
    """How a paper reaches a person (domain §1.3)."""

    DIRECT = "direct", "直接送达"
    LEFT = "left", "留置送达"
    POST = "post", "邮寄送达"
    ELECTRONIC = "electronic", "电子送达"
    THROUGH = "through", "转交送达"
    PUBLIC = "public", "公告送达"


class ThroughGround(Term):
    """Why a paper is handed over by others (转交送达, 民事诉讼法第92条、第93条 by analogy)."""

    SOLDIER = "soldier", "军人，经其所在部队转交"
    IMPRISONED = "imprisoned", "被监禁，经其所在监所转交"


class Satisfaction(Term):
    """The petitioner's rating (domain §6)."""

    SATISFIED = "satisfied", "满意"
    FAIRLY = "fairly", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class RatedOrgan(Term):
    """Whose work is rated."""

    BUREAU = "bureau", "信访部门"
    UNIT = "unit", "责任单位"


class UnitKind(Term):
    """What sort of body a unit is."""

    BUREAU = "bureau", "信访部门"
    GOVERNMENT = "government", "县委县政府"
    DEPARTMENT = "department", "县直部门"
    POLITICAL_LEGAL = "political_legal", "政法单位"
    DISCIPLINE = "discipline", "纪检监察机关"
    PARTY = "party", "党群部门"
    TOWNSHIP = "township", "乡镇（街道）"
    HIGHER = "higher", "上级机关"


class Role(Term):
    """Who somebody is here; the sentence and the permissions are in organizations.roles."""

    INTAKE = "intake", "登记员"
    SCREENING = "screening", "甄别员"
    COUNSEL = "counsel", "律师"
    HANDLER = "handler", "经办人"
    UNIT_HEAD = "unit_head", "单位负责人"
    BUREAU_LEADER = "bureau_leader", "信访局领导"
    COUNTY_LEADER = "county_leader", "县领导"
    WRITER = "writer", "统计报告员"
    COMPARTMENT = "compartment", "保密员"
    SYSADMIN = "sysadmin", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDITOR = "auditor", "审计员"


# --- 复查、复核 (条例第35条、第36条) ---------------------------------------------------------------------------------


class ReviewLevel(Term):
    """Which of the two looks at an opinion (条例第35条、第36条); there is no third."""

    REVIEW = "review", "复查"
    FINAL = "final", "复核"


class ReviewState(Term):
    """The course of one request for review (domain §4.2 rows 27, 28)."""

    REQUESTED = "requested", "已申请，待受理"
    ACCEPTED = "accepted", "已受理，审查中"
    DECLINED = "declined", "不予受理"
    WITHDRAWN = "withdrawn", "申请人撤回"
    SIGNED = "signed", "意见已签发，待送达"
    SERVED = "served", "意见已送达"


class ReviewOutcome(Term):
    """What the reviewing body decides about the opinion under review."""

    UPHELD = "upheld", "维持"
    ANNULLED = "annulled", "撤销，责令重新办理"
    CHANGED = "changed", "变更"


class PaperKind(Term):
    """Every paper the house issues (domain §5.1)."""

    REGISTRATION = "registration", "信访事项登记表"
    RECEIPT = "receipt", "收件凭据"
    DESTINATION_NOTICE = "destination_notice", "去向告知"
    FORWARDING_LETTER = "forwarding_letter", "转送函"
    ASSIGNMENT_LETTER = "assignment_letter", "交办函"
    ACCEPTANCE_NOTICE = "acceptance_notice", "受理告知书"
    GUIDANCE_NOTICE = "guidance_notice", "引导告知书"
    DECLINE_NOTICE = "decline_notice", "不予受理告知书"
    BAR_NOTICE = "bar_notice", "不再受理告知书"
    EXTENSION_NOTICE = "extension_notice", "延期告知书"
    OPINION = "opinion", "处理意见书"
    SUGGESTION_REPLY = "suggestion_reply", "答复书"
    STATUTORY_RESULT = "statutory_result", "法定途径办理结果告知书"
    SERVICE_RECEIPT = "service_receipt", "送达回证"
    OBJECTION_LETTER = "objection_letter", "异议函"
    OBJECTION_REFUSAL = "objection_refusal", "不同意退回函"
    REASSIGNMENT_LETTER = "reassignment_letter", "改派函"
    ASSISTANCE_LETTER = "assistance_letter", "会办函"
    CONCLUSION_REPORT = "conclusion_report", "办结报告"
    SUPERVISION_NOTICE = "supervision_notice", "督办单"
    DISCIPLINE_TRANSFER = "discipline_transfer", "检举控告移送函"
    MERGER_NOTICE = "merger_notice", "并案告知书"
    WITHDRAWAL_CONFIRMATION = "withdrawal_confirmation", "撤回确认书"
    REVIEW_ACCEPTANCE = "review_acceptance", "复查（复核）受理告知书"
    REVIEW_DECLINE = "review_decline", "不予受理复查（复核）告知书"
    REVIEW_OPINION = "review_opinion", "复查意见书"
    FINAL_REVIEW_OPINION = "final_review_opinion", "复核意见书"
    # mediation and urgent matters (条例第33条、第25条)
    MEDIATION_TRANSFER = "mediation_transfer", "移交调解单"
    MEDIATION_AGREEMENT = "mediation_agreement", "调解协议书"
    RECONCILIATION_AGREEMENT = "reconciliation_agreement", "和解协议书"
    URGENT_REPORT = "urgent_report", "重大紧急信息专报"
    RECOMMENDATION_IMPROVE = "recommend_improve", "改进工作建议书"
    RECOMMENDATION_POLICY = "recommend_policy", "完善政策建议书"
    RECOMMENDATION_ACCOUNTABILITY = "recommend_accountability", "追究责任建议书"
    # papers and archive
    SCREENING_SHEET = "screening_sheet", "甄别单"
    INTERVIEW_RECORD = "interview_record", "谈话笔录"
    EVIDENCE_LIST = "evidence_list", "证据目录"
    ASSISTANCE_REPLY = "assistance_reply", "会办意见"
    PUBLIC_NOTICE = "public_notice", "送达公告"
    FILE_INDEX = "file_index", "卷宗目录"
    CIRCULAR = "circular", "通报"
    WORK_REPORT = "work_report", "报告"
    # ways out of the petition channel, 简易办理
    REDIRECT_NOTICE = "redirect_notice", "告知向有权机关提出"
    POLITICAL_LEGAL_LETTER = "political_legal_letter", "涉法涉诉信访事项转送函"
    ORGANIZATION_BRIEFING = "organization_briefing", "反映干部问题情况通报"
    SIMPLE_APPROVAL = "simple_approval", "简易办理审批单"
    SIMPLE_REPLY = "simple_reply", "简易办理答复书"
    # --- disputes about competence, conferences, withdrawal ---
    DISPUTE_REFERRAL = "dispute_referral", "报请指定主办单位的请示"
    DESIGNATION_NOTICE = "designation_notice", "指定办理通知书"
    RECUSAL_DECISION = "recusal_decision", "回避决定书"
    CONFERENCE_MINUTES = "conference_minutes", "联席会议纪要"
    COORDINATION_NOTICE = "coordination_notice", "联席会议议定事项通知书"
    INTERVIEW_NOTICE = "interview_notice", "约谈通知书"
    CIRCULAR_NOTICE = "circular_notice", "联席会议通报"
    LISTING_NOTICE = "listing_notice", "挂牌督办通知书"
    DELISTING_NOTICE = "delisting_notice", "摘牌通知书"
    # --- hearings (条例第31条第6项) ---
    HEARING_NOTICE = "hearing_notice", "听证通知书"
    HEARING_CALL = "hearing_call", "听证通知函"
    HEARING_MINUTES = "hearing_minutes", "听证笔录"
    HEARING_SUMMARY = "hearing_summary", "听证纪要"


# --- mediation, relief, urgent matters ----------------------------------------------------------------------------


class MediationManner(Term):
    """Who brings the two sides together (访调对接, 条例第33条、第37条第1款)."""

    PEOPLES = "peoples", "人民调解"
    ADMINISTRATIVE = "administrative", "行政调解"
    JUDICIAL = "judicial", "司法调解"
    RECONCILIATION = "reconciliation", "当事人和解"


class MediationState(Term):
    """How far a mediation is; it moves no clock (条例第33条)."""

    HANDED_OVER = "handed_over", "已移交，征询双方意愿"
    CONSENTED = "consented", "双方同意，调解中"
    REFUSED = "refused", "一方不同意，没有调解"
    WITHDRAWN = "withdrawn", "当事人退出，不再调解"
    FAILED = "failed", "没有达成一致"
    AGREED = "agreed", "达成协议，履行中"
    PERFORMED = "performed", "协议已经履行"
    NOT_PERFORMED = "not_performed", "协议没有按约履行"


class Performance(Term):
    """What a follow-up found about an agreement (domain §8 访调对接)."""

    PERFORMING = "performing", "正在履行"
    PERFORMED = "performed", "已经履行完毕"
    NOT_PERFORMED = "not_performed", "没有按约履行"


class InPlace(Term):
    """三到位 as parts of an opinion; 依法处理 is the police's own and is not recorded here (条例第27条)."""

    REQUEST_MET = "request_met", "解决问题到位"
    EXPLAINED = "explained", "解释疏导到位"
    HARDSHIP_HELPED = "hardship_helped", "帮扶救助到位"


class ReliefKind(Term):
    """What help was applied for (条例第37条第2款)."""

    SOCIAL = "social", "社会救助"
    JUDICIAL = "judicial", "司法救助"
    LEGAL_AID = "legal_aid", "法律援助"
    TEMPORARY = "temporary", "临时救助"
    OTHER = "other", "其他帮扶"


class ReliefResult(Term):
    """How an application for help ended."""

    GRANTED = "granted", "已经给予"
    NOT_GRANTED = "not_granted", "不符合条件，没有给予"
    NOT_PURSUED = "not_pursued", "本人不再申请"


class UrgentStage(Term):
    """The instalments of an urgent report (条例第25条)."""

    FIRST = "first", "首报"
    FOLLOW_UP = "follow_up", "续报"
    FINAL = "final", "终报"


class UrgentRecipient(Term):
    """Whom an urgent matter is reported to, all in parallel (条例第25条)."""

    PARTY_GOVERNMENT = "party_government", "本级党委和政府"
    DEPARTMENT = "department", "相关主管部门"
    CONFERENCE = "conference", "本级信访工作联席会议办公室"
    HIGHER_BUREAU = "higher_bureau", "上一级信访部门"
    STATE_BUREAU = "state_bureau", "国家信访局"


class UrgentChannel(Term):
    """How word of an urgent matter went out; the last two are written."""

    PHONE = "phone", "电话"
    IN_PERSON = "in_person", "当面"
    WRITTEN = "written", "书面专报"
    SYSTEM = "system", "信访信息系统"


# --- leaders: receptions, sponsored cases, backlog, hidden conflicts (条例第18条、第37条) ------------------------------


class ReceptionKind(Term):
    """How leaders meet petitioners (条例第18条第2款、第3款)."""

    RECEIVE = "receive", "领导接访"
    GO_DOWN = "go_down", "领导下访"
    APPOINTED = "appointed", "领导约访"
    JOINT = "joint", "联合接访"


class ReceptionState(Term):
    """One day of the reception schedule."""

    DRAFT = "draft", "待公布"
    PUBLISHED = "published", "已公布"
    HELD = "held", "已接访"
    MISSED = "missed", "没有接访"
    CANCELLED = "cancelled", "已取消"


class Attendance(Term):
    """Who came to a published reception (实到)."""

    PRESENT = "present", "本人实到"
    SUBSTITUTE = "substitute", "由他人代为接访"
    ABSENT = "absent", "没有到"


class SponsorElement(Term):
    """五包: what the leader of a sponsored case answers for. The last is explaining, never a promise (design §7)."""

    KNOW = "know", "包掌握情况"
    PERSUADE = "persuade", "包思想教育"
    SOLVE = "solve", "包解决化解"
    HELP = "help", "包帮扶救助"
    EXPLAIN = "explain", "包释法回访"


class SponsorshipState(Term):
    """The course of a sponsored case (领导包案)."""

    OPENED = "opened", "已确定包案，待定方案"
    WORKING = "working", "按方案化解中"
    CHECKING = "checking", "已提请验收"
    ACCEPTED = "accepted", "验收通过"
    ENDED = "ended", "终止包案"


class BacklogState(Term):
    """The course of an entry of the backlog ledger (积案台账)."""

    PROPOSED = "proposed", "提请列入，待审核"
    ENTERED = "entered", "在账，未化解"
    RESOLVED = "resolved", "认定化解，待复核"
    VERIFIED = "verified", "复核通过，销号"
    REFUSED = "refused", "不列入"


class BacklogOrigin(Term):
    """Whose list a period of the backlog ledger comes from."""

    SUPERIOR = "superior", "上级交办清单"
    COUNTY = "county", "本县排查建账"


class CriterionKind(Term):
    """What a local criterion of the backlog is for."""

    ENTRY = "entry", "列入口径"
    RESOLUTION = "resolution", "化解口径"


class HiddenConflictState(Term):
    """The course of a hidden conflict (隐患): a matter, never a person."""

    FOUND = "found", "已排查，待明确责任"
    ENTRUSTED = "entrusted", "责任已明确，化解中"
    REPORTED = "reported", "申请销号，待复核"
    STRUCK_OFF = "struck_off", "已销号"


class StrikeOffGround(Term):
    """Why a hidden conflict may be struck off (销号依据)."""

    SETTLED = "settled", "矛盾已经化解"
    PETITION = "petition", "已作为信访事项登记办理"
    LEGAL_PATH = "legal_path", "已导入法定途径"
    UNFOUNDED = "unfounded", "经核查不存在"


# --- supervision, recommendations, talks (条例第14条、第40条) ----------------------------------------------------------


class SupervisionLevel(Term):
    """Who stands behind a 督办: an internal gradation (内部要求); the Regulation knows none."""

    ORDINARY = "ordinary", "一般督办"
    KEY = "key", "重点督办"
    LEADER = "leader", "领导督办"

    @property
    def higher(self) -> "SupervisionLevel":
        """The level a second 督办 rises to; the highest stays."""
        return SupervisionLevel.KEY if self is SupervisionLevel.ORDINARY else SupervisionLevel.LEADER


class SupervisionForm(Term):
    """How a 督办 is carried out; its paper is issued whatever the form."""

    LETTER = "letter", "发函督办"
    PHONE = "phone", "电话督办"
    ONLINE = "online", "网上督办"
    ONSITE = "onsite", "实地督查"


class SupervisionGround(Term):
    """What a 督办 is for: the cases of 条例第40条第1款, and lateness as one of them."""

    OVERDUE = "overdue", "逾期未履行职责"
    UNLAWFUL_ACCEPTANCE = "unlawful_acceptance", "违反规定受理"
    UNLAWFUL_HANDLING = "unlawful_handling", "违反规定办理"
    SHIFTING = "shifting", "推诿"
    PERFUNCTORY = "perfunctory", "敷衍"
    DELAY = "delay", "拖延"
    DECEPTION = "deception", "弄虚作假"
    NOT_CARRIED_OUT = "not_carried_out", "拒不执行信访处理意见"
    UNANSWERED = "unanswered", "督办逾期不回复、不落实"
    OTHER = "other", "其他违反信访工作规定的情形"


class RecommendationKind(Term):
    """The three recommendations of the bureau (三项建议, 条例第14条第6项、第40条)."""

    IMPROVE = "improve", "改进工作"
    POLICY = "policy", "完善政策"
    ACCOUNTABILITY = "accountability", "追究责任"

    @property
    def article(self) -> str:
        return {
            "improve": "条例第40条第1款",
            "policy": "条例第40条第2款",
            "accountability": "条例第40条第3款",
        }[self.value]


class Adoption(Term):
    """What the organ did with a recommendation (书面反馈采纳情况, 条例第40条第4款)."""

    ADOPTED = "adopted", "采纳建议"
    PARTLY = "partly", "部分采纳建议"
    NOT_ADOPTED = "not_adopted", "不采纳建议"


class TalkForm(Term):
    """How bureau and unit talked about a case (对接)."""

    MEETING = "meeting", "当面对接"
    PHONE = "phone", "电话对接"
    VIDEO = "video", "视频对接"
    WRITTEN = "written", "书面对接"


# --- ways out of the petition channel, 简易办理, 人民建议征集 -----------------------------------------------------------


class GuidanceKind(Term):
    """The eight kinds of guidance (domain §5.1); each leads to one item of 条例第31条, accusations to 条例第30条."""

    LITIGATION = "litigation", "诉讼"
    ARBITRATION = "arbitration", "仲裁"
    RECONSIDERATION = "reconsideration", "行政复议"
    ADMINISTRATIVE = "administrative", "行政裁决、确认、许可等行政程序"
    ENFORCEMENT = "enforcement", "查处违法、履行职责"
    ACCUSATION = "accusation", "检举控告"
    PARTY_APPEAL = "party_appeal", "党员申诉、申请复审"
    CRIMINAL = "criminal", "刑事、公安法律程序"

    @property
    def route(self) -> "Route":
        return GUIDANCE_ROUTES[self]


GUIDANCE_ROUTES = {
    GuidanceKind.LITIGATION: Route.JUDICIAL,
    GuidanceKind.ARBITRATION: Route.ARBITRATION,
    GuidanceKind.RECONSIDERATION: Route.ADMINISTRATIVE,
    GuidanceKind.ADMINISTRATIVE: Route.ADMINISTRATIVE,
    GuidanceKind.ENFORCEMENT: Route.ENFORCEMENT,
    GuidanceKind.ACCUSATION: Route.DISCIPLINE,
    GuidanceKind.PARTY_APPEAL: Route.PARTY_APPEAL,
    GuidanceKind.CRIMINAL: Route.JUDICIAL,
}


class Measure(Term):
    """What the period of a statutory way is counted in (民法典第200条)."""

    DAYS = "days", "日"
    WORKDAYS = "workdays", "个工作日"
    MONTHS = "months", "个月"
    YEARS = "years", "年"


class DeclineGround(Term):
    """Why a matter is not, or no longer, taken: the Regulation's grounds and no others, but those a local rule adds."""

    SAME_MATTER_ABOVE = "same_matter_above", "同一信访事项已经受理或者正在办理，在规定期限内又向上级提出"
    NOT_COMPETENT = "not_competent", "不属于本机关、单位或者本系统职权范围，应当向有权处理的机关、单位提出"
    FINAL_REVIEWED = "final_reviewed", "对复核意见不服，仍以同一事实和理由提出投诉请求"
    LOCAL = "local", "地方规定的情形"


class SimpleKind(Term):
    """What may be handled simply (国信发〔2016〕8号); first petitions only."""

    CLEAR = "clear", "事实清楚、责任明确、争议不大、易于解决"
    INSTANT = "instant", "咨询、意见建议、感谢等，可以即时反馈"
    DAILY_LIFE = "daily_life", "涉及日常生产生活，时效性强，应当即时处理"
    PROMISED = "promised", "行政机关已有明确承诺或者结论"
    OTHER = "other", "其他可以简易办理的"


class TellingWay(Term):
    """How somebody is told in the simple procedure; in writing when the petitioner asks for it."""

    ORAL = "oral", "当面或者电话"
    SMS = "sms", "短信"
    ONLINE = "online", "网上"
    WRITTEN = "written", "书面"


class Attitude(Term):
    """What the petitioner said to a simple reply."""

    CONTENT = "content", "认可"
    NOT_CONTENT = "not_content", "不服，要求转普通程序"
    SILENT = "silent", "未表态"


class ConversionReason(Term):
    """Why the simple procedure became the ordinary one."""

    UNSUITABLE = "unsuitable", "发现不宜简易办理"
    NOT_CONTENT = "not_content", "信访人不服"
    SENT_BACK = "sent_back", "信访局退回重办"


# --- disputes about competence, conferences, withdrawal ---------------------------------------------------------


class DisputeState(Term):
    """A dispute about who handles a matter (条例第24条第1款)."""

    REFERRED = "referred", "已报请，待决定"
    DECIDED = "decided", "已决定主办单位"
    WITHDRAWN = "withdrawn", "已撤回报请"


class DisputeBody(Term):
    """Who decides the dispute (条例第24条第1款)."""

    SUPERIOR = "superior", "共同的上一级机关、单位"
    CONFERENCE = "conference", "共同的信访工作联席会议"


class ConferenceState(Term):
    """A meeting of the joint conference (联席会议, 条例第13条)."""

    CALLED = "called", "已通知，待召开"
    HELD = "held", "已召开，纪要待签发"
    ISSUED = "issued", "纪要已印发"
    CANCELLED = "cancelled", "已取消"


class ConferenceMeasure(Term):
    """What a joint conference decides about an office, never about a person (条例第24条、第39条第3款)."""

    DESIGNATE = "designate", "指定主办"
    INTERVIEW = "interview", "约谈"
    CIRCULAR = "circular", "通报"
    LISTING = "listing", "挂牌督办"
    OTHER = "other", "其他协调事项"


class MeasureState(Term):
    """The course of one decision of the conference, until it is carried out."""

    DRAFTED = "drafted", "待纪要签发"
    DROPPED = "dropped", "未列入纪要"
    RUNNING = "running", "落实中"
    REPORTED = "reported", "已反馈，待核对"
    ENDED = "ended", "已落实"


class RecusalState(Term):
    """A withdrawal from one matter (回避, 条例第28条第3款)."""

    PROPOSED = "proposed", "待决定"
    ORDERED = "ordered", "决定回避"
    REFUSED = "refused", "不予回避"


class RecusalRole(Term):
    """In which work a person withdraws."""

    HANDLER = "handler", "承办"
    APPROVER = "approver", "审批"
    REVIEWER = "reviewer", "复查、复核"
    HOST = "host", "听证主持"


class RecusalGround(Term):
    """Why (条例第28条第3款; domain §4.2 row 4)."""

    MATTER = "matter", "与信访事项有直接利害关系"
    PETITIONER = "petitioner", "与信访人有直接利害关系"
    CONCERNED = "concerned", "系被反映人或者其近亲属"
    ORIGINAL = "original", "系原办理人员"


class RecusalOrigin(Term):
    """Who asked for it."""

    DECLARED = "declared", "本人申报"
    BY_PETITIONER = "by_petitioner", "信访人提出"
    BY_OTHERS = "by_others", "他人提出"


# --- hearings, and the people of the register (条例第31条第6项、第36条第2款; domain §8) ---


class HearingState(Term):
    """The course of one hearing; one record, whatever happens to its day."""

    PROPOSED = "proposed", "提请听证，待批准"
    REFUSED = "refused", "不同意举行"
    APPROVED = "approved", "已批准，待抽取评议人"
    EMPANELLED = "empanelled", "评议人已定，待通知"
    NOTICED = "noticed", "已通知，待举行"
    POSTPONED = "postponed", "已延期，待重新通知"
    HELD = "held", "已举行，待评议结论"
    CONCLUDED = "concluded", "已有结论"
    CANCELLED = "cancelled", "已取消"


class HearingOccasion(Term):
    """At which step a hearing is held; only that of a 复核 leaves days out of a clock (条例第36条第2款)."""

    HANDLING = "handling", "办理听证"
    REVIEW = "review", "复查听证"
    FINAL_REVIEW = "final_review", "复核听证"


class HearingGround(Term):
    """Why a hearing may be held (条例第31条第6项)."""

    MAJOR = "major", "重大"
    COMPLEX = "complex", "复杂"
    DIFFICULT = "difficult", "疑难"


class HearingOpinion(Term):
    """What one member of the panel finds, and what the panel finds together."""

    FOUNDED = "founded", "请求成立"
    PARTLY = "partly", "请求部分成立"
    UNFOUNDED = "unfounded", "请求不成立"
    DIVIDED = "divided", "未形成多数意见"


class StandDown(Term):
    """Why a member of a panel is replaced (条例第28条第3款 for the first three)."""

    OWN = "own", "本人申报回避"
    PETITIONER = "petitioner", "信访人申请回避"
    UNIT = "unit", "承办单位申请回避"
    TIME = "time", "时间冲突或因故不能到会"


class ExpertKind(Term):
    """Who is in the register (domain §8 律师参与、专家团队)."""

    LAWYER = "lawyer", "执业律师"
    JURIST = "jurist", "法学专家"
    TRADE = "trade", "行业专业人员"
    PSYCHOLOGIST = "psychologist", "心理咨询师"
    PARTY_DELEGATE = "party_delegate", "党代表"
    DEPUTY = "deputy", "人大代表"
    CPPCC = "cppcc", "政协委员"


class PanelGroup(Term):
    """The three groups a panel is drawn from, each by its own part of the lot."""

    LAWYERS = "lawyers", "律师组"
    EXPERTS = "experts", "专家组"
    DELEGATES = "delegates", "两代表一委员组"


class Participation(Term):
    """In what a lawyer or expert took part; counted by kind and year, never ranked by person."""

    DUTY = "duty", "值班接待"
    PRE_SCREENING = "pre_screening", "甄别意见"
    HEARING = "hearing", "参加听证"
    EVALUATION = "evaluation", "参加评析"
    COUNSELLING = "counselling", "心理疏导"
    EXPLAINING = "explaining", "释法明理"


class Shift(Term):
    """Half a day at the counter."""

    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"


class PublicationState(Term):
    """The masked text of a final-review opinion on its way to the public (条例第36条第2款)."""

    DRAFTED = "drafted", "待第二人复核"
    SENT_BACK = "sent_back", "退回修改"
    PUBLISHED = "published", "已公示"
    WITHDRAWN = "withdrawn", "已撤下"
