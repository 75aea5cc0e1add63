"""Talks with the units, later days of a 交办, the three recommendations, and 督办 on the leader's own ground."""

import random
from collections.abc import Generator
from datetime import date, timedelta

from cases.models import Handling
from law import clock
from law.terms import (
    Adoption,
    HandlingRole,
    HandlingState,
    RecommendationKind,
    Role,
    SupervisionForm,
    SupervisionGround,
    SupervisionLevel,
    TalkForm,
)
from organizations.models import User
from oversight import actions, assigned, lawful, recommending, talking
from oversight.models import Recommendation, Supervision, Talk
from petition_bureau.demo_year.cast import World

Life = Generator[date, None, None]

TALKS = (
    ("现场勘查的时间和参加人", "单位会同社区三日内到现场勘查，请信访人到场，形成勘查记录。"),
    ("几个部门的分工", "由单位牵头，请属地街道配合提供历史资料，一周内报分工和时间表。"),
    ("处理意见的法律依据", "由单位法制机构复核依据，补齐条款后再送负责人签发。"),
    ("信访人补充的材料", "单位收下材料清单，五个工作日内逐项核对并电话告知信访人。"),
    ("补偿款的核算", "财务和业务科室共同核算，附明细表，核算结果书面告知。"),
    ("整改进度", "施工单位排出工期，每周报一次进度，完工后由社区签字确认。"),
)
FOLLOW_UPS = (
    "已按商定办理，勘查记录和照片已存入卷宗。",
    "分工表已报，属地街道已提供资料。",
    "依据已经补齐，处理意见已送负责人审签。",
    "已与信访人见面核对，双方无异议。",
)
#: (kind, to which unit, subject, facts, proposals).
RECOMMENDED = (
    (RecommendationKind.IMPROVE, "housing", "老旧小区改造工程质量回访",
     "今年以来收到反映改造后管道倒灌、屋面渗漏的信访事项多件，集中在竣工后第一个雨季，多数没有在保修期内主动回访。",
     "建立竣工后第一个雨季回访制度，发现问题由施工单位限期返修\n在小区公示保修电话和保修期限"),
    (RecommendationKind.POLICY, "county_government", "农村危房改造补助的申请时间",
     "多件信访事项反映，危房鉴定完成时已过当年补助申请截止时间，只能等到次年，期间继续居住有安全风险。",
     "将补助申请由每年一次改为按季受理\n对鉴定为D级的先行安排周转住房"),
    (RecommendationKind.IMPROVE, "hr_social_security", "欠薪线索的受理告知",
     "部分欠薪投诉在收到后超过十五日才书面告知，信访人因不知道办理进度重复来访。",
     "收到欠薪线索当日登记、三个工作日内告知受理情况\n每周向信访局反馈在办清单"),
    (RecommendationKind.POLICY, "county_government", "预付式消费的资金监管",
     "培训、健身等预付费退费的信访事项比上年增加，经营者停业后缺少可以执行的资金。",
     "研究出台本县预付式消费资金存管办法\n由市场监管、商务、教育部门分行业公布风险提示"),
    (RecommendationKind.IMPROVE, "natural_resources", "征地补偿公示",
     "多件信访事项反映补偿公示只张贴三天、没有写明计算办法，群众看不到或者看不懂。",
     "公示期按规定执行，并在村级微信公众号同步公开\n公示表附计算办法和咨询电话"),
    (RecommendationKind.IMPROVE, "agriculture", "惠农补贴发放的说明",
     "补贴到账后没有明细，群众对面积和标准有疑问，咨询多次没有书面答复。",
     "发放时短信告知面积、标准和金额\n乡镇窗口备查明细"),
)  # fmt: skip
FEEDBACKS = (
    (Adoption.ADOPTED, "已研究采纳，列入本年工作计划，措施和责任科室见附表，年底前完成。"),
    (Adoption.PARTLY, "第一条已经采纳并印发通知；第二条涉及经费，列入下年度预算研究。"),
    (Adoption.NOT_ADOPTED, "经研究，上级已有统一规定，本级无权调整，已将有关情况上报。"),
)


def workday(world: World, day: date) -> None:
    """What the bureau's oversight brings on one working day."""
    chance = world.chance_of("oversight")
    if chance.random() < 0.08:
        _talk(world, chance, day)
    if chance.random() < 0.012:
        _own_ground(world, chance, day)
    _later_days(world, chance, day)
    if chance.random() < 0.03:
        _recommend(world, chance, day)
    _sign_drafts(world, chance, day)


def _first(role: str, code: str = "bureau") -> User | None:
    return User.objects.filter(role=role, unit__code=code, is_active=True).order_by("pk").first()


def _somebody(role: str, code: str = "bureau") -> User:
    found = _first(role, code)
    assert found is not None  # noqa: S101 - the demo's cast has everybody asked for here
    return found


def _in_work(chance: random.Random, *, accepted: bool = True) -> Handling | None:
    rows = Handling.objects.filter(
        role=HandlingRole.LEAD, claim__case__in_compartment=False, claim__case__imported=False
    )
    rows = rows.filter(state=HandlingState.ACCEPTED) if accepted else rows.live()
    found = list(
        rows.filter(unit__people__role=Role.HANDLER).distinct().order_by("pk").values_list("pk", flat=True)
    )
    if not found:
        return None
    return Handling.objects.select_related("claim__case", "unit").get(pk=chance.choice(found))


def _talk(world: World, chance: random.Random, day: date) -> None:
    handling = _in_work(chance)
    officer = _somebody(Role.SCREENING)
    if handling is None:
        return
    subject, agreed = chance.choice(TALKS)
    handler = _somebody(Role.HANDLER, handling.unit.code)
    until = world.workday(day, chance.choice([5, 7, 10, 14])) if chance.random() < 0.9 else None
    said = talking.Said(
        held_on=day, form=chance.choice(list(TalkForm)[:3]), bureau_people=f"{officer.name}（甄别员）",
        unit_people=f"{handler.name}（经办人）", subject=subject, agreed=agreed, agreed_until=until,
    )  # fmt: skip
    talk = talking.record_talk(handling, said, by=officer, on=day)
    if until and chance.random() < 0.8:
        world.begin(_followed_up(world, chance, talk, until))


def _followed_up(world: World, chance: random.Random, talk: Talk, until: date) -> Life:
    yield world.workday(until, chance.choice([-1, 0, 0, 2, 4]))
    row = Talk.objects.select_related("unit", "handling").get(pk=talk.pk)
    talking.follow_up_talk(
        row, by=_somebody(Role.HANDLER, row.unit.code), on=clock.today(), follow_up=chance.choice(FOLLOW_UPS)
    )


def _own_ground(world: World, chance: random.Random, day: date) -> None:
    """推诿、敷衍: the leader sends one of a higher level; most are answered, one in a while is taken back."""
    handling = _in_work(chance)
    if handling is None:
        return
    leader = _somebody(Role.BUREAU_LEADER)
    probe = Supervision(case=handling.claim.case, handling=handling, unit=handling.unit)
    if lawful.unlawful(probe, day):
        return
    phone = chance.random() < 0.5
    manner = actions.Manner(
        level=SupervisionLevel.KEY, form=SupervisionForm.PHONE if phone else SupervisionForm.ONSITE,
        ground_kind=chance.choice([SupervisionGround.SHIFTING, SupervisionGround.PERFUNCTORY, SupervisionGround.DELAY]),
        form_note="上午与单位分管负责人通话，要求当日答复" if phone else "督查科两人到单位查看卷宗，听取经办人说明",
        reply_days=chance.choice([3, 5, 7]),
    )  # fmt: skip
    row = actions.new_supervision(
        handling, by=leader, on=day, manner=manner, ground="信访人多次询问，承办单位答复前后不一，没有安排现场核查",
        requirements="三日内安排现场核查，逐条回应诉求，把核查情况书面报告我局",
    )  # fmt: skip
    world.begin(_replied(world, chance, row, day))


def _replied(world: World, chance: random.Random, row: Supervision, day: date) -> Life:
    if chance.random() < 0.2:
        yield world.workday(day, 1)
        actions.cancel_supervision(row, by=_somebody(Role.BUREAU_LEADER), on=clock.today(),
                                   reason="经核对，单位前一日已经安排核查，材料当时尚未录入")  # fmt: skip
        return
    yield world.workday(day, chance.choice([2, 3, 4, 6]))
    row = Supervision.objects.select_related("unit", "reply_deadline").get(pk=row.pk)
    if row.raised_on or (row.reply_deadline and row.reply_deadline.voided_on):
        return
    actions.reply_supervision(row, by=_somebody(Role.HANDLER, row.unit.code), on=clock.today(),
                              reply="已安排现场核查，核查记录和照片见附件；诉求逐条研究，处理意见按期送达。")  # fmt: skip
    if chance.random() < 0.75:
        yield world.workday(clock.today(), 2)
        actions.close_supervision(Supervision.objects.get(pk=row.pk), by=_somebody(Role.BUREAU_LEADER), on=clock.today(),
                                  remark="查看了核查记录，已逐条回应")  # fmt: skip


def _later_days(world: World, chance: random.Random, day: date) -> None:
    """Some units ask for a later 限办日期 in its last week."""
    rows = Handling.objects.filter(
        assigned=True, state=HandlingState.ACCEPTED, deadlines__period="assigned_report", deadlines__met_on=None,
        deadlines__voided_on=None, deadlines__due_on__range=(day, day + timedelta(days=12)), report_extensions=None,
    )  # fmt: skip
    for handling in rows.select_related("claim__case", "unit").order_by("pk"):
        head = _first(Role.UNIT_HEAD, handling.unit.code)
        if head is None or chance.random() > 0.3:
            continue
        until = world.workday(day, 25)
        assigned.ask_report_extension(
            handling, by=head, on=day, until=until, reason="需要委托第三方检测，检测报告约二十日后出具"
        )
        world.begin(_decided(world, chance, handling, day))


def _decided(world: World, chance: random.Random, handling: Handling, day: date) -> Life:
    yield world.workday(day, 1)
    today, leader = clock.today(), _somebody(Role.BUREAU_LEADER)
    report = assigned.running(handling)
    granted = report is not None and today <= report.due_on and chance.random() < 0.75
    answer = "" if granted else "请按原限办日期报告已经查明的情况，检测报告出具后补报"
    assigned.decide_report_extension(handling, by=leader, on=today, approved=granted, answer=answer)


def _recommend(world: World, chance: random.Random, day: date) -> None:
    kind, code, subject, facts, proposals = chance.choice(RECOMMENDED)
    organ = world.units[code]
    about = Handling.objects.filter(unit=organ, claim__case__in_compartment=False).order_by("-pk")
    cases = list(
        {row.claim.case_id: row.claim.case for row in about.select_related("claim__case")[:3]}.values()
    )
    draft = recommending.Draft(kind, organ, subject, facts, "", proposals, cases=cases)
    recommending.draft_recommendation(draft, by=_somebody(Role.SCREENING), on=day)


def _sign_drafts(world: World, chance: random.Random, day: date) -> None:
    """The leader completes and signs what was drafted some days ago; a few are not put forward."""
    leader = _somebody(Role.BUREAU_LEADER)
    waiting = Recommendation.objects.filter(
        signed_on=None, dropped_on=None, drafted_on__lte=day - timedelta(days=2)
    )
    for draft in waiting.select_related("organ", "concerned").order_by("pk"):
        row = draft
        if chance.random() > 0.4:
            continue
        if row.kind == RecommendationKind.ACCOUNTABILITY and row.organ is None:
            better = recommending.Draft(
                row.kind, world.units["discipline"], row.subject, f"{row.facts}，经督办仍未改正。", row.basis,
                "对单位办理信访事项拖延的情形调查核实，视情追究责任\n将处理情况书面反馈", row.concerned, list(row.cases.all()),
            )  # fmt: skip
            row = recommending.revise_recommendation(row, better, by=leader, on=day)
        if chance.random() < 0.1:
            recommending.drop_recommendation(row, by=leader, on=day, reason="同类建议上月已经提出，并入跟踪")
            continue
        recommending.sign_recommendation(row, by=leader, on=day)
        if chance.random() < 0.8:
            world.begin(_answered(world, chance, row, day))


def _answered(world: World, chance: random.Random, row: Recommendation, day: date) -> Life:
    yield world.workday(day, chance.choice([12, 18, 24, 27, 29, 35, 41]))
    accountable = row.kind == RecommendationKind.ACCOUNTABILITY
    adoption, feedback = chance.choices(FEEDBACKS, [6, 3, 1])[0]
    held = accountable and adoption != Adoption.NOT_ADOPTED
    recommending.answer_recommendation(
        row, by=_somebody(Role.BUREAU_LEADER), on=clock.today(), adoption=adoption,
        feedback="已按管理权限调查处理，责令单位书面检查并限期整改。" if held else feedback,
        number=f"〔{day.year}〕{chance.randrange(3, 90)}号", units_held=1 if held else None,
        persons_held=chance.choice([1, 2]) if held else None,
    )  # fmt: skip
