"""The activity ledger over a year: trainings, law study, publicity by bureau and towns, last year's sheet, a plan."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from law.terms import ActivityKind, Role, UnitKind
from organizations.models import Unit, User
from petition_bureau.demo_year.cast import World
from reports.activities import actions, importing, sheets
from reports.activities.entries import Entry, nothing_in, of_row
from reports.activities.models import Activity
from reports.activities.quantities import Quantity, read

K = ActivityKind
HALL = "县信访局三楼会议室"


def workday(world: World, day: date) -> None:
    """One morning of the report writer, and of the towns that had a stall somewhere."""
    chance = world.chance_of("activities")
    writer = (
        User.objects.filter(role=Role.WRITER, unit__kind=UnitKind.BUREAU, is_active=True)
        .order_by("pk")
        .first()
    )
    if writer is None:
        return
    if not Activity.objects.exists():
        _begin(writer, day)
    _study(world, chance, writer, day)
    _publicity(world, chance, writer, day)
    _named(chance, writer, day)
    if day.day <= 3 and not _has(K.MEDIATION_CENTRE, day.replace(day=1) - timedelta(days=1)):
        _month(chance, writer, day)
    if day.month == 1 and not _in_month(K.PLAN, day):
        _plan(writer, day)
    if (day.month, day.day) >= (11, 3) and not Activity.objects.filter(
        kind=K.EXAM, on__year=day.year
    ).exists():
        _year_end(chance, writer, day)


def _has(kind: ActivityKind, day: date) -> bool:
    return Activity.objects.filter(kind=kind, on__lte=day, until__gte=day).exists()


def _say(by: User, day: date, kind: ActivityKind, title: str, *, until: date | None = None, unit: Unit | None = None,
         words: dict[str, str] | None = None, **numbers: Any) -> Activity:  # fmt: skip
    measures = {
        code: read(str(n), decimals=True) if not isinstance(n, Quantity) else n for code, n in numbers.items()
    }
    said: dict[str, Any] = words or {}
    entry = Entry(kind, day, until or day, unit or by.unit, title, measures=measures, **said)
    row: Activity = actions.enter(entry, by=by, on=max(day, until or day))
    return row


# --- what lies before the year ----------------------------------------------------------------------------------


def _begin(by: User, day: date) -> None:
    """The year before comes from the sheet that had been kept until then."""
    last = day.replace(day=1) - timedelta(days=1)
    if last.month < 6:
        last = date(last.year - 1, 12, 31)
    year = last.year
    head = ["类型", "名称", "日期", "截止日期", "期数", "参加单位数", "参加人数", "次数", "场次", "条例单行本", "横幅", "标语", "资料份数",
            "接受咨询", "信息条数", "县级登记", "乡镇街道登记"]  # fmt: skip
    whole = (f"{year}-01-01", f"{last}")
    lines = [
        ["业务培训", "全县信访干部业务培训", f"{year}-04-18", "", "1", "46", "190余"],
        ["党组会学法", "全年党组会学法", *whole, "", "", "", "5"],
        ["中心组学法", "全年中心组集体学法", *whole, "", "", "", "9"],
        ["现场普法宣传", "《信访工作条例》宣传月", f"{year}-05-06", f"{year}-05-30", "", "", "", "",
         "21", "2000余", "90余", "1200余", "4600余", "230余"],
        ["网络普法信息", "全年网上普法", *whole, "", "", "", "", "", "", "", "", "", "", "148"],
        ["矛调登记", "全年登记", *whole, "", "", "", "", "", "", "", "", "", "", "", "812", "236"],
    ]  # fmt: skip
    rows = [(n, tuple(cells)) for n, cells in enumerate([head, *lines], 1)]
    importing.apply(sheets.Sheet(tuple(rows)), name=f"{year}年活动台账.xlsx", by=by, on=day)


def _plan(by: User, day: date) -> None:
    for title, figure, target in (
        ("全年举办信访干部法治能力提升培训不少于2期", "trainings", 2),
        ("党组会专题学法不少于6次", "study_party_group", 6),
        ("现场普法宣传不少于30场", "law_talks", 30),
    ):
        numbers = {"target": Quantity(Decimal(target))}
        entry = Entry(K.PLAN, day, day, by.unit, title, figure=figure, note="年度工作要点", measures=numbers)
        actions.enter(entry, by=by, on=day)


# --- study ------------------------------------------------------------------------------------------------------

TOPICS = (
    "习近平法治思想", "《信访工作条例》", "《中华人民共和国行政复议法》", "《中华人民共和国民法典》合同编", "依法分类处理信访诉求清单",
    "《中华人民共和国个人信息保护法》", "信访工作法治化“路线图”", "《保障农民工工资支付条例》", "《中华人民共和国土地管理法》", "党内法规和保密规定",
)  # fmt: skip


def _study(world: World, chance: random.Random, by: User, day: date) -> None:
    draw = chance.random()
    words = {"place": HALL, "speaker": "赵明远"}
    topic = f"{TOPICS[(day.month + day.day) % len(TOPICS)]}（{day.month}月{day.day}日）"
    if draw < 0.03:
        _say(by, day, K.PARTY_GROUP_STUDY, topic, words=words, times=1, persons=7)
    elif draw < 0.075:
        _say(by, day, K.CENTRE_GROUP_STUDY, topic, words=words, times=1, persons=chance.randrange(11, 16))
    elif draw < 0.10:
        _say(by, day, K.STAFF_STUDY, topic, words=words, times=1, persons=chance.randrange(21, 27))
    for month, title in ((3, "全县信访干部法治能力提升培训班"), (9, "基层信访业务规范化培训班")):
        if day.month == month and day.day >= 17 and not _in_month(K.TRAINING, day):
            row = _say(by, day, K.TRAINING, title, words={
                "place": "县委党校报告厅", "speaker": "市信访局业务骨干、县司法局法律顾问",
                "attending": "\n".join(world.units[code].short_name for code in ("housing", "natural_resources", "agriculture", "hr_social_security")
                                       if code in world.units) + "\n各乡镇、街道",
                }, sessions=1, units=chance.randrange(44, 52), persons=f"{chance.randrange(16, 19)}0余")  # fmt: skip
            sheet = "单位,人数\n各乡镇、街道,58\n县直各单位,112\n".encode()
            actions.attach(row, [SimpleUploadedFile("签到汇总.txt", sheet)], by=by)
    if day.month == 6 and day.day >= 10 and not _in_month(K.LECTURE, day):
        _say(by, day, K.LECTURE, "科级干部班专题讲座：贯彻《信访工作条例》", persons="100余",
             words={"place": "县委党校", "speaker": "赵明远"})  # fmt: skip


def _in_month(kind: ActivityKind, day: date) -> bool:
    return Activity.objects.filter(kind=kind, on__year=day.year, on__month=day.month).exists()


# --- publicity --------------------------------------------------------------------------------------------------

STALLS = (
    "集市法治宣传点",
    "《信访工作条例》进社区",
    "送法下乡",
    "国家宪法日宣传",
    "民族广场法律咨询",
    "开学季普法进校园",
)


def _publicity(world: World, chance: random.Random, by: User, day: date) -> None:
    busy = day.month in {5, 12}
    if chance.random() < (0.5 if busy else 0.13):
        towns = sorted(
            (unit for unit in world.units.values() if unit.kind == UnitKind.TOWNSHIP),
            key=lambda unit: unit.code,
        )
        people = User.objects.filter(unit__in=towns, role__in=[Role.HANDLER, Role.UNIT_HEAD], is_active=True)
        found = list(people.order_by("pk"))
        who = chance.choice(found) if found else by
        row = _say(who, day, K.SITE_EVENT, chance.choice(STALLS), words={"place": f"{who.unit.short_name}综合服务中心门前"}, events=1,
                   consulted=chance.randrange(8, 40), materials=f"{chance.randrange(1, 5)}00余", banners=chance.randrange(1, 5))  # fmt: skip
        if Activity.objects.filter(kind=K.SITE_EVENT).count() % 9 == 5:
            said = of_row(row)
            more = said.measures | {"consulted": Quantity(said.measures["consulted"].value + 5)}
            fixed = Entry(said.kind, said.on, said.until, said.unit, said.title, said.place, measures=more)
            actions.correct(row, fixed, by=who, on=day, reason="签名簿核对后补 5 人次")
    if chance.random() < 0.1:
        _say(by, day, K.ONLINE_ITEM, f"{day.month}月{day.day}日公众号普法推送", words={"body": "县信访局微信公众号"},
             items=chance.randrange(1, 6))  # fmt: skip
    if day.month == 5 and day.day >= 6 and not _in_month(K.MATERIALS, day):
        _say(by, day, K.MATERIALS, "条例宣传月印发资料", regulation_copies="5000余", banners="200余", slogans="1700余",
             materials="12000余", words={"place": "全县各乡镇、街道"})  # fmt: skip
        for field in (
            "党委和信访部门",
            "自然资源",
            "住房城乡建设",
            "人力资源社会保障",
            "农业农村",
            "教育",
            "民政",
            "政法",
        ):
            _say(
                by,
                day,
                K.GUIDANCE_MAP,
                field,
                words={"body": "县信访工作联席会议办公室"},
                posted=chance.randrange(20, 36),
            )
    if day.month == 8 and day.day >= 20 and not _in_month(K.WORKS, day):
        _say(by, day, K.WORKS, "“我身边的法治信访”征文和短视频", works=10)
    if chance.random() < 0.02:
        _say(by, day, K.CONSULTATION, f"律师接待日（{day.month}月{day.day}日）", words={"place": "县信访局接待大厅"},
             consulted=chance.randrange(5, 16), lawyers=2)  # fmt: skip


def _named(chance: random.Random, by: User, day: date) -> None:
    if chance.random() < 0.012:
        _say(by, day, K.MEDIA, chance.choice(["面对面讲清，背对背调解", "群众说事，干部到场", "一扇窗口办到底"]) + f"（{day.month}月）",
             words={"body": chance.choice(["《临澜日报》", "《临澜信访》第3期", "县融媒体中心"])}, pieces=1)  # fmt: skip
    if day.month == 7 and day.day >= 12 and not _in_month(K.HONOUR, day):
        _say(by, day, K.HONOUR, "全市信访诉求综合服务标杆中心", words={"body": "临澜市信访工作联席会议"})
        _say(by, day, K.PILOT, "信访工作法治化市级试点县", words={"body": "临澜市信访局"})


# --- totals -----------------------------------------------------------------------------------------------------


def _month(chance: random.Random, by: User, day: date) -> None:
    """The month that ended, of the mediation centres."""
    last = day.replace(day=1) - timedelta(days=1)
    if _overlaps(last):
        return
    _say(by, last.replace(day=1), K.MEDIATION_CENTRE, f"{last.month}月登记", until=last,
         registered_county=chance.randrange(60, 95), registered_town=chance.randrange(180, 320))  # fmt: skip


def _overlaps(last: date) -> bool:
    rows = Activity.objects.filter(kind=K.MEDIATION_CENTRE, on__lte=last, until__gte=last.replace(day=1))
    return rows.exists()


def _year_end(chance: random.Random, by: User, day: date) -> None:
    _say(by, day, K.EXAM, f"{day.year}年度网上学法考试", due=26, taken=26, excellent=25)
    first = date(day.year, 1, 1)
    _say(by, first, K.STUDY_HOURS, "全局干部", until=day, persons=26, hours=1131, min_hours="40.5")
    _say(by, day, K.NORMATIVE_REVIEWED, "现行有效规范性文件梳理", reviewed=3, opinions=0)
    note = "经梳理，本年未制定行政规范性文件。"
    actions.enter(nothing_in(K.NORMATIVE_MADE, day.year, by.unit, note), by=by, on=day)
    _say(by, day, K.STAFF_MEETING, "传达学习全面依法治县会议精神", words={"place": HALL}, times=1, persons=26)
    twice = _say(by, day, K.MEDIA, "一扇窗口办到底（转载）", words={"body": "某网站"}, pieces=1)
    actions.withdraw(twice, by=by, on=day, reason="是转载，不另计")
