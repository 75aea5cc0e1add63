"""The papers of a hearing: notices, minutes, summary; rows in the act's transaction (design D9)."""

from collections import Counter
from datetime import date
from typing import Any

from cases import papers
from cases.models import CasePaper, Handling, PaperService
from cases.papers.base import can_be_told
from documents import issuing
from hearings.models import Hearing, Panelist
from law.clock import SHANGHAI
from law.terms import HearingGround, HearingOccasion, HearingOpinion, PaperKind, ServiceMethod
from organizations.models import User

K = PaperKind
NOTICES = (K.HEARING_NOTICE, K.HEARING_CALL)


def _spoken_hours(hearing: Hearing) -> str:
    assert hearing.starts_at is not None and hearing.ends_at is not None  # noqa: S101, PT018 - a noticed hearing has its hour
    starts, ends = hearing.starts_at.astimezone(SHANGHAI), hearing.ends_at.astimezone(SHANGHAI)
    return f"{starts.year}年{starts.month}月{starts.day}日{starts:%H:%M}至{ends:%H:%M}"


def seats(hearing: Hearing) -> list[Panelist]:
    """Who sits on the panel now."""
    return list(hearing.panel.filter(withdrawn_on=None).select_related("expert__unit", "expert__user"))


def _common(hearing: Hearing) -> dict[str, Any]:
    assert hearing.chair is not None and hearing.room is not None  # noqa: S101, PT018 - a noticed hearing has both
    case = hearing.case
    return {
        "file_number": case.number,
        "subject": case.title,
        "hearing_number": hearing.number,
        "hearing_occasion": HearingOccasion(hearing.occasion).label,
        "hearing_time": _spoken_hours(hearing),
        "hearing_place": f"{hearing.room}（{hearing.room.address}）",
        "chair": f"{hearing.chair.name}（{hearing.chair.unit.short_name}）",
        "panel": [
            f"{row.expert.name}（{row.expert.kind_label}，{row.expert.origin}）" for row in seats(hearing)
        ],
        "openness": "公开举行，可以旁听" if hearing.public else "不公开举行",
        "issues": [line for line in hearing.questions.splitlines() if line.strip()],
    }


def _own_part(hearing: Hearing) -> Handling | None:
    """Of its own handling the unit keeps all; of a review's hearing the unit reviewed gets only its call."""
    return hearing.handling if hearing.occasion == HearingOccasion.HANDLING else None


def called_units(hearing: Hearing) -> list[Handling]:
    """The handlings whose units are called by letter: all of the claim but the organ that holds the hearing."""
    rows = hearing.handling.claim.handlings.exclude(state="returned").exclude(unit=hearing.organ)
    return list(rows.select_related("unit"))


def notices(hearing: Hearing, *, by: User, on: date, changed: str) -> list[CasePaper]:
    """听证通知书 to the petitioner, a call to each unit; earlier notices of another day are void."""
    for old in hearing.papers.filter(kind__in=NOTICES, voided_on=None):
        issuing.void(old, "听证改期，另行通知", on)
    fields = _common(hearing) | papers.base.contact(by, hearing.organ) | {"changed": changed}
    person = can_be_told(hearing.case)
    letters = [
        papers.Letter(K.HEARING_CALL, hearing.organ, fields | {"recipient": row.unit.name}, row, None, True)
        for row in called_units(hearing)
    ]
    if person:
        named = {
            "petitioner": papers.addressee(hearing.case.own_petition),
            "several": hearing.case.own_petition.people > 1,
        }
        letters.insert(
            0,
            papers.Letter(K.HEARING_NOTICE, hearing.organ, fields | named, _own_part(hearing), person, True),
        )
    return _kept(hearing, papers.issue_all(letters, case=hearing.case, by=by, on=on))


def void_notices(hearing: Hearing, *, on: date, why: str) -> None:
    """What was sent for a day that will not be."""
    for old in hearing.papers.filter(kind__in=NOTICES, voided_on=None):
        issuing.void(old, why, on)


def petitioners_notice(hearing: Hearing) -> CasePaper | None:
    """The notice in force that went to the petitioner."""
    rows = CasePaper.objects.filter(
        case=hearing.case, kind=K.HEARING_NOTICE, paper__in=hearing.papers.filter(voided_on=None)
    )
    return rows.select_related("paper", "petitioner").first()


def receipt(hearing: Hearing, notice: CasePaper, service: PaperService, *, by: User, on: date) -> None:
    """送达回证 of the notice."""
    person = notice.petitioner
    letter = papers.Letter(
        K.SERVICE_RECEIPT, hearing.organ,
        {
            "file_number": hearing.case.number, "subject": hearing.case.title, "paper_title": notice.paper.title,
            "paper_number": notice.paper.number, "consignee": (person and person.name) or "信访人",
            "method": ServiceMethod(service.method).label, "served_on": service.served_on, "deliverer": by.name,
            "witness": service.witness, "refusal": "拒收" if service.refused else "", "remark": service.proof,
        },
        _own_part(hearing),
    )  # fmt: skip
    _kept(hearing, papers.issue_all([letter], case=hearing.case, by=by, on=on))


def minutes(hearing: Hearing, *, by: User, on: date) -> CasePaper:
    """听证笔录, for the signatures of those who were there."""
    said = hearing.minutes
    there = {row.pk: "" if row.attended else "（缺席）" for row in seats(hearing)}
    fields = _common(hearing) | {
        "petitioner": papers.addressee(hearing.case.own_petition),
        "recorder": said["recorder"],
        "panel": [f"{row.expert.name}（{row.expert.kind_label}）{there[row.pk]}" for row in seats(hearing)],
        "attendants": said["attendants"].splitlines(),
        "petitioner_words": said["petitioner_words"],
        "unit_words": said["unit_words"],
        "exchange": said["exchange"],
        "closing_words": said.get("closing_words", ""),
        "remark": said.get("remark", ""),
    }
    letter = papers.Letter(K.HEARING_MINUTES, hearing.organ, fields, _own_part(hearing))
    return _kept(hearing, papers.issue_all([letter], case=hearing.case, by=by, on=on))[0]


def votes_text(hearing: Hearing) -> str:
    """How many found what; not who (that stays in the file)."""
    counted = Counter(row.opinion for row in seats(hearing) if row.opinion)
    parts = [f"{counted[opinion]}人认为{opinion.label}" for opinion in HearingOpinion if counted[opinion]]
    return f"到会评议人{sum(counted.values())}人，其中{'，'.join(parts)}"


def summary(hearing: Hearing, *, by: User, on: date, left_out: str) -> CasePaper:
    """听证纪要 with the panel's finding, signed by the organ."""
    fields = _common(hearing) | {
        "panel": [f"{row.expert.name}（{row.expert.kind_label}）" for row in seats(hearing) if row.attended],
        "hearing_ground": f"{'、'.join(HearingGround(ground).label for ground in hearing.grounds)}：{hearing.reason}",
        "votes": votes_text(hearing),
        "finding": HearingOpinion(hearing.finding).label,
        "conclusion": hearing.conclusion,
        "left_out": left_out,
    }
    letter = papers.Letter(K.HEARING_SUMMARY, hearing.organ, fields, _own_part(hearing), None, True)
    return _kept(hearing, papers.issue_all([letter], case=hearing.case, by=by, on=on))[0]


def _kept(hearing: Hearing, rows: list[CasePaper]) -> list[CasePaper]:
    hearing.papers.add(*[row.paper for row in rows])
    return rows
