"""The columns of an older register, and the words its cells may hold."""

from documents.cells import words
from documents.sheets import Column
from law.terms import Channel, ClaimWay, Purpose, Route, Satisfaction, SourceLevel

C = Column

NUMBER, RECEIVED, FORM, FIRST, TITLE = "原编号", "登记日", "信访形式", "初次重复", "标题"
EARLIER, PEOPLE, WORDS, LEVEL1, LEVEL2 = "重复的原编号", "人数", "内容", "一级分类", "二级分类"
PLACE, TOPICS, PURPOSE, ROUTE, SOURCE = "属地", "热点标签", "信访目的", "途径", "来源层级"
WAY, UNIT, SENT, REPORT_DUE = "处理方式", "主办单位", "转送交办日", "限办日"
NOTICED, EXEMPT, ACCEPTED = "书面告知日", "免告知", "受理日"
EXTENDED, EXTENDED_ON = "延期天数", "延期批准日"
ANSWERED, SERVED = "答复日", "送达日"
BUREAU_VALUE, BUREAU_ON = "对信访部门评价", "对信访部门评价日"
UNIT_VALUE, UNIT_ON = "对责任单位评价", "对责任单位评价日"
WITHDRAWN, CLOSED = "撤回日", "办结日"

_DAY = "日期，例如 2023-03-15、2023/3/15、2023年3月15日"
COLUMNS: tuple[Column, ...] = (
    C(NUMBER, "原台账的编号，一件一个，不能重复；再次导入时凭它认出已有的件", True, ("编号", "信访件编号", "件号"), "1810K0000161500118"),
    C(RECEIVED, f"收到信访事项的日期（{_DAY}）", True, ("收到日", "登记日期", "登记时间"), "2023-03-15"),
    C(FORM, "来信、来访、来电、网上、传真", True, ("形式",), "来访"),
    C(PEOPLE, "来了几个人；不填算 1 人。来访 5 人以上记为集体访", aliases=("来访人数", "人次"), example="1"),
    C(FIRST, "初次 或 重复（同一人就同一事再次提出）", True, ("初次/重复", "是否重复", "初重复"), "初次"),
    C(EARLIER, "重复的填原件的原编号；原件不在系统里的不填", aliases=("原件编号",)),
    C(TITLE, "一句话说明什么事，不写姓名、证件号、电话", True, ("概况", "信访标题"), "小区停车位收费争议"),
    C(WORDS, "事实和诉求的摘要，可以不填", aliases=("摘要", "内容摘要")),
    C(LEVEL1, "内容分类一级名称，与系统的分类一致", aliases=("内容分类一级", "内容分类"), example="城乡建设"),
    C(LEVEL2, "内容分类二级名称", aliases=("内容分类二级",), example="住房保障与房地产"),
    C(PLACE, "事项发生地的乡镇（街道），填代码、简称或全称", aliases=("乡镇", "发生地", "属地乡镇")),
    C(TOPICS, "热点标签，可以有几个，用顿号隔开；标签先在热点标签表里加好", aliases=("热点", "标签"), example="疫情"),
    C(PURPOSE, "申诉求决、建议意见、咨询；不填算申诉求决。检举控告不在这里导入", aliases=("目的",)),
    C(ROUTE, "信访程序、诉讼、仲裁、党员申诉、行政程序、查处违法；不填算信访程序。引导告知的必须填", aliases=("法定途径",)),
    C(SOURCE, "本县、乡镇、市、省、国家；不填算本县", aliases=("来源",)),
    C(WAY, "转送、交办、引导、不予受理、不再受理、即时答复、存查；填了主办单位而不填方式的算转送", aliases=("方式", "办理方式"), example="转送"),
    C(UNIT, "主办单位的代码、简称或全称", aliases=("承办单位", "责任单位"), example="县住建局"),
    C(SENT, "转送、交办或者作出引导、不予受理、答复的日期", aliases=("转送日", "交办日", "转办日"), example="2023-03-20"),
    C(REPORT_DUE, "交办件的限办日期；只用于还在办理的", aliases=("限办日期",)),
    C(NOTICED, "责任单位书面告知信访人的日期", aliases=("告知日",), example="2023-03-28"),
    C(EXEMPT, "匿名或者姓名、住址不清，不用书面告知的填“是”", aliases=("匿名",)),
    C(ACCEPTED, "责任单位受理的日期；不填的以书面告知日为受理日", example="2023-03-28"),
    C(EXTENDED, "批准延长的天数，1 至 30（条例第34条）", aliases=("延长天数",)),
    C(EXTENDED_ON, "批准延期的日期", aliases=("延期日", "批准日")),
    C(ANSWERED, "书面答复送出的日期（60 日看这一天）", aliases=("答复日期",), example="2023-05-10"),
    C(SERVED, "答复送达信访人的日期", aliases=("送达日期",), example="2023-05-12"),
    C(BUREAU_VALUE, "满意、基本满意、不满意、未评价", aliases=("信访部门评价",)),
    C(BUREAU_ON, "评价的日期", aliases=("信访部门评价日",)),
    C(UNIT_VALUE, "满意、基本满意、不满意、未评价", aliases=("责任单位评价", "满意度评价", "评价"), example="满意"),
    C(UNIT_ON, "评价的日期", aliases=("责任单位评价日", "评价日"), example="2023-05-20"),
    C(WITHDRAWN, "信访人撤回的日期", aliases=("撤回日期",)),
    C(CLOSED, "办结的日期；有答复日而不填办结日的，以送达日、答复日为办结日。都不填的是还在办理", aliases=("办结日期",), example="2023-05-12"),
)  # fmt: skip


FORMS = words(
    ("来信 信件 书信 平信 挂号 邮件", Channel.LETTER), ("来访 走访 到访", Channel.VISIT), ("来电 电话", Channel.PHONE),
    ("网上 网上信访 网信 信息网络 网络", Channel.ONLINE), ("传真", Channel.FAX),
)  # fmt: skip
FIRSTS = words(("初次 首次 初信 初访 否", "first"), ("重复 重信 重访 是", "repeat"))
PURPOSES = words(
    ("申诉求决 申诉 求决", Purpose.GRIEVANCE), ("建议意见 意见建议 建议", Purpose.SUGGESTION),
    ("咨询、感谢、其他 咨询 感谢 其他", Purpose.ENQUIRY),
)  # fmt: skip
ACCUSING = ("检举", "控告", "举报", "揭发")
ROUTES = words(
    ("信访程序 信访", Route.PETITION), ("诉讼、复议等法律程序 诉讼 涉法涉诉", Route.JUDICIAL), ("仲裁", Route.ARBITRATION),
    ("党员申诉、申请复审 党员申诉 复审", Route.PARTY_APPEAL), ("行政程序 行政复议 行政裁决", Route.ADMINISTRATIVE),
    ("查处违法、履行职责 查处违法 履行职责 查处违法履职", Route.ENFORCEMENT),
)  # fmt: skip
SOURCES = words(
    ("本县直接收到 本县 县 区 本级", SourceLevel.COUNTY), ("乡镇（街道） 乡镇 街道 镇", SourceLevel.TOWNSHIP),
    ("市级转来 市 市级", SourceLevel.CITY), ("省级转来 省 省级", SourceLevel.PROVINCE),
    ("国家信访局转来 国家 国家级 中央", SourceLevel.STATE),
)  # fmt: skip
WAYS = words(
    ("转送 转办", ClaimWay.FORWARD), ("交办", ClaimWay.ASSIGN), ("引导 引导告知", ClaimWay.GUIDE),
    ("不予受理", ClaimWay.DECLINE), ("不再受理", ClaimWay.BAR), ("即时答复 直接答复 答复", ClaimWay.REPLY),
    ("存查 存", ClaimWay.FILE_AWAY),
)  # fmt: skip
NOT_RATED = "not_rated"
VALUES = words(
    ("满意 非常满意", Satisfaction.SATISFIED), ("基本满意", Satisfaction.FAIRLY), ("不满意", Satisfaction.DISSATISFIED),
    ("未评价 未参评", NOT_RATED),
)  # fmt: skip
YES = words(("是 有 √ 1 免", "yes"), ("否 无 0", ""))
