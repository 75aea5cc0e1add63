"""主要举措和成效 of the 法治政府建设年度报告: a place for every figure that the five published reports state (domain §7.3)."""

from reports.annual import Book
from reports.draft_words import Words, headed, silent
from reports.wording import CHINESE

#: More were closed than came: some came the year before.
EARLIER = "含以前登记的"


def achievements(book: Book) -> str:
    """The first part, one paragraph a subject; a subject without figures has none."""
    w = Words(book)
    subjects = (
        _titled("学法和培训", _studied(w)), _sorted(w), _on_time(w), _titled("化解矛盾", _solved(w)),
        _titled("领导接访包案", _received(w)), _titled("法治宣传", _told_people(w)), _titled("社会力量参与", _helpers(w)),
        _titled("监督追责", _answered_for(w)), _titled("规范性文件", _rules(w)), _titled("荣誉和试点", _named(w)),
    )  # fmt: skip
    return headed(*subjects)


def _titled(title: str, *sentences: str) -> str:
    said = "".join(f"{sentence}。" for sentence in sentences if sentence)
    return f"{title}。{said}" if said else ""


def _joined(*parts: str) -> str:
    return "；".join(filter(None, parts))


def _studied(w: Words) -> str:
    hours = w.known("study_hours_each", "study_hours_least")
    return _joined(
        w.known("study_sessions", "study_party_group", "study_centre_group", "study_staff"),
        w.named("staff_meetings"),
        w.known("trainings", "training_units", "trainees"),
        _lectured(w),
        w.known("exam_participation", "exam_excellence"),
        hours,
    )


def _lectured(w: Words) -> str:
    return "，".join(filter(None, [w.named("lectures"), w.known("lecture_persons")]))


def _sorted(w: Words) -> str:
    notices = w.known("guidance_maps", "guidance_notices")
    return (
        f"依法分类处理。{w.book.year}年登记信访 {w('petitions_total')}{w.compared('petitions_total')}，转送 {w('forwarded')}、"
        f"交办 {w('assigned')}，引导走法定途径 {w('guided')}{silent(w.book)}。{f'{notices}。' if notices else ''}{_special(w)}"
    )


def _special(w: Words) -> str:
    """疫情防控期间受理…: a span of its own, with its topic."""
    if not w.has("period_remote"):
        return ""
    words = w.book.told.get("period_remote", "专项时段")
    topic = w.book.told.get("period_topical", "")
    said = f"{words}受理来信、来电、网上信访 {w('period_remote')}"
    if topic and w.has("period_topical"):
        whole = w.book.by_id["period_topical"].value == w.book.by_id["period_in_time"].value
        said += f"，其中涉及{topic} {w('period_topical')}，{'全部按时办结，计' if whole else '按时办结'} {w('period_in_time')}"
    return f"{said}。"


def _on_time(w: Words) -> str:
    return (
        f"按期办理。受理初信 {w('first_letters')}、初访 {w('first_visits')}，办结初信初访 {w('closed_first')}{_rest(w)}；"
        f"责任单位及时受理率 {w('unit_timely_notice')}，按期办结率 {w('timely_conclusion')}"
        f"{w.compared('timely_conclusion')}，群众满意率（责任单位）{w('satisfaction_unit')}"
        f"{w.compared('satisfaction_unit')}；督办 {w('supervised')}。{_moved(w)}"
    )


def _rest(w: Words) -> str:
    """What makes the parts differ from the whole is said (乳山市 2023: 505 + 602 = 1107)."""
    value = {
        code: w.book.by_id[code].value or 0 for code in ("first_letters", "first_visits", "closed_first")
    }
    came = value["first_letters"] + value["first_visits"]
    if value["closed_first"] == came:
        return ""
    return "，其余还在办理" if value["closed_first"] < came else f"，{EARLIER}"


def _moved(w: Words) -> str:
    """上升 only where both years have a number of the same meaning (domain §7.3)."""
    told = [
        f"{w.book.by_id[code].label}{w(code, '升降')}"
        for code in ("satisfaction_unit", "one_time_resolution")
        if w.has(code) and w.book.by_id[code].last is not None
    ]
    return f"与上年相比，{'，'.join(told)}。" if told else ""


def _solved(w: Words) -> str:
    grown = f"，乡镇街道登记比上年{_grown(w)}" if w.has("mediation_town_increase") else ""
    centres = w.known("mediation_registrations", "mediation_county", "mediation_town")
    return _joined(
        f"{centres}{grown}" if centres else "",
        w.known(*w.some("collective_visits")),
        w.known(*w.some("conflicts_found", "conflicts_entrusted", "conflicts_struck_off")),
        w.known(*w.some("backlog_pressed", "backlog_resolved", "backlog_resolved_by_experts")),
    )


def _grown(w: Words) -> str:
    """增加37倍 is this year ÷ last year − 1; less than once more is told as the share it is (domain §7.3)."""
    more = w.book.by_id["mediation_town_increase"].value
    return w("mediation_town", "倍" if more is not None and more >= 1 else "同比")


def _received(w: Words) -> str:
    return _joined(
        w.known(*w.some("reception_leaders", "receptions_held")),
        *(w.named(code) for code in w.some("receptions_receiving", "receptions_visiting")),
        w.known(*w.some("leader_receptions", "leader_received_people")),
        w.known("reception_leaders_elsewhere", "reception_batches_elsewhere", "reception_visitors_elsewhere")
        if w.some("reception_leaders_elsewhere", "reception_batches_elsewhere") else "",
        w.known(*w.some("sponsored_opened", "sponsored_resolved")),
    )  # fmt: skip


def _told_people(w: Words) -> str:
    return _joined(
        w.known("law_talks", "consulted"),
        w.known("regulation_copies", "materials", "banners", "slogans"),
        w.known("online_items", "works"),
    )


def _helpers(w: Words) -> str:
    return _joined(w.known("legal_advisers", "counsel", "experts"), w.known("hearings", "hearings_elsewhere"))


def _answered_for(w: Words) -> str:
    """Recommendations of all three kinds; what the police did is their number, entered by hand."""
    asked = w.known(*w.some("recommendations", "recommendations_accountability", "recommendations_adopted"))
    return _joined(
        asked, w.known(*w.some("units_held", "persons_held")), w.known("detained", "dealt_with_by_police")
    )


def _rules(w: Words) -> str:
    return w.known("normative_documents", "normative_reviewed", "normative_opinions")


def _named(w: Words) -> str:
    return _joined(*(w.named(code) for code in w.some("honours", "pilots", "media_reports")))


#: 信访工作法治化 in its five chapters; a frame the writer may choose for the first part.
FIVE = ("预防法治化", "受理法治化", "办理法治化", "监督追责法治化", "维护秩序法治化")


def five_ways(book: Book) -> str:
    """The first part in the frame of 五个法治化: what the figures carry under each; order on the spot is the writer's."""
    w = Words(book)
    prevention = w.known(
        *w.some("conflicts_found", "conflicts_struck_off", "leader_receptions", "law_talks", "materials")
    )
    answerable = w.known(
        "supervised", *w.some("recommendations", "recommendations_accountability", "units_held")
    )
    order = w.known("detained", "dealt_with_by_police")
    bodies = (
        f"{prevention}。" if prevention else "",
        (
            f"{book.year}年登记信访 {w('petitions_total')}{w.compared('petitions_total')}，引导走法定途径 {w('guided')}；"
            f"信访部门及时受理率 {w('bureau_timely')}，责任单位及时受理率 {w('unit_timely_notice')}。"
        ),
        (
            f"转送 {w('forwarded')}、交办 {w('assigned')}{silent(book)}，按期办结率 {w('timely_conclusion')}"
            f"{w.compared('timely_conclusion')}，群众满意率（责任单位）{w('satisfaction_unit')}{w.compared('satisfaction_unit')}。"
        ),
        f"{answerable}。",
        f"{order}。" if order else "",
    )
    return "\n".join(
        f"（{CHINESE[n]}）{title}。{body}" for n, (title, body) in enumerate(zip(FIVE, bodies, strict=True))
    )
