"""Registration (条例第22条、第23条): everything that comes is registered, whatever becomes of it."""

from dataclasses import dataclass, field
from datetime import date
from functools import partial

from cases import clocks, codes, papers, policies
from cases.actions.performing import check_day, lock_case, lock_claim, record
from cases.actions.sealing import PETITION_WORDS, SEALED_TITLE, seal
from cases.models import (
    Case,
    CaseTopic,
    Claim,
    Deadline,
    Handling,
    Petition,
    Petitioner,
    Topic,
)
from cases.policies import NotLawfulNow
from documents import numbering
from law.terms import CaseState, Channel, ClaimWay, Flag, Purpose, SourceLevel
from organizations import sealed
from organizations.acting import action
from organizations.models import Unit, User

#: The county's division code in case numbers.
CHANNEL_DIGIT = {Channel.LETTER: 1, Channel.ONLINE: 2, Channel.PHONE: 3, Channel.FAX: 4, Channel.VISIT: 5}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the petition; every field may be empty (anonymous is allowed)."""

    name: str = ""
    identity: str = ""
    phone: str = ""
    address: str = ""
    representative: bool = False
    electronic_service: bool = False
    agent: str = ""
    agent_relation: str = ""
    agent_authorised: bool = False


@dataclass(frozen=True, slots=True)
class Registration:
    """What a clerk registers. Required by 条例第19条 only: what is asked, the facts, and how to answer."""

    channel: str
    received_on: date
    title: str
    summary: str
    purpose: str
    claims: list[str]
    persons: list[Person] = field(default_factory=list)
    people: int = 1
    category: str = ""
    place: Unit | None = None
    place_text: str = ""
    flags: frozenset[str] = frozenset()
    form: str = ""
    source_level: str = SourceLevel.COUNTY
    official_number: str = ""
    petitioned_on: date | None = None
    anonymous: bool = False
    address_clear: bool = True
    oral: bool = False
    skipped_level: bool = False
    procedures: str = ""
    told_before: str = ""
    materials: str = ""
    needs: str = ""
    accused: list[Unit] = field(default_factory=list)
    message_id: str | None = None
    imported: bool = False
    topics: list[Topic] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Registered:
    """What a registration gives: the petition, and each petitioner's query code, told once and kept nowhere."""

    petition: Petition
    codes: list[tuple[Petitioner, codes.IssuedCode]]

    @property
    def case(self) -> Case:
        return self.petition.case


@action
def register(form: Registration, *, by: User | None, unit: Unit, on: date) -> Registered:
    """Register one petition as a case of its own (条例第22条第1款、第23条第1款).

    ``unit`` receives it; the fifteen days of that organ start on the day of receipt. Raises NotLawfulNow on more than
    five representatives (条例第20条第3款) or a day of receipt in the future.
    """
    policies.require(by, "import_message" if form.imported else "register", None)
    _check(form, on)
    case = _file(form, unit)
    petition = _petition(form, case, by)
    people, issued = _petitioners(form, petition)
    Petitioner.objects.bulk_create(people)
    secret = case.in_compartment
    claims = Claim.objects.bulk_create(
        [Claim(case=case, order=n, text="" if secret else text, category=form.category)
         for n, text in enumerate(form.claims, 1)]
    )  # fmt: skip
    if secret:
        words = {name: getattr(form, name) for name in PETITION_WORDS}
        content = {
            "title": form.title,
            "summary": form.summary,
            "claims": form.claims,
            "place": form.place_text,
        }
        seal(case, content | words, accused=form.accused, by=by)
    elif form.topics:
        CaseTopic.objects.bulk_create(CaseTopic(case=case, topic=row, on=on) for row in form.topics)
    if not form.imported:
        clock = _start_clock(case, petition, unit)
        papers.registered(petition, people, claims, due=clock.due_on if clock else None, by=by, on=on)
    record("import_message" if form.imported else "register", case=case, by=by, on=form.received_on,
           data={"channel": form.channel, "claims": len(form.claims)})  # fmt: skip
    return Registered(petition, issued)


def _check(form: Registration, on: date) -> None:
    if form.received_on > on:
        raise NotLawfulNow(f"收到日期 {form.received_on} 晚于今天，请核对")
    if form.petitioned_on and form.petitioned_on > form.received_on:
        raise NotLawfulNow("信访日期不能晚于收到日期，请核对")
    if sum(person.representative for person in form.persons) > 5:
        raise NotLawfulNow("代表不得超过5人（条例第20条第3款），请减少「代表」的勾选")
    for person in form.persons:
        if person.agent.strip() and not person.agent_relation.strip():
            raise NotLawfulNow("请写明代理人和信访人的关系（如近亲属、律师）")
        if not person.agent.strip() and (person.agent_relation.strip() or person.agent_authorised):
            raise NotLawfulNow("写了代理关系或者委托书的，请写代理人的姓名；没有代理人的请清空")
    if not form.claims or not any(text.strip() for text in form.claims):
        raise NotLawfulNow("请至少写一项诉求（条例第19条）")
    if form.people < len(form.persons):
        raise NotLawfulNow("人数少于已登记的信访人，请改正人数")


def _file(form: Registration, unit: Unit) -> Case:
    flags = set(form.flags)
    if form.anonymous:
        flags.add(Flag.ANONYMOUS)
    if form.channel == Channel.VISIT and form.people >= 5:
        flags.add(Flag.COLLECTIVE)
    secret = form.purpose == Purpose.ACCUSATION
    case = Case(
        title=SEALED_TITLE if secret else form.title.strip()[:120],
        summary="" if secret else form.summary,
        purpose=form.purpose,
        category=form.category,
        place=form.place,
        place_text="" if secret else form.place_text,
        flags=sorted(flags),
        in_compartment=secret,
        received_on=form.received_on,
        receiving_unit=unit,
        imported=form.imported,
    )
    serial = numbering.take("county", "件号", form.received_on.year)
    case.number = f"330999-{CHANNEL_DIGIT[Channel(form.channel)]}-{form.received_on:%Y%m%d}-{serial:05d}"
    case.save()
    return case


def _petition(form: Registration, case: Case, by: User | None) -> Petition:
    return Petition.objects.create(
        case=case,
        filed_as=case,
        channel=form.channel,
        form=form.form,
        source_level=form.source_level,
        official_number=form.official_number,
        petitioned_on=form.petitioned_on,
        received_on=form.received_on,
        people=form.people,
        anonymous=form.anonymous,
        address_clear=form.address_clear and not form.anonymous,
        oral=form.oral,
        skipped_level=form.skipped_level and form.channel == Channel.VISIT,
        **{name: "" if case.in_compartment else getattr(form, name) for name in PETITION_WORDS},
        message_id=form.message_id,
        registered_by=by,
    )


def _petitioners(
    form: Registration, petition: Petition
) -> tuple[list[Petitioner], list[tuple[Petitioner, codes.IssuedCode]]]:
    """Everyone is recorded; each has a code of their own (nobody on an imported file has)."""
    rows, issued = [], []
    secret = petition.case.in_compartment
    for order, person in enumerate(form.persons or [Person()], 1):
        row = Petitioner(petition=petition, order=order, representative=person.representative,
                         electronic_service=person.electronic_service)  # fmt: skip
        row.name, row.identity = person.name.strip(), person.identity.strip()
        row.phone, row.address = person.phone.strip(), person.address.strip()
        row.agent, row.agent_relation = person.agent.strip(), person.agent_relation.strip()
        row.agent_authorised = person.agent_authorised
        if not secret:  # an accusation can be found by nobody's name (T-32)
            row.name_index = sealed.blind("name", person.name)
            row.identity_index = sealed.blind("identity", person.identity)
            row.phone_index = sealed.blind("phone", person.phone)
        if not form.imported:
            issued.append((row, codes.issue(row, person.identity, person.phone)))
        rows.append(row)
    return rows, issued


def _start_clock(case: Case, petition: Petition, unit: Unit) -> Deadline | None:
    """The receiving organ's own fifteen days: T1 for the bureau (条例第22条), T2 for others (条例第23条第2款).

    What came from above is to leave sooner by the house's own rule, beside the fifteen days, not in their place.
    Returns the clock of the fifteen days.
    """
    start = partial(clocks.start, "register", case=case, unit=unit, on=petition.received_on)
    if not unit.is_bureau:
        return start("notice") if petition.address_clear else None
    fifteen = start("forwarding")
    if petition.source_level in {SourceLevel.CITY, SourceLevel.PROVINCE, SourceLevel.STATE}:
        start("superior_forwarding")
    return fifteen


@action
def take_in(claim: Claim, *, by: User, on: date, route: str, reason: str = "") -> Handling:
    """A unit that registered a petition itself keeps it: its handling is there at once (条例第23条第1款)."""
    claim = lock_claim(claim)
    policies.require(by, "take_in", claim)
    reasons = policies.claim_blockers(claim)
    if reasons:
        raise NotLawfulNow(*reasons)
    case = claim.case
    check_day("take_in", case=case, by=by, on=on)
    petition = case.own_petition
    claim.way, claim.route, claim.decided_on, claim.decided_by = ClaimWay.OWN, route, on, by
    claim.reason = reason
    claim.save()
    handling = Handling.objects.create(
        claim=claim, unit=by.unit, route=route, direct=True, first_responsible=True,
        arrived_on=petition.received_on, notice_exempt=not petition.address_clear,
    )  # fmt: skip
    deadline = case.deadlines.filter(period="notice", handling=None, met_on=None, voided_on=None).first()
    if deadline:
        clocks.adopt(deadline, handling)
    elif petition.address_clear:
        clocks.start("take_in", "notice", case=case, unit=by.unit, on=petition.received_on, handling=handling)
    if case.state == CaseState.REGISTERED and not case.claims.filter(way="").exists():
        case.dispatch()
        case.version += 1
        case.save()
    record("take_in", case=case, by=by, on=on, handling=handling, claim=claim, note=reason)
    return handling


@action
def reissue_code(petitioner: Petitioner, *, by: User, on: date) -> codes.IssuedCode:
    """A new query code; the old one is dead from now."""
    case = lock_case(petitioner.petition.filed_as)
    policies.require(by, "reissue_code", case)
    policies.require_sight(by, case)
    issued = codes.issue(petitioner, petitioner.identity, petitioner.phone)
    petitioner.save(update_fields=["code_index", "second_factor"])
    record("reissue_code", case=case, by=by, on=on)
    return issued
