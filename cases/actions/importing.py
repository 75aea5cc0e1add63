"""Import of public messages: each row one registered web petition; what the file does not tell stays unrecorded."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from cases import clocks, workdays
from cases.actions.intake import Person, Registration, register
from cases.models import Case, Claim, Deadline, Handling, ImportedReply, Petition
from law import clock, periods
from law.terms import Channel, HandlingState
from organizations.acting import action
from organizations.models import Unit

REQUIRED = ("message_id", "subject", "received_at", "body")
LIMITS = {"message_id": 40, "subject": 120, "body": 20_000, "reply": 20_000}
BATCH = 200
#: A cell longer than this is no message; shorter ones are refused row by row.
LONGEST_CELL = 10_000_000


class Unreadable(Exception):
    """The file as a whole cannot be read; the text names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """One refused row: line of the file (1 is the header), column and reason."""

    line: int
    column: str
    reason: str


@dataclass(slots=True)
class Imported:
    """The answer of one import."""

    read: int = 0
    imported: int = 0
    skipped: int = 0
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Message:
    """One row, checked."""

    message_id: str
    subject: str
    body: str
    received_on: date
    author: str = ""
    reply: str = ""
    replied_on: date | None = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the rules in force say of a message; ``unit`` None: 需人工研判, it lies with the bureau."""

    purpose: str
    category: str
    route: str
    unit: Unit | None


def rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the line each begins on. Raises Unreadable."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
            if missing:
                raise Unreadable(f"{path.name} 缺少列：{'、'.join(missing)}；首行须有 {','.join(REQUIRED)}")
            before = reader.line_num
            for row in reader:
                yield before + 1, {key: (value or "").strip() for key, value in row.items() if key}
                before = reader.line_num
    except OSError as problem:
        raise Unreadable(f"读不到 {path}：{problem.strerror}，请核对文件名") from problem
    except (UnicodeDecodeError, csv.Error) as problem:
        raise Unreadable(f"{path.name} 不是 UTF-8 的 CSV 文件，请另存为 UTF-8 后再导入") from problem


def check(line: int, row: dict[str, str], today: date) -> Message | Rejected:
    """One row as a message, or why it is refused."""
    for name, value in row.items():
        if "\x00" in value:
            return Rejected(line, name, "含有不可见的空字符，请删去")
    for name in REQUIRED:
        if not row.get(name):
            return Rejected(line, name, "为空，请补填")
    for name, limit in LIMITS.items():
        if name != "subject" and len(row.get(name, "")) > limit:
            return Rejected(line, name, f"超过 {limit} 个字，请缩短")
    received = _day(row["received_at"])
    if received is None:
        return Rejected(
            line, "received_at", f"「{row['received_at'][:30]}」不是时间，应为 2019-04-25T09:32:09 的形式"
        )
    if received > today:
        return Rejected(line, "received_at", f"{received} 晚于今天，请核对")
    replied = None
    if row.get("reply"):
        replied = _day(row.get("replied_at", ""))
        if replied is None:
            return Rejected(line, "replied_at", "有答复但没有可读的答复时间，请补填")
        if replied < received:
            return Rejected(line, "replied_at", f"答复日 {replied} 早于收到日 {received}，请核对")
        if replied > today:
            return Rejected(line, "replied_at", f"{replied} 晚于今天，请核对")
    return Message(
        row["message_id"],
        row["subject"],
        row["body"],
        received,
        row.get("author", ""),
        row.get("reply", ""),
        replied,
    )


def _day(text: str) -> date | None:
    """The day in Asia/Shanghai of a written time; a time without zone is Asia/Shanghai."""
    moment = next((found for shape in _SHAPES if (found := _read(text.strip(), shape))), None)
    if moment is None:
        return None
    return (moment.astimezone(clock.SHANGHAI) if moment.tzinfo else moment).date()


@action
def import_message(message: Message, *, by: None, on: date, suggested: Suggested, bureau: Unit) -> Claim:
    """Register one message as a case of its own, answered or open, with its one clock (issue of imported cases).

    The sixty days run from the day of receipt, whatever the way; met on the day of the reply. Transfer, notice,
    acceptance, service and rating are not recorded, and counted as such.
    """
    form = Registration(
        channel=Channel.ONLINE,
        received_on=message.received_on,
        petitioned_on=message.received_on,
        title=message.subject,
        summary=message.body,
        purpose=suggested.purpose,
        claims=[message.subject],
        persons=[Person(name=message.author)],
        category=suggested.category,
        address_clear=False,
        message_id=message.message_id,
        imported=True,
    )
    case = register(form, by=by, unit=bureau, on=on).case
    claim = case.claims.get()
    if case.in_compartment:
        _keep_sealed_reply(case, message)
        return claim
    unit = suggested.unit or bureau
    answered = message.replied_on is not None
    claim.route = suggested.route
    claim.save(update_fields=["route"])
    handling = Handling.objects.create(
        claim=claim, unit=unit, route=suggested.route, arrived_on=message.received_on, notice_exempt=True,
        state=HandlingState.ANSWERED if answered else HandlingState.UNRECORDED,
        ended_on=message.replied_on,
    )  # fmt: skip
    deadline = clocks.start(
        "import_message", "handling", case=case, unit=unit, on=message.received_on, handling=handling
    )
    _not_recorded(case.pk, bureau, message.received_on)
    if message.replied_on is not None:
        Deadline.objects.filter(pk=deadline.pk).update(met_on=message.replied_on)
        ImportedReply.objects.create(handling=handling, text=message.reply, replied_on=message.replied_on)
        case.dispatch()
        case.close()
        case.closed_on = message.replied_on
    else:
        case.dispatch()
    case.version += 1
    case.save()
    return claim


def _keep_sealed_reply(case: Case, message: Message) -> None:
    """An accusation's reply is sealed with its words; answered it is closed on the day of the answer."""
    if message.replied_on is None:
        return
    matter = case.sealed_matter
    matter.content = matter.content | {"reply": message.reply, "replied_on": message.replied_on.isoformat()}
    matter.save()
    case.close()
    case.closed_on = message.replied_on
    case.version += 1
    case.save()


def _not_recorded(case_id: int, bureau: Unit, received_on: date) -> None:
    """The bureau's own duty, kept as not recorded: in neither numerator nor denominator, but counted."""
    due = periods.due("forwarding", received_on, workdays.calendar())
    Deadline.objects.create(
        case_id=case_id, unit=bureau, period="forwarding", started_on=received_on, nominal_on=due.nominal,
        due_on=due.due, provisional=due.provisional, period_version=due.period_version,
        calendar_version=due.calendar_version, not_recorded=True,
    )  # fmt: skip


#: ISO 8601, and the two ways spreadsheets write a time.
_SHAPES = ("", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d")


def _read(text: str, shape: str) -> datetime | None:
    try:
        return datetime.strptime(text, shape) if shape else datetime.fromisoformat(text)  # noqa: DTZ007 - given one below
    except ValueError:
        return None


def known(ids: list[str]) -> set[str]:
    """Which message ids are registered already."""
    found = Petition.objects.filter(message_id__in=ids).values_list("message_id", flat=True)
    return {ident for ident in found if ident}
