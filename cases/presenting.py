"""What the case page says, as plain values for the components: claims, timeline, papers, petitioner (design §6)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse

from cases import policies, political_legal
from cases.answerable import answerable_unit
from cases.models import Case, CaseEvent, CasePaper, Claim, Handling, Petitioner, Proposal
from cases.models.handling import HANDLING_ENDED
from cases.procedure import ACTS, PAPERS_OWED
from cases.reading import Course, File, is_running, works_on_files
from cases.recusal import is_recused
from law import clock
from law.terms import (
    STATUTORY_ROUTES,
    Channel,
    ClaimWay,
    ConversionReason,
    Flag,
    GuidanceKind,
    HandlingRole,
    HandlingState,
    Measure,
    PaperKind,
    RatedOrgan,
    Route,
    Satisfaction,
    TellingWay,
)
from organizations.models import User
from organizations.roles import Permission

#: The seven steps of a matter that goes the petition procedure, for 第几步.
STEPS = ("登记", "甄别转出", "书面告知", "写意见", "签发", "送达", "审核认定")
#: A course whose opinion its superior body looks at.
UNDER_REVIEW = {"review": "复查", "final_review": "复核"}
#: What the petitioner does by code: no officer did it, nor the machine.
BY_CODE = ("rate", "request_review")
#: What an imported file says of itself (design: what was not recorded is not made up).
IMPORTED = "导入件，由现行规则集分流，流转未记录"
#: What a file says of itself that came with its course.
FROM_REGISTER = "从历史台账导入，经过照台账记载，没有记载的不计"


def origin(case: Case) -> str:
    """What an imported file says of itself; empty for one that was lived here."""
    if not case.imported:
        return ""
    return FROM_REGISTER if case.course_recorded else IMPORTED


def short(day: date) -> str:
    """11-23, as lists write it; 2027-01-20 when the year is another."""
    plain = f"{day.month}-{day.day:02d}"
    return plain if day.year == clock.today().year else f"{day:%Y-%m-%d}"


def ahead(day: date, today: date) -> str:
    """How far an appointed day is ahead, for what is no period of law; empty when it is past."""
    days = (day - today).days
    return "" if days < 0 else {0: "今天", 1: "明天"}.get(days, f"{days} 天后")


def step_of(file: File) -> tuple[str, int, str, str]:
    """The step now running of the course in focus: (what, its number or 0, whose turn, as what)."""
    course = file.focus
    handling = course.handling
    if handling is None:
        return _own_step(file)
    unit, row = handling.unit.short_name, course.running
    person = handling.handler.name if handling.handler else unit
    if handling.route == Route.DISCIPLINE:
        return "已转纪检监察机关", 0, unit, "按其规定计时"
    if row and row.period in UNDER_REVIEW:
        return UNDER_REVIEW[row.period], 0, row.unit.short_name, "复查、复核机关"
    if handling.role == HandlingRole.ASSISTING and handling.state == HandlingState.ARRIVED:
        return "写会办意见", 0, unit, "协办"
    if handling.state == HandlingState.ACCEPTED:
        if row and row.period == "notice":
            return "补发受理告知", 3, person, "经办人"
        if policies.missing_parts(handling, file.opinion):
            return ("写答复书" if handling.route == Route.SUGGESTION else "写处理意见书"), 4, person, "经办人"
        return "签发意见", 5, unit, "负责人"
    if handling.state == HandlingState.SERVED and row and row.period == "assigned_report":
        return "提交办结报告", 6, person, "经办人"
    named = _STATE_STEPS.get(handling.state)
    return named(unit, person) if named else (HandlingState(handling.state).label, 0, "—", "")


_STATE_STEPS: dict[str, Callable[[str, str], tuple[str, int, str, str]]] = {
    HandlingState.ARRIVED: lambda unit, person: ("书面告知信访人", 3, unit, "承办单位"),
    HandlingState.OBJECTED: lambda unit, person: ("核实异议", 3, "信访局", "甄别员"),
    HandlingState.STATUTORY: lambda unit, person: ("按法定途径办理", 4, person, "经办人"),
    HandlingState.SIGNED: lambda unit, person: ("送达意见", 6, person, "经办人"),
    HandlingState.SERVED: lambda unit, person: ("审核认定办结", 7, "信访局", "甄别员"),
    HandlingState.UNRECORDED: lambda unit, person: ("流转未记录", 0, unit, "导入件"),
    HandlingState.SIMPLE: lambda unit, person: ("简易办理，答复信访人", 0, person, "经办人"),
    HandlingState.SIMPLE_REPLIED: lambda unit, person: ("审核认定办结（简易答复）", 0, "信访局", "甄别员"),
}


def _own_step(file: File) -> tuple[str, int, str, str]:
    case = file.case
    if case.in_compartment:
        return "移送纪检监察机关", 0, "保密员", "凭逐件授权"
    if case.merged_into_id:
        return "已并入原件", 0, "—", ""
    if case.state == "registered":
        waiting = [row for row in file.proposals if row.handling_id is None]
        if waiting and len(waiting) == sum(not claim.way for claim in file.claims):
            return f"审签{ClaimWay(waiting[0].way).label}", 2, "信访局", "审签人"
        turn = (
            ("信访局", "甄别员")
            if case.receiving_unit.is_bureau
            else (case.receiving_unit.short_name, "收件单位")
        )
        return "甄别途径、转出", 2, *turn
    return case.get_state_display(), 0, "—", ""


def after(number: int) -> str:
    """之后：签发 → 送达 → 审核认定."""
    return f"之后：{' → '.join(STEPS[number:])}" if 0 < number < len(STEPS) else ""


# --- claims ------------------------------------------------------------------------------------------------------


def claims(file: File) -> list[dict[str, Any]]:
    """Each thing asked, in the person's own words, with its way, its light and who has it."""
    return [_claim(file, claim) for claim in file.claims]


def _claim(file: File, claim: Claim) -> dict[str, Any]:
    courses = [course for course in file.courses if course.handling and course.handling.claim_id == claim.pk]
    lead = [
        course for course in courses if course.handling and course.handling.state != HandlingState.RETURNED
    ]
    due = min((row.due_on for course in lead if (row := course.running)), default=None)
    ended = bool(lead) and all(course.ended for course in lead)
    proposal = next((row for row in file.proposals if row.claim_id == claim.pk and not row.handling_id), None)
    sealed = file.case.in_compartment
    view = {
        "n": claim.order,
        "words": "内容封存" if sealed else (claim.text or file.case.title),
        "route": Route(claim.route).label if claim.route else "待甄别",
        "article": Route(claim.route).article if claim.route else "",
        "unit": "，".join(f"{course.handling.unit.short_name} {HandlingRole(course.handling.role).label}"
                          for course in lead if course.handling),
        "note": _way_note(claim, proposal, has_handling=bool(lead)),
        "done": _ended_word(lead) if ended else "",
        "href": f"{reverse('cases:detail', args=[file.case.number])}?claim={claim.pk}" if len(file.claims) > 1 else "",
    }  # fmt: skip
    if due and not ended:
        view |= {"days_left": (due - file.today).days, "due_on": due}
    return view


def _ended_word(courses: list[Course]) -> str:
    states = {course.handling.state for course in courses if course.handling}
    if states == {HandlingState.DECLINED}:
        return "已书面告知"
    if states == {HandlingState.WITHDRAWN}:
        return "已撤回"
    return "已有答复" if states == {HandlingState.ANSWERED} else "已办结"


def _way_note(claim: Claim, proposal: Proposal | None, *, has_handling: bool) -> str:
    if proposal:
        return f"已提请{ClaimWay(proposal.way).label}，等审签"
    if claim.way and not has_handling and claim.decided_on:
        return f"{ClaimWay(claim.way).label}，{short(claim.decided_on)}"
    return ""


# --- timeline ----------------------------------------------------------------------------------------------------


def timeline(file: File) -> list[dict[str, Any]]:
    """What happened, newest first: a sentence for each act, who did it, and what they wrote where it may be read."""
    several = len(file.claims) > 1
    orders = {claim.pk: claim.order for claim in file.claims}
    return [_event(file, event, orders if several else {}) for event in file.events]


def _event(file: File, event: CaseEvent, orders: dict[int, int]) -> dict[str, Any]:
    act = ACTS[event.act]
    title = _sentence(event, _unit_then(file, event))
    if event.claim_id in orders:
        title += f"（诉求 {orders[event.claim_id]}）"
    who = (
        f"{event.by.name}　{event.unit.short_name if event.unit else ''}"
        if event.by
        else ("信访人" if event.act in BY_CODE else "系统")
    )
    if event.backdated:
        who += f"　补录，{short(event.recorded_at.astimezone(clock.SHANGHAI).date())} 记"
    return {
        "on": event.on,
        "title": title,
        "who": who,
        "text": event.note if event.note_sealed and may_read_note(file.user, event) else "",
        "statutory": act.statutory,
    }


def may_read_note(user: User, event: CaseEvent) -> bool:
    """Notes are for those who work on the file; who only reads figures or advises sees the act without its note."""
    return works_on_files(user)


def _unit_then(file: File, event: CaseEvent) -> str:
    """The unit that had the handling on the day of the event: before it passed to a successor, the former one."""
    if event.handling is None:
        return ""
    later = [each for each in file.events if each.act == "succeed_handling" and each.handling_id == event.handling_id
             and each.pk > event.pk]  # fmt: skip
    if later:
        return str(min(later, key=lambda each: each.pk).data.get("from_name", ""))
    return event.handling.unit.short_name


def _sentence(event: CaseEvent, unit: str) -> str:
    """收到走访，登记 · 转送县住建局 · 存意见第 3 稿."""
    data, label = event.data, ACTS[event.act].label
    if event.act in {"succeed_handling", "succeed_case"}:
        return f"{data.get('from_name', '')}撤销（合并），由{data.get('to_name', '')}承接"
    if event.act == "refer_dispute":
        return f"受理争议报请{'联席会议' if data.get('body') == 'conference' else '共同的上一级机关'}决定"
    if event.act == "conference_decision" and data.get("measure") in Measure.__members__.values():
        return f"联席会议决定{Measure(data['measure']).label}"
    if event.act == "decide_recusal":
        return "决定回避" if data.get("ordered") else "决定不予回避"
    if event.act in {"forward", "sign_assignment"} and unit:
        return f"{label}{unit}"
    if event.act == "take_in" and unit:
        return f"{unit}自行办理"
    if event.act == "transfer_to_discipline" and unit:
        return f"转{unit}"
    if event.act == "register" and data.get("channel") in Channel.__members__.values():
        return f"{Channel(data['channel']).label}登记"
    if event.act == "tag":
        marks = [
            *(f"加「{name}」" for name in data.get("added", ())),
            *(f"去「{name}」" for name in data.get("removed", ())),
        ]
        return f"{label}：{'、'.join(marks)}" if marks else label
    if event.act == "import_case" and data.get("channel") in Channel.__members__.values():
        return f"{Channel(data['channel']).label}登记（历史台账 {data.get('register', '')}）"
    if event.act == "import_transfer" and data.get("way") in ClaimWay.__members__.values():
        return f"{ClaimWay(data['way']).label}{unit}（照台账）"
    if event.act == "import_oversight" and data.get("what"):
        return f"{data['what']}（照台账）"
    if event.act == "import_extension":
        return f"{label} {data.get('days', '')} 日"
    if event.act == "import_rating" and data.get("organ") in RatedOrgan.__members__.values():
        return f"{label}（对{RatedOrgan(data['organ']).label}）"
    if event.act in {"propose", "propose_decline"} and data.get("way"):
        return f"提请{ClaimWay(data['way']).label}"
    if event.act == "decline_handling" and data.get("way"):
        return f"{ClaimWay(data['way']).label}，书面告知"
    if event.act == "draft_opinion" and data.get("version"):
        return f"存意见第 {data['version']} 稿"
    if event.act in {"ask_extension", "approve_extension"} and data.get("days"):
        return f"{label} {data['days']} 日"
    if event.act == "accept_simple" and data.get("way") in TellingWay.__members__.values():
        return f"{label}（{TellingWay(data['way']).label}）"
    if event.act == "reply_simple" and data.get("way") in TellingWay.__members__.values():
        return f"{label}（{TellingWay(data['way']).label}）"
    if event.act == "convert_simple" and data.get("why") in ConversionReason.__members__.values():
        return f"{label}：{ConversionReason(data['why']).label}"
    if event.act == "guide" and data.get("kind") in GuidanceKind.__members__.values():
        return f"{label}：{GuidanceKind(data['kind']).label}"
    if event.act == "link_repeat":
        return f"并入 {data['joined']}" if "joined" in data else f"认定与 {data.get('earlier', '')} 重复"
    if event.act == "consent_backdating" and data.get("act") in ACTS:
        return f"同意补录：{ACTS[data['act']].label}，{data.get('on', '')}"
    return label


# --- papers ------------------------------------------------------------------------------------------------------


def owed_papers(file: File) -> list[dict[str, Any]]:
    """What the offices still owe on paper, with the day it is due."""
    owed = []
    for course in file.courses:
        handling = course.handling
        if handling is None or handling.role == HandlingRole.ASSISTING or handling.route == Route.DISCIPLINE:
            continue
        for kind in _kinds_owed(course, handling):
            row = course.running
            owed.append({
                "name": kind.label,
                "number": f"{handling.unit.short_name}　诉求 {handling.claim.order}" if len(file.claims) > 1 else handling.unit.short_name,
                "owed": True,
                "days_left": (row.due_on - file.today).days if row else None,
                "status": "欠",
            })  # fmt: skip
    return owed


def _kinds_owed(course: Course, handling: Handling) -> list[PaperKind]:
    kinds = list(PAPERS_OWED.get(handling.state, ()))
    if PaperKind.ACCEPTANCE_NOTICE in kinds and (
        handling.notice_exempt or political_legal.tells_by_its_own_rules(handling)
    ):
        kinds.remove(PaperKind.ACCEPTANCE_NOTICE)
    if handling.route == Route.SUGGESTION and PaperKind.OPINION in kinds:
        kinds[kinds.index(PaperKind.OPINION)] = PaperKind.SUGGESTION_REPLY
    running = {row.period for row in course.deadlines if is_running(row)}
    if handling.presumed and "notice" in running:
        kinds.insert(0, PaperKind.ACCEPTANCE_NOTICE)
    if handling.state == HandlingState.SERVED and "assigned_report" in running:
        kinds.append(PaperKind.CONCLUSION_REPORT)
    return kinds


#: Proofs that something was received or served, and the bureau's own slips: many, and seldom opened.
SLIPS = frozenset({PaperKind.RECEIPT, PaperKind.SERVICE_RECEIPT, PaperKind.SCREENING_SHEET})
FEW_SLIPS = 2


def papers(rows: list[CasePaper]) -> list[dict[str, Any]]:
    """The papers there are, newest first, each with both its forms and how it stands with the petitioner."""
    from cases.papers_ledger import address_of, status_of

    return [
        {
            "name": row.get_kind_display(),
            "slip": row.kind in SLIPS,
            "number": row.paper.number or "无文号",
            "on": row.on,
            "voided": row.paper.voided_on is not None,
            "pdf": reverse("cases:paper", args=[row.paper_id, "pdf"]),
            "docx": reverse("cases:paper", args=[row.paper_id, "docx"]),
            "served": status_of(row),
            "page": address_of(row) if row.to_petitioner and not row.case.in_compartment else "",
        }
        for row in rows
    ]


def folded(shown: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The papers to read, and the slips to fold away; a few slips are not worth folding."""
    slips = [paper for paper in shown if paper["slip"]]
    if len(slips) <= FEW_SLIPS:
        return shown, []
    return [paper for paper in shown if not paper["slip"]], slips


# --- the person, and what came back ------------------------------------------------------------------------------


def petitioners(file: File, shown: tuple[str, str, str] | None = None) -> list[dict[str, Any]]:
    """Masked values, each with 显示 for those who may; ``shown`` is (petitioner, field, value) just revealed."""
    may_show = may_reveal(file.user, file)
    people = []
    for row in file.petitioners:
        values = [
            (
                "name",
                "姓名",
                "依法保密" if file.case.in_compartment and not may_show else row.masked_name,
                row.name_sealed,
            ),
            ("phone", "电话", row.masked_phone, row.phone_sealed),
            ("identity", "证件", row.masked_identity, row.identity_sealed),
            ("address", "住址", _masked_address(row.address), row.address_sealed),
        ]
        rows = []
        for name, label, value, there in values:
            pair: dict[str, Any] = {"label": label, "value": value if there else "未提供"}
            if shown and shown[:2] == (str(row.pk), name):
                pair["value"] = f"{shown[2]}（已记录这次查看）"
            elif there and may_show:
                pair["url"] = reverse("cases:reveal", args=[file.case.number, row.pk, name])
            rows.append(pair)
        if row.agent_sealed:
            rows.append(_agent(file, row, shown, may_show=may_show))
        rows.append(
            {
                "label": "送达",
                "value": "同意电子送达" if row.electronic_service else "当面或邮寄；未同意电子送达",
            }
        )
        people.append({
            "title": f"信访人 {row.order}{'（代表）' if row.representative else ''}",
            "rows": rows,
            "shown": bool(shown and shown[0] == str(row.pk)),
        })  # fmt: skip
    return people


def _agent(file: File, row: Petitioner, shown: Any, *, may_show: bool) -> dict[str, Any]:
    """Who acts for the person; the name is shown like the person's own."""
    pair: dict[str, Any] = {"label": "代理人", "value": row.masked_agent}
    if shown and shown[:2] == (str(row.pk), "agent"):
        pair["value"] = f"{shown[2]}（{row.agent_relation}，{row.agent_words}；已记录这次查看）"
    elif may_show:
        pair["url"] = reverse("cases:reveal", args=[file.case.number, row.pk, "agent"])
    return pair


def _masked_address(address: str) -> str:
    return (
        f"{address[:6]}{'*' * max(0, min(len(address) - 6, 8))}" if len(address) > 6 else "*" * len(address)
    )


def may_reveal(user: User, file: File) -> bool:
    """Those who must reach the person; of an accusation only the keeper (条例第30条第3款)."""
    if file.case.in_compartment:
        return user.can(Permission.KEEP_COMPARTMENT) or (user.in_bureau and user.can(Permission.REGISTER))
    if is_recused(user, file.case):
        return False
    return works_on_files(user) and (file.whole or bool(file.handlings))


def ratings(file: File) -> list[dict[str, Any]]:
    """What was answered, for the bureau alone."""
    return [
        {"label": (row.handling.unit.short_name if row.handling else RatedOrgan(row.organ).label),
         "value": f"{Satisfaction(row.value).label}　{short(row.on)}{'　代录' if row.entered_by_id else ''}"}
        for row in file.ratings
    ]  # fmt: skip


def facts(file: File) -> list[str]:
    """The line under the title: number, form, how many, who, where, whose."""
    petition = file.case.own_petition
    first = file.petitioners[0] if file.petitioners else None
    unnamed = "匿名" if petition.anonymous or not file.case.course_recorded else "台账没有记载姓名"
    named = first.masked_name if first and first.name else unnamed
    name = "依法保密" if file.case.in_compartment else named
    people = f"{name} 等 {petition.people} 人" if petition.people > 1 else name
    form = petition.get_channel_display() + (f" · {petition.form}" if petition.form else "")
    place = " ".join(filter(None, [str(file.case.place or ""), file.case.place_text]))
    flags = [Flag(flag).label for flag in file.case.flags if flag != Flag.ANONYMOUS]
    if any(row.petition.filed_as_id == file.case.pk for row in file.repeats):
        flags.append("重复件")
    flags += [f"热点 {name}" for name in file.topics]
    return [text for text in (form, people, place, *flags, _first_answerable(file)) if text]


def _first_answerable(file: File) -> str:
    """首办: between an upheld objection and another's acceptance, who answers (内部要求)."""
    returned = {row.claim_id for row in file.handlings if row.state == HandlingState.RETURNED}
    for claim in file.claims:
        if claim.pk in returned and (unit := answerable_unit(claim)).pk not in {
            row.unit_id
            for row in file.handlings
            if row.claim_id == claim.pk and row.state != HandlingState.RETURNED
        }:
            return f"首办 {unit.short_name}，负责到别的单位受理为止"
    return ""


def units(file: File) -> list[tuple[str, str]]:
    """(主办, 县住建局) for each unit in sight, once."""
    pairs = [(HandlingRole(row.role).label, row.unit.short_name) for row in file.handlings
             if row.state != HandlingState.RETURNED]  # fmt: skip
    return list(dict.fromkeys(pairs))


def is_statutory(handling: Handling) -> bool:
    return handling.route in STATUTORY_ROUTES


def tabs(file: File) -> list[dict[str, Any]]:
    """The clocks of a file with several, the most urgent first."""
    if len(file.courses) < 2:
        return []
    base = reverse("cases:detail", args=[file.case.number])
    found = []
    for course in file.courses:
        row, handling = course.running, course.handling
        label = (
            f"诉求 {handling.claim.order} · {handling.unit.short_name}" if handling else "信访局 · 甄别转出"
        )
        if handling and handling.state in HANDLING_ENDED:
            label += f" · {HandlingState(handling.state).label}"
        elif row:
            label += f" · {short(row.due_on)} 前"
        target = f"{base}?handling={handling.pk}" if handling else f"{base}?claim={_first_open(file)}"
        found.append({"label": label, "url": target, "current": course is file.focus})
    return found


def _first_open(file: File) -> int:
    return next((claim.pk for claim in file.claims if not claim.way), file.claims[0].pk if file.claims else 0)
