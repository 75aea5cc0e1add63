"""意见执行: served opinions in support of the request, and how far each is carried out (条例第32条第2款)."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from cases import actions, beside, policies
from cases.beside import Panel
from cases.beside import View as Offer
from cases.forms.acts import day, line, one_of, text
from cases.ledgers import Cell, Ledger, Line, RecordForm, RecordSubject, Section, Step, View
from cases.models import SupportingOpinion
from cases.presenting import short
from cases.reading import File
from law.terms import ExecutionResult
from organizations.models import User
from organizations.roles import Permission

NOT_YET = "等登记执行情况"


class ExecutionForm(RecordForm):
    result = one_of("执行情况", ExecutionResult.choices())
    executor = line("执行单位", "由哪个机关、单位执行；本单位执行的写本单位。", most=60)
    account = text("执行情况和凭据", "办到了哪一步，凭什么说；没有执行的写明原因和下一步。", most=2000)
    until = day("预计完成日", "正在执行的才填。", required=False)

    def prepare(self) -> None:
        self.fields["executor"].initial = self.subject.row.executor or self.subject.row.handling.unit.name


def _rows(user: User) -> Any:
    related = ("handling__claim__case", "handling__unit", "handling")
    return SupportingOpinion.objects.visible_to(user).select_related(*related).with_state()


def state(row: Any, today: date) -> str:
    """正在执行，预计 3月9日; what has not been told yet."""
    if not row.state:
        return NOT_YET
    label = ExecutionResult(row.state).label
    until = row.until
    if not until:
        return label
    return f"{label}，已过预计的 {short(until)}" if until < today else f"{label}，预计 {short(until)}"


def _line(row: Any, user: User, today: date) -> Line:
    case, done = row.handling.claim.case, row.state == ExecutionResult.CARRIED_OUT
    late = bool(row.until and row.until < today)
    return Line(
        what=row.handling.claim.text or case.title,
        why=f"{case.number}　{case.title}",
        cells=(
            Cell(row.handling.unit.short_name, row.executor or ""),
            Cell(
                state(row, today),
                f"{short(row.state_on)} 登记" if row.state_on else f"{short(row.signed_on)} 签发",
            ),
        ),
        due_on=row.until or row.state_on or row.signed_on,
        days_left=(row.until - today).days if row.until else None,
        done="已执行" if done else "没有执行" if row.state == ExecutionResult.NOT_CARRIED_OUT else "",
        quiet=not done and not late,
    )


def _facts(row: Any, user: User) -> list[dict[str, Any]]:
    case = row.handling.claim.case
    number = {
        "label": "信访事项",
        "value": case.number,
        "url": reverse("cases:detail", args=[case.number]),
        "link": "打开",
    }
    return [
        number,
        {"label": "诉求", "value": row.handling.claim.text or case.title},
        {"label": "作出意见的单位", "value": row.handling.unit.name},
        {"label": "意见", "value": f"予以支持　{short(row.signed_on)} 签发"},
    ]


def _sections(row: Any, user: User) -> list[Section]:
    found = [Section("处理意见", words=row.decision)]
    arranged = row.details.get("performance", "")
    if arranged:
        found.append(Section("落实安排", "意见书里写明的", words=arranged))
    for report in row.executions.select_related("unit", "recorded_by"):
        until = f"，预计 {short(report.until)}" if report.until else ""
        who = f"{short(report.on)}　{report.unit.short_name} {report.recorded_by.name}"
        found.append(
            Section(
                f"{report.get_result_display()}{until}",
                f"{who}　执行单位：{report.executor}",
                words=report.account,
            )
        )
    return found


def _record(s: RecordSubject, data: dict[str, Any]) -> Any:
    names = ("result", "executor", "account", "until")
    return actions.record_execution(s.row, by=s.user, on=s.today, **{name: data[name] for name in names})


def _over(row: Any, on: date) -> list[str]:
    return ["不能：已经登记为执行完毕"] if row.state == ExecutionResult.CARRIED_OUT else []


def _lede(rows: Any, user: User, today: date) -> str:
    told = rows.aggregate(
        all=Count("pk"), done=Count("pk", filter=Q(state=ExecutionResult.CARRIED_OUT)),
        late=Count("pk", filter=Q(until__lt=today)), refused=Count("pk", filter=Q(state=ExecutionResult.NOT_CARRIED_OUT)),
    )  # fmt: skip
    return (
        f"{told['all']} 份予以支持的处理意见已经送达，执行完毕 {told['done']} 份，过了预计完成日 {told['late']} 份，没有执行 "
        f"{told['refused']} 份。作出支持意见的单位应当督促执行（条例第32条第2款）；拒不执行的可以督办（条例第40条第1款）。"
    )


EXECUTION_LEDGER = Ledger(
    slug="execution",
    unit="份",
    space="cases",
    title="意见执行",
    what="意见",
    heads=("谁作出、谁执行", "执行情况"),
    permissions=(Permission.SEE_COUNTY, Permission.HANDLE),
    rows=_rows,
    views=(
        View("open", "等执行", lambda rows, today: rows.exclude(state=ExecutionResult.CARRIED_OUT) | rows.filter(state=None),
             newest_first=False),
        View("late", "过了预计完成日", lambda rows, today: rows.filter(until__lt=today), newest_first=False),
        View("refused", "没有执行", lambda rows, today: rows.filter(state=ExecutionResult.NOT_CARRIED_OUT)),
        View("done", "执行完毕", lambda rows, today: rows.filter(state=ExecutionResult.CARRIED_OUT)),
    ),
    line=_line,
    title_of=lambda row: row.handling.claim.text or row.handling.claim.case.title,
    facts=_facts,
    lede=_lede,
    sections=_sections,
    steps=(
        Step("record", "登记执行情况", "督促执行，写明办到哪一步；执行完毕以前可以多次登记。", "条例第32条第2款", ExecutionForm, _record,
             lambda user, row: policies.may(user, "record_execution", row.handling), _over, doer="作出意见的单位"),
    ),
    note="予以支持的处理意见送达以后自动进入本台账；意见被撤销、退回的离开。办结、归档不等执行，执行也不等办结。",
    empty="没有这样的意见。",
)  # fmt: skip


def register() -> None:
    """Stand beside every file."""
    beside.register("execution", offers=offers, panels=panels,
                    tables={"supporting_opinion": lambda case: SupportingOpinion.objects.filter(handling__claim__case=case)})  # fmt: skip


def offers(file: File) -> list[Offer]:
    """登记执行情况, beside a served opinion in support that is not carried out yet."""
    row = _of(file)
    if row is None or _over(row, file.today) or not policies.may(file.user, "record_execution", row.handling):
        return []
    href = reverse(EXECUTION_LEDGER.url("step"), args=[row.pk, "record"])
    return [
        beside.allowed("登记执行情况", href, "支持的意见要督促执行；办结以后也可以登记。", "record_execution")
    ]


def panels(file: File) -> list[Panel]:
    """How far the opinion in focus is carried out."""
    row = _of(file)
    if row is None:
        return []
    address = reverse(EXECUTION_LEDGER.url("record"), args=[row.pk])
    shown = {
        "label": row.executor or row.handling.unit.short_name,
        "value": state(row, file.today),
        "url": address,
        "link": "打开",
    }
    return [Panel("意见执行", [shown], qualifier="条例第32条第2款")]


def _of(file: File) -> Any:
    """The served opinion in support in focus, with its state, looked up once; None without one."""
    handling = file.focus.handling
    if handling is None or not beside.has(file, "supporting_opinion"):
        return None
    if "execution" not in file.__dict__:
        rows = SupportingOpinion.objects.visible_to(file.user).filter(handling=handling).with_state()
        row = file.__dict__["execution"] = rows.first()
        if row:
            row.handling = handling
    return file.__dict__["execution"]
