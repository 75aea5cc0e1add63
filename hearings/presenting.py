"""What is told of a hearing: its line, its facts, its sections, its papers; to each only what is theirs."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from cases.ledgers import Cell, Line, Section
from cases.ledgers.spec import Pairs
from cases.models import Deadline
from cases.presenting import ahead, short
from cases.reading import works_on_files
from documents.models import Paper
from hearings import booking, drawing, papers
from hearings.models import Hearing, Publication
from law.clock import SHANGHAI
from law.terms import (
    HearingGround,
    HearingOccasion,
    HearingOpinion,
    HearingState,
    PanelGroup,
    PaperKind,
    PublicationState,
    ServiceMethod,
    StandDown,
)
from organizations.models import User

S = HearingState
WITH = ("case", "handling__unit", "handling__claim", "organ", "room__unit", "chair__unit", "proposed_by__unit", "decided_by__unit",
        "review__organ", "review__opinion", "review__of", "review__handling__claim__case", "publication__drafted_by")  # fmt: skip


#: What the light says of a hearing that is over; others show their day alone.
WORD = {S.CONCLUDED: "已结论", S.CANCELLED: "已取消", S.REFUSED: "不举行"}


def rows(user: User) -> "QuerySet[Hearing]":
    return Hearing.objects.visible_to(user).select_related(*WITH)


def hours_of(hearing: Hearing) -> str:
    """03-12 周四 09:00—11:00, or empty."""
    if not hearing.starts_at or not hearing.ends_at:
        return ""
    starts, ends = hearing.starts_at.astimezone(SHANGHAI), hearing.ends_at.astimezone(SHANGHAI)
    return f"{short(starts.date())} {starts:%H:%M}—{ends:%H:%M}"


def line(hearing: Hearing, user: User, today: date) -> Line:
    day = booking.day_of(hearing.starts_at)
    coming = hearing.state == S.NOTICED and day is not None
    shown = (
        hearing.concluded_on
        or hearing.cancelled_on
        or hearing.held_on
        or day
        or hearing.decided_on
        or hearing.proposed_on
    )
    return Line(
        what=hearing.case.title,
        why=f"{HearingState(hearing.state).label} · {grounds(hearing)}：{hearing.reason}"[:120],
        cells=(
            Cell(
                hearing.number or "待批准",
                f"{HearingOccasion(hearing.occasion).label} · {hearing.case.number}",
            ),
            Cell(hours_of(hearing) or "未定", str(hearing.room or "")),
            Cell(hearing.organ.short_name, f"主持 {hearing.chair.name}" if hearing.chair else ""),
        ),
        due_on=shown,
        done=WORD.get(S(hearing.state), "") or (ahead(day, today) or "已过会期" if coming and day else ""),
        quiet=coming,
    )


def grounds(hearing: Hearing) -> str:
    return "、".join(HearingGround(ground).label for ground in hearing.grounds)


def lede(found: "QuerySet[Hearing]", user: User, today: date) -> str:
    waiting, coming = found.filter(state=S.PROPOSED).count(), found.filter(state=S.NOTICED).count()
    parts = [f"{waiting} 个待批准" if waiting else "", f"{coming} 个已定日期" if coming else ""]
    said = "，".join(filter(None, parts)) or "没有待办的听证"
    return f"{said}。办理、复查中的听证不停任何期限，只有复核听证所需时间不计入（条例第36条第2款）。"


def inside(user: User, hearing: Hearing) -> bool:
    """Whether the person belongs to the organ that holds it, or to the bureau: reads the minutes and who voted what."""
    return (user.in_bureau and works_on_files(user)) or user.unit_id == hearing.organ_id


def facts(hearing: Hearing, user: User) -> Pairs:
    found = [
        {"label": "状态", "value": HearingState(hearing.state).label},
        {"label": "环节", "value": HearingOccasion(hearing.occasion).label},
        {"label": "举行机关", "value": hearing.organ.name},
        {"label": "承办单位", "value": hearing.handling.unit.name},
        {"label": "听证编号", "value": hearing.number},
        {"label": "时间", "value": hours_of(hearing)},
        {"label": "地点", "value": f"{hearing.room}，{hearing.room.address}" if hearing.room else ""},
        {"label": "主持人", "value": hearing.chair.name if hearing.chair else ""},
        {"label": "提请", "value": f"{hearing.proposed_by.name} {short(hearing.proposed_on)}"},
    ]
    if hearing.decided_by and hearing.decided_on:
        found.append(
            {
                "label": "决定",
                "value": f"{hearing.decided_by.name} {short(hearing.decided_on)} {hearing.decision}",
            }
        )
    if hearing.postponed:
        found.append({"label": "延期", "value": f"{hearing.postponed} 次"})
    if hearing.cancelled_on:
        found.append({"label": "取消", "value": f"{short(hearing.cancelled_on)} {hearing.cancelled_reason}"})
    return [row for row in [*found, *_clock(hearing)] if row["value"]]


def _clock(hearing: Hearing) -> Pairs:
    period = {"handling": "handling", "review": "review", "final_review": "final_review"}[hearing.occasion]
    row = Deadline.objects.running().filter(handling=hearing.handling, period=period).first()
    if row is None:
        return []
    rule = "结论后扣除听证时间" if hearing.occasion == HearingOccasion.FINAL_REVIEW else "听证不停这个期限"
    return [{"label": "本环节届满日", "value": f"{short(row.due_on)}，{rule}"}]


def sections(hearing: Hearing, user: User) -> list[Section]:
    told = inside(user, hearing)
    found = [
        Section("为什么听证", grounds(hearing), hearing.reason),
        Section("要听清的问题", words=hearing.questions),
    ]
    if hearing.draw:
        found.append(_panel(hearing, told=told))
    if hearing.concluded_on:
        found.append(
            Section(
                "评议结论",
                HearingOpinion(hearing.finding).label,
                f"{papers.votes_text(hearing)}。\n{hearing.conclusion}",
            )
        )
    publication = Publication.objects.filter(hearing=hearing).first()
    if publication:
        found.append(_publication(publication))
    if hearing.noticed_on and told:
        found.append(_service(hearing))
    if hearing.minutes_sealed and told:
        found.append(_minutes(hearing))
    if hearing.draw and told:
        found.append(_lot(hearing))
    return found


def _publication(row: Publication) -> Section:
    pairs = [
        {"label": "状态", "value": PublicationState(row.state).label},
        {"label": "标题", "value": row.title},
        {"label": "拟稿", "value": f"{row.drafted_by.name} {short(row.drafted_on)}"},
        {
            "label": "复核",
            "value": f"{row.confirmed_by.name} {short(row.published_on)}"
            if row.confirmed_by and row.published_on
            else "",
        },
        {"label": "退回意见", "value": row.answer if row.state == PublicationState.SENT_BACK else ""},
        {
            "label": "撤下",
            "value": f"{short(row.withdrawn_on)} {row.withdrawn_reason}" if row.withdrawn_on else "",
        },
    ]
    return Section("公示", "一人拟稿，另一人复核", pairs=[pair for pair in pairs if pair["value"]])


def _there(attended: bool | None, came: str, stayed_away: str) -> str:  # noqa: FBT001 - a column of the row
    return "" if attended is None else (came if attended else stayed_away)


def _panel(hearing: Hearing, *, told: bool) -> Section:
    body = []
    for row in hearing.panel.select_related("expert"):
        state = _there(row.attended, "到会", "缺席")
        if row.withdrawn_on:
            state = f"已退出：{StandDown(row.withdrawal).label}"
        vote = HearingOpinion(row.opinion).label if row.opinion and told else ""
        body.append(
            (
                row.expert.name,
                row.expert.kind_label,
                row.expert.origin,
                PanelGroup(row.group).label,
                "；".join(filter(None, [state, vote])),
            )
        )
    return Section(
        "评议人",
        "随机抽取，退出的由同一次抽取的下一位递补",
        head=("姓名", "类别", "工作单位", "组别", "情况"),
        body=body,
    )


def _lot(hearing: Hearing) -> Section:
    record = hearing.draw or {}
    same = drawing.again(record) == record["drawn"]
    left_out = [f"{name}：{why}" for _, name, why in record["left_out"]]
    pairs = [
        {"label": "抽取日", "value": short(hearing.drawn_on) if hearing.drawn_on else ""},
        {"label": "种子", "value": record["seed"], "verbatim": True},
        {
            "label": "名册版本",
            "value": f"{record['register']}，在聘 {record['people']} 人，参加抽取 {len(record['tickets'])} 人",
        },
        {"label": "未参加抽取", "value": "；".join(left_out) or "无"},
        {"label": "现在再抽一次", "value": "结果一致" if same else "结果不一致：记录被改动过"},
    ]
    return Section("怎样抽的", "任何人按种子和名册再抽，结果相同", pairs=pairs)


def _service(hearing: Hearing) -> Section:
    notice = papers.petitioners_notice(hearing)
    sent = short(hearing.noticed_on) if hearing.noticed_on else ""
    body = []
    for row in notice.services.filter(annulled_on=None) if notice else []:
        arrived = short(row.served_on) if row.served_on else "等回执"
        body.append(("信访人", ServiceMethod(row.method).label, short(row.sent_on), arrived, row.proof))
    for handling in papers.called_units(hearing):
        body.append(
            (
                handling.unit.name,
                "系统内送达",
                sent,
                sent,
                "发出即到达",
            )
        )
    return Section("通知和送达", head=("受送达人", "方式", "发出", "送达", "凭据"), body=body)


def _minutes(hearing: Hearing) -> Section:
    said = hearing.minutes
    labels = {"recorder": "记录人", "attendants": "到会人员", "petitioner_words": "信访人陈述", "unit_words": "承办单位陈述",
              "exchange": "询问、质证和辩论", "closing_words": "最后陈述", "remark": "备注"}  # fmt: skip
    return Section(
        "听证笔录",
        pairs=[{"label": label, "value": said[name]} for name, label in labels.items() if said.get(name)],
    )


def papers_of(hearing: Hearing, user: User) -> list[Paper]:
    """The organ and the bureau open all; a unit called opens its call and the summary; a reader what names nobody."""
    found = hearing.papers.select_related("organ").order_by("-on", "-created_at")
    if user.unit_id == hearing.organ_id or (user.in_bureau and works_on_files(user)):
        return list(found)
    if user.sees_county:
        return list(found.filter(kind__in=[PaperKind.HEARING_CALL, PaperKind.HEARING_SUMMARY]))
    own = found.filter(kind=PaperKind.HEARING_CALL, pk__in=_calls_to(hearing, user))
    return [*found.filter(kind=PaperKind.HEARING_SUMMARY), *own]


def _calls_to(hearing: Hearing, user: User) -> list[Any]:
    rows = hearing.case.papers.filter(handling__unit_id=user.unit_id, kind=PaperKind.HEARING_CALL)
    return list(rows.values_list("paper", flat=True))
