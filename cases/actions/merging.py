"""并案 and its undoing, claims taken apart, the accusation taken out of a mixed petition (domain §2.1, §4.2, §4.3)."""

from dataclasses import dataclass
from datetime import date

from cases import clocks, files, notices, papers, policies
from cases.actions.intake import Person, Registered, Registration, register
from cases.actions.performing import lock_case, lock_claim, record, settle_case
from cases.models import Attachment, Case, Claim, Proposal, RepeatLink, SealedMatter
from cases.policies import NotLawfulNow
from cases.procedure import ACTS
from law.terms import CaseState, ClaimWay, Purpose, Route
from organizations.acting import action
from organizations.models import Unit, User
from organizations.roles import Permission


@action
def link_repeat(case: Case, *, earlier: Case, by: User, on: date, reason: str) -> RepeatLink:
    """A person decides that this petition repeats an earlier matter (同人＋同事, domain §3.4).

    With the earlier matter still open it joins that file and keeps its own number; with a closed one it stays a case
    of its own, marked as a repeat. Never done by machine; :func:`unlink_repeat` undoes it. Who screens decides alone;
    what a clerk joins waits for :func:`confirm_repeat`, and its own fifteen days run on until then.
    """
    first, second = sorted([case, earlier], key=lambda row: row.pk)
    locked = {row.pk: lock_case(row) for row in (first, second)}
    case, earlier = locked[case.pk], locked[earlier.pk]
    policies.require(by, "link_repeat", case)
    if case.pk == earlier.pk or earlier.merged_into_id or earlier.in_compartment:
        raise NotLawfulNow("不能并入这件，请选择另一件")
    if case.state != CaseState.REGISTERED:
        raise NotLawfulNow("本件已经转出，不能再认定为重复件并入")
    if (
        case.claims.exclude(way="").exists()
        or Proposal.objects.filter(claim__case=case, decided_on=None).exists()
    ):
        raise NotLawfulNow("本件已有诉求定了去处或提请审签，不能整件并入")
    if case.petitions.count() > 1:
        raise NotLawfulNow("已有别的件并入本件，请先撤销那些认定，再并入")
    if not reason.strip():
        raise NotLawfulNow("请写明认定同人同事的理由")
    petition = case.own_petition
    if petition.repeat_links.filter(undone_on=None).exists():
        raise NotLawfulNow("本件已经认定为重复件")
    merged = earlier.state in {CaseState.REGISTERED, CaseState.DISPATCHED}
    alone = not merged or by.can(Permission.SCREEN)
    link = RepeatLink.objects.create(petition=petition, earlier=earlier, merged=merged, reason=reason, linked_by=by, linked_on=on,
                                     confirmed_by=by if alone else None, confirmed_on=on if alone else None)  # fmt: skip
    if merged:
        petition.case = earlier
        petition.save(update_fields=["case"])
        case.merged_into = earlier
        case.merge()
        case.version += 1
        case.save()
        if alone:
            clocks.void("link_repeat", on=on, case=case, reason=MERGED)
        record("link_repeat", case=earlier, by=by, on=on, data={"joined": case.number})
    record("link_repeat", case=case, by=by, on=on, note=reason, data={"earlier": earlier.number})
    if merged and alone:
        papers.merged(case, earlier, by=by, on=on)
    elif merged:
        notices.repeat_to_confirm(link, on=on)
    return link


@action
def confirm_repeat(link: RepeatLink, *, by: User, on: date) -> RepeatLink:
    """确认并案 of what a clerk joined: from now on its own fifteen days are void, and the petitioner is told."""
    case = lock_case(link.petition.filed_as)
    policies.require(by, "confirm_repeat", case)
    link = RepeatLink.objects.select_related("earlier", "petition").get(pk=link.pk)
    if link.undone_on or not link.merged:
        raise NotLawfulNow("这项并案已经撤销")
    if link.confirmed_on:
        raise NotLawfulNow(f"已于 {link.confirmed_on} 确认并案")
    policies.second_person(link.linked_by, by)
    link.confirmed_by, link.confirmed_on = by, on
    link.save()
    clocks.void("confirm_repeat", on=on, case=case, reason=MERGED)
    record("confirm_repeat", case=case, by=by, on=on, data={"earlier": link.earlier.number})
    papers.merged(case, link.earlier, by=by, on=on)
    return link


MERGED = "并入原件"


@action
def unlink_repeat(case: Case, *, by: User, on: date, reason: str) -> Case:
    """Undo a repeat: the petition goes back to its own file, whose clock runs from its first day again."""
    case = lock_case(case)
    policies.require(by, "unlink_repeat", case)
    petition = case.own_petition
    link = petition.repeat_links.filter(undone_on=None).first()
    if link is None:
        raise NotLawfulNow("本件没有认定为重复件")
    if not reason.strip():
        raise NotLawfulNow("请写明撤销的理由")
    link.undone_by, link.undone_on, link.undone_reason = by, on, reason
    link.save()
    if link.merged:
        petition.case = case
        petition.save(update_fields=["case"])
        case.merged_into = None
        case.unmerge()
        case.version += 1
        case.save()
        clocks.restore(case, ACTS["link_repeat"].voids, MERGED)
        record("unlink_repeat", case=link.earlier, by=by, on=on, data={"left": case.number})
    record("unlink_repeat", case=case, by=by, on=on, note=reason)
    return case


@action
def split_claim(claim: Claim, *, by: User, on: date, texts: list[str]) -> list[Claim]:
    """拆分诉求: one claim that asks several things becomes several, each with its own way (条例第31条).

    The first text stays with the claim; the others follow the last claim of the file.
    """
    claim = lock_claim(claim)
    policies.require(by, "split_claim", claim)
    _undecided(claim)
    wanted = [text.strip() for text in texts if text.strip()]
    if len(wanted) < 2:
        raise NotLawfulNow("请写出至少两项诉求，一行一项")
    if len(set(wanted)) < len(wanted):
        raise NotLawfulNow("有两项诉求写得一样，请核对")
    case, before = claim.case, claim.text
    claim.text = wanted[0]
    claim.save(update_fields=["text"])
    last = max(case.claims.values_list("order", flat=True))
    added = Claim.objects.bulk_create(
        [Claim(case=case, order=last + n, text=text, category=claim.category) for n, text in enumerate(wanted[1:], 1)]
    )  # fmt: skip
    case.version += 1
    case.save()
    record(
        "split_claim",
        case=case,
        by=by,
        on=on,
        claim=claim,
        note=f"原文：{before}",
        data={"claims": len(wanted)},
    )
    return [claim, *added]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What stays in the open file once the accusation is out of it: its words, written anew by a person."""

    title: str
    summary: str
    claims: dict[int, str]


@action
def split_accusation(
    case: Case,
    *,
    by: User,
    on: date,
    words: str,
    accused: list[Unit],
    left: Cleaned,
    attachments: list[int] | None = None,
) -> Registered:
    """拆出检举控告: of a mixed petition the accusation becomes a sealed file of its own (条例第30条第3款, domain §4.3).

    ``words``: what is accused. ``left``: the words of what stays; a claim whose text is left empty went out whole.
    ``attachments`` go with the accusation. Its fifteen days start, as the whole did, on the day of receipt.
    """
    case = lock_case(case)
    policies.require(by, "split_accusation", case)
    if case.in_compartment or case.imported:
        raise NotLawfulNow("不能：这一件没有可以拆出的公开部分")
    if case.state != CaseState.REGISTERED or case.petitions.count() > 1:
        raise NotLawfulNow("不能：本件已经转出或并案，其文字别的单位可能看过；请报告保密员另行登记检举部分")
    if Proposal.objects.filter(claim__case=case, decided_on=None).exists():
        raise NotLawfulNow("还不能：有诉求在提请审签，请先退回重新甄别，再拆出检举部分")
    if not words.strip():
        raise NotLawfulNow("请写明检举控告的内容")
    claims = list(case.claims.all())
    kept = {claim.pk: left.claims.get(claim.pk, "").strip() for claim in claims}
    if any(claim.way and not kept[claim.pk] for claim in claims):
        raise NotLawfulNow("不能：已定去处的诉求不能整项拆出")
    if not any(kept.values()) or not left.title.strip():
        raise NotLawfulNow("留下的部分至少要有概况和一项诉求；全部是检举控告的，请用「转入检举控告通道」")
    made = register(_accusation(case, words, accused), by=by, unit=case.receiving_unit, on=on)
    moved = case.attachments.filter(pk__in=attachments or [])
    Attachment.objects.filter(pk__in=[row.pk for row in moved]).update(case=made.case)
    _seal_attachments(made.case)
    case.title, case.summary = left.title.strip()[:120], left.summary.strip()
    for claim in claims:
        if kept[claim.pk]:
            claim.text = kept[claim.pk]
        else:
            claim.text, claim.way, claim.route = "", ClaimWay.SPLIT_OFF, claim.route or Route.PETITION
            claim.decided_on, claim.decided_by = on, by
        claim.save()
    case.version += 1
    case.save()
    settle_case(case, on=on)
    record("split_accusation", case=case, by=by, on=on)
    return made


def _accusation(case: Case, words: str, accused: list[Unit]) -> Registration:
    """The accusation as if it had come alone: same day, same channel, same people."""
    petition = case.own_petition
    people = [
        Person(
            row.name,
            row.identity,
            row.phone,
            row.address,
            row.representative,
            row.electronic_service,
            row.agent,
            row.agent_relation,
            row.agent_authorised,
        )
        for row in petition.petitioners.all()
    ]
    return Registration(
        channel=petition.channel, received_on=petition.received_on, petitioned_on=petition.petitioned_on,
        title="检举控告", summary=words.strip(), purpose=Purpose.ACCUSATION, claims=[words.strip()], persons=people,
        people=petition.people, place=case.place, source_level=petition.source_level, anonymous=petition.anonymous,
        address_clear=petition.address_clear, oral=petition.oral, form=petition.form, accused=accused,
    )  # fmt: skip


def _seal_attachments(case: Case) -> None:
    matter = SealedMatter.objects.get(case=case)
    matter.content = matter.content | {"attachments": files.seal_all(case)}
    matter.save()


def _undecided(claim: Claim) -> None:
    reasons = policies.claim_blockers(claim)
    if Proposal.objects.filter(claim=claim, decided_on=None).exists():
        reasons.append("这项诉求正在提请审签，请先退回重新甄别")
    if claim.case.in_compartment:
        reasons.append("不能：检举控告整件移送，不拆分诉求（条例第30条第3款）")
    if reasons:
        raise NotLawfulNow(*reasons)
