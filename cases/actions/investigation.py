"""调查核实: talks and evidence, by two or more investigators (条例第31条第6项, domain §4.2 row 17)."""

import re
from datetime import date

from cases import papers, policies
from cases.actions.performing import lock_handling, record
from cases.models import Handling, Interview
from cases.policies import NotLawfulNow
from organizations.acting import action
from organizations.models import User

_BETWEEN = re.compile(r"[、，,；;\s]+")


def names_of(text: str) -> list[str]:
    """The names in a line, each once: 周建华、吴敏 → two."""
    return list(dict.fromkeys(name for name in _BETWEEN.split(text.strip()) if name))


@action
def record_interview(
    handling: Handling,
    *,
    by: User,
    on: date,
    held_on: date,
    venue: str,
    interviewers: str,
    interviewee: str,
    record_text: str,
    signature: str,
    present: str = "",
    told: str = "",
) -> Interview:
    """记谈话笔录: two investigators or more, none of whom is heard himself; the paper is read over and signed."""
    handling = _begin("record_interview", handling, by=by, on=on)
    asking = _two_or_more(interviewers)
    if names_of(interviewee)[:1] and names_of(interviewee)[0] in asking:
        raise NotLawfulNow("被谈话人不能同时是调查人，请核对")
    for text, label in (
        (venue, "地点"),
        (interviewee, "被谈话人"),
        (record_text, "谈话内容"),
        (signature, "签名情况"),
    ):
        if not text.strip():
            raise NotLawfulNow(f"请填写{label}")
    if not handling.arrived_on <= held_on <= on:
        raise NotLawfulNow("谈话日期应在本单位收到之日与今天之间")
    words = {
        "venue": venue, "interviewers": "、".join(asking), "interviewee": interviewee, "present": present,
        "told": told, "record": record_text, "signature": signature,
    }  # fmt: skip
    row = Interview(handling=handling, held_on=held_on, venue=venue, interviewers="、".join(asking), signature=signature,
                    recorded_by=by, recorded_on=on)  # fmt: skip
    row.interviewee, row.present, row.record = interviewee, present, record_text
    row.paper = papers.interviewed(handling, held_on=held_on, words=words, by=by, on=on)
    row.save()
    record("record_interview", case=handling.claim.case, by=by, on=on, handling=handling, from_state=handling.state,
           note=f"{held_on}在{venue}谈话，调查人{'、'.join(asking)}")  # fmt: skip
    return row


@action
def list_evidence(
    handling: Handling, *, by: User, on: date, interviewers: str, evidence: list[str], findings: str
) -> Handling:
    """列证据目录: what was collected, where it came from, what it proves, and what was found."""
    handling = _begin("list_evidence", handling, by=by, on=on)
    asking = _two_or_more(interviewers)
    items = [line.strip() for line in evidence if line.strip()]
    if not items:
        raise NotLawfulNow("请至少列一件证据，写明名称、来源、页数和证明什么")
    if not findings.strip():
        raise NotLawfulNow("请写明根据这些证据查明的事实")
    papers.evidence_listed(handling, by=by, on=on,
                           words={"interviewers": "、".join(asking), "evidence": items, "findings": findings})  # fmt: skip
    record("list_evidence", case=handling.claim.case, by=by, on=on, handling=handling, from_state=handling.state,
           note=f"列入证据 {len(items)} 件")  # fmt: skip
    return handling


def _begin(act: str, handling: Handling, *, by: User, on: date) -> Handling:
    handling = lock_handling(handling)
    policies.require(by, act, handling)
    reasons = policies.blockers(handling, act, on=on)
    if reasons:
        raise NotLawfulNow(*reasons)
    return handling


def _two_or_more(interviewers: str) -> list[str]:
    names = names_of(interviewers)
    if len(names) < 2:
        raise NotLawfulNow("还不能：调查核实由两人以上进行，请写明每位调查人的姓名（内部要求）")
    return names
