"""受理争议: put up to the common superior or the joint conference, decided, carried out (条例第24条第1款)."""

from collections.abc import Sequence
from datetime import date, timedelta

from cases import clocks, notices, papers, policies
from cases.actions.performing import check_day, lock_handling, perform, record
from cases.actions.referral import new_handling
from cases.models import Deadline, Dispute, DisputedUnit, Handling, Objection
from cases.models.handling import HANDLING_ENDED
from cases.policies import NotLawfulNow
from law.terms import DisputeBody, DisputeState, HandlingRole, HandlingState
from organizations.acting import action
from organizations.models import Unit, User


def parties_of(handling: Handling) -> list[tuple[Unit, Objection]]:
    """The units that denied this claim, in the order in which it came to them, each with its objection."""
    rows = Objection.objects.filter(handling__claim=handling.claim).exclude(upheld=False).order_by("pk")
    found = {row.handling.unit_id: (row.handling.unit, row) for row in rows.select_related("handling__unit")}
    return list(found.values())


@action
def refer_dispute(
    handling: Handling,
    *,
    by: User,
    on: date,
    body: str,
    reason: str,
    superior: Unit | None = None,
    others: Sequence[Unit] = (),
) -> Dispute:
    """报请决定: the bureau cannot settle by itself whose matter it is. The fifteen days of notice do not stop."""
    handling = lock_handling(handling)
    policies.require(by, "refer_dispute", handling)
    reasons = policies.blockers(handling, "refer_dispute", on=on)
    if reasons:
        raise NotLawfulNow(*reasons)
    case = handling.claim.case
    check_day("refer_dispute", case=case, by=by, on=on, handling=handling)
    if len(reason.strip()) < 10:
        raise NotLawfulNow("请写明争议情况：各单位否认的理由，以及信访局核实的情况（条例第24条第1款）")
    denied = parties_of(handling)
    named = [unit for unit in dict.fromkeys(others) if unit.pk not in {party.pk for party, _ in denied}]
    units = [*(unit for unit, _ in denied), *named]
    if len(units) < 2:
        raise NotLawfulNow("还不能：受理争议要有两个以上单位，请写明另一方是哪个单位（条例第24条第1款）")
    _body_fits(body, superior, units)
    first = min(objection.raised_on for _, objection in denied)
    dispute = Dispute.objects.create(
        case=case, claim=handling.claim, handling=handling, body=body, superior=superior, reason=reason.strip(),
        hops=len(denied), first_denied_on=first, referred_by=by, referred_on=on,
    )  # fmt: skip
    objections = {unit.pk: objection for unit, objection in denied}
    DisputedUnit.objects.bulk_create(
        [DisputedUnit(dispute=dispute, unit=unit, order=n, objection=objections.get(unit.pk),
                      denied_on=objections[unit.pk].raised_on if unit.pk in objections else None)
         for n, unit in enumerate(units, 1)]
    )  # fmt: skip
    clocks.meet("refer_dispute", on=on, case=case, handling=handling)
    record("refer_dispute", case=case, by=by, on=on, handling=handling, from_state=handling.state, note=reason,
           data={"dispute": dispute.pk, "body": body, "superior": superior.code if superior else "",
                 "units": [unit.code for unit in units]})  # fmt: skip
    papers.dispute_referred(dispute, by=by, on=on)
    notices.dispute_referred(dispute, on=on)
    return dispute


def _body_fits(body: str, superior: Unit | None, units: Sequence[Unit]) -> None:
    if body == DisputeBody.CONFERENCE:
        if superior is not None:
            raise NotLawfulNow("报请联席会议的，不用选决定机关")
        return
    if body != DisputeBody.SUPERIOR or superior is None:
        raise NotLawfulNow("请选择报请谁决定：共同的上一级机关、单位，或者联席会议（条例第24条第1款）")
    if not all(unit.is_within(superior) and unit.pk != superior.pk for unit in units):
        raise NotLawfulNow(
            f"{superior.short_name}不是争议各方共同的上级，没有共同上一级的报请联席会议（条例第24条第1款）"
        )


@action
def withdraw_dispute(dispute: Dispute, *, by: User, on: date, reason: str) -> Dispute:
    """撤回报请: the units agreed after all (协商受理, 条例第24条第1款); the objection is decided the ordinary way."""
    dispute, handling = _locked(dispute)
    policies.require(by, "withdraw_dispute", handling)
    _open(dispute)
    check_day("withdraw_dispute", case=dispute.case, by=by, on=on, handling=handling)
    if not reason.strip():
        raise NotLawfulNow("请写明协商的结果：由哪个单位受理")
    dispute.withdraw()
    dispute.ended_reason, dispute.decided_by, dispute.decided_on = reason.strip()[:300], by, on
    dispute.version += 1
    dispute.save()
    record("withdraw_dispute", case=dispute.case, by=by, on=on, handling=handling, from_state=handling.state, note=reason,
           data={"dispute": dispute.pk})  # fmt: skip
    return dispute


@action
def decide_dispute(
    dispute: Dispute,
    *,
    by: User,
    on: date,
    lead: Unit,
    decision: str,
    assisting: Sequence[Unit] = (),
    source_number: str = "",
    minutes_number: str = "",
) -> Handling:
    """决定主办单位: another unit's clocks start anew; the one that had it goes on with its own (条例第24条第1款).

    ``source_number``: the superior's paper, when the bureau enters a decision made outside the system;
    ``minutes_number``: the conference's, whose chair decides by signing them. A unit so designated objects no more.
    """
    dispute, handling = _locked(dispute)
    _open(dispute)
    act = "confirm_unit" if lead.pk == handling.unit_id else "decide_dispute"
    policies.require(by, act, handling)
    reasons = decision_blockers(dispute, by=by, lead=lead, assisting=assisting, decision=decision,
                                source_number=source_number, minutes_number=minutes_number)  # fmt: skip
    if reasons:
        raise NotLawfulNow(*reasons)
    objection = Objection.objects.filter(handling=handling, decided_on=None).first()
    if act == "confirm_unit":
        new = perform(
            handling, act, by=by, on=on, note=decision, data=_told(dispute, lead, assisting), designated=True
        )
    else:
        new = _pass_to(
            dispute, handling, lead, by=by, on=on, note=decision, data=_told(dispute, lead, assisting)
        )
    helpers = [_assists(new, unit, on=on) for unit in dict.fromkeys(assisting)]
    if objection:
        objection.upheld, objection.answer = act == "decide_dispute", decision.strip()
        objection.decided_by, objection.decided_on = by, on
        objection.save()
    dispute.decide()
    dispute.lead, dispute.outcome, dispute.decision = lead, new, decision.strip()
    dispute.decided_by, dispute.decided_on = by, on
    dispute.source_number = (minutes_number or source_number).strip()
    dispute.version += 1
    dispute.save()
    dispute.assisting.set(assisting)
    papers.designated(dispute, new, by=by, on=on, moved=act == "decide_dispute")
    notices.dispute_decided(dispute, on=on)
    for helper in helpers:
        if helper:
            notices.arrived(helper, on=on)
    return new


def decision_blockers(
    dispute: Dispute,
    *,
    by: User,
    lead: Unit,
    assisting: Sequence[Unit],
    decision: str,
    source_number: str = "",
    minutes_number: str = "",
) -> list[str]:
    """What a decision still lacks, or why it cannot be made so."""
    found = []
    if not decision.strip():
        found.append("请写明决定的理由，要书面告诉各单位（条例第24条第1款）")
    if lead.abolished_on:
        found.append(f"{lead.short_name}已经撤销，请改选承接单位（条例第24条第2款）")
    if lead in assisting:
        found.append("主办单位不能同时是协办单位")
    if dispute.body == DisputeBody.CONFERENCE and not minutes_number.strip():
        found.append("还不能：本件报请联席会议，由会议议定、纪要签发时生效（条例第24条第1款）")
    if (
        dispute.body == DisputeBody.SUPERIOR
        and by.unit_id != dispute.superior_id
        and not source_number.strip()
    ):
        found.append(f"请填写{dispute.body_name}决定的文号：信访局只登记上级作出的决定")
    return found


def _told(dispute: Dispute, lead: Unit, assisting: Sequence[Unit]) -> dict[str, object]:
    return {"dispute": dispute.pk, "unit": lead.code, "assisting": [unit.code for unit in assisting]}


def _pass_to(
    dispute: Dispute,
    handling: Handling,
    lead: Unit,
    *,
    by: User,
    on: date,
    note: str,
    data: dict[str, object],
) -> Handling:
    """The unit that had it is quit of its clocks; the designated one's begin, without a right to object."""
    claim = handling.claim
    if (
        claim.handlings.filter(unit=lead, role=HandlingRole.LEAD)
        .exclude(state=HandlingState.RETURNED)
        .exists()
    ):
        raise NotLawfulNow(f"{lead.short_name}正在主办本项诉求，请核对")
    report = Deadline.objects.running().filter(handling=handling, period="assigned_report").first()
    old = perform(handling, "decide_dispute", by=by, on=on, note=note, data=data, ended_on=on)
    for helper in claim.handlings.filter(unit=lead, role=HandlingRole.ASSISTING).exclude(
        state__in=HANDLING_ENDED
    ):
        helper.reply_assistance()  # who leads now does not assist besides
        helper.ended_on = on
        helper.save(update_fields=["state", "ended_on"])
    return new_handling("decide_dispute", old.claim, lead, on=on, assigned=old.assigned, replaces=old, designated=True,
                        report_due_on=on + timedelta(days=report.length or 45) if report else None)  # fmt: skip


def _assists(new: Handling, unit: Unit, *, on: date) -> Handling | None:
    """One more unit assists; one that already does, or did, is not asked twice."""
    if unit.abolished_on:
        raise NotLawfulNow(f"{unit.short_name}已经撤销，请改选承接单位（条例第24条第2款）")
    if new.claim.handlings.filter(unit=unit).exclude(state=HandlingState.RETURNED).exists():
        return None
    return new_handling("decide_dispute", new.claim, unit, on=on, role=HandlingRole.ASSISTING)


def _locked(dispute: Dispute) -> tuple[Dispute, Handling]:
    handling = lock_handling(dispute.handling)
    fresh = Dispute.objects.select_related("superior", "claim").get(pk=dispute.pk)
    fresh.handling, fresh.case = handling, handling.claim.case
    return fresh, handling


def _open(dispute: Dispute) -> None:
    if dispute.state != DisputeState.REFERRED:
        raise NotLawfulNow(f"这项争议{DisputeState(dispute.state).label}，不再决定")
