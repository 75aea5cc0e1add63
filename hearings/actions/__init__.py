"""The write side of hearings, evaluations and the register."""

from hearings.actions.calling import (
    Hours,
    cancel_hearing,
    notify_hearing,
    postpone_hearing,
    serve_hearing_notice,
)
from hearings.actions.evaluating import record_evaluation
from hearings.actions.holding import Said, conclude_hearing, hold_hearing
from hearings.actions.proposing import (
    approve_hearing,
    draw_panel,
    propose_hearing,
    refuse_hearing,
    replace_panelist,
)
from hearings.actions.publishing import (
    draft_publication,
    publish_opinion,
    send_back_publication,
    withdraw_publication,
)
from hearings.actions.recusing import propose_member_recusal
from hearings.actions.roster import (
    Entry,
    add_expert,
    add_room,
    attend_duty,
    change_expert,
    close_room,
    drop_duty,
    let_go,
    plan_duty,
    record_participation,
)

__all__ = [
    "Entry",
    "Hours",
    "Said",
    "add_expert",
    "add_room",
    "approve_hearing",
    "attend_duty",
    "cancel_hearing",
    "change_expert",
    "close_room",
    "conclude_hearing",
    "draft_publication",
    "draw_panel",
    "drop_duty",
    "hold_hearing",
    "let_go",
    "notify_hearing",
    "plan_duty",
    "postpone_hearing",
    "propose_hearing",
    "propose_member_recusal",
    "publish_opinion",
    "record_evaluation",
    "record_participation",
    "refuse_hearing",
    "replace_panelist",
    "send_back_publication",
    "serve_hearing_notice",
    "withdraw_publication",
]
