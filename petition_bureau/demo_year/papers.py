"""Papers of the demo year: served on the petitioners, come back, corrected; talks and evidence; the monthly circular."""

import random
from datetime import date, timedelta
from typing import Any

from cases import actions, policies
from cases.models import CasePaper, Handling, PaperService
from cases.papers_ledger import owed
from cases.policies import NotLawfulNow
from law.terms import HandlingRole, HandlingState, PaperKind, Role, ServiceMethod
from organizations.models import Unit, User
from petition_bureau.demo_year.cast import World
from reports import counts, official
from reports.figures import Span
from reports.official import OfficialDocument

_PROOFS = {
    ServiceMethod.DIRECT: (
        "本人签收，回证编号 {n:04d}",
        "同住儿子签收，回证编号 {n:04d}",
        "到接待窗口当面签收，回证编号 {n:04d}",
    ),
    ServiceMethod.POST: ("挂号信 XA{n:09d}33", "EMS 1029{n:09d}"),
    ServiceMethod.ELECTRONIC: ("短信到达回执 {n:06d}", "信访平台站内信到达回执 {n:06d}"),
    ServiceMethod.LEFT: ("回证已注明拒收，照片 3 张，编号 {n:04d}",),
    ServiceMethod.THROUGH: ("转交函回执 {n:04d}",),
    ServiceMethod.PUBLIC: ("县信访局公告栏、居委会公告栏张贴，照片存卷 {n:04d}",),
}
_PLACES = ("信访人家中", "事项现场", "居委会会议室", "本单位接待室", "村委会办公室")
_TALKS = (
    "问：请说说事情的经过。\n答：反映材料里写的都是实情，去年下半年开始的，找过两次没有结果。\n问：有没有凭据？\n答：有照片和缴费单，已经交了复印件。",
    "问：您的要求是什么？\n答：就是材料里写的那几条，先把问题解决了，赔偿可以商量。\n问：同意现场查看吗？\n答：同意，随时可以来。",
    "问：您是怎样知道这件事的？\n答：我住在旁边，亲眼看到的。\n问：还有谁在场？\n答：还有隔壁两户，可以作证。",
)
_EVIDENCE = (
    "现场照片 6 张，调查人拍摄，证明现场状况", "合同复印件 4 页，信访人提供，证明约定内容", "缴费凭证 2 页，信访人提供，证明已经缴费",
    "检测报告 5 页，第三方机构出具，证明数值", "会议记录 3 页，村委会提供，证明议定事项", "谈话笔录 2 页，证明各方陈述",
)  # fmt: skip
_RETURNED = ("原址查无此人，邮局退回", "迁移新址不明，邮局退回", "逾期未领，邮局退回")


def workday(world: World, day: date) -> None:
    """One morning: papers leave and receipts come back, units examine, the writer and the leader do theirs."""
    chance = world.chance_of("papers")
    _serve(chance, day)
    _come_back(chance, day)
    _examine(chance, day)
    _void(chance, day)
    _circular(chance, day)


def _somebody(chance: random.Random, unit: Unit, *roles: str) -> User | None:
    people = list(
        User.objects.filter(unit=unit, role__in=roles, is_active=True).order_by("pk").select_related("unit")
    )
    return chance.choice(people) if people else None


def _serve(chance: random.Random, day: date) -> None:
    rows = CasePaper.objects.ordinary().filter(on__range=(day - timedelta(days=9), day), case__imported=False)
    for row in owed(rows, day).select_related("case", "paper__organ", "petitioner").order_by("pk"):
        if chance.random() > 0.6:
            continue
        by = _somebody(chance, row.paper.organ, Role.HANDLER, Role.INTAKE)
        if by is None or row.petitioner is None or not policies.may(by, "serve_paper", row):
            continue  # nobody there, or this one withdrew from the file: a colleague serves it another morning
        method = _method(chance, consents=row.petitioner.electronic_service)
        words: dict[str, Any] = {
            "method": method, "proof": chance.choice(_PROOFS[method]).format(n=chance.randrange(1, 9999)), "served_on": None,
        }  # fmt: skip
        if method == ServiceMethod.ELECTRONIC:
            words["served_on"] = day
        if method == ServiceMethod.LEFT:
            words |= {"witness": "居委会干部、网格员", "refused": True, "cause": "本人在家，拒绝签收"}
        if method == ServiceMethod.THROUGH:
            words |= {"through_ground": "imprisoned", "through": "县看守所管教民警", "served_on": day}
        if method == ServiceMethod.PUBLIC:
            words |= {"cause": "登记住址已拆迁，电话停机，邮寄退回两次，去向不明"}
        on = day
        if (
            method == ServiceMethod.DIRECT and row.on < day and row.pk % 7 == 0
        ):  # entered late, with its reason
            on, words["why_backdated"] = row.on, "出具当天登门送达，回证由本人签收并写明日期，回来后补登"
        actions.serve_paper(row, by=by, on=on, **words)


def _method(chance: random.Random, *, consents: bool) -> ServiceMethod:
    draw = chance.random()
    if consents and draw < 0.6:
        return ServiceMethod.ELECTRONIC
    if draw > 0.995:
        return ServiceMethod.PUBLIC
    if draw > 0.99:
        return ServiceMethod.THROUGH
    if draw > 0.96:
        return ServiceMethod.LEFT
    return ServiceMethod.POST if draw > 0.55 else ServiceMethod.DIRECT


def _come_back(chance: random.Random, day: date) -> None:
    rows = PaperService.objects.filter(served_on=None, annulled_on=None, method=ServiceMethod.POST,
                                       sent_on__lte=day - timedelta(days=2))  # fmt: skip
    for row in rows.select_related("paper__case", "paper__paper__organ").order_by("pk"):
        draw = chance.random()
        if draw > 0.5:
            continue
        by = _somebody(chance, row.paper.paper.organ, Role.HANDLER, Role.INTAKE)
        if by is None or not policies.may(by, "serve_paper", row.paper):
            continue
        if draw < 0.02:
            actions.annul_paper_service(row, by=by, on=day, reason=chance.choice(_RETURNED), returned=True)
        else:
            arrived = min(row.sent_on + timedelta(days=chance.choice([1, 2, 2, 3])), day)
            actions.confirm_paper_arrival(row, by=by, on=day, served_on=arrived, proof="邮政回执，本人签收")


def _examine(chance: random.Random, day: date) -> None:
    rows = Handling.objects.filter(state=HandlingState.ACCEPTED, role=HandlingRole.LEAD, interviews=None,
                                   accepted_on__range=(day - timedelta(days=30), day - timedelta(days=4)))  # fmt: skip
    for row in rows.select_related("claim__case", "unit").order_by("pk"):
        if chance.random() > 0.06:
            continue
        by = row.handler or _somebody(chance, row.unit, Role.HANDLER)
        head = _somebody(chance, row.unit, Role.UNIT_HEAD)
        if by is None or head is None:
            continue
        asking = f"{by.name}、{head.name}"
        try:
            actions.record_interview(
                row, by=by, on=day, held_on=day, venue=chance.choice(_PLACES), interviewers=asking,
                interviewee=chance.choice(("信访人本人", "相邻住户，见证人", "施工单位现场负责人", "村民小组组长")),
                record_text=chance.choice(_TALKS), signature="被谈话人核对后逐页签名",
            )  # fmt: skip
            if chance.random() < 0.5:
                actions.list_evidence(row, by=by, on=day, interviewers=asking, evidence=chance.sample(_EVIDENCE, 3),
                                      findings="经核对，反映的主要情况属实，具体数额以凭据为准。")  # fmt: skip
        except NotLawfulNow:
            continue  # the year went on meanwhile: an opinion was signed, the matter was returned


def _void(chance: random.Random, day: date) -> None:
    """Once in a while a letter was printed wrong: void with its reason, and issued again."""
    if chance.random() > 0.015:
        return
    rows = CasePaper.objects.ordinary().filter(kind=PaperKind.FORWARDING_LETTER, on=day, paper__voided_on=None,
                                               paper__organ__code="bureau")  # fmt: skip
    row = rows.select_related("case", "paper__organ").order_by("pk").first()
    leader = _somebody(chance, row.paper.organ, Role.BUREAU_LEADER) if row else None
    if row and leader:
        actions.void_paper(row, by=leader, on=day, reason="附件清单漏印，重新出具", again=True)


def _circular(chance: random.Random, day: date) -> None:
    """Drafts of earlier mornings are signed; a 报告 upwards for the quarter that is over."""
    bureau = Unit.objects.get(code="bureau")
    waiting = OfficialDocument.objects.filter(signed_on=None, dropped_on=None, drafted_on__lt=day).first()
    leader, writer = (_somebody(chance, bureau, role) for role in (Role.BUREAU_LEADER, Role.WRITER))
    if waiting and leader:
        official.sign(waiting, by=leader, on=day)
    until = day.replace(day=1) - timedelta(days=1)
    drafted = OfficialDocument.objects.filter(kind=PaperKind.WORK_REPORT, drafted_on__gte=day.replace(day=1))
    if not 5 <= day.day <= 12 or writer is None or until.month % 3 or drafted.exists():
        return
    span = Span(date(until.year, until.month - 2, 1), until)
    quarter = f"{until.year}年第{'一二三四'[until.month // 3 - 1]}季度"
    official.draft(
        by=writer, on=day, kind=PaperKind.WORK_REPORT, heading=f"关于{quarter}全县信访工作情况的报告", recipient="县委、县政府",
        body=f"现将{quarter}全县信访工作情况报告如下。\n一、基本情况\n本季登记信访事项{counts.size('petitions_total', span).value}件次。"
             "\n二、存在的问题\n个别单位书面告知接近期限才发出，延期理由写得笼统。\n三、下一步打算\n督促各单位在期限届满前三日核对在办事项，逐项回应诉求。",
        copy_to="县委办公室，县政府办公室", attachments="各单位期限情况一览表",
    )  # fmt: skip
