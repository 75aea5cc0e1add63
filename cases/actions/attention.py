"""Attention to safety: one letter's mark, a talk, and its end (domain §3.4, §9.2; design §7).

Kept in the chain of what officials did, not in the file's story: a story is never rewritten, and this mark must end.
"""

from datetime import date

from audit import chain
from cases import notices, policies
from cases.actions.performing import check_day, lock_case
from cases.models import Attention, Case
from cases.policies import NotLawfulNow
from organizations.acting import action
from organizations.models import User


@action
def mark_attention(case: Case, *, by: User, on: date, reason: str) -> Attention:
    """The words of this letter worry: somebody is asked to talk with its writer. The leaders get word, no more."""
    case = lock_case(case)
    policies.require(by, "mark_attention", case)
    policies.require_sight(by, case)
    check_day("mark_attention", case=case, by=by, on=on)
    if not reason.strip():
        raise NotLawfulNow("请写明信里的原话或者情形，只用于安排接谈，结束后不保留")
    petition = case.own_petition
    if Attention.objects.standing(on).filter(petition=petition).exists():
        raise NotLawfulNow("这一件已经请人接谈，请登记接谈情况")
    row = Attention(petition=petition, opened_by=by, opened_on=on)
    row.words = {"reason": reason.strip()}
    row.save()
    chain.record("mark_attention", by=by, about=petition)
    notices.asked_to_talk(row, case, on=on)
    return row


@action
def record_reception_talk(case: Case, *, by: User, on: date, talk: str) -> Attention:
    """专人接谈: what was said and arranged."""
    row = _standing("record_reception_talk", case, by=by, on=on)
    if not talk.strip():
        raise NotLawfulNow("请写明接谈情况和安排")
    row.words = (row.words or {}) | {"talk": talk.strip()}
    row.talked_by, row.talked_on = by, on
    row.save()
    chain.record("record_reception_talk", by=by, about=row.petition)
    return row


@action
def close_attention(case: Case, *, by: User, on: date, mistaken: bool = False) -> Attention:
    """The mark ends and its words are gone. A letter marked by mistake needs no talk."""
    row = _standing("close_attention", case, by=by, on=on)
    if row.talked_on is None and not mistaken:
        raise NotLawfulNow("还不能：还没有接谈；先记下接谈情况，标错的请勾「标错了」")
    row.words = None
    row.closed_by, row.closed_on = by, on
    row.save()
    chain.record("close_attention", by=by, about=row.petition)
    return row


def _standing(act: str, case: Case, *, by: User, on: date) -> Attention:
    case = lock_case(case)
    policies.require(by, act, case)
    policies.require_sight(by, case)
    check_day(act, case=case, by=by, on=on)
    row = Attention.objects.standing(on).filter(petition=case.own_petition).first()
    if row is None:
        raise NotLawfulNow("不能：这一件没有安全关注，或者已经结束")
    return row
