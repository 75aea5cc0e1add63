"""Into the compartment: an accusation's words sealed, its holders named, the clerk's access ended (条例第30条第3款)."""

from datetime import date
from typing import Any

from cases import files, policies
from cases.actions.performing import lock_case, record
from cases.models import (
    AccusedUnit,
    Case,
    CompartmentGrant,
    CounselRequest,
    Petition,
    Petitioner,
    Proposal,
    RepeatLink,
    SealedMatter,
)
from cases.policies import NotLawfulNow
from law import clock
from law.terms import CaseState, Purpose, Role
from organizations.acting import action
from organizations.models import Unit, User

#: Shown wherever an accusation is listed to the cleared; its words are sealed.
SEALED_TITLE = "检举控告件（内容封存）"
#: In the place of words that went into the sealed matter, where a column may not be empty.
SEALED_WORDS = "（内容封存）"
#: What a clerk writes about a petition in free words.
PETITION_WORDS = ("procedures", "told_before", "materials", "needs")


def seal(case: Case, content: dict[str, Any], *, accused: list[Unit], by: User | None) -> None:
    """Encrypt what was said, note whom it is about, and name who may see it."""
    matter = SealedMatter(case=case)
    matter.content = content
    matter.save()
    AccusedUnit.objects.bulk_create([AccusedUnit(case=case, unit=unit) for unit in accused])
    _grant_keepers(case, by, accused)


def _grant_keepers(case: Case, by: User | None, accused: list[Unit]) -> None:
    """The registering clerk until handed on, and the compartment officers, each by name (条例第30条第3款)."""
    keepers = User.objects.filter(role=Role.COMPARTMENT, is_active=True).select_related("unit")
    holders: list[Any] = [
        CompartmentGrant(case=case, user=keeper, reason="保密员保管", granted_by=None)
        for keeper in keepers
        if not any(keeper.unit.is_within(unit) for unit in accused)
    ]
    if (
        by is not None
        and by.role != Role.COMPARTMENT
        and not any(by.unit.is_within(unit) for unit in accused)
    ):
        holders.append(CompartmentGrant(case=case, user=by, reason="登记人，移交前", granted_by=None))
    CompartmentGrant.objects.bulk_create(holders)


@action
def seal_accusation(case: Case, *, by: User, on: date, accused: list[Unit]) -> Case:
    """A registered file turns out to be an accusation: into the compartment at once, every word of it sealed.

    Only before anything was sent, and while nothing else is joined to it. Raises NotLawfulNow.
    """
    case = lock_case(case)
    policies.require(by, "seal_accusation", case)
    if case.state != CaseState.REGISTERED or case.in_compartment:
        raise NotLawfulNow(f"事项当前为「{case.get_state_display()}」，不能转入检举控告通道")  # type: ignore[attr-defined]
    if case.claims.exclude(way="").exists():
        raise NotLawfulNow(
            "已有诉求转出，不能整件转入检举控告通道；请将检举部分另行登记为单独一件（条例第30条第3款）"
        )
    if case.petitions.count() > 1:
        raise NotLawfulNow("有重复件并入本件，请先撤销重复认定，再逐件转入检举控告通道")
    seal(case, _words(case) | {"attachments": files.seal_all(case)}, accused=accused, by=by)
    case.purpose, case.in_compartment, case.title, case.summary = Purpose.ACCUSATION, True, SEALED_TITLE, ""
    case.place_text = ""
    case.version += 1
    case.save()
    _blank(case)
    record("seal_accusation", case=case, by=by, on=on)
    return case


def _words(case: Case) -> dict[str, Any]:
    """Everything that was written about the matter, from wherever it stands."""
    petition = case.own_petition
    aside = [
        *Proposal.objects.filter(claim__case=case).values_list("reason", "answer"),
        *case.counsel_requests.values_list("question", "opinion"),
        *petition.repeat_links.values_list("reason", "undone_reason"),
    ]
    return {
        "title": case.title,
        "summary": case.summary,
        "claims": [claim.text for claim in case.claims.all()],
        "place": case.place_text,
        **{name: getattr(petition, name) for name in PETITION_WORDS},
        "aside": [text for pair in aside for text in pair if text],
    }


def _blank(case: Case) -> None:
    """Nothing of it stays readable in the tables; a proposal nobody signed is over."""
    case.claims.update(text="", route="", reason="")
    Petition.objects.filter(filed_as=case).update(**dict.fromkeys(PETITION_WORDS, ""))
    Petitioner.objects.filter(petition__filed_as=case).update(
        name_index="", identity_index="", phone_index=""
    )
    proposals = Proposal.objects.filter(claim__case=case)
    proposals.filter(decided_on=None).delete()
    proposals.update(reason=SEALED_WORDS, answer=SEALED_WORDS, details={})
    CounselRequest.objects.filter(case=case).update(question=SEALED_WORDS)
    CounselRequest.objects.filter(case=case).exclude(opinion="").update(opinion=SEALED_WORDS)
    links = RepeatLink.objects.filter(petition__filed_as=case)
    links.update(reason=SEALED_WORDS)
    links.exclude(undone_reason="").update(undone_reason=SEALED_WORDS)


@action
def hand_on_accusation(case: Case, *, by: User, on: date) -> None:
    """The registering clerk hands the accusation on: from now it does not exist for the clerk (条例第30条第3款)."""
    case = lock_case(case)
    policies.require(by, "hand_on_accusation", case)
    if not CompartmentGrant.objects.in_force().filter(case=case).exclude(user=by).exists():
        raise NotLawfulNow("还没有别的人能看到这一件：请安全管理员先授权一名保密员，再移交")
    CompartmentGrant.objects.filter(case=case, user=by, revoked_at=None).update(revoked_at=clock.now())
    record("hand_on_accusation", case=case, by=by, on=on)
