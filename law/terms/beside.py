"""The words of what stands beside the course: mediation, relief, urgent matters, ways out, 简易办理, suggestions."""

from law.terms.base import Term
from law.terms.matter import Route


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
