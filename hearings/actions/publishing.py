"""公示 of a final-review opinion reached after a hearing: one masks, another confirms (条例第36条第2款)."""

from datetime import date

from cases import policies
from cases.actions.performing import check_day, record
from cases.courses import PUBLICATION
from cases.models import Review
from cases.policies import NotLawfulNow
from hearings import masking
from hearings.actions.base import lock, need
from hearings.models import Hearing, Publication
from law.terms import HearingOccasion, HearingState, PublicationState, ReviewState
from organizations.acting import action
from organizations.models import User


def blockers(hearing: Hearing) -> list[str]:
    """Why nothing of this hearing can be made public; empty when the opinion can."""
    if hearing.case.in_compartment:
        return ["不能：检举控告件不公示（条例第30条第3款）"]
    if hearing.occasion != HearingOccasion.FINAL_REVIEW or hearing.review is None:
        return ["不能：只有经过听证的复核意见可以公示（条例第36条第2款）"]
    if hearing.state != HearingState.CONCLUDED:
        return ["还不能：听证还没有结论（条例第36条第2款）"]
    if Review.objects.get(pk=hearing.review.pk).state != ReviewState.SERVED:
        return ["还不能：复核意见还没有送达信访人（条例第36条第2款）"]
    return []


def proposal(hearing: Hearing) -> str:
    """The opinion with names, numbers and addresses replaced as far as a machine can; a person reads and edits it."""
    review = hearing.review
    if review is None:
        return ""
    parts = (
        ("复核请求", review.request),
        ("认定的事实和理由", review.findings),
        ("复核意见", review.decision),
        ("依据", review.legal_basis),
    )
    text = "\n".join(f"{label}：{words}" for label, words in parts if words.strip())
    return masking.propose(text, *_known(hearing))


def _known(hearing: Hearing) -> tuple[list[str], list[str]]:
    """The names and places of the file that may not appear: of the petitioners and of whoever sat or spoke."""
    case = hearing.case
    people = list(case.own_petition.petitioners.all())
    experts = hearing.panel.values_list("expert__name", flat=True)
    return [*[row.name for row in people], *experts], [*[row.address for row in people], case.place_text]


def leaks(hearing: Hearing, title: str, text: str) -> list[str]:
    """What in the words may not be published, in sentences."""
    names, places = _known(hearing)
    return [str(leak) for leak in masking.leaks(f"{title}\n{text}", names, places)]


def _begin(act: str, hearing: Hearing, *, by: User, on: date) -> tuple[Hearing, Publication | None]:
    hearing = lock(hearing)
    policies.require(by, act, hearing)
    if reasons := blockers(hearing):
        raise NotLawfulNow(*reasons)
    check_day(act, case=hearing.case, by=by, on=on, handling=hearing.handling)
    row = Publication.objects.select_related("drafted_by").filter(hearing=hearing).first()
    if row and row.state not in PUBLICATION.sources(act):
        never = row.state in {PublicationState.PUBLISHED, PublicationState.WITHDRAWN}
        raise NotLawfulNow(
            f"{'不能' if never else '还不能'}：公示当前为「{PublicationState(row.state).label}」"
        )
    if row is None and act != "draft_publication":
        raise NotLawfulNow("还不能：还没有拟公示文本")
    if row:
        row.case, row.hearing = hearing.case, hearing
    return hearing, row


def _clean(hearing: Hearing, title: str, text: str) -> tuple[str, str]:
    title, text = need(title, "请填写公示标题", most=80), need(text, "请填写公示文本", most=8000)
    if found := leaks(hearing, title, text):
        raise NotLawfulNow(
            *[f"还不能：{each}，请改掉（第 1 行是标题；个人信息保护法第28条）" for each in found[:8]]
        )
    return title, text


def _told(act: str, row: Publication, *, by: User, on: date, note: str = "") -> Publication:
    row.version += 1
    row.save()
    hearing = row.hearing
    record(act, case=hearing.case, by=by, on=on, handling=hearing.handling, from_state=hearing.handling.state, note=note,
           data={"hearing": hearing.pk, "publication": row.pk})  # fmt: skip
    return row


@action
def draft_publication(hearing: Hearing, *, by: User, on: date, title: str, text: str) -> Publication:
    """拟公示文本: the masked words as edited by a person, put to a second one. Refused while anything personal is found."""
    hearing, row = _begin("draft_publication", hearing, by=by, on=on)
    title, text = _clean(hearing, title, text)
    if row is None:
        row = Publication(
            hearing=hearing, case=hearing.case, organ=hearing.organ, drafted_by=by, drafted_on=on
        )
    else:
        row.draft_publication()
    row.title, row.text, row.drafted_by, row.drafted_on = title, text, by, on
    return _told("draft_publication", row, by=by, on=on, note=title)


@action
def publish_opinion(hearing: Hearing, *, by: User, on: date) -> Publication:
    """公示: a second person has read the text word by word and makes it public."""
    hearing, row = _begin("publish_opinion", hearing, by=by, on=on)
    assert row is not None  # noqa: S101 - _begin refuses
    if row.drafted_by_id == by.pk:
        raise NotLawfulNow("拟稿人不能复核自己拟的公示文本，请由另一人复核（条例第36条第2款）")
    _clean(hearing, row.title, row.text)
    row.publish_opinion()
    row.confirmed_by, row.published_on = by, on
    return _told("publish_opinion", row, by=by, on=on, note=row.title)


@action
def send_back_publication(hearing: Hearing, *, by: User, on: date, answer: str) -> Publication:
    """退回修改, saying what must be changed."""
    hearing, row = _begin("send_back_publication", hearing, by=by, on=on)
    assert row is not None  # noqa: S101 - _begin refuses
    row.answer = need(answer, "请写明要改什么", most=300)
    row.send_back_publication()
    return _told("send_back_publication", row, by=by, on=on, note=row.answer)


@action
def withdraw_publication(hearing: Hearing, *, by: User, on: date, reason: str) -> Publication:
    """撤下: no longer public, with the reason; the row stays."""
    hearing, row = _begin("withdraw_publication", hearing, by=by, on=on)
    assert row is not None  # noqa: S101 - _begin refuses
    row.withdrawn_on, row.withdrawn_reason = on, need(reason, "请写明撤下的原因", most=300)
    row.withdraw_publication()
    return _told("withdraw_publication", row, by=by, on=on, note=row.withdrawn_reason)
