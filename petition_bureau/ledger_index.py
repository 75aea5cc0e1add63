"""业务台账: one page from which everything beside the everyday queue is reached, grouped by what it is for."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from law.terms import Role
from organizations.web import StaffRequest, link_to, page

R = Role
BUREAU = frozenset({R.INTAKE, R.SCREENING, R.BUREAU_LEADER, R.WRITER})
LEADERS = frozenset({R.BUREAU_LEADER, R.COUNTY_LEADER})
UNITS = frozenset({R.HANDLER, R.UNIT_HEAD})
STAFF = BUREAU | LEADERS | UNITS


@dataclass(frozen=True)
class Entry:
    """One ledger: where it stands, its name, one sentence, its address, and whose it is."""

    group: str
    label: str
    sentence: str
    url: str
    roles: frozenset[Role]


#: In the order of the page. Each package's ledgers stand together.
ENTRIES: tuple[Entry, ...] = (
    Entry(
        "督查督办",
        "督办",
        "督办单的签发、回复和销号（条例第40条）。",
        "oversight:list",
        frozenset({R.BUREAU_LEADER}) | UNITS,
    ),
    Entry("分流办理", "规则集", "分流规则的草稿、试算、启用和历史版本。", "routing:rulesets", frozenset({R.SCREENING})),
    # 复查、复核
    Entry(
        "分流办理",
        "复查复核",
        "信访人不服处理意见的申请，由上一级机关复查、复核，各三十日（条例第35条、第36条）。",
        "cases:reviews",
        STAFF,
    ),
    # mediation, relief, urgent matters
    Entry(
        "分流办理",
        "重大紧急",
        "首报、报送、续报、终报和报请决定；是否及时按时间算出（条例第25条）。",
        "oversight:urgent",
        STAFF,
    ),
    Entry(
        "化解帮扶",
        "访调对接",
        "移交、同意、协议、司法确认和履行回访；不停任何期限（条例第33条、第37条第1款）。",
        "cases:mediation",
        STAFF,
    ),
    Entry(
        "化解帮扶",
        "帮扶救助",
        "申请了什么救助、结果怎样；不影响办结（条例第37条第2款）。",
        "cases:relief",
        STAFF,
    ),
    Entry(
        "化解帮扶",
        "意见执行",
        "予以支持的意见执行到哪一步，过了预计完成日的、没有执行的（条例第32条第2款）。",
        "cases:execution",
        STAFF,
    ),
    # --- leaders: receptions, sponsored cases, backlog, hidden conflicts ---
    Entry(
        "领导责任",
        "接访包案",
        "一个月的接访日程，包案和接访交办的下一步。",
        "oversight:leader_desk",
        BUREAU | LEADERS,
    ),
    Entry(
        "领导责任",
        "领导接访",
        "日程的排定、公布、变更，到场，批次和人次（条例第18条）。",
        "oversight:receptions",
        STAFF,
    ),
    Entry(
        "领导责任",
        "接访交办",
        "接访时交办的事项、回复和回访（条例第18条）。",
        "oversight:reception_matters",
        STAFF,
    ),
    Entry(
        "领导责任",
        "领导包案",
        "一件一位领导：方案、步骤、五包、验收（条例第18条第2款）。",
        "oversight:sponsored",
        STAFF,
    ),
    Entry(
        "矛盾化解", "积案台账", "按本地口径列入、化解、复核销号，台账期化解率。", "oversight:backlog", STAFF
    ),
    Entry(
        "矛盾化解",
        "隐患排查销号",
        "按事项、领域、地点、责任单位记，复核后销号（条例第37条）。",
        "oversight:conflicts",
        STAFF,
    ),
    # --- oversight: assignments, talks, recommendations ---
    Entry("督查督办", "交办件", "限办日期、办结报告和延长的申请（条例第22条第1款第3项）。", "oversight:assigned",
          frozenset({R.BUREAU_LEADER, R.SCREENING}) | UNITS),
    Entry("督查督办", "对接", "和承办单位谈了什么、商定什么时候办到（条例第14条）。", "oversight:talks",
          frozenset({R.BUREAU_LEADER, R.SCREENING}) | UNITS),
    Entry("督查督办", "三项建议", "改进工作、完善政策、追究责任的建议和书面反馈（条例第40条）。", "oversight:recommendations",
          frozenset({R.BUREAU_LEADER, R.SCREENING, R.WRITER, R.COUNTY_LEADER}) | UNITS),
    # papers and archive
    Entry(
        "文书和档案",
        "文书送达",
        "给信访人的每份文书送没送到、怎么送的、哪天送达。",
        "cases:papers-service",
        frozenset({R.INTAKE, R.SCREENING}) | UNITS,
    ),
    Entry(
        "文书和档案",
        "文号登记簿",
        "每个编号给了哪份文书；作废的照样列出。",
        "cases:numbers",
        STAFF,
    ),
    Entry(
        "文书和档案",
        "公文",
        "通报、报告的拟稿和签发（文件格式）。",
        "reports:official",
        frozenset({R.BUREAU_LEADER, R.WRITER, R.COUNTY_LEADER}),
    ),
    Entry(
        "文书和档案",
        "文书模板",
        "每种文书的版本、可填项目和样例。",
        "system:templates",
        frozenset({R.SYSADMIN, R.WRITER}),
    ),
    # the activity ledger
    Entry("文书和档案", "活动台账", "培训、学法、普法宣传、荣誉报道、规范性文件，年度报告从这里取数（条例第41条）。", "reports:activities",
          frozenset({R.SCREENING, R.WRITER}) | LEADERS | UNITS),
    # 简易办理, 人民建议征集
    Entry(
        "分流办理",
        "简易办理台账",
        "初次、好解决的事项：告知、答复和转普通程序（国信发〔2016〕8号）。",
        "cases:simple",
        STAFF,
    ),
    Entry(
        "人民建议",
        "人民建议征集",
        "征集主题的拟稿、公布、收到的建议和小结（条例第29条第3款）。",
        "cases:calls",
        STAFF,
    ),
    Entry(
        "人民建议",
        "人民建议台账",
        "每条建议的研究结论、答复和奖励（条例第29条第1款、第2款）。",
        "cases:suggestions",
        STAFF,
    ),
    # disputes about competence, the joint conference, withdrawal
    Entry(
        "联席会议和受理争议",
        "受理争议",
        "报请共同的上一级机关或者联席会议决定由谁办（条例第24条第1款）。",
        "cases:disputes",
        frozenset({R.INTAKE, R.SCREENING, R.WRITER}) | LEADERS | UNITS,
    ),
    Entry(
        "联席会议和受理争议",
        "联席会议",
        "议题、议定事项和会议纪要（条例第13条）。",
        "oversight:conferences",
        frozenset({R.SCREENING}) | LEADERS,
    ),
    Entry(
        "联席会议和受理争议",
        "联席会议议定事项",
        "指定主办、约谈、通报、挂牌督办，到反馈和销号、摘牌（条例第39条第3款）。",
        "oversight:conference_decisions",
        frozenset({R.SCREENING}) | LEADERS | UNITS,
    ),
    Entry(
        "联席会议和受理争议",
        "回避",
        "申报、提出和决定回避（条例第28条第3款）。",
        "cases:recusals",
        frozenset({R.INTAKE, R.SCREENING}) | LEADERS | UNITS,
    ),
    # --- hearings ---
    Entry(
        "听证和专家",
        "听证",
        "提请、批准、抽取评议人、通知、笔录和结论（条例第31条第6项）。",
        "hearings:hearings",
        STAFF,
    ),
    Entry("听证和专家", "听证日历", "哪天哪间室有听证，哪位律师值班。", "hearings:calendar", STAFF),
    Entry("听证和专家", "案件评析", "专家对疑难事项的评析意见，只作参考。", "hearings:evaluations", STAFF),
    Entry("听证和专家", "专家名册", "律师、专家、两代表一委员的聘任和解聘。", "hearings:experts", STAFF),
    Entry(
        "听证和专家",
        "值班",
        "律师、专家的值班安排和到岗登记。",
        "hearings:duty",
        BUREAU | {R.BUREAU_LEADER, R.COUNTY_LEADER},
    ),
    Entry(
        "听证和专家",
        "专家参与",
        "值班、甄别意见、听证、评析、疏导、释法的参与记录。",
        "hearings:participations",
        BUREAU,
    ),
    # older registers, hot topics
    Entry("文书和档案", "历史台账导入", "年中启用系统的，把以前的办件、隐患、积案、接访、包案台账连同经过导入。", "older:sheets",
          frozenset({R.WRITER, R.SCREENING})),
    Entry("分流办理", "热点标签", "内容分类以外要单独看的事；标事项，不标人。", "cases:topics", BUREAU),
    Entry("听证和专家", "听证室", "可以举行听证的地点。", "hearings:rooms", BUREAU),
    # --- the six mechanisms ---
    Entry(
        "日常机制",
        "日交办",
        "当天和上一工作日登记的，交办到哪里，没有交办的是什么原因。",
        "reports:daily",
        frozenset({R.SCREENING, R.BUREAU_LEADER, R.WRITER}),
    ),
    Entry(
        "日常机制",
        "周调度",
        "逾期、七日内届满和难办的事项；开会时记要求，下次核对。",
        "reports:weekly",
        frozenset({R.SCREENING, R.BUREAU_LEADER, R.WRITER}) | UNITS,
    ),
    Entry(
        "日常机制",
        "历次调度会",
        "每次会议讲了哪些件，要求是什么。",
        "reports:meetings",
        frozenset({R.SCREENING, R.BUREAU_LEADER, R.WRITER}),
    ),
    Entry(
        "日常机制",
        "调度事项",
        "会上要求的事，反馈、核对，直到销号。",
        "reports:meeting_items",
        frozenset({R.SCREENING, R.BUREAU_LEADER, R.WRITER}) | UNITS,
    ),
    Entry(
        "日常机制",
        "月通报",
        "按冻结的数字拟通报：三率、重复率、超期单位。",
        "reports:monthly",
        frozenset({R.BUREAU_LEADER, R.WRITER}),
    ),
    Entry(
        "日常机制",
        "季研判",
        "一季的领域、发生地、形式和苗头，研判和建议。",
        "reports:quarter",
        frozenset({R.SCREENING, R.WRITER}) | LEADERS,
    ),
    Entry(
        "日常机制",
        "半年督查",
        "督查的安排、被督查单位和整改（条例第38条）。",
        "reports:inspections",
        frozenset({R.SCREENING, R.WRITER}) | LEADERS,
    ),
    Entry(
        "日常机制",
        "督查单",
        "每个单位一份：半年数据、抽查件、问题、反馈、整改、核查。",
        "reports:inspection_sheets",
        frozenset({R.SCREENING, R.WRITER}) | LEADERS | UNITS,
    ),
    Entry(
        "日常机制",
        "年终总评",
        "依规依法、及时、就地解决三个方面，不看信访量（条例第39条第1款）。",
        "reports:assessments",
        frozenset({R.SCREENING, R.WRITER}) | LEADERS,
    ),
    Entry(
        "日常机制",
        "总评结果",
        "各单位的等次、每一项怎么算的、评语和单位意见。",
        "reports:assessment_results",
        frozenset({R.SCREENING, R.WRITER}) | LEADERS | UNITS,
    ),
    Entry(
        "日常机制",
        "本单位的期限和质量",
        "哪天有几个期限届满，三率和全县比，退回、延期、又来的、督办；评价只有总数。",
        "reports:unit",
        UNITS,
    ),
    Entry(
        "日常机制",
        "总评办法",
        "指标、权重和等次的各个版本。",
        "reports:assessment_schemes",
        frozenset({R.BUREAU_LEADER, R.WRITER}),
    ),
)  # fmt: skip


#: The groups in the order of the page: what is handled, who answers for it, who else has a word, what is kept.
GROUPS = (
    "日常机制",
    "分流办理",
    "化解帮扶",
    "矛盾化解",
    "督查督办",
    "领导责任",
    "联席会议和受理争议",
    "听证和专家",
    "人民建议",
    "文书和档案",
)


def entries(role: str) -> list[Entry]:
    """What a role finds on the page."""
    return [entry for entry in ENTRIES if role in entry.roles]


@page()
def index(request: StaffRequest) -> HttpResponse:
    """The ledgers of the signed-in person's role, by group."""
    groups: dict[str, list[dict[str, str]]] = {group: [] for group in GROUPS}
    for entry in entries(request.user.role):
        if url := link_to(request.user, entry.url):
            groups[entry.group].append({"label": entry.label, "sentence": entry.sentence, "url": url})
    shown = [(group, rows) for group, rows in groups.items() if rows]
    return render(request, "ledgers/index.html", {"groups": shown})
