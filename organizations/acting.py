"""Who acts in this transaction: told to PostgreSQL, so that the database can refuse as well as the code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from organizations.models import User

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def acting(by: User | None) -> Iterator[None]:
    """One transaction in which ``by`` acts (None: the system). The setting ends with the transaction."""
    with transaction.atomic():
        tell_database(by)
        yield


def tell_database(by: User | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user_id', %s, true)", [str(by.pk) if by else "system"])


def action(function: Callable[P, R]) -> Callable[P, R]:
    """An action: one lawful act, one transaction; ``by`` is keyword-only and None means the system."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with acting(kwargs.get("by")):  # type: ignore[arg-type]
            return function(*args, **kwargs)

    return run
