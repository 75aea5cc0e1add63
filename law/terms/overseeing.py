"""The words of overseeing: receptions, sponsored cases, backlog, hidden conflicts, 督办, recommendations, talks."""

from law.terms.base import Term


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
