"""The words of those who decide above the unit: 复查、复核, disputes, conferences, 回避, hearings."""

from law.terms.base import Term


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
    PANELIST = "panelist", "听证评议"


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
    UNIT = "unit", "承办单位或者他人申请回避"
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
