"""Ledgers of the leaders as an older register holds them: 隐患, 积案, 接访, 包案, sheet by sheet (domain §7.3, §8).

Each row is checked by itself, then against the matters it names, and written in the state it has come to, marked by the
register's own number. Who verified or published it then is not recorded; nothing here is about a person but officials.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from audit import chain
from cases import policies
from cases.actions.importing import Imported, Rejected
from cases.models import Case, CaseEvent, Petition
from cases.old_register.building import PREFIX
from cases.policies import NotLawfulNow
from documents import sheets
from documents.cells import Refused, text
from documents.sheets import Column
from organizations.acting import action
from organizations.models import Unit, User
from oversight.leaders.common import leader_of, names_a_person

BATCH = 1_000
UNTOLD = "（台账没有记载）"
MATTER = "信访件原编号"
KEY = "台账编号"


@dataclass(slots=True)
class Entry:
    """One row that can be taken: its key, the matter it names, and its values by the ledger's own names."""

    line: int
    key: str
    matter: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """What cells are checked against, read once a sheet; ``more`` is the ledger's own."""

    today: date
    units: dict[str, Unit]
    more: dict[str, Any]


@dataclass(frozen=True)
class SheetKind:
    """One ledger: its columns, how a row is read, which keys are here, how a batch is written (with its events)."""

    code: str
    title: str
    verb: str
    columns: tuple[Column, ...]
    more: Callable[[], dict[str, Any]]
    read: Callable[[dict[str, str], Lists], Entry]
    known: Callable[[Sequence[Entry]], set[str]]
    write: Callable[[Sequence[Entry], User, date], list[tuple[Case, date, str]]]
    #: what else a batch must be checked against, once its matters are found; then row by row
    about: Callable[[Sequence[Entry], Lists], None] = lambda batch, lists: None
    place: Callable[[Entry, Lists], None] = lambda entry, lists: None


def units() -> dict[str, Unit]:
    """By code, name and short name; who is there wins over who was."""
    every = Unit.objects.order_by("abolished_on", "pk")
    return {word: unit for unit in every for word in (unit.name, unit.short_name, unit.code)}


def unit_of(cells: dict[str, str], column: str, lists: Lists) -> Unit | None:
    named = cells.get(column, "")
    if named and named not in lists.units:
        raise Refused(column, f"没有「{named[:20]}」这个单位，请填系统里的代码、简称或全称")
    return lists.units[named] if named else None


def told(cells: dict[str, str], column: str, most: int) -> str:
    """Words of a ledger that is by matter: none with a person's number (domain §9.2)."""
    found = text(cells, column, most)
    if names_a_person(found):
        raise Refused(
            column, "有像证件号或手机号的数字。本台账按事项记，不记个人，请删去（个人信息保护法第6条）"
        )
    return found


def leader(cells: dict[str, str], column: str, lists: Lists) -> dict[str, Any]:
    written = text(cells, column, 80)
    known = lists.more.setdefault("leaders", {})
    if written not in known:
        try:
            known[written] = leader_of(written)
        except NotLawfulNow as problem:
            raise Refused(column, "请写成“姓名 职务”，中间空一格，例如：丁亚男 副县长") from problem
    found = known[written]
    return {"leader": found.account, "leader_name": found.name, "leader_post": found.post}


def known(model: Any) -> Any:
    return lambda entries: set(
        model.objects.filter(register_number__in=[entry.key for entry in entries]).values_list(
            "register_number", flat=True
        )
    )


def in_order(today: date, *days: tuple[str, date | None]) -> None:
    """Told days must not go back, nor lie ahead. Raises Refused."""
    before: tuple[str, date] | None = None
    for column, on in days:
        if on is None:
            continue
        if on > today:
            raise Refused(column, f"{on} 晚于今天，请核对")
        if before and on < before[1]:
            raise Refused(column, f"{on} 早于{before[0]} {before[1]}，请核对")
        before = column, on


def matters(entries: Sequence[Entry]) -> dict[str, Case]:
    """The ordinary matters named, by the register's number or ours, in two statements."""
    wanted = {entry.matter for entry in entries if entry.matter}
    ours = {case.number: case for case in Case.objects.ordinary().filter(number__in=wanted, merged_into=None)}
    numbers = [PREFIX + number for number in wanted]
    rows = Petition.objects.filter(message_id__in=numbers, case__in_compartment=False).select_related("case")
    return ours | {(row.message_id or "").removeprefix(PREFIX): row.case for row in rows}


class Importer:
    """One run over one sheet of one ledger; ``answer`` is as for the register of matters."""

    def __init__(self, kind: SheetKind, *, by: User, on: date, dry_run: bool = False) -> None:
        self.kind, self.by, self.on, self.dry_run = kind, by, on, dry_run
        self.answer = Imported()
        self._seen: set[str] = set()
        self._waiting: list[Entry] = []

    def run(self, name: str, data: bytes, tell: Callable[[Imported], None] | None = None) -> sheets.Sheet:
        """Read, check and (unless it is a rehearsal) take over. Raises sheets.Unreadable."""
        sheet = sheets.read(name, data, self.kind.columns)
        lists = Lists(self.on, units(), self.kind.more())
        for row in sheet.rows:
            self.answer.read += 1
            try:
                self._look(row, lists)
            except Refused as refused:
                self.answer.rejected.append(Rejected(row.line, refused.column, refused.reason))
            if len(self._waiting) >= BATCH:
                self._write(lists)
                if tell:
                    tell(self.answer)
        self._write(lists)
        self.answer.rejected.sort(key=lambda row: row.line)
        if tell:
            tell(self.answer)
        return sheet

    def _look(self, row: sheets.Row, lists: Lists) -> None:
        for column, reason in row.bad.items():
            raise Refused(column, reason)
        for each in self.kind.columns:
            if each.required and not row.cells.get(each.name):
                raise Refused(each.name, "为空，请补填")
        entry = self.kind.read(row.cells, lists)
        entry.line = row.line
        if entry.key in self._seen:
            self.answer.skipped += 1
            return
        self._seen.add(entry.key)
        self._waiting.append(entry)

    def _write(self, lists: Lists) -> None:
        batch, self._waiting = self._waiting, []
        here = self.kind.known(batch)
        self.answer.skipped += sum(entry.key in here for entry in batch)
        fresh = self._placed([entry for entry in batch if entry.key not in here], lists)
        if fresh and not self.dry_run:
            import_ledger(fresh, by=self.by, on=self.on, kind=self.kind)
        self.answer.imported += len(fresh)

    def _placed(self, batch: list[Entry], lists: Lists) -> list[Entry]:
        """Those whose matter is here and takes them."""
        found, placed = matters(batch), []
        for entry in batch:
            entry.case = found.get(entry.matter)
        self.kind.about(batch, lists)
        for entry in batch:
            try:
                if entry.matter and entry.case is None:
                    raise Refused(
                        MATTER, f"没有「{entry.matter[:36]}」这一件：请先导入办件台账，或者填系统件号"
                    )
                self.kind.place(entry, lists)
            except Refused as refused:
                self.answer.rejected.append(Rejected(entry.line, refused.column, refused.reason))
            else:
                placed.append(entry)
        return placed


@action
def import_ledger(batch: Sequence[Entry], *, by: User, on: date, kind: SheetKind) -> int:
    """Take over rows of one ledger: written whole or not at all, an event on each matter, one record for the batch."""
    policies.require(by, "import_oversight", None)
    events = kind.write(batch, by, on)
    CaseEvent.objects.bulk_create(
        CaseEvent(case=case, act="import_oversight", case_state=case.state, by=by, unit=by.unit, on=day, backdated=True,
                  data={"what": what})
        for case, day, what in events
    )  # fmt: skip
    chain.record(
        kind.verb, by=by, reason=f"{kind.title} {len(batch)} 条", rows=[entry.key for entry in batch]
    )
    return len(batch)
