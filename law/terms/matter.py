"""The words of the matter itself: petition, claim, way, handling, service, rating, who."""

from law.terms.base import Term


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


class ExecutionResult(Term):
    """How far an opinion that supports the request is carried out (条例第32条第2款)."""

    UNDER_WAY = "under_way", "正在执行"
    CARRIED_OUT = "carried_out", "已经执行"
    NOT_CARRIED_OUT = "not_carried_out", "没有执行"


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
