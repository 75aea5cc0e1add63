"""Each act on a whole file or on a claim not yet sent, ready to be done: files in every state of the case machine."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import reviewing
from builders import (
    MONDAY,
    accepted,
    again,
    claim_of,
    concluded,
    days,
    lived,
    person,
    registered,
    registration,
    served,
    unit,
)
from states import BAR, DECLINE, GUIDANCE

from cases import actions
from cases.actions import Destination
from cases.actions.merging import Cleaned
from cases.models import Case, Claim, Proposal
from cases.procedure import ACTS
from law.terms import CaseState, ClaimWay, Purpose, Role, Route
from organizations.models import User

C = CaseState
Call = Callable[[], Any]
#: What is done to the file on a day; made before it is done, so that whoever does it has seen the file as it was.
Ready = Callable[[Case, date], Call]
AFTER = MONDAY + days(90)


def officer() -> User:
    return person(Role.SCREENING)


def second_officer() -> User:
    found = User.objects.filter(username="second-officer").first()
    return found or User.objects.create(
        username="second-officer", name="第二甄别员", role=Role.SCREENING, unit=unit("bureau")
    )


def _claim(act: Callable[..., Any], **words: Any) -> Ready:
    def ready(case: Case, day: date) -> Call:
        claim, by = case.claims.first(), officer()
        return lambda: act(claim, by=by, on=day, **words)

    return ready


def _case(act: Callable[..., Any], by: Callable[[], User], **words: Any) -> Ready:
    def ready(case: Case, day: date) -> Call:
        who = by()
        return lambda: act(case, by=who, on=day, **words)

    return ready


def forward(case: Case, day: date) -> Call:
    claim, by, to = case.claims.first(), officer(), Destination(unit("housing"))
    return lambda: actions.forward(claim, by=by, on=day, route=Route.PETITION, to=to)


def _proposal(case: Case) -> Proposal:
    return Proposal.objects.get(claim__case=case, decided_on=None)


def sign(case: Case, day: date) -> Call:
    proposal = _proposal(case)
    by = person(Role.BUREAU_LEADER) if proposal.way == ClaimWay.ASSIGN else second_officer()
    return lambda: actions.sign_proposal(proposal, by=by, on=day)


def refuse(case: Case, day: date) -> Call:
    proposal, by = _proposal(case), person(Role.BUREAU_LEADER)
    return lambda: actions.refuse_proposal(proposal, by=by, on=day, answer="先核实")


def take_in(case: Case, day: date) -> Call:
    claim, by = case.claims.first(), person(Role.HANDLER, case.receiving_unit.code)
    return lambda: actions.take_in(claim, by=by, on=day, route=Route.PETITION)


def to_discipline(case: Case, day: date) -> Call:
    claim, by, body = case.claims.first(), person(Role.COMPARTMENT), unit("discipline")
    return lambda: actions.transfer_to_discipline(claim, by=by, on=day, unit=body)


def link(case: Case, day: date) -> Call:
    earlier, by = (
        Case.objects.exclude(pk=case.pk).filter(state=C.REGISTERED).order_by("-pk")[0],
        person(Role.INTAKE),
    )
    return lambda: actions.link_repeat(case, earlier=earlier, by=by, on=day, reason="同人同事")


def confirm(case: Case, day: date) -> Call:
    row, by = case.own_petition.repeat_links.get(undone_on=None), officer()
    return lambda: actions.confirm_repeat(row, by=by, on=day)


def split_off(case: Case, day: date) -> Call:
    left = Cleaned(
        "改造后污水倒灌", "第一次下大雨就倒灌。", {claim.pk: claim.text for claim in case.claims.all()}
    )
    by = person(Role.INTAKE)
    return lambda: actions.split_accusation(
        case, by=by, on=day, words="施工中收受好处", accused=[], left=left
    )


def withdraw(case: Case, day: date) -> Call:
    row, by = case.withdrawals.get(decided_on=None), officer()
    return lambda: actions.withdraw(row, by=by, on=day, verification="问过本人")


def ask_review(case: Case, day: date) -> Call:
    handling, by = again(Claim.objects.get(case=case).handlings.get()), person(Role.INTAKE)
    return lambda: actions.request_review(
        handling, by=by, on=day, requested_on=day, received_on=day, **reviewing.WORDS
    )


def conclude(n: int) -> Ready:
    def ready(case: Case, day: date) -> Call:
        handling, by = again(list(case.claims.order_by("order"))[n].handlings.get()), officer()
        return lambda: actions.conclude(handling, by=by, on=day)

    return ready


# --- files -------------------------------------------------------------------------------------------------------


def to_be_screened() -> Case:
    registered()  # the earlier one, which it may repeat
    case = registered()
    lived(MONDAY, actions.report_withdrawal, case, by=person(Role.INTAKE), claims=list(case.claims.all()), manner="written",
          evidence="书面申请一份")  # fmt: skip
    return case


def proposed(way: str) -> Callable[[], Case]:
    def make() -> Case:
        case = to_be_screened()
        details = {"guide": GUIDANCE, "decline": DECLINE, "bar": BAR}.get(way)
        to = Destination(unit("housing"), [], MONDAY + days(40)) if way == "assign" else None
        lived(MONDAY, actions.propose, claim_of(case), by=officer(), way=way, reason="应当这样办理", to=to, details=details,
              route=Route.JUDICIAL if way == "guide" else Route.PETITION)  # fmt: skip
        return case

    return make


def put_to_a_unit() -> Case:
    form = registration()
    return lived(
        MONDAY, actions.register, form, by=person(Role.HANDLER, "housing"), unit=unit("housing")
    ).case


def accusation() -> Case:
    person(Role.COMPARTMENT)
    return registered(purpose=Purpose.ACCUSATION)


def joined() -> Case:
    case = registered()
    lived(MONDAY, actions.link_repeat, case, by=person(Role.INTAKE), earlier=registered(), reason="同人同事")
    return Case.objects.get(pk=case.pk)


def two_answers() -> Case:
    """Two claims, both answered: whoever concludes last closes the file, once."""
    case = registered(claims=["重新接管", "赔偿损失"])
    for claim, code in zip(case.claims.order_by("order"), ("housing", "water"), strict=True):
        row = lived(
            MONDAY, actions.forward, claim, by=officer(), route=Route.PETITION, to=Destination(unit(code))
        )
        lived(MONDAY, actions.accept, row, by=person(Role.HANDLER, code))
        served(again(row), MONDAY)
    return case


def closed() -> Case:
    return concluded(served(accepted(), MONDAY), MONDAY).case


@dataclass(frozen=True)
class FileScene:
    """A file, the day, and what may be tried on it."""

    name: str
    state: CaseState
    make: Callable[[], Case]
    calls: dict[str, Ready]
    day: date = MONDAY
    #: For the table of acts: what an act of another name does here.
    means: dict[str, str] = field(default_factory=dict)


SCREENING: dict[str, Ready] = {
    "forward": forward,
    "propose": _claim(actions.propose, way="file_away", route=Route.PETITION, reason="没有实质诉求"),
    "reply_directly": _claim(actions.reply_directly, answer="已当场说明"),
    "split_claim": _claim(actions.split_claim, texts=["重新接管", "赔偿损失"]),
    "suggest_simple": _claim(actions.suggest_simple, kind="clear", reason="责任明确"),
    "link_repeat": link,
    "seal_accusation": _case(actions.seal_accusation, lambda: person(Role.INTAKE), accused=[]),
    "split_accusation": split_off,
    "withdraw": withdraw,
}
SIGNING: dict[str, Ready] = {"sign": sign, "refuse_proposal": refuse, "withdraw": withdraw,
                             "seal_accusation": SCREENING["seal_accusation"]}  # fmt: skip
WAYS = {
    "assign": "sign_assignment",
    "guide": "guide",
    "decline": "decline",
    "bar": "bar",
    "file_away": "file_away",
}
FILES = [
    FileScene("to be screened", C.REGISTERED, to_be_screened, SCREENING),
    *[FileScene(f"to be signed: {way}", C.REGISTERED, proposed(way), SIGNING, means={"sign": act}) for way, act in WAYS.items()],
    FileScene("put to a unit", C.REGISTERED, put_to_a_unit, {"take_in": take_in}),
    FileScene("an accusation", C.REGISTERED, accusation, {
        "transfer_to_discipline": to_discipline,
        "hand_on_accusation": _case(actions.hand_on_accusation, lambda: person(Role.INTAKE)),
    }),
    FileScene("joined by a clerk", C.MERGED, joined, {
        "confirm_repeat": confirm,
        "unlink_repeat": _case(actions.unlink_repeat, officer, reason="不是一回事"),
    }),
    FileScene("two answers to be checked", C.DISPATCHED, two_answers, {"conclude": conclude(0), "conclude the other": conclude(1)}),
    FileScene("at its end", C.CLOSED, closed, {
        "archive": _case(actions.archive, lambda: person(Role.INTAKE)), "request_review": ask_review,
    }, AFTER),
]  # fmt: skip
#: Acts on a file that no scene tries: nothing is there before them.
BIRTHS = {"register", "import_message", "import_case"}


def file_acts() -> set[str]:
    return {name for name, act in ACTS.items() if act.machine in {"case", "claim"}} - BIRTHS


def tried() -> set[str]:
    return {scene.means.get(name, name) for scene in FILES for name in scene.calls}
