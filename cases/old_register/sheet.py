"""A whole sheet of an older register, row by row: what can be taken is taken, the rest is refused with its reason."""

from collections.abc import Callable
from datetime import date

from django.db import IntegrityError

from cases import workdays
from cases.actions import old_register
from cases.actions.importing import Imported, Rejected
from cases.old_register import columns
from cases.old_register.told import Lists, Told, check, lists
from documents import sheets
from organizations.acting import remembering
from organizations.models import User

#: Rows written in one transaction.
BATCH = 2_000
#: Whether words look like an accusation; asked of rows that do not say what they are for.
Doubt = Callable[[str, str], bool]
DOUBTED = "像是检举控告，不能在这里导入：请交保密员登记（条例第30条第3款）；确实不是的，请在「信访目的」列写明申诉求决、建议意见或咨询"


class Importer:
    """One run over one sheet. ``answer`` grows as it goes; its refusals are in the order of the lines at the end."""

    def __init__(
        self, *, by: User | None, on: date, dry_run: bool = False, doubt: Doubt = lambda title, words: False
    ) -> None:
        self.by, self.on, self.dry_run, self.doubt = by, on, dry_run, doubt
        self.answer = Imported()
        #: every number of the sheet that was not refused, with its day
        self._seen: dict[str, date] = {}
        self._waiting: list[Told] = []

    def run(self, name: str, data: bytes, tell: Callable[[Imported], None] | None = None) -> sheets.Sheet:
        """Read, check and (unless it is a rehearsal) take over. Raises sheets.Unreadable for the file as a whole."""
        sheet = sheets.read(name, data, columns.COLUMNS)
        silent = frozenset(column.name for column in columns.COLUMNS) - sheet.told
        with remembering():
            against = lists(workdays.calendar(), self.on)
        for row in sheet.rows:
            self.answer.read += 1
            self._look(check(row, silent, against), row)
            if len(self._waiting) >= BATCH:
                self._write(against)
                if tell:
                    tell(self.answer)
        self._write(against)
        self.answer.rejected.sort(key=lambda row: row.line)
        if tell:
            tell(self.answer)
        return sheet

    def _look(self, told: Told | Rejected, row: sheets.Row) -> None:
        """Kept for the next batch, refused, or passed over as a row that came twice."""
        if isinstance(told, Rejected):
            self.answer.rejected.append(told)
        elif told.number in self._seen:
            self._again(told, self._seen[told.number])
        elif columns.PURPOSE not in row.cells and self.doubt(told.title, told.words):
            self.answer.rejected.append(Rejected(told.line, columns.PURPOSE, DOUBTED))
        else:
            self._seen[told.number] = told.received_on
            self._waiting.append(told)

    def _again(self, told: Told, day: date) -> None:
        if wrong := old_register.conflicting(told, day):
            self.answer.rejected.append(wrong)
        else:
            self.answer.skipped += 1

    def _write(self, against: Lists) -> None:
        batch, self._waiting = self._placed(self._fresh(self._waiting)), []
        if not self.dry_run:
            try:
                old_register.import_cases(batch, by=self.by, on=self.on, bureau=against.bureau)
            except IntegrityError:  # the same numbers came in beside us meanwhile
                again = self._fresh(batch)
                if len(again) == len(batch):
                    raise
                batch = again
                old_register.import_cases(batch, by=self.by, on=self.on, bureau=against.bureau)
        self.answer.imported += len(batch)

    def _fresh(self, batch: list[Told]) -> list[Told]:
        """Those not here yet."""
        here = old_register.known([told.number for told in batch])
        for told in batch:
            if told.number in here:
                self._again(told, here[told.number])
        return [told for told in batch if told.number not in here]

    def _placed(self, batch: list[Told]) -> list[Told]:
        """Those whose earlier matter is here, or stands above them in the sheet; a repeat of a refused one is refused."""
        own = {told.number: told.line for told in batch}
        here = {number: case.received_on for number, case in old_register.earlier_of(batch).items()}
        placed = []
        for told in batch:
            above = told.earlier in self._seen and own.get(told.earlier, 0) < told.line
            day = self._seen[told.earlier] if above else here.get(told.earlier)
            if wrong := old_register.misplaced(told, day):
                self.answer.rejected.append(wrong)
                del self._seen[told.number]
            else:
                placed.append(told)
        return placed
