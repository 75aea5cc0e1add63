"""Who may do what: a role is a class with a sentence and its permissions, readable by a lawyer."""

from enum import StrEnum, auto

from law.terms import Role


class Permission(StrEnum):
    """One thing a role allows; when it is lawful now is the matter of ``cases.policies``."""

    REGISTER = auto()
    SEE_COUNTY = auto()
    SCREEN = auto()
    COUNTERSIGN = auto()
    SIGN_ASSIGNMENT = auto()
    SUPERVISE = auto()
    CHECK_CONCLUSION = auto()
    DECIDE_OBJECTION = auto()
    CHAIR_CONFERENCE = auto()
    GIVE_COUNSEL = auto()
    HANDLE = auto()
    HEAD_UNIT = auto()
    SEE_FIGURES = auto()
    WRITE_REPORTS = auto()
    KEEP_COMPARTMENT = auto()
    MANAGE_SYSTEM = auto()
    MANAGE_GRANTS = auto()
    READ_AUDIT = auto()


class RoleOf:
    """One role: its sentence and what it allows."""

    role: Role
    sentence: str
    permissions: frozenset[Permission]


P = Permission


class Intake(RoleOf):
    role = Role.INTAKE
    sentence = "登记来信、来访、来电和网上信访，打印收件凭据；检举控告登记后移交即不再可见。"
    permissions = frozenset({P.REGISTER, P.SEE_COUNTY})


class Screening(RoleOf):
    role = Role.SCREENING
    sentence = "甄别每项诉求的途径并签发转送；核实异议；审核认定办结；对他人提出的引导、不予受理作复核。"
    permissions = frozenset(
        {
            P.REGISTER,
            P.SEE_COUNTY,
            P.SCREEN,
            P.COUNTERSIGN,
            P.CHECK_CONCLUSION,
            P.DECIDE_OBJECTION,
            P.SEE_FIGURES,
        }
    )


class Counsel(RoleOf):
    role = Role.COUNSEL
    sentence = "对送请咨询的事项提出法律意见，不作决定。"
    permissions = frozenset({P.GIVE_COUNSEL})


class Handler(RoleOf):
    role = Role.HANDLER
    sentence = "承办本单位的信访事项：书面告知、调查、起草意见、送达。"
    permissions = frozenset({P.REGISTER, P.HANDLE})


class UnitHead(RoleOf):
    role = Role.UNIT_HEAD
    sentence = "签发本单位的处理意见，批准延期，提出异议。"
    permissions = frozenset({P.REGISTER, P.HANDLE, P.HEAD_UNIT})


class BureauLeader(RoleOf):
    role = Role.BUREAU_LEADER
    sentence = "签发交办和督办，复核引导与不予受理，看全县的期限和三率。"
    permissions = frozenset(
        {P.SEE_COUNTY, P.COUNTERSIGN, P.SIGN_ASSIGNMENT, P.SUPERVISE, P.CHECK_CONCLUSION, P.DECIDE_OBJECTION,
         P.SEE_FIGURES}
    )  # fmt: skip


class CountyLeader(RoleOf):
    role = Role.COUNTY_LEADER
    sentence = "看全县一页和三率，包案接访，召集联席会议、签发会议纪要。"
    permissions = frozenset({P.SEE_COUNTY, P.SEE_FIGURES, P.CHAIR_CONFERENCE})


class Writer(RoleOf):
    role = Role.WRITER
    sentence = "编写月通报和年度报告，每个数字可打开到案件。"
    permissions = frozenset({P.SEE_COUNTY, P.SEE_FIGURES, P.WRITE_REPORTS})


class Compartment(RoleOf):
    role = Role.COMPARTMENT
    sentence = "凭逐件授权保管检举控告，移送纪检监察机关。"
    permissions = frozenset({P.KEEP_COMPARTMENT})


class Sysadmin(RoleOf):
    role = Role.SYSADMIN
    sentence = "维护单位、人员、规则集和日历；看不到案件。"
    permissions = frozenset({P.MANAGE_SYSTEM})


class Security(RoleOf):
    role = Role.SECURITY
    sentence = "管理检举控告的逐件授权；看不到案件内容。"
    permissions = frozenset({P.MANAGE_GRANTS})


class Auditor(RoleOf):
    role = Role.AUDITOR
    sentence = "查看操作记录和任务记录；看不到案件内容。"
    permissions = frozenset({P.READ_AUDIT})


ROLES: dict[str, type[RoleOf]] = {role.role: role for role in RoleOf.__subclasses__()}
