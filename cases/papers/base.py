"""What every paper of a file shares: issuing it in the act's transaction, and what the file says about itself (design D9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.models import Case, CasePaper, Claim, Deadline, Handling, Petition, Petitioner
from documents import issuing
from documents.kinds import KINDS
from law.articles import Article
from law.terms import PaperKind
from organizations.models import Unit, User
from organizations.prepared import Prepared


@dataclass(frozen=True)
class Letter:
    """One paper an act owes, before it is issued."""

    kind: PaperKind
    organ: Unit
    fields: Mapping[str, Any]
    handling: Handling | None = None
    petitioner: Petitioner | None = None
    signed: bool = False


def issue(
    kind: PaperKind,
    *,
    organ: Unit,
    case: Case,
    by: User | None,
    on: date,
    fields: Mapping[str, Any],
    handling: Handling | None = None,
    petitioner: Petitioner | None = None,
    signed: bool = False,
) -> CasePaper:
    """Issue one paper of the file, and put it there; fields the kind does not know are left out."""
    return issue_all([Letter(kind, organ, fields, handling, petitioner, signed)], case=case, by=by, on=on)[0]


def issue_all(letters: list[Letter], *, case: Case, by: User | None, on: date) -> list[CasePaper]:
    """Issue the papers of one act together."""
    orders = [
        issuing.Order(letter.kind, letter.organ, _known(letter), accusation=case.in_compartment, signed=letter.signed)
        for letter in letters
    ]  # fmt: skip
    papers = issuing.issue_all(orders, on=on, by=by)
    return CasePaper.objects.bulk_create(
        [CasePaper(case=case, handling=letter.handling, petitioner=letter.petitioner, kind=letter.kind, paper=paper,
                   to_petitioner=letter.petitioner is not None, on=on)
         for letter, paper in zip(letters, papers, strict=True)]
    )  # fmt: skip


def _known(letter: Letter) -> dict[str, Any]:
    known = KINDS[letter.kind].whitelist
    return {
        name: value for name, value in letter.fields.items() if name in known and value not in (None, "", [])
    }


_PETITIONERS = Prepared(lambda petition: Petitioner.objects.filter(petition=petition).order_by("order")[:1])


def first_petitioner(petition: Petition) -> Petitioner | None:
    """The 主访人; looked up once for all papers of an act."""
    if not hasattr(petition, "_first_petitioner"):
        petition._first_petitioner = _PETITIONERS.first(petition.pk)  # type: ignore[attr-defined]
    found: Petitioner | None = petition._first_petitioner  # type: ignore[attr-defined]
    return found


def addressee(petition: Petition) -> str:
    """陈桂英等6人; a petition that names nobody is addressed by what the law calls them."""
    first = first_petitioner(petition)
    name = (first.name if first else "") or "信访人"
    return f"{name}等{petition.people}人" if petition.people > 1 else name


def about_case(case: Case, claims: Iterable[Claim] | None = None) -> dict[str, Any]:
    petition = case.own_petition
    return {
        "petitioner": addressee(petition),
        "several": petition.people > 1,
        "subject": case.title,
        "received_on": petition.received_on,
        "petition_on": petition.petitioned_on,
        "file_number": case.number,
        "channel": petition.get_channel_display(),
        "claims": [claim.text for claim in claims or case.claims.all() if claim.text],
    }


def can_be_told(case: Case) -> Petitioner | None:
    """Whom the petitioner's papers go to; nobody when the name or address is unclear (条例第23条第2款)."""
    petition = case.own_petition
    if not petition.address_clear or case.in_compartment:
        return None
    return first_petitioner(petition)


def contact(by: User | None, unit: Unit) -> dict[str, Any]:
    return {
        "contact_person": by.name if by else unit.short_name,
        "contact_phone": (by and by.phone) or unit.phone,
    }


def due_of(handling: Handling, period: str) -> date | None:
    """The last day of the handling's newest clock of a period."""
    return dues_of(handling).get(period)


def dues_of(handling: Handling) -> dict[str, date]:
    rows = Deadline.objects.filter(handling=handling).order_by("pk").values_list("period", "due_on")
    return dict(rows)


def article_text(article: str) -> str:
    """条例第31条第6项 → 第三十一条第六项, as letters write it after the law's name."""
    return Article.parse(article).long.removeprefix("《信访工作条例》")


def last_number(handling: Handling, kind: PaperKind) -> str:
    row = CasePaper.objects.filter(handling=handling, kind=kind).select_related("paper").first()
    return row.paper.number if row else ""
