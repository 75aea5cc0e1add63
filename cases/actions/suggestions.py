"""人民建议征集: a call is written, published, answered and closed with its summary (条例第29条第2款、第3款)."""

from datetime import date

from audit import chain
from cases.actions.performing import lock_case, record
from cases.models import Case, Suggestion, SuggestionCall
from cases.models.suggestions import keeps_calls
from cases.policies import NotLawfulNow, NotYours
from law.terms import Purpose, SuggestionOutcome
from organizations.acting import action
from organizations.models import Unit, User
from organizations.roles import Permission


def may_keep_calls(user: User, row: object = None) -> bool:
    """甄别员 and the bureau leader run the calls."""
    return keeps_calls(user)


def may_publish(user: User, row: object = None) -> bool:
    """What the county asks in public, its leader signs."""
    return user.in_bureau and user.can(Permission.SIGN_ASSIGNMENT)


def may_decide(user: User, row: Suggestion) -> bool:
    """The unit that studied it, by its head; what the bureau keeps for itself, the bureau."""
    if row.case_id:
        return False  # the 答复书 of the file decides
    return user.unit_id == row.unit_id and (user.can(Permission.HEAD_UNIT) or keeps_calls(user))


@action
def call_for_suggestions(
    *, by: User, on: date, title: str, about: str, opens_on: date, closes_on: date
) -> SuggestionCall:
    """Write a call; nobody outside the bureau sees it before it is published."""
    _may(may_keep_calls(by), "写征集公告", "甄别员或者信访局领导")
    _need(title, "请写明征集主题")
    _need(about, "请写明征集的内容和背景")
    if not on <= opens_on < closes_on:
        raise NotLawfulNow("征集期应从今天或以后开始，截止日在开始日以后，请核对两个日期")
    row = SuggestionCall.objects.create(
        title=title.strip(), about=about.strip(), organ=by.unit, opens_on=opens_on, closes_on=closes_on,
        made_by=by, made_on=on,
    )  # fmt: skip
    chain.record("call_for_suggestions", by=by, about=row)
    return row


@action
def publish_call(row: SuggestionCall, *, by: User, on: date) -> SuggestionCall:
    """公布: by the leader's signature, before its last day (条例第29条第3款)."""
    _may(may_publish(by), "公布征集", "信访局领导")
    row = _locked(row)
    if row.published_on:
        raise NotLawfulNow(f"不能：已于 {row.published_on} 公布")
    if on >= row.closes_on:
        raise NotLawfulNow(f"不能：征集期 {row.closes_on} 已满，请另写一份")
    row.published_on, row.published_by = on, by
    return _saved("publish_call", row, by=by)


@action
def end_call(row: SuggestionCall, *, by: User, on: date, summary: str) -> SuggestionCall:
    """结束: when its time is over and each suggestion has its answer; the summary says what came of it."""
    _may(may_keep_calls(by), "结束征集", "甄别员或者信访局领导")
    row = _locked(row)
    reasons = why_not_end(row, on)
    if reasons:
        raise NotLawfulNow(*reasons)
    _need(summary, "请写明征集情况：收到多少、采纳多少、怎样落实")
    row.summary, row.ended_on, row.ended_by = summary.strip(), on, by
    return _saved("end_call", row, by=by)


def why_not_end(row: SuggestionCall, on: date) -> list[str]:
    if row.ended_on:
        return [f"不能：已于 {row.ended_on} 结束"]
    if row.published_on is None:
        return ["还不能：还没有公布"]
    if on < row.closes_on:
        return [f"还不能：征集期到 {row.closes_on} 才满"]
    waiting = row.suggestions.filter(case=None, decided_on=None).count()
    return [f"还不能：还有 {waiting} 条建议没有研究结论（条例第29条第1款）"] if waiting else []


def why_not_add(row: SuggestionCall, on: date) -> list[str]:
    """Why nothing can be added to a call now."""
    if row.ended_on or row.published_on is None:
        return ["不能：这次征集已经结束"] if row.ended_on else ["还不能：这次征集还没有公布"]
    return []


@action
def enter_suggestion(
    *, by: User, on: date, text: str, source: str, unit: Unit, call: SuggestionCall | None = None
) -> Suggestion:
    """A suggestion heard at a forum or found in a box: its words and where it came from, nobody's name."""
    _may(may_keep_calls(by), "登记建议", "甄别员或者信访局领导")
    _need(text, "请写明建议内容")
    _need(source, "请写明来源（座谈会、意见箱等），不写姓名")
    if unit.abolished_on:
        raise NotLawfulNow("这个单位已经撤销，请另选研究论证单位")
    _open(call, on)
    row = Suggestion.objects.create(
        call=call, text=text.strip(), source=source.strip(), unit=unit, entered_by=by, entered_on=on
    )
    chain.record("enter_suggestion", by=by, about=row)
    return row


@action
def link_suggestion(case: Case, *, by: User, on: date, call: SuggestionCall | None = None) -> Suggestion:
    """A petition that suggests belongs to a call, or to the ledger alone; its 答复书 says what came of it."""
    case = lock_case(case)
    _may(may_keep_calls(by) and not case.in_compartment, "把信访件列入人民建议", "甄别员或者信访局领导")
    if case.purpose != Purpose.SUGGESTION:
        raise NotLawfulNow("不能：只有信访目的是建议意见的才列入（条例第29条）")
    if case.merged_into_id:
        raise NotLawfulNow("不能：本件已并入原件，请列入原件")
    if Suggestion.objects.filter(case=case).exists():
        raise NotLawfulNow("不能：这一件已经列入人民建议")
    _open(call, on)
    row = Suggestion.objects.create(call=call, case=case, entered_by=by, entered_on=on)
    record("note", case=case, by=by, on=on, note="列入人民建议" + (f"：{call.title}" if call else ""))
    chain.record("link_suggestion", by=by, about=row)
    return row


def _open(call: SuggestionCall | None, on: date) -> None:
    if call is not None:
        reasons = why_not_add(_locked(call), on)
        if reasons:
            raise NotLawfulNow(*reasons)


@action
def decide_suggestion(row: Suggestion, *, by: User, on: date, outcome: str, reason: str) -> Suggestion:
    """采纳、部分采纳 or 不采纳 of a short entry, with reasons (条例第29条第1款)."""
    row = Suggestion.objects.select_for_update(of=("self",)).get(pk=row.pk)
    _may(may_decide(by, row), "写研究结论", "研究论证单位的负责人")
    if row.decided_on:
        raise NotLawfulNow(f"不能：已于 {row.decided_on} 有结论")
    if outcome not in SuggestionOutcome.__members__.values():
        raise NotLawfulNow("请选择采纳、部分采纳或者不采纳")
    _need(reason, "请写明理由；采纳的写明怎样落实（条例第29条第1款）")
    row.outcome, row.reason, row.decided_by, row.decided_on = outcome, reason.strip(), by, on
    row.version += 1
    row.save()
    chain.record("decide_suggestion", by=by, about=row)
    return row


@action
def reward_suggestion(
    row: Suggestion, *, by: User, on: date, contribution: str, reward: str, basis: str
) -> Suggestion:
    """奖励 what contributed to development, better work or the public interest, under a rule (条例第29条第2款)."""
    _may(may_publish(by), "决定奖励", "信访局领导")
    row = Suggestion.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.rewarded_on:
        raise NotLawfulNow(f"不能：已于 {row.rewarded_on} 奖励")
    if not outcome_of(row):
        raise NotLawfulNow("还不能：建议还没有研究结论或者答复")
    _need(contribution, "请写明有什么贡献（条例第29条第2款）")
    _need(reward, "请写明怎样奖励")
    _need(basis, "请写明按照哪项规定奖励（条例第29条第2款：按照有关规定）")
    row.contribution, row.reward, row.reward_basis = contribution.strip(), reward.strip(), basis.strip()
    row.rewarded_by, row.rewarded_on = by, on
    row.version += 1
    row.save()
    chain.record("reward_suggestion", by=by, about=row)
    return row


def outcome_of(row: Suggestion) -> str:
    """What came of it: the entry's own conclusion, or the outcome of the file's answer once it was sent."""
    if row.case_id is None:
        return row.outcome
    return replied_outcomes([row.case_id]).get(row.case_id, "")


def replied_outcomes(cases: list[int]) -> dict[int, str]:
    """The outcome of the reply sent in each file, in two queries."""
    from cases.models import Service, SimpleProcedure

    sent = Service.objects.filter(handling__claim__case__in=cases, annulled_on=None)
    known = SuggestionOutcome.__members__.values()
    found = dict(
        SimpleProcedure.objects.filter(
            handling__claim__case__in=cases, outcome__in=known, converted_on=None
        ).values_list("handling__claim__case", "outcome")
    )
    return found | dict(
        sent.filter(opinion__outcome__in=known).values_list("handling__claim__case", "opinion__outcome")
    )


def _locked(row: SuggestionCall) -> SuggestionCall:
    return SuggestionCall.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _saved(verb: str, row: SuggestionCall, *, by: User) -> SuggestionCall:
    row.version += 1
    row.save()
    chain.record(verb, by=by, about=row)
    return row


def _may(allowed: bool, what: str, who: str) -> None:  # noqa: FBT001 - a question already answered
    if not allowed:
        raise NotYours(f"您的岗位不能「{what}」。此事由{who}办理。")


def _need(text: str, message: str) -> None:
    if not text.strip():
        raise NotLawfulNow(message)
