"""A petitioner with a code, and a browser at the door."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from builders import MONDAY, lived, person, registration, unit
from django.test import Client

from cases import actions
from cases.actions import Registered
from law import clock
from law.terms import Role


@pytest.fixture
def lodge() -> Callable[..., Registered]:
    """Register a petition and keep its codes, as the counter hands them over."""

    def register(on: date = MONDAY, **changes: Any) -> Registered:
        form = registration(**({"received_on": on} | changes))
        return lived(on, actions.register, form, by=person(Role.INTAKE), unit=unit("bureau"))

    return register


@pytest.fixture
def knock(client: Client) -> Callable[..., Any]:
    """Type a code and second factor at the door."""

    def type_in(code: str, second: str, **headers: str) -> Any:
        return client.post("/query/", {"code": code, "second": second}, **headers)

    return type_in


@pytest.fixture
def visit(client: Client, knock: Callable[..., Any]) -> Callable[..., str]:
    """Open the matter of one person of a registration on a day; gives the page's text."""

    def look(registered: Registered, on: date, order: int = 0) -> str:
        row, issued = registered.codes[order]
        second = issued.digits or (row.identity or row.phone)[-4:]
        with clock.on_day(on):
            assert knock(issued.code, second).status_code == 302
            return client.get("/query/matter/").content.decode()

    return look
