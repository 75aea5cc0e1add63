"""Statements put together once: what is told each time, what is written out, and connections that come and go."""

from datetime import date

import pytest
from builders import registered
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases import prepared
from cases.models import Case

NASTY = "100%s '$1' %(x)s \\ 梯"


def by_title() -> prepared.Statement:
    rows = Case.objects.filter(title=NASTY, received_on__gte=prepared.day("since")).order_by("pk")
    return prepared.Statement(rows.filter(pk__in=prepared.keys("page")).values_list("pk", "title"))


@pytest.mark.django_db
def test_what_is_fixed_is_written_out_and_the_rest_told() -> None:
    ours, other = registered(title=NASTY), registered()
    statement = by_title()
    page = [ours.pk, other.pk]
    assert statement.read(since=date(2026, 1, 1), page=page, more="than asked") == [(ours.pk, NASTY)]
    assert statement.read(since=date(2099, 1, 1), page=page) == []
    assert statement.read(since=date(2026, 1, 1), page=[]) == []
    with pytest.raises(KeyError):
        statement.read(since=date(2026, 1, 1))


@pytest.mark.django_db
def test_it_is_planned_once_and_then_only_run() -> None:
    statement = by_title()
    with CaptureQueriesContext(connection) as spent:
        for _ in range(3):
            statement.read(since=date(2026, 1, 1), page=[1])
    assert ["PREPARE" in query["sql"] for query in spent] == [True, False, False, False]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_told_the_statement_again() -> None:
    statement = by_title()
    assert statement.read(since=date(2026, 1, 1), page=[1]) == []
    connection.close()
    assert statement.read(since=date(2026, 1, 1), page=[1]) == []


@pytest.mark.django_db
def test_a_statement_without_anything_to_tell() -> None:
    case = registered()
    assert prepared.Statement(Case.objects.order_by("pk").values_list("pk")).read() == [(case.pk,)]


@pytest.mark.django_db
def test_what_was_undone_leaves_the_statement_known() -> None:
    statement = by_title()
    with transaction.atomic():
        statement.read(since=date(2026, 1, 1), page=[1])
        transaction.set_rollback(True)
    assert statement.read(since=date(2026, 1, 1), page=[1]) == []
