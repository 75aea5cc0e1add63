"""A handling in every state, each reached through the real actions."""

from collections.abc import Callable
from datetime import date, time

from builders import (
    MONDAY,
    accepted,
    again,
    concluded,
    forwarded,
    lived,
    person,
    registered,
    served,
    signed,
    unit,
)

from cases import actions
from cases.actions.importing import Message, Suggested, import_message
from cases.models import Handling, Objection, Proposal, Withdrawal
from law.terms import ClaimWay, HandlingState, Purpose, Role, Route

S = HandlingState
REASON = "该管道属于市政公用设施，不在本单位职责范围内"
GUIDANCE = {
    "path": "向人民法院起诉", "body_name": "云溪县人民法院", "body_address": "正和路88号", "body_phone": "0999-5551259",
    "apply_term": "自知道之日起三年", "basis": "《中华人民共和国民事诉讼法》第一百二十二条", "materials": "起诉状",
}  # fmt: skip
BAR = {
    "final_number": "临信复核〔2025〕3号",
    "final_on": "2025-06-01",
    "comparison": "请求和理由与复核时相同",
    "help": "社区帮扶",
}
DECLINE = {
    "ground_code": "same_matter_above",
    "ground": "同一事项正在办理",
    "in_charge": "云溪县住房和城乡建设局",
}


def handler(handling: Handling):
    return person(Role.HANDLER, handling.unit.code)


def head(handling: Handling):
    return person(Role.UNIT_HEAD, handling.unit.code)


def objected(on: date = MONDAY) -> Objection:
    handling = forwarded(on=on)
    return lived(
        on, actions.object_to, handling, by=head(handling), reason=REASON, suggested_unit=unit("utilities")
    )


def returned(on: date = MONDAY) -> Handling:
    objection = objected(on)
    lived(
        on,
        actions.uphold_objection,
        objection,
        by=person(Role.SCREENING),
        to=unit("utilities"),
        answer="属实",
    )
    return again(objection.handling)


def statutory(on: date = MONDAY) -> Handling:
    handling = forwarded(on=on, route=Route.ADMINISTRATIVE)
    return lived(on, actions.take_statutory, handling, by=handler(handling), words={"legal_term": "六十日"})


def declining(on: date = MONDAY, handling: Handling | None = None) -> Proposal:
    handling = handling or forwarded(on=on)
    return lived(on, actions.propose_decline, handling, by=handler(handling), way=ClaimWay.DECLINE, reason="正在办理",
                 details=DECLINE)  # fmt: skip


def declined(on: date = MONDAY) -> Handling:
    proposal = declining(on)
    return lived(on, actions.decline_handling, proposal, by=head(proposal.handling), approved=True)


def imported(*, answered: bool, on: date = MONDAY, number: str = "m-1") -> Handling:
    message = Message(
        number, "路灯不亮", "路灯坏了十天。", on, "林某", *(("已修复。", on) if answered else ())
    )
    suggested = Suggested("grievance", "", Route.PETITION, unit("housing"))
    return lived(
        on, import_message, message, by=None, suggested=suggested, bureau=unit("bureau")
    ).handlings.get()


def transferred(on: date = MONDAY) -> Handling:
    keeper = person(Role.COMPARTMENT)
    case = registered(purpose=Purpose.ACCUSATION)
    return lived(on, actions.transfer_to_discipline, case.claims.get(), by=keeper, unit=unit("discipline"))


def reported_withdrawal(handling: Handling, on: date = MONDAY) -> Withdrawal:
    case = handling.claim.case
    return lived(on, actions.report_withdrawal, case, by=person(Role.INTAKE), claims=list(case.claims.all()), manner="written",
                 evidence="书面申请一份")  # fmt: skip


def withdrawn(on: date = MONDAY, handling: Handling | None = None) -> Handling:
    handling = handling or accepted(on=on)
    row = reported_withdrawal(handling, on)
    lived(on, actions.withdraw, row, by=person(Role.SCREENING), verification="电话问过本人，确系自愿")
    return again(handling)


#: What is told and answered in the simple procedure.
TOLD = {"told_way": "oral", "told_at": time(15, 20), "told_words": "已电话告知收到，十个工作日内答复"}
REPLIED = {
    "outcome": "supported",
    "reply": "路灯已修好",
    "reply_way": "sms",
    "reply_at": time(9, 5),
    "attitude": "content",
}


def simple(on: date = MONDAY, **changes: object) -> Handling:
    """A first matter taken simply on the day it arrived; ``changes`` are of the file or of the decision."""
    decision = {name: changes.pop(name) for name in list(changes) if name in {"told_way", "written_asked"}}
    handling = forwarded(on=on, **changes)  # type: ignore[arg-type]
    lived(on, actions.accept_simple, handling, by=head(handling), kind="clear", reason="责任明确，当天能修",
          supportable=True, **(TOLD | decision))  # fmt: skip
    return again(handling)


def simple_replied(on: date = MONDAY, **changes: object) -> Handling:
    answer = {name: changes.pop(name) for name in list(changes) if name in {*REPLIED, "written_asked"}}
    handling = simple(on, **changes)
    lived(on, actions.reply_simple, handling, by=handler(handling), **(REPLIED | answer))
    return again(handling)


IN_STATE: dict[HandlingState, Callable[[], Handling]] = {
    S.ARRIVED: forwarded,
    S.OBJECTED: lambda: again(objected().handling),
    S.RETURNED: returned,
    S.ACCEPTED: accepted,
    S.STATUTORY: statutory,
    S.SIGNED: lambda: signed(accepted(), MONDAY),
    S.SERVED: lambda: served(accepted(), MONDAY),
    S.CONCLUDED: lambda: concluded(served(accepted(), MONDAY), MONDAY),
    S.DECLINED: declined,
    S.UNRECORDED: lambda: imported(answered=False),
    S.ANSWERED: lambda: imported(answered=True),
    S.TRANSFERRED: lambda: transferred(),
    S.WITHDRAWN: lambda: withdrawn(),
    S.SIMPLE: simple,
    S.SIMPLE_REPLIED: simple_replied,
}
