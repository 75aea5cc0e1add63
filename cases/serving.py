"""送达: in which form a paper reaches a person, and on which day it counts as arrived (domain §1.3)."""

from datetime import date, timedelta

from cases.models import Case, Petitioner
from cases.policies import NotLawfulNow
from law import clock
from law.terms import ServiceMethod, ThroughGround

#: 公告送达: thirty days from its issue (民事诉讼法, by analogy; domain §1.3).
PUBLIC_SERVICE_DAYS = 30


def arrival(
    case: Case,
    *,
    method: str,
    on: date,
    served_on: date | None,
    proof: str,
    witness: str = "",
    petitioner: Petitioner | None = None,
    cause: str = "",
    through_ground: str = "",
    through: str = "",
) -> date | None:
    """The day a paper sent on ``on`` arrives; None: not known yet. Raises NotLawfulNow where a condition lacks.

    留置 needs a witness, 电子 the consent of whom it is for (``petitioner``, else the first), 转交 its ground and who
    hands it over, 公告 its cause: it arrives thirty days after its issue. 邮寄 arrives on the day its receipt bears.
    """
    if method not in ServiceMethod.__members__.values():
        raise NotLawfulNow("请选择送达方式：直接、留置、邮寄、电子、转交或公告")
    if not proof.strip():
        raise NotLawfulNow("请写明送达凭据（签收、快递单号、见证照片等）")
    if method == ServiceMethod.LEFT and not witness.strip():
        raise NotLawfulNow("留置送达须写明见证人（邀请基层组织或单位代表到场，或拍照录像）")
    person = petitioner or case.own_petition.petitioners.first()
    if method == ServiceMethod.ELECTRONIC and not (person and person.electronic_service):
        raise NotLawfulNow("电子送达须经受送达人同意；本件没有同意记录，请改用其他方式")
    if method == ServiceMethod.THROUGH:
        if through_ground not in ThroughGround.__members__.values():
            raise NotLawfulNow("转交送达只用于军人和被监禁的人，请写明属于哪一种，否则改用其他方式")
        if not through.strip():
            raise NotLawfulNow("转交送达须写明转交的机关和经手人")
    if method == ServiceMethod.PUBLIC:
        if not cause.strip():
            raise NotLawfulNow("公告送达须写明原因和经过（下落不明，或者其他方式为什么无法送达）")
        return on + timedelta(days=PUBLIC_SERVICE_DAYS)
    if served_on is None and method in {ServiceMethod.DIRECT, ServiceMethod.LEFT}:
        served_on = on
    if served_on and served_on < on:
        raise NotLawfulNow("送达日不能早于发出日，请核对")
    if served_on and served_on > clock.today():
        raise NotLawfulNow("送达日还没有到：先登记发出，收到回执再登记送达日")
    return served_on
