"""The words of the bureau's six mechanisms: 日交办, 周调度, 月通报, 季研判, 半年督查, 年终总评 (domain §8)."""

from law.terms.base import Term


class LeftReason(Term):
    """Why a registered petition was not dispatched by the close of the day (未交办原因)."""

    SCREENING = "screening", "待甄别"
    MATERIAL = "material", "资料待补"
    COUNTERSIGN = "countersign", "等复核、审批"
    COUNSEL = "counsel", "等法律意见"
    OBJECTION = "objection", "等异议核实"
    DISPUTE = "dispute", "报请决定由谁办"


class ConcernReason(Term):
    """Why a matter is spoken about in the weekly meeting (周调度)."""

    OVERDUE = "overdue", "逾期"
    SOON = "soon", "七日内届满"
    DISPUTE = "dispute", "受理有争议"
    EXTENDED = "extended", "延期已用，还没有办结"
    REDONE = "redone", "退回或者撤销后重新办理"
    COLLECTIVE = "collective", "集体访"
    BACKLOG = "backlog", "在账积案"
    MILESTONE = "milestone", "包案步骤过期"


class InspectionKind(Term):
    """How a unit is inspected (条例第38条)."""

    ONSITE = "onsite", "实地督查"
    ONLINE = "online", "网上督查"


class RectificationVerdict(Term):
    """What the check of a unit's rectification found."""

    DONE = "done", "整改到位"
    MORE = "more", "整改不到位，继续整改"


class AssessmentPillar(Term):
    """What the yearly assessment looks at, and nothing besides (条例第39条第1款)."""

    LAWFUL = "lawful", "依规依法"
    TIMELY = "timely", "及时"
    LOCAL = "local", "就地解决"


class AssessmentGrade(Term):
    """The groups of the yearly assessment; within a group nobody stands before another."""

    GOOD = "good", "好"
    FAIRLY = "fairly", "较好"
    PLAIN = "plain", "一般"
    POOR = "poor", "需改进"
