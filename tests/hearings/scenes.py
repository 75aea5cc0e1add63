"""Hearings in every state, each reached through the real actions; a register of nine people, three of each group."""

from datetime import date, time, timedelta
from typing import Any

from builders import MONDAY, accepted, lived, person, unit

from cases import actions as case_actions
from cases.models import Case, Handling, Recusal
from hearings import actions
from hearings.actions import Entry, Hours, Said
from hearings.models import Expert, Hearing, Room
from law.terms import ExpertKind, HearingOpinion, HearingState, Role
from organizations.models import User

K = ExpertKind
#: 2026-03-02 is a Monday: proposed and drawn in one week, heard on the Thursday of the next.
PROPOSED, APPROVED, DRAWN, NOTICED, SERVED = (MONDAY + timedelta(days=n) for n in (1, 2, 2, 3, 4))
HEARD = date(2026, 3, 12)
CONCLUDED = date(2026, 3, 13)
PEOPLE = (
    ("陆一", K.LAWYER), ("陆二", K.LAWYER), ("陆三", K.LAWYER), ("莫一", K.JURIST), ("莫二", K.TRADE), ("莫三", K.PSYCHOLOGIST),
    ("倪一", K.DEPUTY), ("倪二", K.CPPCC), ("倪三", K.PARTY_DELEGATE),
)  # fmt: skip
ONE_OF_EACH = {"lawyers": 1, "experts": 1, "delegates": 1}
SAID = Said(
    recorder="记录员甲", attendants="信访人本人\n承办单位：分管负责人、经办人", petitioner_words="第一次下大雨就倒灌。",
    unit_words="施工验收资料齐全，支管坡度需要复核。", exchange="评议人询问支管坡度，承办单位出示竣工图。", closing_words="希望尽快修好。",
)  # fmt: skip


def keeper() -> User:
    return person(Role.SCREENING)


def entry(name: str, kind: str, **changes: Any) -> Entry:
    return Entry(
        **({"name": name, "kind": kind, "origin": f"{name}所在单位", "since": date(2026, 1, 1)} | changes)
    )  # type: ignore[arg-type]


def register() -> list[Expert]:
    """The nine people; asked for twice, the same."""
    found = list(Expert.objects.order_by("pk"))
    return found or [
        lived(MONDAY, actions.add_expert, entry(name, kind), by=keeper()) for name, kind in PEOPLE
    ]


def room(name: str = "第一听证室") -> Room:
    found = Room.objects.filter(name=name).first()
    return found or lived(
        MONDAY, actions.add_room, by=keeper(), name=name, unit=unit("bureau"), address="民和路6号一楼"
    )


def handler(hearing: Hearing) -> User:
    return person(Role.HANDLER, hearing.organ.code)


def head(hearing: Hearing) -> User:
    return person(Role.UNIT_HEAD, hearing.organ.code)


def chair_of(code: str = "housing") -> User:
    """Somebody who did not work on the matter; here an officer of the bureau whom the head asked."""
    return person(Role.BUREAU_LEADER)


def proposed(handling: Handling | None = None, **changes: Any) -> Hearing:
    handling = handling or accepted()
    given = {
        "grounds": ["complex"],
        "reason": "涉及两个单位，事实有争议",
        "questions": "支管坡度是否合格\n谁负责重铺",
    }
    return lived(
        changes.pop("on", PROPOSED), actions.propose_hearing, handling, by=person(Role.HANDLER, handling.unit.code),
        **(given | changes),
    )  # fmt: skip


def approved(handling: Handling | None = None) -> Hearing:
    hearing = proposed(handling)
    return lived(
        APPROVED, actions.approve_hearing, hearing, by=head(hearing), chair=chair_of(hearing.organ.code)
    )


def drawn(handling: Handling | None = None) -> Hearing:
    register()
    hearing = approved(handling)
    return lived(DRAWN, actions.draw_panel, hearing, by=handler(hearing), wanted=ONE_OF_EACH)


def hours(day: date = HEARD, begins: int = 9, ends: int = 11, where: str = "第一听证室") -> Hours:
    return Hours(day, time(begins), time(ends), room(where))


def noticed(handling: Handling | None = None, **changes: Any) -> Hearing:
    hearing = drawn(handling)
    return lived(NOTICED, actions.notify_hearing, hearing, by=handler(hearing), hours=hours(**changes))


def served(hearing: Hearing | None = None, on: date = SERVED) -> Hearing:
    hearing = hearing or noticed()
    lived(
        on,
        actions.serve_hearing_notice,
        hearing,
        by=handler(hearing),
        method="direct",
        proof="本人签收",
        served_on=on,
    )
    return again(hearing)


def held(hearing: Hearing | None = None) -> Hearing:
    hearing = hearing or served()
    return lived(HEARD, actions.hold_hearing, hearing, by=handler(hearing), said=SAID)


def votes(hearing: Hearing, *given: str) -> dict[int, str]:
    rows = hearing.panel.filter(attended=True).order_by("pk")
    given = given or ("founded", "founded", "partly")
    return {row.pk: vote for row, vote in zip(rows, given, strict=True)}


def concluded(hearing: Hearing | None = None, *given: str) -> Hearing:
    hearing = hearing or held()
    return lived(CONCLUDED, actions.conclude_hearing, hearing, by=handler(hearing), votes=votes(hearing, *given),
                 conclusion="支管反坡属实，建议三十日内重铺")  # fmt: skip


def postponed() -> Hearing:
    hearing = noticed()
    return lived(SERVED, actions.postpone_hearing, hearing, by=handler(hearing), reason="信访人住院检查")


def cancelled() -> Hearing:
    hearing = approved()
    return lived(DRAWN, actions.cancel_hearing, hearing, by=handler(hearing), reason="信访人不再要求听证")


def refused() -> Hearing:
    hearing = proposed()
    return lived(APPROVED, actions.refuse_hearing, hearing, by=head(hearing), decision="事实清楚，不需要听证")


def again(hearing: Hearing) -> Hearing:
    return Hearing.objects.select_related("case", "handling__unit", "organ").get(pk=hearing.pk)


S = HearingState
IN_STATE = {
    S.PROPOSED: proposed, S.REFUSED: refused, S.APPROVED: approved, S.EMPANELLED: drawn, S.NOTICED: served, S.POSTPONED: postponed,
    S.HELD: held, S.CONCLUDED: concluded, S.CANCELLED: cancelled,
}  # fmt: skip


def perform(act: str, hearing: Hearing, by: User) -> Any:
    """One act with lawful words, by whom it is told, on a day after all others."""
    on = CONCLUDED
    seat = hearing.panel.filter(withdrawn_on=None).first()
    later = hours(day=date(2026, 3, 24))
    free = Expert.objects.exclude(seats__hearing=hearing).first() or (register()[0] if by else None)
    words: dict[str, dict[str, Any]] = {
        "approve_hearing": {"chair": chair_of(hearing.organ.code)},
        "refuse_hearing": {"decision": "事实清楚"},
        "propose_recusal": {
            "expert": free,
            "origin": "declared",
            "ground": "matter",
            "reason": "曾代理该单位案件",
        },
        "draw_panel": {"wanted": ONE_OF_EACH},
        "replace_panelist": {"leaving": seat, "reason": "外出开庭"},
        "notify_hearing": {"hours": later},
        "serve_hearing_notice": {"method": "direct", "proof": "签收", "served_on": on},
        "postpone_hearing": {"reason": "主持人出差"},
        "cancel_hearing": {"reason": "信访人不再要求"},
        "hold_hearing": {"said": SAID},
        "conclude_hearing": {
            "votes": {row.pk: HearingOpinion.FOUNDED for row in hearing.panel.filter(attended=True)},
            "conclusion": "情况属实",
        },
    }
    name = {"propose_recusal": "propose_member_recusal"}.get(act, act)
    return lived(on, getattr(actions, name), hearing, by=by, **words[act])


def withdraws(
    hearing: Hearing, expert: Expert, on: date = DRAWN, *, ordered: bool = True, **changes: Any
) -> Recusal:
    """Somebody of the register declares a tie, and the head of the organ decides."""
    words = {"origin": "declared", "ground": "matter", "reason": "与信访人是大学同学"} | changes
    row = lived(on, actions.propose_member_recusal, hearing, by=handler(hearing), expert=expert, **words)
    return lived(on, case_actions.decide_recusal, row, by=head(hearing), ordered=ordered, answer="情况属实")


def case_of(hearing: Hearing) -> Case:
    return Case.objects.get(pk=hearing.case_id)
