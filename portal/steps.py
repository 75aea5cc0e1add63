"""The steps of a matter for its petitioner: done, now, later — in plain words, with days."""

from datetime import date

from cases.models import Petition
from cases.papers import review_body
from law.terms import Channel, ClaimWay, TellingWay
from law.terms import PaperKind as K
from portal.plain_days import last_day, spoken
from portal.review_steps import step_words
from portal.stages import ENDS, Course, Stage

ARRIVALS = {
    Channel.VISIT: "来访",
    Channel.LETTER: "来信",
    Channel.ONLINE: "网上来件",
    Channel.PHONE: "来电",
    Channel.FAX: "传真",
}
Step = dict[str, str]


def headline(course: Course) -> str:
    """One sentence: how far the matter is."""
    if course.stage is Stage.ENDED:
        return f"您反映的事，{ended(course)}"
    working = "正在研究" if course.suggestion else "正在依法办理" if course.statutory else "正在调查核实"
    words = {
        Stage.REGISTERED: "已经登记，正在定由谁办",
        Stage.SENT: "已经转到承办单位",
        Stage.WORKING: working,
        Stage.SIGNED: "已有处理意见，正在送给您",
        Stage.ANSWERED: "已经答复您" if course.simple else "已经书面答复您",
    }
    return f"您反映的事，{words[course.stage]}"


def ended(course: Course) -> str:
    """How a claim ended without an opinion."""
    if course.lead is None:
        return ENDS[ClaimWay(course.claim.way)]
    return "承办单位已书面告诉您不受理的理由，或该走哪条路"


def steps(course: Course, petition: Petition, units: str, today: date) -> list[Step]:
    """At most six steps; those before the stage are done, the stage itself is now."""
    received = f"{spoken(petition.received_on, today)}，{petition.case.receiving_unit.name}"
    first = _step(f"收到您的{ARRIVALS[Channel(petition.channel)]}", received)
    if course.stage is Stage.ENDED:
        return _marked([first, *_ended_steps(course, units, today)], done=9)
    told = [
        first,
        _sent(course, units, today),
        _accepted(course, today),
        _working(course),
        _answer(course, today),
    ]
    if course.simple:
        told.append(_not_content(course))
    elif not (course.statutory or course.suggestion):
        told.append(_review(course, today))
    marked = _marked(told, done=int(course.stage) + 1)
    reviewed = step_words(course, today) if course.stage is Stage.ANSWERED else None
    if reviewed and not (course.statutory or course.suggestion):
        title, text, done = reviewed
        marked[-1] |= {"title": title, "text": text, "state": "done" if done else "now",
                       "papers": f"{K.REVIEW_OPINION} {K.FINAL_REVIEW_OPINION}"}  # fmt: skip
    return marked


def _step(title: str, text: str = "", papers: str = "") -> Step:
    """``papers``: the kinds of paper the step gives, for its link."""
    return {"title": title, "text": text, "papers": papers}


def _marked(told: list[Step], done: int) -> list[Step]:
    for n, step in enumerate(told):
        step["state"] = "done" if n < done else "now" if n == done else "later"
    return told


def _ended_steps(course: Course, units: str, today: date) -> list[Step]:
    told = [_step(f"转给{units}", _on(course.lead.arrived_on, today))] if course.lead else []
    day = course.lead.ended_on if course.lead else course.claim.decided_on
    return [*told, _step(ended(course), _on(day, today))]


def _on(day: date | None, today: date) -> str:
    return spoken(day, today) if day else ""


def _until(course: Course, today: date) -> str:
    if course.deadline is None:
        return ""
    last = last_day(course.deadline, today)
    return f"最晚 {spoken(last.on, today)}" + (f"，{last.left}" if last.late else "")


def _sent(course: Course, units: str, today: date) -> Step:
    if course.lead is None:
        return _step("定下由哪个单位办", _until(course, today))
    if course.lead.direct:
        return _step(f"由{units}办", _on(course.lead.arrived_on, today))
    return _step(f"转给{units}", _on(course.lead.arrived_on, today), K.DESTINATION_NOTICE)


def _accepted(course: Course, today: date) -> Step:
    unit = course.lead.unit.short_name if course.lead else "承办单位"
    if course.stage < Stage.SENT or course.lead is None:
        return _step("承办单位受理，书面告诉您", "承办单位收到后 15 天以内")
    if course.stage is Stage.SENT:
        exempt = "没有留下清楚的姓名、住址，不发书面告知" if course.lead.notice_exempt else ""
        return _step(f"{unit}看是否受理，书面告诉您", exempt or _until(course, today))
    if course.statutory:
        return _step(f"{unit}告诉您按什么程序办", papers=K.ACCEPTANCE_NOTICE)
    if course.simple:
        told = _on(course.lead.accepted_on, today)
        return _step(f"{unit}受理，已经告诉您", told, K.ACCEPTANCE_NOTICE)
    if course.lead.presumed:
        return _step(f"{unit}受理", f"办理时间从 {_on(course.lead.accepted_on, today)}算起")
    return _step(f"{unit}受理，书面告诉您", _on(course.lead.accepted_on, today), K.ACCEPTANCE_NOTICE)


def _not_content(course: Course) -> Step:
    """A simple reply is no opinion: who is not content asks for the ordinary procedure."""
    unit = course.lead.unit.short_name if course.lead else "承办单位"
    return _step(
        "您不同意，可以要求按普通程序办", f"告诉{unit}就可以；会调查核实，给您处理意见书，之后还可以申请复查"
    )


def _working(course: Course) -> Step:
    if course.simple:
        return _step("简易办理", "事情清楚、好解决的，10 个工作日以内答复您")
    if course.suggestion:
        return _step("研究论证")
    return _step("按规定的程序办理", "时间按这种程序自己的规定") if course.statutory else _step("调查核实")


def _answer(course: Course, today: date) -> Step:
    if course.simple:
        return _simple_answer(course, today)
    paper = "答复书" if course.suggestion else "办理结果告知书" if course.statutory else "处理意见书"
    if course.stage >= Stage.ANSWERED:
        sent = (
            next((row.sent_on for row in course.lead.services.all() if not row.annulled_on), None)
            if course.lead
            else None
        )
        given = f"{K.OPINION} {K.SUGGESTION_REPLY} {K.STATUTORY_RESULT}"
        return _step(f"给了您{paper}", _on(sent, today), given)
    if course.stage is Stage.SIGNED:
        return _step(f"{paper}已经签发，正在送给您", _until(course, today))
    if course.stage is not Stage.WORKING or course.deadline is None or course.deadline.period != "handling":
        words = _until(course, today) if course.stage is Stage.WORKING else ""
        return _step(f"给您{paper}", words or ("" if course.statutory else "受理以后 60 天以内"))
    more = "" if course.deadline.extended else "。如果要延期，会在这一天以前告诉您理由，最多延 30 天"
    extended = "，已经延期，不会再延" if course.deadline.extended else ""
    return _step(f"给您{paper}", _until(course, today) + extended + more)


def _simple_answer(course: Course, today: date) -> Step:
    """By word, message or letter, as the petitioner wished; the way stands with the day."""
    row = course.lead.simple if course.lead else None
    if row is None or row.replied_on is None:
        return _step("答复您", _until(course, today))
    words = f"{_on(row.replied_on, today)}，{TellingWay(row.reply_way).label}答复"
    return _step("答复了您", words, K.SIMPLE_REPLY)


def _review(course: Course, today: date) -> Step:
    body = review_body(course.lead.unit) if course.lead else "上一级机关"
    if course.stage is Stage.ANSWERED and course.deadline:
        last = last_day(course.deadline, today)
        if last.on < today:
            return _step("您不同意，可以申请复查", f"申请的时间到 {spoken(last.on, today)}为止，已经过了")
        return _step("您不同意，可以申请复查", f"{spoken(last.on, today)}当天或者以前，向{body}提出")
    return _step("您不同意，可以申请复查", f"从收到处理意见书那天起 30 天以内，向{body}提出")
