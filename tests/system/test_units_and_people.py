"""Units and accounts: the tree stays whole, passwords are told once, nobody raises themselves."""

import re
from datetime import date

import pytest
from builders import forwarded, person, registered, unit
from django.test import Client
from django.urls import reverse

from audit.models import Record
from cases.models import CompartmentGrant
from law.terms import Purpose, Role
from organizations import actions
from organizations.actions import NotPossible
from organizations.models import Setting, Unit, User
from organizations.switches import DEFAULTS
from petition_bureau.system import acts, succession

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 14)


def whole_tree() -> None:
    """Every way in the tree is the parent's way and the unit's own key."""
    for row in Unit.objects.select_related("parent"):
        assert row.path == f"{row.parent.path if row.parent else '/'}{row.pk}/", row.code


def fields(**changes: object) -> dict[str, object]:
    return {"name": "云溪县试验局", "short_name": "县试验局", "position": 900, "letters": "云试"} | changes


# --- units ----------------------------------------------------------------------------------------


def test_a_new_unit_stands_under_its_parent() -> None:
    made = acts.add_unit(
        by=person(Role.SYSADMIN), code="trial", kind="department", parent=unit("housing"), **fields()
    )
    assert made.is_within(unit("housing"))
    whole_tree()
    assert Record.objects.filter(verb="add_unit", object_id=str(made.pk)).exists()


def test_moving_a_unit_moves_what_is_below_it() -> None:
    top, below = unit("housing"), unit("housing_quality")
    acts.change_unit(top, by=person(Role.SYSADMIN), parent=unit("water"), **fields())
    below.refresh_from_db()
    assert below.is_within(unit("water"))
    assert unit("housing").name == "云溪县试验局"
    assert unit("housing").code == "housing"
    whole_tree()


def test_what_the_tree_refuses() -> None:
    with pytest.raises(NotPossible, match="下级"):
        actions.change_unit(unit("housing"), parent=unit("housing_quality"), **fields())
    with pytest.raises(NotPossible, match="已经用过"):
        actions.add_unit(code="housing", kind="department", parent=None, **fields())
    with pytest.raises(NotPossible, match="信访部门不能撤销"):
        actions.abolish_unit(unit("bureau"), successor=unit("housing"), on=TODAY)
    with pytest.raises(NotPossible, match="承接单位"):
        actions.abolish_unit(unit("housing"), successor=unit("housing_quality"), on=TODAY)


def test_abolishing_hands_people_and_subordinates_on() -> None:
    handler = person(Role.HANDLER, "housing")
    gone = succession.abolish_unit(
        unit("housing"), by=person(Role.SYSADMIN), successor=unit("water"), on=TODAY
    )
    handler.refresh_from_db()
    assert handler.unit == unit("water")
    assert unit("housing_quality").is_within(unit("water"))
    assert (gone.abolished_on, gone.successor) == (TODAY, unit("water"))
    assert gone not in Unit.objects.active()
    whole_tree()
    with pytest.raises(NotPossible, match="已经撤销"):
        actions.abolish_unit(gone, successor=unit("water"), on=TODAY)


def test_a_unit_with_open_work_is_not_abolished_without_a_successor() -> None:
    """条例第24条第2款: somebody must carry on."""
    forwarded(on=date(2026, 3, 2))
    with pytest.raises(NotPossible, match="承接单位"):
        succession.abolish_unit(unit("housing"), by=person(Role.SYSADMIN), on=TODAY)


def test_the_pages_add_change_and_abolish(client: Client) -> None:
    client.force_login(person(Role.SYSADMIN))
    form = fields(code="trial", kind="department", parent=unit("county_government").pk)
    assert client.post(reverse("system:unit_add"), form).status_code == 302
    made = unit("trial")
    again = client.post(reverse("system:unit_add"), form)
    assert again.status_code == 422
    assert "已经用过" in again.content.decode()
    changed = client.post(reverse("system:unit", args=[made.pk]), fields(name="云溪县改名局"))
    assert changed.status_code == 302
    assert unit("trial").name == "云溪县改名局"
    fields_ = {"successor": unit("housing").pk, "people": "move"}
    answer = client.post(reverse("system:unit_abolish", args=[made.pk]), fields_)
    assert answer.status_code == 302
    html = client.get(reverse("system:units")).content.decode()
    assert "已撤销" in html


# --- people ---------------------------------------------------------------------------------------


def test_a_password_is_shown_once_and_works(client: Client) -> None:
    client.force_login(person(Role.SYSADMIN))
    form = {"username": "newcomer", "name": "新人", "unit": unit("housing").pk, "role": "handler"}
    html = client.post(reverse("system:person_add"), form).content.decode()
    password = re.search(r"\b(\w{4}-\w{4}-\w{4}-\w{4})\b", html).group(1)
    made = User.objects.get(username="newcomer")
    assert made.check_password(password)
    for name, args in (("system:people", []), ("system:person", [made.pk])):
        assert password not in client.get(reverse(name, args=args)).content.decode()
    html = client.post(reverse("system:person_password", args=[made.pk])).content.decode()
    fresh = re.search(r"\b(\w{4}-\w{4}-\w{4}-\w{4})\b", html).group(1)
    made.refresh_from_db()
    assert made.check_password(fresh)
    assert not made.check_password(password)
    said = Record.objects.filter(object_id=str(made.pk)).values_list("verb", flat=True)
    assert set(said) == {"add_person", "reset_password"}
    assert not Record.objects.filter(reason__contains=fresh).exists()


def test_nobody_changes_their_own_role_or_stops_themselves(client: Client) -> None:
    admin = person(Role.SYSADMIN)
    client.force_login(admin)
    form = {"name": "改名可以", "unit": admin.unit_id, "role": "security"}
    answer = client.post(reverse("system:person", args=[admin.pk]), form)
    assert answer.status_code == 422
    assert "不能改自己的岗位" in answer.content.decode()
    assert client.post(reverse("system:person_active", args=[admin.pk])).status_code == 403
    admin.refresh_from_db()
    assert (admin.role, admin.is_active) == (Role.SYSADMIN, True)
    assert (
        client.post(reverse("system:person", args=[admin.pk]), form | {"role": "sysadmin"}).status_code == 302
    )


@pytest.mark.parametrize(
    ("role", "code", "allowed"),
    [("screening", "housing", False), ("sysadmin", "housing", False), ("county_leader", "housing", False),
     ("county_leader", "county_government", True), ("handler", "housing", True), ("intake", "township_01", True),
     ("screening", "bureau", True)],
)  # fmt: skip
def test_a_role_stands_where_its_work_is(role: str, code: str, *, allowed: bool) -> None:
    if allowed:
        actions.check_place(role, unit(code))
    else:
        with pytest.raises(NotPossible):
            actions.check_place(role, unit(code))


def test_a_stopped_account_is_out_at_once(client: Client) -> None:
    handler = person(Role.HANDLER, "housing")
    client.force_login(handler)
    assert client.get(reverse("cases:desk")).status_code == 200
    acts.set_active(handler, by=person(Role.SYSADMIN), active=False)
    assert client.get(reverse("cases:desk")).status_code == 302


def test_who_moves_to_the_accused_takes_no_grant_along() -> None:
    """No move of a person or a unit opens an accusation to the accused (条例第30条第3款)."""
    keeper, admin = person(Role.COMPARTMENT), person(Role.SYSADMIN)
    case = registered(purpose=Purpose.ACCUSATION, accused=[unit("housing")])
    clerk = person(Role.INTAKE)
    held = CompartmentGrant.objects.in_force().filter(case=case)
    assert set(held.values_list("user_id", flat=True)) == {keeper.pk, clerk.pk}
    acts.change_person(clerk, by=admin, name=clerk.name, unit=unit("housing_quality"), role="intake")
    assert set(held.values_list("user_id", flat=True)) == {keeper.pk}
    bureau = unit("bureau")
    acts.change_unit(bureau, by=admin, parent=unit("housing"), name=bureau.name, short_name=bureau.short_name)
    assert not held.exists()
    assert Record.objects.filter(verb="revoke_after_move").count() == 2


def test_people_come_a_page_at_a_time_each_once(client: Client) -> None:
    User.objects.bulk_create(
        User(username=f"many{n:03}", name=f"众人{n:03}", unit=unit("water"), role="handler")
        for n in range(120)
    )
    client.force_login(person(Role.SYSADMIN))
    seen, query, pages = [], "?q=众人", 0
    while query:
        html = client.get(reverse("system:people") + query).content.decode()
        seen += re.findall(r"<b>(众人\d+)</b>", html)
        following = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', html)
        query, pages = following.group(1).replace("&amp;", "&") if following else "", pages + 1
    assert pages == 3
    assert len(seen) == len(set(seen)) == 120


# --- switches and categories ----------------------------------------------------------------------


def test_switches_are_kept_with_their_record(client: Client) -> None:
    client.force_login(person(Role.SYSADMIN))
    kept = {name: str(default) for name, (default, _) in DEFAULTS.items() if not isinstance(default, bool)}
    form = kept | {"rate_repeats": "on", "one_time_days": "60"}
    assert client.post(reverse("system:switches"), form).status_code == 302
    assert dict(Setting.objects.values_list("name", "value")) == {
        "second_pair_of_eyes": False, "rate_repeats": True, "one_time_days": 60,
    }  # fmt: skip
    assert Record.objects.filter(verb="set_switch").count() == 3
    wrong = client.post(reverse("system:switches"), form | {"one_time_days": "soon"})
    assert wrong.status_code == 422


def test_a_category_is_retired_not_renamed(client: Client) -> None:
    from cases.models import Category

    client.force_login(person(Role.SYSADMIN))
    row = Category.objects.first()
    form = {"level1": "别的", "level2": "名称", "unit": unit("water").pk, "position": "5", "retired": "on"}
    assert client.post(reverse("system:category", args=[row.pk]), form).status_code == 302
    fresh = Category.objects.get(pk=row.pk)
    assert (str(fresh), fresh.unit, fresh.retired) == (str(row), unit("water"), True)
    assert client.post(reverse("system:category_add"), form).status_code == 302
    assert client.post(reverse("system:category_add"), form).status_code == 422
