"""积案台账: criteria with a source, periods, entry, resolution by a criterion, verification by another (domain §3.4, §6)."""

from datetime import date

from audit import chain
from cases import policies
from cases.actions.performing import check_day, lock_case, record
from cases.models import Case
from cases.policies import NotLawfulNow
from law.terms import BacklogState, CriterionKind
from organizations.acting import action
from organizations.models import User
from oversight.leaders.common import allow, bureau_leaders, leads_bureau, need, no_persons, ordinary, tell
from oversight.leaders.models import BacklogCriterion, BacklogEntry, BacklogPeriod

KEEPERS = "信访局领导"


@action
def add_period(
    *, by: User, on: date, title: str, origin: str, document: str, since: date, until: date
) -> BacklogPeriod:
    """建一期台账: whose list, by which document, from when to when."""
    allow(leads_bureau(by), "建积案台账", KEEPERS)
    need(title, "请写明台账名称")
    need(document, "请写明交办文件或建账依据")
    if until < since:
        raise NotLawfulNow("“至”不能早于“自”")
    if BacklogPeriod.objects.filter(title=title.strip()).exists():
        raise NotLawfulNow(f"已有台账「{title.strip()}」，请换一个名称")
    row = BacklogPeriod.objects.create(
        title=title.strip(),
        origin=origin,
        document=document.strip(),
        since=since,
        until=until,
        made_by=by,
        made_on=on,
    )
    chain.record("add_backlog_period", by=by, about=row)
    return row


@action
def add_criterion(*, by: User, on: date, kind: str, text: str, source: str) -> BacklogCriterion:
    """加一条口径 with its source: the Regulation defines no backlog, the place does (domain §3.4)."""
    allow(leads_bureau(by), "定积案口径", KEEPERS)
    need(text, "请写明口径")
    need(source, "请写明出处：文件名、文号，或“内部要求”")
    if BacklogCriterion.objects.filter(kind=kind, text=text.strip()).exists():
        raise NotLawfulNow("已有这一条口径")
    row = BacklogCriterion.objects.create(
        kind=kind, text=text.strip(), source=source.strip(), added_on=on, added_by=by
    )
    chain.record("add_backlog_criterion", by=by, about=row)
    return row


@action
def retire_criterion(row: BacklogCriterion, *, by: User, on: date) -> BacklogCriterion:
    """停用口径: entries made by it keep it."""
    allow(leads_bureau(by), "停用积案口径", KEEPERS)
    row = BacklogCriterion.objects.select_for_update().get(pk=row.pk)
    if row.retired_on:
        raise NotLawfulNow(f"已于 {row.retired_on} 停用")
    row.retired_on = on
    row.version += 1
    row.save()
    chain.record("retire_backlog_criterion", by=by, about=row)
    return row


@action
def propose_backlog(
    case: Case, *, by: User, on: date, period: BacklogPeriod, criterion: BacklogCriterion, ground: str
) -> BacklogEntry:
    """提请列入: by which criterion, on which facts. Raises NotLawfulNow."""
    case = lock_case(case)
    policies.require(by, "propose_backlog", case)
    check_day("propose_backlog", case=case, by=by, on=on)
    ordinary(case)
    _in_force(criterion, CriterionKind.ENTRY)
    need(ground, "请写明符合口径的事实，例如首次提出的日期、交办文号")
    no_persons(符合口径的事实=ground)
    if BacklogEntry.objects.filter(case=case, period=period).exclude(state=BacklogState.REFUSED).exists():
        raise NotLawfulNow(f"{case.number} 已经在「{period.title}」里")
    row = BacklogEntry(
        case=case, period=period, criterion=criterion, ground=ground.strip(), proposed_by=by, proposed_on=on
    )
    row.save()
    record(
        "propose_backlog",
        case=case,
        by=by,
        on=on,
        note=f"{period.title}：{criterion.text}",
        data={"backlog": row.pk},
    )
    _tell(row, "proposed", bureau_leaders(), "提请列入积案台账，请审核", on=on)
    return row


@action
def enter_backlog(row: BacklogEntry, *, by: User, on: date, answer: str = "") -> BacklogEntry:
    """列入: a second person looks (内部要求)."""
    row = _locked(row, by, on, "enter_backlog")
    _in_state(row, BacklogState.PROPOSED)
    policies.second_person(row.proposed_by, by)
    row.enter()
    row.decided_by, row.decided_on, row.answer = by, on, answer.strip()
    return _done(row, "enter_backlog", by=by, on=on, note=row.period.title)


@action
def refuse_backlog(row: BacklogEntry, *, by: User, on: date, answer: str) -> BacklogEntry:
    """不列入, with the reason."""
    row = _locked(row, by, on, "refuse_backlog")
    _in_state(row, BacklogState.PROPOSED)
    need(answer, "请写明不列入的理由")
    no_persons(不列入的理由=answer)
    row.refuse()
    row.decided_by, row.decided_on, row.answer = by, on, answer.strip()
    return _done(row, "refuse_backlog", by=by, on=on, note=row.answer)


@action
def resolve_backlog(
    row: BacklogEntry, *, by: User, on: date, met: BacklogCriterion, evidence: str
) -> BacklogEntry:
    """认定化解: which criterion is met, shown by what. Never a promise of the petitioner (domain §9.3)."""
    row = _locked(row, by, on, "resolve_backlog")
    _in_state(row, BacklogState.ENTERED)
    _in_force(met, CriterionKind.RESOLUTION)
    need(evidence, "请写明化解依据：文书文号、兑付凭据、现场核查情况等")
    no_persons(化解依据=evidence)
    row.resolve()
    row.met, row.evidence = met, evidence.strip()
    row.resolved_by, row.resolved_unit, row.resolved_on = by, by.unit, on
    row = _done(row, "resolve_backlog", by=by, on=on, note=f"{met.text}：{row.evidence}")
    _tell(row, f"resolved-{row.version}", bureau_leaders(), "积案认定化解，请复核", on=on)
    return row


@action
def verify_backlog(row: BacklogEntry, *, by: User, on: date, remark: str) -> BacklogEntry:
    """复核销号: by another person than the one who held it resolved."""
    row = _locked(row, by, on, "verify_backlog")
    _to_verify(row, by)
    need(remark, "请写明复核意见：核对了什么")
    no_persons(复核意见=remark)
    row.verify()
    row.verified_by, row.verified_on, row.remark = by, on, remark.strip()
    return _done(row, "verify_backlog", by=by, on=on, note=row.remark)


@action
def return_backlog(row: BacklogEntry, *, by: User, on: date, reason: str) -> BacklogEntry:
    """复核退回: it is in the ledger as before; what had been claimed stays in the story of the file."""
    row = _locked(row, by, on, "return_backlog")
    _to_verify(row, by)
    need(reason, "请写明退回的理由：哪一条口径没有达到")
    no_persons(退回的理由=reason)
    row.send_back()
    row.met, row.evidence, row.resolved_by, row.resolved_unit, row.resolved_on = None, "", None, None, None
    row.remark = reason.strip()
    return _done(row, "return_backlog", by=by, on=on, note=row.remark)


# --- shared -----------------------------------------------------------------------------------------------------


def _in_force(criterion: BacklogCriterion, kind: CriterionKind) -> None:
    """As it is now: locked, so that it is not retired under the act."""
    criterion = BacklogCriterion.objects.select_for_update().get(pk=criterion.pk)
    if criterion.kind != kind or criterion.retired_on:
        raise NotLawfulNow(f"请选一条在用的{kind.label}")


def _locked(row: BacklogEntry, by: User, on: date, act: str) -> BacklogEntry:
    case = lock_case(row.case)
    fresh = BacklogEntry.objects.select_related("period", "criterion", "proposed_by").get(pk=row.pk)
    fresh.case = case
    policies.require(by, act, fresh)
    check_day(act, case=case, by=by, on=on)
    ordinary(case)
    return fresh


def _in_state(row: BacklogEntry, state: str) -> None:
    if row.state != state:
        raise NotLawfulNow(f"这一条积案{row.get_state_display()}，不能再办这一步")


def _to_verify(row: BacklogEntry, by: User) -> None:
    _in_state(row, BacklogState.RESOLVED)
    if row.resolved_by_id == by.pk:
        raise NotLawfulNow("不能：认定化解的人不能自己复核，请由另一人复核")


def _done(row: BacklogEntry, act: str, *, by: User, on: date, note: str) -> BacklogEntry:
    row.version += 1
    row.save()
    record(act, case=row.case, by=by, on=on, note=note, data={"backlog": row.pk})
    return row


def _tell(row: BacklogEntry, what: str, to: list[int], text: str, *, on: date) -> None:
    tell(f"backlog-{what}:{row.pk}", to, f"{row.case.number}：{text}", on=on, page="backlog", pk=row.pk)
