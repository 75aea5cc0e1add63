"""重大紧急: the ledger of urgent reports, open ones first, late or not to the minute (条例第25条)."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cases import policies
from cases.ledgers import Cell, Ledger, Line, RecordSubject, Section, Step, View
from documents.models import Paper
from law import clock
from law.terms import UrgentChannel, UrgentRecipient, UrgentStage
from organizations.models import User
from organizations.roles import Permission
from oversight.urgent import actions, forms, targets
from oversight.urgent.models import UrgentReport

NEVER_INSTEAD = "并行报告，不代替登记、转送、交办，件的各项期限照走（条例第22条、第25条）。"


def moment(at: datetime) -> str:
    """3-02 09:30."""
    here = at.astimezone(clock.SHANGHAI)
    return f"{here.month}-{here.day:02d} {here:%H:%M}"


def _rows(user: User) -> "QuerySet[UrgentReport]":
    rows = UrgentReport.objects.visible_to(user)
    return rows.select_related("case", "unit", "asked_by").prefetch_related("dispatches")


def standing(row: UrgentReport) -> str:
    """What is still owed, or how it went: 还没有报国家信访局 · 已报，最迟的晚 12 分钟 · 各项按时."""
    sent = list(row.dispatches.all())
    untold = targets.missing(row, sent)
    late = targets.lateness(row, sent, row.finished_at or clock.now())
    words = f"还没有报{'、'.join(each.label for each in untold)}" if untold else "该报的都报了"
    return f"{words}；{f'最晚的迟 {targets.spoken(late)}' if late else '各项按时'}（内部要求）"


def _line(row: UrgentReport, user: User, today: date) -> Line:
    untold = targets.missing(row, row.dispatches.all())
    return Line(
        what=row.subject,
        why=f"{row}　{row.unit.short_name}",
        cells=(
            Cell(f"{moment(row.known_at)} 知悉", row.known_by),
            Cell("已终报" if row.finished_at else ("还差报送" if untold else "处置中"), standing(row)),
        ),
        due_on=None if row.finished_at else row.known_at.astimezone(clock.SHANGHAI).date(),
        done="已终报" if row.finished_at else "",
    )


def _facts(row: UrgentReport, user: User) -> list[dict[str, Any]]:
    found = [
        {"label": "知悉", "value": f"{moment(row.known_at)}　{row.known_by}"},
        {"label": "报告单位", "value": row.unit.name},
        {"label": "终报", "value": moment(row.finished_at) if row.finished_at else "还没有"},
        {"label": "与办理的关系", "value": NEVER_INSTEAD},
    ]
    if row.case is None:
        found.insert(0, {"label": "信访件", "value": "尚未登记；先报告不免除登记（条例第22条）"})
    return found


def _sections(row: UrgentReport, user: User) -> list[Section]:
    sent = list(row.dispatches.all())
    pairs = targets.of(row, sent, row.finished_at or clock.now())
    words = row.words or {}
    found = [
        Section("报给谁、及时不及时", "时限为内部要求，条例第25条只规定及时", head=("报送对象", "首次报告", "书面报告"),
                body=[[each.label, first.words, written.words] for each, (first, written) in pairs.items()]),
        Section("报送记录", head=("报出", "对象", "方式", "经办人", "记录"),
                body=[[moment(each.sent_at), each.name or UrgentRecipient(each.recipient).label,
                       UrgentChannel(each.channel).label, each.by.name, moment(each.recorded_at)]
                      for each in row.dispatches.select_related("by")]),
    ]  # fmt: skip
    if row.asked_at and row.asked_by:
        decision = [
            {"label": "决定", "value": f"{words.get('body')}　{row.decided_on}　{words.get('decision')}"}
        ]
        found.append(
            Section("报请决定", "条例第22条第1款第1项", pairs=[
                {"label": "建议", "value": words.get("proposal")},
                {"label": "报请", "value": f"{row.asked_by.name}　{moment(row.asked_at)}"},
                *(decision if row.decided_on else [{"label": "决定", "value": "还没有"}]),
            ])
        )  # fmt: skip
    for each in reversed(row.instalments.select_related("by")):
        facts = each.facts or {}
        found.append(
            Section(UrgentStage(each.stage).label, f"{moment(each.at)} {each.by.name}",
                    pairs=[{"label": label, "value": "；".join(facts.get(name, "").splitlines())}
                           for name, (label, _) in actions.FACTS.items()])
        )  # fmt: skip
    return found


def _papers(row: UrgentReport, user: User) -> list[Paper]:
    return [each.paper for each in row.instalments.select_related("paper").order_by("-pk")]


# --- the steps ---------------------------------------------------------------------------------------------------


def _first(s: RecordSubject, data: dict[str, Any]) -> UrgentReport:
    return actions.report_urgent(
        data["number"], by=s.user, on=s.today, at=clock.now(), known_at=data["known_at"],
        known_by=data["known_by"], subject=data["topic"], facts=data["facts"],
    )  # fmt: skip


def _send(s: RecordSubject, data: dict[str, Any]) -> UrgentReport:
    names = ("recipients", "channel", "sent_at", "department")
    return actions.send_urgent(
        s.row, by=s.user, on=s.today, at=clock.now(), **{name: data[name] for name in names}
    )


def _tell(call: Any) -> Any:
    return lambda s, data: call(s.row, by=s.user, on=s.today, at=clock.now(), facts=data["facts"])


def _decided(s: RecordSubject, data: dict[str, Any]) -> UrgentReport:
    names = ("decided_on", "body", "decision")
    return actions.record_decision(s.row, by=s.user, on=s.today, **{name: data[name] for name in names})


def _tied(s: RecordSubject, data: dict[str, Any]) -> UrgentReport:
    return actions.tie_urgent(s.row, by=s.user, on=s.today, case=data["number"])


def _may(act: str) -> Any:
    return lambda user, row: policies.may(user, act, row)


def _may_tie(user: User, row: UrgentReport) -> bool:
    """Only where there is no file yet: elsewhere it is nothing to read about."""
    return row.case_id is None and policies.may(user, "tie_urgent", row)


def _going(row: UrgentReport, on: date) -> list[str]:
    return ["不能：已经终报；又有新情况的，另行首报"] if row.finished_at else []


def _all_told(row: UrgentReport, on: date) -> list[str]:
    untold = targets.missing(row, row.dispatches.all())
    if untold and not row.finished_at:
        return [f"还不能：还没有报{'、'.join(each.label for each in untold)}（条例第25条）"]
    return _going(row, on)


def _askable(row: UrgentReport, on: date) -> list[str]:
    return ["不能：已经报请过"] if row.asked_at else _going(row, on)


def _decidable(row: UrgentReport, on: date) -> list[str]:
    if row.decided_on:
        return ["不能：决定已经登记"]
    return [] if row.asked_at else ["还不能：没有报请"]


def _untied(row: UrgentReport, on: date) -> list[str]:
    return [f"不能：已经对应到 {row.case.number}"] if row.case else []


def _last_facts(subject: RecordSubject) -> dict[str, Any]:
    """What was told last, to be bettered."""
    last = subject.row.instalments.last()
    return dict(last.facts or {}) if last else {}


NEW = Step(
    "new", "首报重大紧急信息", NEVER_INSTEAD, "条例第25条第1款", forms.FirstForm, _first, _may("report_urgent"),
    button="首报，出具专报")  # fmt: skip
STEPS = (
    Step("send", "登记报送", "报给谁、几时几分、用什么方式；是否及时按时间算出。", "条例第25条", forms.SendForm, _send,
         _may("send_urgent"), _going, button="记下报送", doer="首报的单位"),
    Step("follow_up", "续报", "有新情况随时续报，再出一份专报。", "条例第25条第1款", forms.FactsForm,
         _tell(actions.follow_up_urgent), _may("follow_up_urgent"), _going, initial=_last_facts, button="续报，出具专报",
         main=False, doer="首报的单位"),
    Step("ask", "报请决定", "情况重大、紧急的，提出建议，报请本级党委和政府决定。", "条例第22条第1款第1项", forms.AskForm,
         lambda s, data: actions.ask_decision(s.row, by=s.user, on=s.today, at=clock.now(), proposal=data["proposal"]),
         _may("ask_decision"), _askable, button="报请决定", main=False, doer="信访局领导"),
    Step("decide", "登记决定", "党委和政府怎样决定的。", "条例第22条第1款第1项", forms.DecisionForm, _decided,
         _may("record_decision"), _decidable, button="登记决定", main=False, doer="首报的单位"),
    Step("tie", "对应到信访件", "信访件登记以后，把报告归到它名下。", "条例第25条第1款", forms.TieForm, _tied, _may_tie,
         _untied, button="对应", main=False, doer="首报的单位"),
    Step("finish", "终报", "处置完毕；该报的都报了才能终报。", "条例第25条第1款", forms.FactsForm,
         _tell(actions.finish_urgent), _may("finish_urgent"), _all_told, initial=_last_facts, button="终报，出具专报",
         main=False, doer="首报的单位"),
)  # fmt: skip


def _lede(rows: "QuerySet[UrgentReport]", user: User, today: date) -> str:
    n = rows.filter(finished_at=None).count()
    return f"{n} 件没有终报。" if n else "没有还在处置的。"


URGENT_LEDGER = Ledger(
    slug="urgent", unit="起",
    space="oversight",
    title="重大紧急",
    what="事项",
    heads=("知悉", "进展"),
    permissions=(Permission.REGISTER, Permission.SEE_COUNTY),
    rows=_rows,
    views=(
        View("open", "没有终报", lambda rows, today: rows.filter(finished_at=None)),
        View("untied", "尚未登记信访件", lambda rows, today: rows.filter(case=None),
             note="报告不代替登记：请登记信访件，再把报告对应到它（条例第22条）。"),
        View("finished", "已终报", lambda rows, today: rows.filter(finished_at__isnull=False)),
    ),
    line=_line,
    title_of=lambda row: f"重大紧急：{row.subject}",
    facts=_facts,
    lede=_lede,
    sections=_sections,
    papers=_papers,
    new=NEW,
    steps=STEPS,
    note=f"知悉重大、紧急信访信息的，立即报告；{NEVER_INSTEAD}",
    empty="没有这样的报告。",
)  # fmt: skip


def open_reports(user: User, most: int = 3) -> list[dict[str, str]]:
    """The newest reports under way, for the first screen of a leader."""
    return [
        {"subject": f"{row.subject}（{row}）", "known": moment(row.known_at), "standing": standing(row),
         "href": reverse("oversight:urgent_record", args=[row.pk])}
        for row in _rows(user).filter(finished_at=None).order_by("-pk")[:most]
    ]  # fmt: skip
