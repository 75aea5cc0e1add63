"""送达 of every paper to the petitioner, its corrections, and a paper made void (domain §1.3, §3.7)."""

from datetime import date

from audit import chain
from cases import clocks, papers, policies, serving
from cases.actions.performing import lock_case, perform, record
from cases.models import CaseEvent, CasePaper, Handling, PaperService, Petitioner, Service
from cases.policies import NotLawfulNow
from documents import issuing
from documents.kinds import KINDS
from documents.specification import Audience
from law import clock
from law.terms import PaperKind, ServiceMethod
from organizations.acting import action
from organizations.models import User

#: Answers, whose service is an act of the handling: its state and the petitioner's periods hang on it.
ANSWERS = frozenset({PaperKind.OPINION, PaperKind.SUGGESTION_REPLY})
#: Handed over the counter when the petition is taken in.
AT_ONCE = frozenset({PaperKind.RECEIPT})
#: Papers that fulfil a duty to tell: void, the duty would stand unfulfilled; they can only be issued again.
DUTIES = frozenset({
    PaperKind.ACCEPTANCE_NOTICE, PaperKind.EXTENSION_NOTICE, PaperKind.GUIDANCE_NOTICE, PaperKind.DECLINE_NOTICE,
    PaperKind.BAR_NOTICE, PaperKind.STATUTORY_RESULT, PaperKind.REGISTRATION, PaperKind.RECEIPT,
})  # fmt: skip


def owes_service(paper: CasePaper) -> bool:
    """Whether this is a paper that its organ must serve on the petitioner by an act of its own."""
    kind = PaperKind(paper.kind)
    outward = paper.to_petitioner and KINDS[kind].audience is Audience.PETITIONER
    return outward and kind not in ANSWERS | AT_ONCE and paper.paper.voided_on is None


def lock_paper(paper: CasePaper) -> CasePaper:
    """The paper as it is once its case is locked."""
    lock_case(paper.case)
    related = (
        "case__own_petition",
        "case__receiving_unit",
        "paper__organ",
        "handling__unit",
        "handling__claim",
    )
    return CasePaper.objects.select_related(*related).get(pk=paper.pk)


@action
def serve_paper(
    paper: CasePaper,
    *,
    by: User,
    on: date,
    method: str,
    served_on: date | None,
    proof: str,
    petitioner: Petitioner | None = None,
    witness: str = "",
    refused: bool = False,
    cause: str = "",
    through_ground: str = "",
    through: str = "",
    why_backdated: str = "",
) -> PaperService:
    """送达 one paper to one of those who petitioned; ``petitioner`` None: to whom it is addressed.

    It leaves on ``on`` and arrives on the day its method says. Each person gets one standing entry.
    """
    paper = lock_paper(paper)
    policies.require(by, "serve_paper", paper)
    case = paper.case
    if not owes_service(paper):
        raise NotLawfulNow(_why_not_served(paper))
    recipient = petitioner or paper.petitioner
    if recipient is None or recipient.petition_id != case.own_petition.pk:
        raise NotLawfulNow("受送达人应是本件的信访人，请重新选择")
    if paper.services.filter(petitioner=recipient, annulled_on=None).exists():
        raise NotLawfulNow("这份文书对这位信访人已经登记送达；登记有误的，先办「退件、更正」再重新登记")
    if on < paper.on:
        raise NotLawfulNow(f"送达不能早于文书的成文日期 {paper.on}")
    _dated(on, why_backdated)
    arrived = serving.arrival(
        case, method=method, on=on, served_on=served_on, proof=proof, witness=witness, petitioner=recipient,
        cause=cause, through_ground=through_ground, through=through,
    )  # fmt: skip
    service = PaperService.objects.create(
        paper=paper, petitioner=recipient, method=method, sent_on=on, served_on=arrived, proof=proof[:200],
        witness=witness, refused=refused, cause=cause, through_ground=through_ground, through=through, recorded_by=by,
    )  # fmt: skip
    papers.paper_served(case, service, of=paper, kind=PaperKind(paper.kind), organ=by.unit, by=by,
                        on=on, handling=paper.handling, petitioner=recipient)  # fmt: skip
    _record("serve_paper", paper, by=by, on=on, why=why_backdated,
            words=f"{ServiceMethod(method).label}" + (f"，{arrived}送达" if arrived else "，待回执"))  # fmt: skip
    return service


@action
def confirm_paper_arrival(
    service: PaperService, *, by: User, on: date, served_on: date, proof: str = ""
) -> PaperService:
    """The day a sent paper arrived, from its receipt."""
    paper = lock_paper(service.paper)
    service = PaperService.objects.get(pk=service.pk)
    policies.require(by, "confirm_paper_arrival", paper)
    if service.annulled_on:
        raise NotLawfulNow("这次送达已经退件或更正，请重新登记送达")
    if service.served_on:
        raise NotLawfulNow("送达日已经登记；登记有误的，请办「退件、更正」")
    if not service.sent_on <= served_on <= on:
        raise NotLawfulNow("送达日应在发出日与今天之间，请核对回执")
    service.served_on = served_on
    service.proof = "；".join(filter(None, [service.proof, proof]))[:200]
    service.save(update_fields=["served_on", "proof"])
    _record("confirm_paper_arrival", paper, by=by, on=on, words=f"{served_on}送达")
    return service


@action
def annul_paper_service(
    service: PaperService, *, by: User, on: date, reason: str, returned: bool
) -> PaperService:
    """退件 (``returned``), or an entry that was wrong: it stays, annulled with its reason, and the paper is owed again."""
    paper = lock_paper(service.paper)
    service = PaperService.objects.get(pk=service.pk)
    policies.require(by, "annul_paper_service", paper)
    _may_annul(service, reason=reason, returned=returned)
    _annul(service, by=by, on=on, reason=reason, returned=returned)
    _record("annul_paper_service", paper, by=by, on=on,
            words=f"{'退件' if returned else '登记有误'}：{reason.strip()}")  # fmt: skip
    return service


@action
def annul_service(handling: Handling, *, by: User, on: date, reason: str, returned: bool) -> Handling:
    """The same for an opinion: it is signed and unserved again, and the petitioner's thirty days never began.

    Returned mail did leave on its day, so the duty stays met (design §5); a wrong entry never met it.
    """
    service = handling.services.filter(annulled_on=None).last()
    if service is not None:
        _may_annul(service, reason=reason, returned=returned)
    handling = perform(handling, "annul_service", by=by, on=on,
                       note=f"{'退件' if returned else '登记有误'}：{reason.strip()}", data={"returned": returned})  # fmt: skip
    service = handling.services.filter(annulled_on=None).last()
    assert service is not None  # noqa: S101 - the guard of the act
    clocks.unserve(handling, on=on, met=returned)
    handling.ratings.filter(superseded=False).update(superseded=True)
    _annul(service, by=by, on=on, reason=reason, returned=returned)
    return handling


def _may_annul(service: Service | PaperService, *, reason: str, returned: bool) -> None:
    if service.annulled_on:
        raise NotLawfulNow("这次送达已经退件或更正")
    if len(reason.strip()) < 4:
        raise NotLawfulNow("请写明退件或更正的理由：原来登记的什么不对，凭什么材料更正")
    if returned and service.method != ServiceMethod.POST:
        raise NotLawfulNow("只有邮寄的才会退件；其他方式登记有误的，请选「登记有误」")
    if returned and service.served_on:
        raise NotLawfulNow("回执已经登记收件日，不是退件；回执登记错了的，请选「登记有误」")


def _annul(service: Service | PaperService, *, by: User, on: date, reason: str, returned: bool) -> None:
    service.annulled_on, service.annulled_by = on, by
    service.annul_reason, service.returned = reason.strip()[:200], returned
    service.save(update_fields=["annulled_on", "annulled_by", "annul_reason", "returned"])


@action
def void_paper(paper: CasePaper, *, by: User, on: date, reason: str, again: bool = False) -> CasePaper | None:
    """作废: the number stays taken and visible, its reason beside it (domain §3.7).

    ``again``: the same words leave under a new number today. A paper that fulfils a duty to tell is only replaced so;
    one that was served stands: it is corrected by another paper, not taken away.
    """
    paper = lock_paper(paper)
    policies.require(by, "void_paper", paper)
    reasons = void_blockers(paper, again=again)
    if reasons:
        raise NotLawfulNow(*reasons)
    if len(reason.strip()) < 4:
        raise NotLawfulNow("请写明作废的理由，登记簿上要留")
    issuing.void(paper.paper, reason.strip()[:200], on)
    made = None
    if again:
        row = issuing.issue_again(paper.paper, on=on, by=by)
        made = CasePaper.objects.create(
            case=paper.case, handling=paper.handling, petitioner=paper.petitioner, kind=paper.kind, paper=row,
            to_petitioner=paper.to_petitioner, on=on,
        )  # fmt: skip
    _record("void_paper", paper, by=by, on=on,
            words=f"{reason.strip()}" + (f"；另以{made.paper.number or '新编号'}重新出具" if made else ""))  # fmt: skip
    chain.record("void_paper", by=by, about=paper.paper, reason=reason.strip())
    return made


def void_blockers(paper: CasePaper, *, again: bool = True) -> list[str]:
    """Why a paper cannot be made void; ``again``: the same words are issued anew."""
    row, kind = paper.paper, PaperKind(paper.kind)
    if row.voided_on:
        return [f"已于 {row.voided_on} 作废"]
    if kind in ANSWERS and paper.handling and _stands(paper):
        return ["不能：意见已经签发，有错的由信访局退回重办（条例第40条），退回后再作废原件"]
    if paper.services.filter(annulled_on=None).exists():
        return ["不能：已经送达的文书不能作废；有错的另行出具更正的文书"]
    if kind in DUTIES and not again:
        return ["不能：这份文书履行了告知、登记义务，只能以新文号重新出具，请勾选「重新出具」"]
    return []


def _stands(paper: CasePaper) -> bool:
    """Whether this is the paper of the opinion now in force: the newest one of a handling that has one."""
    newest = CasePaper.objects.filter(handling=paper.handling, kind=paper.kind).order_by("-pk").first()
    opinion = policies.standing_opinion(paper.handling)  # type: ignore[arg-type]
    return bool(opinion and opinion.signed_on and newest and newest.pk == paper.pk)


def _why_not_served(paper: CasePaper) -> str:
    if paper.paper.voided_on:
        return "不能：文书已经作废，请送达重新出具的那一份"
    if PaperKind(paper.kind) in ANSWERS:
        return "处理意见书、答复书在承办页面「登记送达」，复查申请期从那里起算（条例第35条）"
    return "这份文书不用送达信访人"


def _dated(on: date, why: str) -> None:
    """A service may be recorded late, with a reason (design §5)."""
    today = clock.today()
    if on > today:
        raise NotLawfulNow(f"日期 {on} 晚于今天，请改为今天或以前的日期")
    if on < today and not why.strip():
        raise NotLawfulNow("补录以前的日期，请写明理由和能证明日期的材料")


def _record(act: str, paper: CasePaper, *, by: User, on: date, words: str, why: str = "") -> CaseEvent:
    note = f"《{paper.paper.title}》{paper.paper.number}：{words}" + (f"；补录：{why}" if why else "")
    return record(act, case=paper.case, by=by, on=on, handling=paper.handling, note=note,
                  from_state=paper.handling.state if paper.handling else "", data={"paper": str(paper.paper_id)})  # fmt: skip
