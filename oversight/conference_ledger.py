"""联席会议 and its decisions as two ledgers (条例第13条、第24条第1款、第39条第3款)."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from cases.beside import Panel, has, register
from cases.ledgers import Cell, Ledger, Line, Section, Step, View
from cases.presenting import short
from cases.reading import File
from documents.models import Paper
from law.terms import ConferenceMeasure, ConferenceState, MeasureState
from organizations.models import User
from organizations.roles import Permission
from oversight import conference_actions as calling
from oversight import conference_forms as forms
from oversight import conference_minutes as minutes
from oversight.conference_models import Conference, ConferenceDecision

C, M = ConferenceState, MeasureState


# --- the meetings ------------------------------------------------------------------------------------------------


def _meetings(user: User) -> Any:
    found = Conference.objects.visible_to(user).select_related(
        "chair__unit", "called_by", "minutes", "issued_by"
    )
    return found.annotate(n=Count("decisions", filter=~Q(decisions__state=M.DROPPED), distinct=True))


def _meeting_line(row: Conference, user: User, today: date) -> Line:
    left = (row.meets_on - today).days if row.state == C.CALLED else None
    done = {C.ISSUED: "已印发", C.CANCELLED: "已取消", C.HELD: "待签发"}.get(C(row.state), "")
    return Line(
        what=row.title,
        why=row.minutes.number if row.minutes else ConferenceState(row.state).label,
        cells=(Cell(row.chair.name, row.chair.unit.short_name), Cell(row.place), Cell(f"{row.n} 项")),  # type: ignore[attr-defined]
        due_on=row.meets_on,
        days_left=left,
        done=done,
    )


def _meeting_facts(row: Conference, user: User) -> list[dict[str, Any]]:
    found = [
        {"label": "日期", "value": short(row.meets_on)},
        {"label": "地点", "value": row.place},
        {"label": "召集人", "value": f"{row.chair.name}　{row.chair.unit.short_name}"},
        {"label": "通知", "value": f"{short(row.called_on)}　{row.called_by.name}"},
    ]
    if row.minutes and row.issued_on:
        signer = row.issued_by.name if row.issued_by else ""
        found.append(
            {"label": "纪要", "value": f"{row.minutes.number}　{short(row.issued_on)}　{signer}签发"}
        )
    if row.ended_reason:
        found.append({"label": "取消", "value": row.ended_reason})
    return found


def _meeting_sections(row: Conference, user: User) -> list[Section]:
    agenda = [
        [str(item.order), item.topic, _link(item.case, item.dispute)]
        for item in row.agenda.select_related("case", "dispute")
    ]
    decisions = (
        row.decisions.exclude(state=M.DROPPED).select_related("unit", "case").prefetch_related("assisting")
    )
    decided = [
        [
            {
                "text": ConferenceMeasure(each.measure).label,
                "url": reverse("oversight:conference_decisions_record", args=[each.pk]),
            },
            each.unit.short_name + ("".join(f"，{unit.short_name}协办" for unit in each.assisting.all())),
            each.ground,
            MeasureState(each.state).label
            + (f"，{short(each.due_on)} 前" if each.due_on and each.state != M.ENDED else ""),
        ]
        for each in decisions
    ]
    came = list(row.attended.all())
    units = [[unit.name, ("到会" if unit in came else "未到会") if row.state in {C.HELD, C.ISSUED} else "已通知"]
             for unit in dict.fromkeys([*row.units.all(), *came])]  # fmt: skip
    found = [
        Section("议题", f"{len(agenda)} 项", head=("次序", "议题", "有关"), body=agenda),
        Section(
            "议定事项",
            "纪要签发时生效" if row.state == C.HELD else "",
            head=("决定", "单位", "事由、理由", "现在"),
            body=decided,
        ),
        Section("参加单位", f"{len(came)} 个到会" if came else "", head=("单位", "到会"), body=units),
    ]
    if row.summary:
        found.insert(1, Section("会议意见", words=row.summary))
    return found


def _link(case: Any, dispute: Any) -> Any:
    if dispute:
        return {"text": "受理争议", "url": reverse("cases:disputes_record", args=[dispute.pk])}
    return {"text": case.number, "url": reverse("cases:detail", args=[case.number])} if case else ""


def _call(subject: Any, data: dict[str, Any]) -> Any:
    return calling.call_conference(
        by=subject.user, on=subject.today, title=data["title"], meets_on=data["meets_on"], place=data["place"], chair=data["chair"],
        units=list(data["units"]), topics=data["topics"].splitlines(), disputes=list(data.get("disputes") or []),
    )  # fmt: skip


def _designate(subject: Any, data: dict[str, Any]) -> Any:
    calling.draft_designation(subject.row, by=subject.user, on=subject.today, dispute=data["dispute"], lead=data["lead"],
                              assisting=list(data["assisting"]), ground=data["ground"])  # fmt: skip
    return subject.row


def _measure(subject: Any, data: dict[str, Any]) -> Any:
    names = ("measure", "unit", "ground", "requirements", "due_on")
    calling.draft_measure(
        subject.row,
        by=subject.user,
        on=subject.today,
        case=data["number"],
        **{name: data[name] for name in names},
    )
    return subject.row


def _office(*states: str) -> Any:
    return lambda user, row: calling.keeps_office(user) and (row is None or row.state in states)


def _nothing_decided(row: Conference, on: date) -> list[str]:
    if row.decisions.filter(state=M.DRAFTED).exists():
        return []
    return ["还不能：没有议定事项，不出纪要；先由信访局记录会议议定了什么"]


def _no_dispute(row: Conference, on: date) -> list[str]:
    if forms.open_disputes().filter(agenda_items__conference=row).exists():
        return []
    return ["还不能：本次会议的议题里没有待决定的受理争议"]


MEETINGS = Ledger(
    slug="conferences", unit="次",
    space="oversight",
    title="联席会议",
    what="会议",
    permissions=(Permission.SUPERVISE, Permission.DECIDE_OBJECTION, Permission.CHAIR_CONFERENCE),
    rows=_meetings,
    views=(
        View("open", "待召开、待签发", lambda rows, today: rows.filter(state__in=[C.CALLED, C.HELD]), newest_first=False),
        View("issued", "纪要已印发", lambda rows, today: rows.filter(state=C.ISSUED)),
        View("cancelled", "已取消", lambda rows, today: rows.filter(state=C.CANCELLED)),
    ),
    line=_meeting_line,
    title_of=lambda row: row.title,
    facts=_meeting_facts,
    heads=("召集人", "地点", "议定"),
    lede=lambda rows, user, today: _meeting_lede(rows),
    sections=_meeting_sections,
    papers=lambda row, user: [row.minutes] if row.minutes else [],
    new=Step("new", "通知召开联席会议", "定下日期、召集人、参加单位和议题；报请的受理争议可以直接列入。", "条例第13条第1款", forms.CallForm,
             _call, _office(), button="发出会议通知", doer="信访局领导（联席会议办公室）"),
    steps=(
        Step("issue", "签发会议纪要", "纪要印发，议定事项同时生效：主办单位即日起算告知期，约谈、通报、挂牌的通知一并发出。", "条例第13条第1款",
             forms.PlainRecordForm, lambda s, d: minutes.issue_minutes(s.row, by=s.user, on=s.today),
             lambda user, row: user.can(Permission.CHAIR_CONFERENCE) and row.state == C.HELD, blockers=_nothing_decided,
             button="签发这份纪要", doer="联席会议召集人",
             shows=lambda s: [{"label": ConferenceMeasure(each.measure).label, "value": f"{each.unit.name}：{each.ground}"}
                              for each in s.row.decisions.filter(state=M.DRAFTED).select_related("unit")]),
        Step("hold", "记录会议", "记下实际日期、到会单位和会议意见，再逐项记录议定事项。", "条例第13条第1款", forms.HoldForm,
             lambda s, d: calling.hold_conference(s.row, by=s.user, on=s.today, meets_on=d["meets_on"], attended=list(d["attended"]),
                                                  summary=d["summary"]),
             _office(C.CALLED), button="记录这次会议"),
        Step("designate", "记录议定：指定主办", "对列入议题的受理争议指定主办、协办单位；纪要签发时生效。", "条例第24条第1款", forms.DesignateForm,
             _designate, _office(C.HELD), blockers=_no_dispute, button="记下指定主办"),
        Step("measure", "记录议定：约谈、通报、挂牌等", "对单位履职中的问题作出决定，写明事由、要求和期限。", "条例第39条第3款", forms.MeasureForm,
             _measure, _office(C.HELD), button="记下这一项"),
        Step("topic", "增加议题", "会上临时提出的也可以补进来。", "条例第13条第1款", forms.TopicForm,
             lambda s, d: calling.add_topic(s.row, by=s.user, on=s.today, topic=d["topic"], dispute=d["dispute"]),
             _office(C.CALLED, C.HELD), main=False, button="加上这项议题"),
        Step("cancel", "取消会议", "写明理由；列入的受理争议可以列入别的会议。", "条例第13条第1款", forms.CancelForm,
             lambda s, d: calling.cancel_conference(s.row, by=s.user, on=s.today, reason=d["reason"]), _office(C.CALLED),
             main=False, button="取消这次会议"),
    ),
    empty="没有会议。",
    links=(("联席会议议定事项", "oversight:conference_decisions"), ("受理争议", "cases:disputes")),
)  # fmt: skip


def _meeting_lede(rows: Any) -> str:
    waiting = forms.open_disputes().count()
    held = rows.filter(state=C.HELD).count()
    parts = [
        f"{held} 份纪要待召集人签发" if held else "",
        f"{waiting} 项受理争议等待会议决定" if waiting else "",
    ]
    return "，".join(filter(None, parts)) + "。" if any(parts) else "没有等待的事。"


# --- what was decided --------------------------------------------------------------------------------------------


def _decisions(user: User) -> Any:
    found = ConferenceDecision.objects.visible_to(user)
    return found.select_related(
        "conference__minutes", "unit", "case", "dispute", "paper", "ending", "reported_by", "ended_by"
    )


def _decision_line(row: ConferenceDecision, user: User, today: date) -> Line:
    done = "" if row.state in {M.RUNNING, M.DRAFTED} else MeasureState(row.state).label
    if row.state == M.ENDED and row.measure == ConferenceMeasure.LISTING:
        done = "已摘牌"
    return Line(
        what=f"{ConferenceMeasure(row.measure).label}{'（待签发）' if row.state == M.DRAFTED else ''}",
        why=row.ground,
        cells=(Cell(row.unit.short_name), Cell(row.conference.title, row.conference.minutes.number if row.conference.minutes else ""),
               Cell(row.case.number if row.case else "—")),
        due_on=row.ended_on or row.due_on,
        days_left=(row.due_on - today).days if row.due_on and not done else None,
        done=done,
    )  # fmt: skip


def _decision_facts(row: ConferenceDecision, user: User) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"label": "单位", "value": row.unit.name},
        {"label": "依据", "value": row.article},
        {
            "label": "会议",
            "value": row.conference.title
            + (f"　{row.conference.minutes.number}" if row.conference.minutes else ""),
        },
    ]
    if row.dispute_id:
        found.append(
            {
                "label": "争议",
                "value": "受理争议",
                "url": reverse("cases:disputes_record", args=[row.dispute_id]),
                "link": "打开",
            }
        )
    if row.effective_on:
        found.append({"label": "生效", "value": short(row.effective_on)})
    if row.due_on:
        found.append({"label": "期限", "value": short(row.due_on)})
    if row.ended_on:
        label = "摘牌" if row.measure == ConferenceMeasure.LISTING else "销号"
        found.append({"label": label, "value": short(row.ended_on)})
    return found


def _decision_sections(row: ConferenceDecision, user: User) -> list[Section]:
    found = [Section("事由", words=row.ground)]
    if row.requirements:
        found.append(Section("要求", words=row.requirements))
    if row.report and row.reported_on:
        who = row.reported_by.name if row.reported_by else ""
        found.append(Section("单位反馈的落实情况", f"{short(row.reported_on)}　{who}", words=row.report))
    if row.remark:
        found.append(Section("核对意见", words=row.remark))
    return found


def own_papers(row: ConferenceDecision, user: User) -> list[Paper]:
    """The notice and its end; the minutes for those who read all of them."""
    found = [paper for paper in (row.paper, row.ending) if paper]
    if not user.can(Permission.HANDLE) and row.conference.minutes:
        found.append(row.conference.minutes)
    return found


DECISIONS = Ledger(
    slug="conference_decisions", unit="项",
    space="oversight",
    title="联席会议议定事项",
    what="决定",
    permissions=(Permission.SUPERVISE, Permission.DECIDE_OBJECTION, Permission.CHAIR_CONFERENCE, Permission.HANDLE),
    rows=_decisions,
    views=(
        View("running", "落实中", lambda rows, today: rows.filter(state=M.RUNNING), newest_first=False),
        View("late", "逾期未反馈", lambda rows, today: rows.filter(state=M.RUNNING, due_on__lt=today), newest_first=False),
        View("reported", "已反馈，待核对", lambda rows, today: rows.filter(state=M.REPORTED), newest_first=False),
        View("listed", "挂牌中", lambda rows, today: rows.filter(measure=ConferenceMeasure.LISTING, state__in=[M.RUNNING, M.REPORTED])),
        View("ended", "已落实", lambda rows, today: rows.filter(state=M.ENDED)),
    ),
    line=_decision_line,
    title_of=lambda row: f"{ConferenceMeasure(row.measure).label}：{row.unit.short_name}",
    facts=_decision_facts,
    heads=("单位", "会议", "件号"),
    lede=lambda rows, user, today: f"{rows.filter(state=M.RUNNING).count()} 项正在落实。决定针对单位的信访工作，落实以后核对销号，挂牌的摘牌。",
    sections=_decision_sections,
    papers=own_papers,
    steps=(
        Step("report", "反馈落实情况", "书面报送整改、落实的情况，由联席会议办公室核对。", "条例第39条第3款", forms.ReportForm,
             lambda s, d: minutes.reply_conference(s.row, by=s.user, on=s.today, report=d["report"]),
             lambda user, row: user.can(Permission.HANDLE) and user.unit_id == row.unit_id and row.state == M.RUNNING,
             button="报送落实情况"),
        Step("check", "核对落实情况", "落实的销号，挂牌的出具摘牌通知；不够的继续整改。", "条例第39条第3款", forms.CheckForm,
             lambda s, d: minutes.end_conference(s.row, by=s.user, on=s.today, enough=d["decision"] == "enough", remark=d["remark"]),
             lambda user, row: calling.keeps_office(user) and row.state in {M.RUNNING, M.REPORTED},
             blockers=lambda row, on: [] if row.state == M.REPORTED else ["还不能：单位没有书面反馈落实情况"],
             button="作出核对结论", doer="信访局领导", shows=lambda s: [{"label": "单位反馈", "value": s.row.report}]),
        Step("drop", "删去这一项", "记错的、会上没有议定的，纪要签发以前删去。", "条例第13条第1款", forms.PlainRecordForm,
             lambda s, d: calling.drop_decision(s.row, by=s.user, on=s.today),
             lambda user, row: calling.keeps_office(user) and row.state == M.DRAFTED, main=False),
    ),
    empty="没有议定事项。",
)  # fmt: skip


# --- beside the file ---------------------------------------------------------------------------------------------


def panels(file: File) -> list[Panel]:
    """What the conference decided about this file, for those who may see it; one statement."""
    if not has(file, "conference_decision"):
        return []
    rows = ConferenceDecision.objects.visible_to(file.user).filter(case=file.case).exclude(state=M.DROPPED)
    found = [
        {"label": ConferenceMeasure(row.measure).label,
         "value": f"{row.unit.short_name}　{_stands(row, file.today)}",
         "url": reverse("oversight:conference_decisions_record", args=[row.pk]), "link": "打开"}
        for row in rows.select_related("unit")
    ]  # fmt: skip
    return [Panel("联席会议", found, qualifier="条例第13条、第39条第3款")]


def _stands(row: ConferenceDecision, today: date) -> str:
    if row.late(today) and row.due_on:
        return f"逾期 {(today - row.due_on).days} 天没有反馈"
    if row.state == M.ENDED and row.measure == ConferenceMeasure.LISTING:
        return f"已摘牌，{short(row.ended_on)}"  # type: ignore[arg-type]
    return MeasureState(row.state).label + (
        f"，{short(row.due_on)} 前" if row.due_on and row.state == M.RUNNING else ""
    )


def stand() -> None:
    """Beside every file from now on."""
    register("conferences", panels=panels,
             tables={"conference_decision": lambda case: ConferenceDecision.objects.filter(case=case)})  # fmt: skip
