"""访调对接: the ledger of mediations, and the steps that act on one (条例第33条)."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from cases import actions, policies, workdays
from cases.forms import mediation as forms
from cases.ledgers import Cell, Ledger, Line, RecordSubject, Section, Step, View
from cases.models import CasePaper, Mediation
from cases.models.mediation import MEDIATION_AGREED, MEDIATION_OPEN
from cases.presenting import short
from cases.reading import works_on_files
from documents.models import Paper
from law import confirmation
from law.terms import MediationManner, MediationState, PaperKind, Performance
from organizations.models import User
from organizations.roles import Permission

S = MediationState
WITH = ("case", "handling__unit", "handling__claim__case", "handed_by")
PAPERS = (PaperKind.MEDIATION_TRANSFER, PaperKind.MEDIATION_AGREEMENT, PaperKind.RECONCILIATION_AGREEMENT)
#: How long before its last day an agreement is worth a visit.
SOON = timedelta(days=7)


def _rows(user: User) -> "QuerySet[Mediation]":
    return Mediation.objects.visible_to(user).select_related(*WITH).prefetch_related("follow_ups")


def manner(row: Mediation) -> str:
    """人民调解（某调解委员会）."""
    label = MediationManner(row.manner).label
    return f"{label}（{row.body}）" if row.body else label


def _line(row: Mediation, user: User, today: date) -> Line:
    due = row.perform_by if row.state in {S.AGREED, S.NOT_PERFORMED} else None
    done = "" if row.state in MEDIATION_OPEN or due else MediationState(row.state).label
    return Line(
        what=row.case.title,
        why=f"{row.case.number}　{manner(row)}",
        cells=(Cell(row.handling.unit.short_name), Cell(MediationState(row.state).label, _sub(row))),
        due_on=due or _performed_on(row) or row.ended_on or row.handed_on,
        days_left=(due - today).days if due else None,
        done=done,
    )


def _performed_on(row: Mediation) -> date | None:
    """The day of the visit that found the agreement kept."""
    days = [each.on for each in row.follow_ups.all() if each.found == Performance.PERFORMED]
    return max(days) if row.state == S.PERFORMED and days else None


def _sub(row: Mediation) -> str:
    if seen := _performed_on(row):
        return f"{short(seen)} 回访确认"
    if row.confirmed_on:
        return f"{short(row.confirmed_on)} 司法确认"
    if row.agreed_on:
        return f"{short(row.agreed_on)} 签订"
    return f"{short(row.handed_on)} 移交"


def court_row(row: Mediation, today: date) -> dict[str, Any] | None:
    """The court's confirmation, or by when both may ask for it; for reference (人民调解法第33条第1款)."""
    if row.manner != MediationManner.PEOPLES or row.effective_on is None:
        return None
    if row.confirmed_on:
        return {
            "label": "司法确认",
            "value": f"{row.court} {short(row.confirmed_on)}　{row.confirmation_number}",
        }
    if row.applied_on:
        return {"label": "司法确认", "value": f"{short(row.applied_on)} 已共同向{row.court}申请，等裁定"}
    last = confirmation.last_day(row.effective_on, workdays.calendar())
    passed = "；已过，仍要申请的由法院审查" if today > last else ""
    return {
        "label": "司法确认",
        "value": f"双方可以共同申请，供参考最迟 {short(last)}{passed}（{confirmation.BASIS}）",
    }


def _facts(row: Mediation, user: User) -> list[dict[str, Any]]:
    return [
        {"label": "承办单位", "value": row.handling.unit.name},
        {"label": "方式", "value": manner(row)},
        {"label": "移交", "value": f"{row.handed_by.name}　{short(row.handed_on)}"},
        {"label": "办理期限", "value": "照走；调解不停任何期限（条例第33条、第34条）"},
        {"label": "退出", "value": "任何一方可以随时退出，不问理由，不影响本件办理和复查"},
    ]


def _sections(row: Mediation, user: User) -> list[Section]:
    words = row.words or {}
    if not works_on_files(user):
        return [Section("争议和协议", words="当事人和协议内容只给办理本件的人看。")]
    found = [Section("争议", pairs=[{"label": "对方当事人", "value": words.get("other_party")},
                                  {"label": "争议事项", "value": words.get("dispute")}])]  # fmt: skip
    if row.petitioner_consented_on and row.other_consented_on:
        confirmed = [label for name, label in actions.mediation.CONDITIONS.items() if getattr(row, name)]
        found.append(
            Section("同意和条件", "条例第33条", pairs=[
                {"label": "信访人同意", "value": short(row.petitioner_consented_on)},
                {"label": "对方同意", "value": short(row.other_consented_on)},
                {"label": "经办人确认", "value": "；".join(confirmed)},
            ])
        )  # fmt: skip
    if row.agreed_on and row.effective_on and row.perform_by:
        court = court_row(row, row.effective_on)
        found.append(
            Section(
                "协议",
                f"{short(row.agreed_on)} 签订，{short(row.effective_on)} 生效",
                words=words.get("content", ""),
            )
        )
        found.append(
            Section("履行", pairs=[
                {"label": "方式", "value": words.get("how")},
                {"label": "期限", "value": f"最迟 {short(row.perform_by)}"},
                *([court] if court else []),
            ])
        )  # fmt: skip
        visits = row.follow_ups.select_related("by")
        found.append(
            Section("回访", "新的在上", head=("日期", "履行情况", "说明", "回访人"),
                    body=[[short(each.on), Performance(each.found).label, each.words, each.by.name] for each in visits])
        )  # fmt: skip
    elif row.ended_on:
        found.append(
            Section("终止", words=f"{short(row.ended_on)}　{S(row.state).label}。本件照常办理；"
                    "双方可以依法通过仲裁、行政、司法等途径维护权利（人民调解法第26条）。")
        )  # fmt: skip
    return found


def _papers(row: Mediation, user: User) -> list[Paper]:
    """The papers of this handling's mediations; those that name the two sides only for who works on the file."""
    kinds = PAPERS if works_on_files(user) else PAPERS[:1]
    rows = CasePaper.objects.filter(handling=row.handling, kind__in=kinds, on__gte=row.handed_on)
    return [each.paper for each in rows.select_related("paper")]


# --- the steps ---------------------------------------------------------------------------------------------------


def _in(states: Any, *, yet: str = "") -> Any:
    """Lawful only in these states; before them 还不能, after them 不能."""

    def blockers(row: Mediation, on: date) -> list[str]:
        if row.state in states:
            return []
        if yet and row.state in MEDIATION_OPEN:
            return [f"还不能：{yet}"]
        return [f"不能：这次调解已是「{MediationState(row.state).label}」"]

    return blockers


def _confirmable(row: Mediation, on: date) -> list[str]:
    if row.manner != MediationManner.PEOPLES:
        return ["不能：人民调解达成的协议才登记司法确认（人民调解法第33条第1款）"]
    if row.confirmed_on:
        return [f"不能：已于 {row.confirmed_on} 确认"]
    found: list[str] = _in(MEDIATION_AGREED, yet="没有达成协议")(row, on)
    return found


def _may(act: str) -> Any:
    return lambda user, row: policies.may(user, act, row.handling)


def _call(call: Any, *names: str) -> Any:
    """The action on the record, with the form's fields of these names."""

    def perform(s: RecordSubject, data: dict[str, Any]) -> Any:
        return call(s.row, by=s.user, on=s.today, **{name: data[name] for name in names})

    return perform


def _dispute(subject: RecordSubject) -> list[dict[str, Any]]:
    words = subject.row.words or {}
    return [{"label": "对方当事人", "value": words.get("other_party")},
            {"label": "争议事项", "value": words.get("dispute")}]  # fmt: skip


STEPS = (
    Step(
        "consent", "登记双方同意", "双方都同意、三项都确认才开始调解；办理期限照走。", "条例第33条", forms.ConsentForm,
        _call(actions.consent_to_mediation, "petitioner_on", "other_on", *actions.mediation.CONDITIONS),
        _may("consent_to_mediation"), _in([S.HANDED_OVER]), shows=_dispute, button="确认，开始调解", doer="承办单位"),
    Step(
        "agree", "登记协议", "出具协议书，供双方签名；处理意见书仍须按期出具。", "条例第33条", forms.AgreeForm,
        _call(actions.agree_in_mediation, "content", "how", "perform_by", "agreed_on", "effective_on"),
        _may("agree_in_mediation"), _in([S.CONSENTED], yet="先登记双方同意"), shows=_dispute, button="出具协议书",
        paper=True, doer="承办单位"),
    Step(
        "follow", "回访履行", "到期前后问一次；没有按约履行的，以后履行了再记。", "条例第37条第1款", forms.FollowForm,
        _call(actions.follow_agreement, "visited_on", "found", "words"), _may("follow_agreement"),
        _in([S.AGREED, S.NOT_PERFORMED], yet="没有达成协议"), button="记下回访", doer="承办单位"),
    Step(
        "confirm", "登记司法确认", "双方共同向人民法院申请；裁定后补登确认日期。", confirmation.BASIS, forms.ConfirmForm,
        _call(actions.confirm_agreement, "applied_on", "court", "confirmed_on", "number"), _may("confirm_agreement"),
        _confirmable, button="登记", main=False, doer="承办单位"),
    Step(
        "end", "调解终止", "一方不同意、退出或者没有谈成；本件照常办理，没有别的后果。", "条例第33条", forms.EndForm,
        _call(actions.end_mediation, "ending", "note"), _may("end_mediation"), _in(MEDIATION_OPEN), button="登记终止",
        main=False, doer="承办单位"),
)  # fmt: skip


def _lede(rows: "QuerySet[Mediation]", user: User, today: date) -> str:
    late = rows.filter(state__in=[S.AGREED, S.NOT_PERFORMED], perform_by__lt=today).count()
    return (
        f"{late} 份协议过了履行期限还没有履行完，请回访。" if late else "没有过了履行期限还没有履行的协议。"
    )


MEDIATION_LEDGER = Ledger(
    slug="mediation",
    space="cases",
    title="访调对接",
    what="事项",
    heads=("承办单位", "进展"),
    permissions=(Permission.SEE_COUNTY, Permission.HANDLE),
    rows=_rows,
    views=(
        View("open", "征询、调解中", lambda rows, today: rows.filter(state__in=MEDIATION_OPEN), newest_first=False),
        View("due", "待履行、待回访",
             lambda rows, today: rows.filter(Q(state=S.NOT_PERFORMED) | Q(state=S.AGREED, perform_by__lte=today + SOON)),
             newest_first=False, note="履行期限七日内届满或已过的，和没有按约履行的。"),
        View("agreed", "履行中", lambda rows, today: rows.filter(state=S.AGREED), newest_first=False),
        View("performed", "已履行", lambda rows, today: rows.filter(state=S.PERFORMED)),
        View("ended", "没有达成", lambda rows, today: rows.filter(state__in=[S.REFUSED, S.WITHDRAWN, S.FAILED])),
    ),
    line=_line,
    title_of=lambda row: f"{MediationManner(row.manner).label}：{row.case.title}",
    facts=_facts,
    lede=_lede,
    sections=_sections,
    papers=_papers,
    steps=STEPS,
    note="在承办的件里「引导调解、和解」即进入本台账（条例第33条、第37条第1款）。调解不停任何期限，双方随时可以退出。",
    empty="没有这样的调解。",
)  # fmt: skip
