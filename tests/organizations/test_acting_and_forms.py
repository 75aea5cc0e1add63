"""Who acts is told to the database for one transaction; a form acts once; a switch has a default and a sentence."""

import uuid

import pytest
from builders import person
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from law.terms import Role
from organizations import switches
from organizations.acting import acting, action
from organizations.models import Setting, SubmittedForm
from organizations.roles import Permission
from organizations.web import acts_once, page

pytestmark = pytest.mark.django_db


def told() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.user_id', true)")
        return cursor.fetchone()[0] or ""


@pytest.mark.django_db(transaction=True)
def test_the_acting_user_is_told_and_forgotten_with_the_transaction():
    clerk = person(Role.INTAKE)
    with acting(clerk):
        assert told() == str(clerk.pk)
    assert told() == ""
    with acting(None):
        assert told() == "system"


@pytest.mark.django_db(transaction=True)
def test_an_action_is_one_transaction():
    @action
    def half_done(*, by):
        Setting.objects.create(name="rate_repeats", value=True)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done(by=None)
    assert not Setting.objects.exists()


# --- pages -------------------------------------------------------------------------------------------------------


@page(Permission.SCREEN, Permission.SUPERVISE)
def screening(request):
    return HttpResponse("shown")


def asked(view, user, method="get", **data):
    request = getattr(RequestFactory(), method)("/x/", data)
    request.user = user
    return view(request)


def test_a_page_is_for_those_whose_role_allows_any_of_its_permissions():
    assert asked(screening, person(Role.SCREENING)).content == b"shown"
    assert asked(screening, person(Role.BUREAU_LEADER)).content == b"shown"
    with pytest.raises(PermissionDenied):
        asked(screening, person(Role.INTAKE))


def test_a_page_asks_strangers_to_sign_in():
    answer = asked(screening, AnonymousUser())
    assert isinstance(answer, HttpResponseRedirect)
    assert "next=/x/" in answer.url


# --- forms that act once (design D15) -----------------------------------------------------------------------------


def test_a_second_post_of_a_form_shows_the_first_result():
    done = []

    @acts_once
    def act(request):
        done.append(1)
        return HttpResponseRedirect(f"/result/{len(done)}/")

    clerk, key = person(Role.INTAKE), str(uuid.uuid4())
    answers = [asked(act, clerk, "post", form_key=key).url for _ in range(3)]
    assert (len(done), set(answers)) == (1, {"/result/1/"})
    assert asked(act, clerk, "post", form_key=str(uuid.uuid4())).url == "/result/2/"


def test_a_form_with_mistakes_can_be_sent_again():
    answers = iter([HttpResponse("mistakes"), HttpResponseRedirect("/done/")])

    @acts_once
    def act(request):
        return next(answers)

    clerk, key = person(Role.INTAKE), str(uuid.uuid4())
    assert asked(act, clerk, "post", form_key=key).content == b"mistakes"
    assert asked(act, clerk, "post", form_key=key).url == "/done/"


def test_the_result_of_another_persons_form_is_not_shown():
    @acts_once
    def act(request):
        return HttpResponseRedirect(f"/of/{request.user.pk}/")

    key, one, two = str(uuid.uuid4()), person(Role.INTAKE), person(Role.SCREENING)
    assert asked(act, one, "post", form_key=key).url == f"/of/{one.pk}/"
    assert asked(act, two, "post", form_key=key).url == f"/of/{two.pk}/"
    assert SubmittedForm.objects.filter(key=key).count() == 1


# --- switches ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", switches.DEFAULTS)
def test_a_switch_has_a_default_a_sentence_and_the_bureaus_choice(name):
    default, sentence = switches.DEFAULTS[name]
    assert sentence.endswith("。")
    assert switches.value(name) == default
    other: object = (
        not default
        if isinstance(default, bool)
        else f"{default}-other"
        if isinstance(default, str)
        else default + 1
    )
    Setting.objects.create(name=name, value=other)
    assert switches.value(name) == other


def test_a_switch_that_does_not_exist_is_no_switch():
    with pytest.raises(KeyError):
        switches.value("stop_all_clocks")
