"""What one person may see of one file, in a fixed number of queries (a unit sees its own part, never the rest)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import Http404

from cases import contents, policies
from cases.models import (
    Attachment,
    Case,
    CaseEvent,
    CasePaper,
    CaseTopic,
    Claim,
    CounselRequest,
    Deadline,
    Extension,
    Handling,
    ImportedReply,
    Opinion,
    PaperService,
    Petitioner,
    Proposal,
    Rating,
    RepeatLink,
)
from cases.models.folder import NAMES_THE_PETITIONER
from cases.models.handling import HANDLING_ENDED
from law.terms import HandlingState
from organizations.models import User
from organizations.prepared import Prepared
from organizations.roles import Permission

#: A long file opens with its newest events; all of them are one address away.
EVENTS_SHOWN = 30
#: Acts that belong to the file as such: whoever may see any part of it sees them.
OF_THE_FILE = ("register", "import_message", "import_case", "supplement", "urge")


@dataclass
class Course:
    """One clock's course: a unit's handling, or (``handling`` None) the receiving organ's own part."""

    handling: Handling | None
    deadlines: list[Deadline] = field(default_factory=list)

    @property
    def running(self) -> Deadline | None:
        """The duty that ends first."""
        rows = [row for row in self.deadlines if row.duty and is_running(row)]
        return min(rows, key=lambda row: (row.due_on, row.pk), default=None)

    @property
    def last_met(self) -> Deadline | None:
        """The duty met last, for a course that owes nothing more."""
        rows = [row for row in self.deadlines if row.duty and row.met_on]
        return max(rows, key=lambda row: (row.met_on, row.pk), default=None)

    @property
    def ended(self) -> bool:
        return self.handling is not None and self.handling.state in HANDLING_ENDED


@dataclass
class File:
    """A file as one person sees it on one day."""

    user: User
    case: Case
    today: date
    whole: bool
    claims: list[Claim]
    courses: list[Course]
    own: list[Deadline]
    focus: Course
    claim: Claim | None
    events: list[CaseEvent]
    more_events: bool
    papers: list[CasePaper]
    petitioners: list[Petitioner]
    attachments: list[Attachment]
    repeats: list[RepeatLink]
    proposals: list[Proposal]
    counsel: list[CounselRequest]
    ratings: list[Rating]
    contents: dict[str, bool]
    topics: list[str]
    opinion: Opinion | None = None
    extension: Extension | None = None
    imported_reply: ImportedReply | None = None

    @property
    def handlings(self) -> list[Handling]:
        return [course.handling for course in self.courses if course.handling]


def is_running(row: Deadline) -> bool:
    return row.met_on is None and row.voided_on is None and not row.not_recorded


def sees_whole(user: User, case: Case) -> bool:
    """The bureau, the county's government and whoever received it see the whole file; a unit only its own part."""
    return user.sees_county or case.receiving_unit_id in user.stands_for


#: Once a case was found by ``visible_to``, its rows need no second look at the case: by its key, and cut to what the
#: units of the person bear, where ``visible_to`` of the row cuts.
_CLAIMS = Prepared(lambda case: Claim.objects.filter(case=case).order_by("order"))
_CLAIMS_OF = Prepared(lambda case, units: Claim.objects.filter(case=case).handled_by(units).order_by("order"))
_HANDLINGS = Prepared(
    lambda case: Handling.objects.filter(claim__case=case).select_related("unit", "handler")
)
_HANDLINGS_OF = Prepared(lambda case, units: Handling.objects.filter(claim__case=case, unit__in=units)
                         .select_related("unit", "handler"))  # fmt: skip
_DEADLINES = Prepared(lambda case: Deadline.objects.filter(case=case))
_DEADLINES_OF = Prepared(lambda case, units: Deadline.objects.filter(case=case, unit__in=units))
_PETITIONERS = Prepared(lambda petition: Petitioner.objects.filter(petition=petition))


NOT_FOUND = "没有这件，或者它不在您能看的范围内。"


def find_case(user: User, number: str, *, lock: bool = False) -> Case:
    """The case of this number, or 404 when it does not exist for this person.

    ``lock``: as it is, and as far as it exists for the person, once nobody else can change it.
    """
    if "\x00" in number:
        raise Http404(NOT_FOUND)
    rows = Case.objects.visible_to(user).filter(number=number).order_by().values_list("pk")
    try:
        asked, params = rows.query.sql_with_params()
    except EmptyResultSet:  # nothing exists for this person
        raise Http404(NOT_FOUND) from None
    with connection.cursor() as cursor:
        if lock:  # what is read after it, in a statement of its own, is what the act before left
            cursor.execute(f"{asked} FOR UPDATE", params)
        cursor.execute(asked, params)
        found = cursor.fetchone()
    if found is None:
        raise Http404(NOT_FOUND)
    return contents.read.one(found[0])


_HANDLING = Prepared(lambda case, pk: Handling.objects.filter(claim__case=case, pk=pk)
                     .select_related("claim", "unit__parent", "handler"))  # fmt: skip


def find_handling(user: User, case: Case, pk: int) -> Handling:
    """One handling of the case this person may see, or 404."""
    handling = _HANDLING.first(case.pk, pk)
    if handling is None or not (_sees_all_parts(user, case) or handling.unit_id in user.stands_for):
        raise Http404("没有这项承办，或者它不在您能看的范围内。")
    handling.claim.case = case
    return handling


def find_claim(user: User, case: Case, pk: int) -> Claim:
    """One claim of the case this person may see, or 404."""
    claim = next((each for each in _claims(user, case) if each.pk == pk), None)
    if claim is None:
        raise Http404("没有这项诉求，或者它不在您能看的范围内。")
    claim.case = case
    return claim


def _sees_all_parts(user: User, case: Case) -> bool:
    """Whose sight of the file is not cut to what its own unit bears (``visible_to`` of claims and handlings)."""
    return sees_whole(user, case) or not user.can(Permission.REGISTER)


def _claims(user: User, case: Case) -> list[Claim]:
    return _CLAIMS(case.pk) if _sees_all_parts(user, case) else _CLAIMS_OF(case.pk, user.stands_for)


def _handlings(user: User, case: Case) -> list[Handling]:
    return _HANDLINGS(case.pk) if _sees_all_parts(user, case) else _HANDLINGS_OF(case.pk, user.stands_for)


_UNOPENED = ("paper__content_sealed", "paper__docx_sealed", "paper__pdf_sealed")
_PAPERS = Prepared(
    lambda case: CasePaper.objects.filter(case=case).select_related("paper__organ").defer(*_UNOPENED)
)
_PAPERS_OF = Prepared(
    lambda case, units: CasePaper.objects.filter(case=case)
    .filter(Q(handling__unit__in=units) | Q(paper__organ__in=units))
    .select_related("paper__organ").defer(*_UNOPENED)
)  # fmt: skip


def _papers(user: User, case: Case, *, whole: bool, services: bool) -> list[CasePaper]:
    """The papers a person may open: a unit those of its handlings and its own; who only reads, those between offices."""
    found: list[CasePaper] = _PAPERS(case.pk) if whole else _PAPERS_OF(case.pk, user.stands_for)
    if not works_on_files(user):
        found = [row for row in found if not row.to_petitioner and row.kind not in NAMES_THE_PETITIONER]
    for row in found:
        row.case = case
    if services:
        prefetch_related_objects(found, "services")
    else:
        for row in found:  # nothing was served yet: the answer of the prefetch without its statement
            row._prefetched_objects_cache = {"services": PaperService.objects.none()}  # type: ignore[attr-defined]
    return found


def works_on_files(user: User) -> bool:
    """Registers, screens, signs, handles or keeps: needs to know who the petitioner is."""
    needed = (Permission.REGISTER, Permission.COUNTERSIGN, Permission.KEEP_COMPARTMENT)
    return any(user.can(permission) for permission in needed)


def open_file(
    user: User,
    number: str,
    today: date,
    *,
    handling: int | None = None,
    claim: int | None = None,
    all_events: bool = False,
) -> File:
    """The file as this person may see it; ``handling`` or ``claim`` puts one of them in focus."""
    case = find_case(user, number)
    holds = contents.of(case)
    whole = sees_whole(user, case)
    claims, handlings = _claims(user, case), _handlings(user, case)
    by_claim = {row.pk: row for row in claims}
    for each in claims:
        each.case = case
    for row in handlings:
        if row.claim_id in by_claim:
            row.claim = by_claim[row.claim_id]
    courses, own = _courses(user, case, handlings)
    focus = _focus(courses, handling, claim)
    in_focus = focus.handling
    events = _events(case, handlings, whole=whole, all_events=all_events)
    file = File(
        user=user, case=case, today=today, whole=whole, claims=claims, courses=courses, own=own, focus=focus,
        claim=by_claim.get(in_focus.claim_id) if in_focus else by_claim.get(claim or 0, claims[0] if claims else None),
        events=events if all_events else events[:EVENTS_SHOWN],
        more_events=not all_events and len(events) > EVENTS_SHOWN,
        papers=_papers(user, case, whole=whole, services=holds["service"]),
        petitioners=_PETITIONERS(case.own_petition.pk),
        attachments=_attachments(case, handlings, whole=whole) if holds["attachment"] else [],
        repeats=_repeats(user, case) if holds["repeat"] else [],
        proposals=_proposals(case, handlings, whole=whole) if holds["proposal"] else [],
        counsel=_counsel(case) if holds["counsel"] and user.in_bureau else [],
        ratings=_ratings(user, case) if holds["rating"] else [],
        contents=holds,
        topics=_topics(case) if holds["topic"] else [],
    )  # fmt: skip
    if in_focus and in_focus.state in {HandlingState.ACCEPTED, HandlingState.STATUTORY, HandlingState.SIGNED}:
        file.opinion = policies.standing_opinion(in_focus)
    if in_focus and holds["extension"] and any(row.extended for row in focus.deadlines):
        file.extension = in_focus.extensions.filter(spent_on=None).first()
    if in_focus and holds["imported_reply"]:
        file.imported_reply = ImportedReply.objects.filter(handling=in_focus).first()
    return file


def _courses(user: User, case: Case, handlings: list[Handling]) -> tuple[list[Course], list[Deadline]]:
    """Each handling's course, and the receiving organ's while it owes something or is all there is; most urgent first.

    With them the receiving organ's own deadlines, whether or not it still owes.
    """
    by_handling = {row.pk: Course(row) for row in handlings}
    own = Course(None)
    deadlines = _DEADLINES(case.pk) if user.sees_county else _DEADLINES_OF(case.pk, user.stands_for)
    for deadline in deadlines:
        course = by_handling.get(deadline.handling_id or 0, own if deadline.handling_id is None else None)
        if course:
            course.deadlines.append(deadline)
    courses = list(by_handling.values())
    if own.running or not courses:
        courses.append(own)

    def urgency(course: Course) -> tuple[bool, bool, date]:
        row = course.running
        return (course.ended, row is None, row.due_on if row else case.received_on)

    return sorted(courses, key=urgency), own.deadlines


def _focus(courses: list[Course], handling: int | None, claim: int | None) -> Course:
    for course in courses:
        if course.handling and handling == course.handling.pk:
            return course
    for course in courses:
        if course.handling and claim == course.handling.claim_id:
            return course
    undecided = claim and next((course for course in courses if course.handling is None), None)
    return undecided or courses[0]


def _told(case: int) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(case=case).select_related("by", "unit").order_by("-on", "-pk")


def _told_to_unit(case: int, handlings: Sequence[int]) -> QuerySet[CaseEvent]:
    theirs = Q(handling__in=handlings) | Q(act__in=OF_THE_FILE)
    return _told(case).filter(theirs).exclude(act="rate")


_EVENTS = Prepared(_told)
_NEWEST_EVENTS = Prepared(lambda case: _told(case)[: EVENTS_SHOWN + 1])
_EVENTS_OF = Prepared(_told_to_unit)
_NEWEST_EVENTS_OF = Prepared(lambda case, handlings: _told_to_unit(case, handlings)[: EVENTS_SHOWN + 1])


def _events(case: Case, handlings: list[Handling], *, whole: bool, all_events: bool) -> list[CaseEvent]:
    """Newest first. Whether and when somebody rated is not for the unit rated (domain §9.2)."""
    known = {row.pk: row for row in handlings}
    every, newest = (_EVENTS, _NEWEST_EVENTS) if whole else (_EVENTS_OF, _NEWEST_EVENTS_OF)
    rows = (every if all_events else newest)(case.pk, *([] if whole else [list(known)]))
    for row in rows:
        if row.handling_id in known:
            row.handling = known[row.handling_id]
    return rows


def _attachments(case: Case, handlings: list[Handling], *, whole: bool) -> list[Attachment]:
    """What was handed in with the petition belongs to all who work on it; a unit's own additions to that unit."""
    rows = Attachment.objects.filter(case=case).select_related("file", "added_by__unit")
    if not whole:
        rows = rows.filter(Q(handling__in=handlings) | Q(handling=None))
    return list(rows)


def _repeats(user: User, case: Case) -> list[RepeatLink]:
    """Links to and from this case; a file out of sight does not appear, not even as a count (design §7)."""
    if case.in_compartment or not works_on_files(user):
        return []
    seen = Case.objects.visible_to(user)
    mine = Q(petition__filed_as=case, earlier__in=seen) | Q(earlier=case, petition__filed_as__in=seen)
    return list(
        RepeatLink.objects.filter(mine, undone_on=None).select_related(
            "petition__filed_as", "earlier", "linked_by"
        )
    )


def _proposals(case: Case, handlings: list[Handling], *, whole: bool) -> list[Proposal]:
    rows = Proposal.objects.filter(claim__case=case, decided_on=None).select_related("proposed_by", "unit")
    return list(rows if whole else rows.filter(handling__in=handlings))


def _ratings(user: User, case: Case) -> list[Rating]:
    """The bureau reads what was answered; a unit never does, so that no one is asked to change it (domain §9.2)."""
    if not (user.in_bureau and user.can(Permission.SEE_COUNTY)):
        return []
    return list(case.ratings.filter(superseded=False).select_related("handling__unit"))


def _counsel(case: Case) -> list[CounselRequest]:
    return list(case.counsel_requests.select_related("counsel", "asked_by"))


def _topics(case: Case) -> list[str]:
    """The hot topics the matter bears, in the order of their table."""
    rows = CaseTopic.objects.filter(case=case).order_by("topic__position", "pk")
    return list(rows.values_list("topic__name", flat=True))
