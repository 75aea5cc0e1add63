"""Prepared reads answer like the querysets they were made from, whatever the keys."""

from datetime import date

import pytest
from builders import registered
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from organizations import prepared
from organizations.models import Unit, User
from organizations.prepared import Prepared

pytestmark = pytest.mark.django_db

FIELDS = [field.attname for field in Unit._meta.concrete_fields]


def values(rows):
    return [[getattr(row, name) for name in FIELDS] for row in rows]


def test_rows_and_what_is_joined_to_them_are_those_of_the_queryset():
    read = Prepared(lambda key: Unit.objects.filter(pk=key).select_related("parent"))
    for unit in Unit.objects.select_related("parent"):
        found = read(unit.pk)
        assert values(found) == values([unit])
        assert Unit.parent.is_cached(found[0])
        assert found[0].parent == unit.parent
    assert read(0) == []
    assert read.first(0) is None


def test_a_list_of_keys_may_be_of_any_length():
    read = Prepared(lambda keys, not_this: Unit.objects.filter(pk__in=keys).exclude(pk=not_this))
    keys = list(Unit.objects.values_list("pk", flat=True)[:4])
    for n in range(5):
        assert values(read(keys[:n], keys[0])) == values(Unit.objects.filter(pk__in=keys[1:n]))


def test_values_come_as_tuples():
    read = Prepared(lambda key: Unit.objects.filter(pk=key).values_list("code", "path"))
    unit = Unit.objects.get(code="housing")
    assert read(unit.pk) == [("housing", unit.path)]


def test_a_value_that_is_no_key_stands_in_the_statement():
    read = Prepared(lambda key: Unit.objects.filter(pk=key, short_name="100%'s \\ 局"))
    unit = Unit.objects.get(code="housing")
    assert read(unit.pk) == []
    Unit.objects.filter(pk=unit.pk).update(short_name="100%'s \\ 局")
    assert read(unit.pk) == [unit]


def test_a_key_that_is_lost_is_refused():
    read = Prepared(lambda key: Unit.objects.filter(code="housing"))
    with pytest.raises(ValueError, match="key"):
        read(1)


def test_it_is_planned_once_and_outlives_a_rollback():
    read = Prepared(lambda key: User.objects.filter(unit=key).order_by("pk"))
    unit = Unit.objects.get(code="housing")
    with transaction.atomic():
        read(unit.pk)
        transaction.set_rollback(True)
    with CaptureQueriesContext(connection) as captured:
        assert read(unit.pk) == list(User.objects.filter(unit=unit).order_by("pk"))
    assert ["PREPARE" in query["sql"] for query in captured] == [False, False]


# --- statements of plain values ---

NASTY = "100%s '$1' %(x)s \\ 梯"


def by_title() -> prepared.Statement:
    rows = Case.objects.filter(title=NASTY, received_on__gte=prepared.day("since")).order_by("pk")
    return prepared.Statement.of(rows.filter(pk__in=prepared.keys("page")).values_list("pk", "title"))


def test_what_is_fixed_is_written_out_and_the_rest_told() -> None:
    ours, other = registered(title=NASTY), registered()
    statement = by_title()
    page = [ours.pk, other.pk]
    assert statement.read(since=date(2026, 1, 1), page=page, more="than asked") == [(ours.pk, NASTY)]
    assert statement.read(since=date(2099, 1, 1), page=page) == []
    assert statement.read(since=date(2026, 1, 1), page=[]) == []
    with pytest.raises(KeyError):
        statement.read(since=date(2026, 1, 1))


def test_a_statement_is_planned_once_and_then_only_run() -> None:
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


def test_a_statement_without_anything_to_tell() -> None:
    case = registered()
    assert prepared.Statement.of(Case.objects.order_by("pk").values_list("pk")).read() == [(case.pk,)]


def test_what_was_undone_leaves_the_statement_known() -> None:
    statement = by_title()
    with transaction.atomic():
        statement.read(since=date(2026, 1, 1), page=[1])
        transaction.set_rollback(True)
    assert statement.read(since=date(2026, 1, 1), page=[1]) == []
