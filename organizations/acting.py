"""Who acts in this transaction: told to PostgreSQL, so that the database can refuse as well as the code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from organizations.models import User

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


#: What was looked up once in this transaction and cannot change within it (the calendar, who acts).
_memo: ContextVar[dict[str, Any] | None] = ContextVar("transaction_memo", default=None)
#: Inside an act.
_within: ContextVar[bool] = ContextVar("within_act", default=False)


@contextmanager
def acting(by: User | None) -> Iterator[None]:
    """One transaction in which ``by`` acts (None: the system). The setting ends with the transaction.

    An act within an act has no savepoint of its own: it fails with the whole.
    """
    with transaction.atomic(savepoint=not _within.get()), remembering(), _unsaid_when_undone():
        token = _within.set(True)
        try:
            before = recall("actor", lambda: "")
            tell_database(by)
            yield
            if before and before != _name(by):
                _tell(before)
        finally:
            _within.reset(token)


@contextmanager
def remembering() -> Iterator[None]:
    """The memory of one transaction; inside another it is the same."""
    if _memo.get() is not None:
        yield
        return
    token = _memo.set({})
    try:
        yield
        for last in _lasts():
            last()
    finally:
        _memo.reset(token)


def _lasts() -> list[Callable[[], None]]:
    empty: list[Callable[[], None]] = []
    return recall("last", lambda: empty)


def at_the_end(last: Callable[[], None]) -> None:
    """Do this as the last thing of the transaction; at once outside of one.

    What everybody locks (the head of the record) is locked last and shortly, so that no two acts wait for each other.
    """
    if _memo.get() is None:
        last()
    else:
        _lasts().append(last)


def nothing_at_the_end() -> None:
    """The transaction is rolled back: nothing is left to do."""
    _lasts().clear()


@contextmanager
def _unsaid_when_undone() -> Iterator[None]:
    """An act that fails takes back what it wanted done at the end."""
    waiting = _lasts()
    before = len(waiting)
    try:
        yield
    except BaseException:
        del waiting[before:]
        raise


@contextmanager
def taken_back() -> Iterator[None]:
    """A rehearsal: a savepoint that is always undone, with whatever it wanted done at the end."""
    waiting = _lasts()
    before = len(waiting)
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        del waiting[before:]


def recall(name: str, look_up: Callable[[], T]) -> T:
    """What was looked up before in this transaction, else ``look_up()`` (outside of one, always)."""
    memo = _memo.get()
    if memo is None:
        return look_up()
    if name not in memo:
        memo[name] = look_up()
    found: T = memo[name]
    return found


def forget(name: str) -> None:
    """Look up again next time: the act changed it."""
    memo = _memo.get()
    if memo is not None:
        memo.pop(name, None)


def tell_database(by: User | None) -> None:
    """Tell PostgreSQL who acts until the transaction ends; nothing is said twice."""
    if recall("actor", lambda: "") != _name(by):
        _tell(_name(by))


def _name(by: User | None) -> str:
    return str(by.pk) if by else "system"


def _tell(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user_id', %s, true)", [name])
    memo = _memo.get()
    if memo is not None:
        memo["actor"] = name


def action(function: Callable[P, R]) -> Callable[P, R]:
    """An action: one lawful act, one transaction; ``by`` is keyword-only and None means the system."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with acting(kwargs.get("by")):  # type: ignore[arg-type]
            return function(*args, **kwargs)

    return run
