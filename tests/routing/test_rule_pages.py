"""One version of the rules on screen: units by name, in pages, filtered."""

import pytest
from builders import person
from django.test import Client
from django.urls import reverse

from law.terms import Role
from routing.models import RuleSet

pytestmark = pytest.mark.django_db


def test_rules_are_read_in_pages_with_units_by_name() -> None:
    client = Client()
    client.force_login(person(Role.SCREENING))
    ruleset = RuleSet.objects.get(name="2026.1")
    url = reverse("routing:ruleset", args=[ruleset.pk])
    codes = list(ruleset.rows.values_list("code", flat=True))
    first, second = client.get(url), client.get(url, {"page": "2", "kind": ""})
    read = [rule.code for page in (first, second) for rule, _ in page.context["rows"]]
    assert read == codes[: len(read)]
    assert f"第 1 至 {len(read) // 2} 条" in first.content.decode()
    assert f"<b>{len(codes)}</b> 条" in first.content.decode()
    assert "下一页" in first.content.decode()
    assert "上一页" in second.content.decode()
    row = ruleset.rows.filter(unit="civil_affairs").first()
    assert row is not None
    found = client.get(url, {"kind": row.kind, "words": row.code}).content.decode()
    assert "民政局" in found
    assert "civil_affairs" not in found.replace(row.code, "")


@pytest.mark.parametrize("page", ["0", "x", "999", "-1"])
def test_a_page_that_is_none_is_still_a_page(page: str) -> None:
    client = Client()
    client.force_login(person(Role.SCREENING))
    url = reverse("routing:ruleset", args=[RuleSet.objects.get(name="2026.1").pk])
    assert client.get(url, {"page": page}).status_code == 200
