"""What a petitioner may see of a matter: plain values, and nothing that is not one of them (reliability T-08).

No names of officials, no work between offices, no other petitioners (T-47), nothing of an accusation but that it
arrived and was passed on (条例第30条第3款).
"""

from dataclasses import dataclass, field
from datetime import date

from cases import actions
from cases.models import Case, CasePaper, Petitioner
from law.terms import CaseState, HandlingState, PaperKind, RatedOrgan, ReviewState, Satisfaction
from organizations.models import Unit
from portal.beside import mediations, outside_papers
from portal.plain_days import LastDay, last_day, spoken
from portal.review_steps import Ask, asks, reviewers
from portal.stages import Course, Stage, courses, slowest
from portal.steps import Step, ended, headline, steps

#: Papers that are the petitioner's only once the unit has sent them.
ANSWERS = {PaperKind.OPINION, PaperKind.SUGGESTION_REPLY}
REVIEWED = {PaperKind.REVIEW_OPINION, PaperKind.FINAL_REVIEW_OPINION}
SENT_STATES = {HandlingState.SERVED, HandlingState.CONCLUDED}


@dataclass(frozen=True, slots=True)
class Office:
    """A body and how to reach it."""

    name: str
    phone: str
    address: str

    @property
    def tel(self) -> str:
        """The number as a telephone dials it."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


@dataclass(frozen=True, slots=True)
class ClaimLine:
    words: str
    state: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """``claim``: which of several things asked it is about, 0 when there is one or it is about all."""

    pk: str
    kind: str
    handling: int | None
    title: str
    claim: int
    number: str
    on: date
    organ: str


@dataclass(frozen=True, slots=True)
class Ratable:
    """One office whose work can be rated today. ``key`` names it in the form; ``given`` is the answer that counts now."""

    key: str
    office: str
    until: date
    given: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole page; ``joined`` to an earlier matter, ``joint`` with others. Of an accusation only ``number`` and ``bureau`` are filled."""

    number: str
    bureau: Office
    accusation: bool = False
    joined: bool = False
    joint: bool = False
    headline: str = ""
    offices: list[Office] = field(default_factory=list)
    last_day: LastDay | None = None
    steps: list[Step] = field(default_factory=list)
    claims: list[ClaimLine] = field(default_factory=list)
    papers: list[PaperLine] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    mediation: list[tuple[str, str]] = field(default_factory=list)
    review: list[Ask] = field(default_factory=list)
    ratable: list[Ratable] = field(default_factory=list)
    under_way: bool = False


def progress_of(person: Petitioner, today: date) -> Progress:
    """The page of one petitioner. A petition joined to an earlier matter shows how far that matter is."""
    petition = person.petition
    case, number = petition.case, petition.number
    bureau = _office(Unit.objects.filter(kind="bureau", abolished_on=None).order_by("position").first())
    if case.in_compartment or petition.filed_as.in_compartment:
        return Progress(number, bureau, accusation=True)
    found = courses(case)
    joined = petition.filed_as_id != case.pk
    reference = slowest(found)
    units = list(dict.fromkeys(one.lead.unit for one in found if one.lead))
    holders = list(dict.fromkeys(one.lead.unit for one in found if one.lead and one.stage < Stage.ANSWERED))
    undecided = any(one.stage is Stage.REGISTERED for one in found)
    papers = papers_of(person)
    own = _may_ask(person)  # who the papers go to
    offices = [
        *([case.receiving_unit] if undecided or not units else []),
        *(holders or reviewers(found) or units),
    ]
    return Progress(
        number,
        bureau,
        joined=joined,
        joint=len(petition.petitioners.values_list("pk")[:2]) > 1,
        headline=headline(reference),
        offices=[_office(unit) for unit in dict.fromkeys(offices)],
        last_day=last_day(reference.deadline, today) if reference.deadline else None,
        steps=_with_papers(
            steps(reference, petition, "、".join(unit.name for unit in units), today), reference, papers
        ),
        claims=_own_words(person, today) if joined else [_line(one, today) for one in found],
        papers=papers,
        outside=outside_papers(case, today) if own else [],
        mediation=mediations(case, today) if own else [],
        review=asks(found, today, online=own),
        ratable=[] if joined else ratable(person, today),
        under_way=case.state in {CaseState.REGISTERED, CaseState.DISPATCHED},
    )


def _with_papers(told: list[Step], course: Course, papers: list[PaperLine]) -> list[Step]:
    """A step that gave this person a paper leads to it."""
    mine = {paper.kind: paper for paper in papers if course.lead and paper.handling == course.lead.pk}
    for step in told:
        found = next((mine[kind] for kind in step.pop("papers", "").split() if kind in mine), None)
        if found and step["state"] == "done":
            step |= {"paper": found.pk, "link": f"看{found.title.removeprefix('信访事项')}"}
    return told


def papers_of(person: Petitioner) -> list[PaperLine]:
    """Papers addressed to this very person, newest first; an answer only once it was sent, and only the one in force."""
    petition = person.petition
    if petition.case.in_compartment or petition.filed_as.in_compartment:
        return []
    rows = CasePaper.objects.filter(to_petitioner=True, petitioner=person, paper__voided_on=None)
    several = petition.case.claims.count() > 1
    lines, answered = [], set()
    for row in rows.select_related("paper__organ", "handling__claim", "review"):
        if row.kind in REVIEWED and getattr(row, "review", None) and row.review.state != ReviewState.SERVED:
            continue
        if row.kind in ANSWERS and row.handling:
            if row.handling.state not in SENT_STATES or row.handling_id in answered:
                continue
            answered.add(row.handling_id)
        paper, claim = row.paper, row.handling.claim.order if several and row.handling else 0
        organ = paper.organ.short_name
        lines.append(
            PaperLine(
                str(paper.pk), row.kind, row.handling_id, paper.title, claim, paper.number, row.on, organ
            )
        )
    return lines


def ratable(person: Petitioner, today: date) -> list[Ratable]:
    """What can be rated today; on a joint petition by the person the papers go to, so that none sees another's answer."""
    case = person.petition.case
    if case.in_compartment or person.petition.filed_as_id != case.pk or not _addressed(case, person):
        return []
    given = {(row.organ, row.handling_id): row.value for row in case.ratings.filter(superseded=False)}
    lines = []
    open_now = list(actions.rateable_now(case, on=today))
    units = [handling.unit_id for _, handling, _ in open_now if handling]
    for organ, handling, window in open_now:
        office = handling.unit.name if handling else case.receiving_unit.name
        if handling and units.count(handling.unit_id) > 1:  # one unit, two answers: say which
            office += f"（第{handling.claim.order}项要求）"
        value = given.get((organ, handling.pk if handling else None), "")
        label = Satisfaction(value).label if value else ""
        key = f"unit-{handling.pk}" if organ == RatedOrgan.UNIT and handling else "bureau"
        lines.append(Ratable(key, office, window.due_on, label))
    return lines


def _addressed(case: Case, person: Petitioner) -> bool:
    return case.own_petition.petitioners.values_list("pk", flat=True).first() == person.pk


def _office(unit: Unit | None) -> Office:
    return Office(unit.name, unit.phone, unit.address) if unit else Office("县信访局", "", "")


def _own_words(person: Petitioner, today: date) -> list[ClaimLine]:
    """Of a joined petition its own words, never those of the earlier one."""
    claims = person.petition.filed_as.claims.all()
    return [ClaimLine(claim.text, "和先前反映的同一件事一起办") for claim in claims if claim.text]


def _line(course: Course, today: date) -> ClaimLine:
    return ClaimLine(course.claim.text or course.claim.case.title, _state(course, today))


def _state(course: Course, today: date) -> str:
    until = f"，{spoken(course.deadline.due_on, today)}前" if course.deadline else ""
    late = course.deadline and course.deadline.duty and course.deadline.due_on < today
    until = "，已经超过最后一天" if late else until
    if course.stage is Stage.ENDED:
        return ended(course)
    if course.lead is None:
        return "正在定由谁办" + until + ("定下" if until and not late else "")
    unit = course.lead.unit.short_name
    words = {
        Stage.SENT: (f"{unit}已收到", "书面告诉您是否受理"),
        Stage.WORKING: (f"{unit}在办", "书面答复"),
        Stage.SIGNED: (f"{unit}已有意见，正在送给您", "送出"),
        Stage.ANSWERED: (f"{unit}已经书面答复", _next_word(course)),
    }
    begin, follow = words[course.stage]
    if course.stage is Stage.ANSWERED and course.deadline and course.deadline.duty:
        return f"{begin}，正在{follow}"
    if course.simple and course.stage is Stage.ANSWERED:
        return f"{unit}已经答复，不同意的可以要求按普通程序办"
    if course.stage is Stage.ANSWERED and (not course.deadline or course.deadline.due_on < today):
        return begin
    return begin + until + (follow if until and not late else "")


def _next_word(course: Course) -> str:
    period = course.deadline.period if course.deadline else ""
    return {"review": "复查", "final_review": "复核", "final_review_request": "可以申请复核"}.get(
        period, "可以申请复查"
    )


def asks_of(person: Petitioner, today: date) -> list[Ask]:
    """What this person can ask to be reviewed today; nothing of an accusation."""
    if person.petition.case.in_compartment or person.petition.filed_as.in_compartment:
        return []
    return asks(courses(person.petition.case), today, online=_may_ask(person))


def _may_ask(person: Petitioner) -> bool:
    """By code only who the papers go to; the others of a joint petition, and of one that was joined, on paper."""
    petition = person.petition
    return petition.filed_as_id == petition.case_id and _addressed(petition.case, person)
