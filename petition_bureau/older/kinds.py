"""The sheets that can be handed in, and who takes each of them over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cases.actions.importing import Imported
from cases.old_register import columns
from cases.old_register.sheet import Importer as Matters
from documents.sheets import Column, Sheet
from organizations.models import User
from oversight.leaders.older import Importer as Ledger
from oversight.leaders.older import SheetKind
from oversight.leaders.older_conflicts import CONFLICTS
from oversight.leaders.older_kinds import BACKLOG, RECEPTIONS, SPONSORED
from routing.doubt import looks_like_accusation


class Run(Protocol):
    """One run over one sheet."""

    answer: Imported

    def run(self, name: str, data: bytes, tell: Callable[[Imported], None] | None = None) -> Sheet: ...


@dataclass(frozen=True)
class Kind:
    """One sheet: its name, one sentence, its columns, and the run that takes it over."""

    code: str
    title: str
    sentence: str
    columns: tuple[Column, ...]
    begin: Callable[[User, date, bool], Run]


def _matters(by: User, on: date, dry_run: bool) -> Run:  # noqa: FBT001 - told by one caller, by place
    return Matters(by=by, on=on, dry_run=dry_run, doubt=looks_like_accusation())


def _ledger(kind: SheetKind) -> Callable[[User, date, bool], Run]:
    return lambda by, on, dry_run: Ledger(kind, by=by, on=on, dry_run=dry_run)


def _kinds() -> Iterator[Kind]:
    yield Kind("cases", "办件台账", "一行一件：登记、转送交办、告知、受理、延期、答复、送达、评价、办结。先导入这一张，别的台账凭原编号对应。",
               columns.COLUMNS, _matters)  # fmt: skip
    for ledger, sentence in (
        (CONFLICTS, "一行一条：事项、领域、地点、包案领导、责任单位、责任人、销号。不写姓名、证件号、电话。"),
        (BACKLOG, "一行一件：列入哪一期台账、按哪条口径、哪天化解销号。台账期和口径先在系统里建好。"),
        (RECEPTIONS, "一行一批：哪天、哪位领导、什么形式、接待了哪一件、几人次。"),
        (SPONSORED, "一行一件：哪位领导包哪一件、责任单位、哪天确定、哪天验收。"),
    ):
        yield Kind(ledger.code, ledger.title, sentence, ledger.columns, _ledger(ledger))


KINDS: dict[str, Kind] = {kind.code: kind for kind in _kinds()}
