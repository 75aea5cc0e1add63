"""热点标签: from a list the bureau keeps, on matters only; shown on the file, one event for each change (domain §3.4, §9.2)."""

from datetime import date

import builders as b
import pytest
from django.test import Client
from django.urls import reverse

from cases import actions
from cases.actions import topics
from cases.models import CaseEvent, CaseTopic, Petitioner, Topic
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import Role

pytestmark = pytest.mark.django_db
TUESDAY = b.MONDAY + b.days(1)


def topic(name: str) -> Topic:
    return Topic.objects.get(name=name)


def tag(case, *names: str, by=None):
    chosen = [topic(name) for name in names]
    return b.lived(TUESDAY, actions.tag, case, by=by or b.person(Role.SCREENING), topics=chosen)


def names(case) -> set[str]:
    return set(CaseTopic.objects.filter(case=case).values_list("topic__name", flat=True))


def test_a_matter_bears_exactly_the_tags_chosen():
    case = b.registered()
    tag(case, "疫情", "物业服务")
    tag(case, "疫情", "供暖供水")
    assert names(case) == {"疫情", "供暖供水"}
    assert [event.data for event in CaseEvent.objects.filter(act="tag")] == [
        {"added": ["疫情", "物业服务"], "removed": []},
        {"added": ["供暖供水"], "removed": ["物业服务"]},
    ]


def test_at_registration_and_later():
    case = b.registered(topics=[topic("疫情")])
    assert names(case) == {"疫情"}
    tag(case, by=b.person(Role.INTAKE))
    assert names(case) == set()


def test_nothing_changed_is_no_act():
    case = b.registered(topics=[topic("疫情")])
    with pytest.raises(NotLawfulNow, match="没有变化"):
        tag(case, "疫情")


def test_it_is_of_the_matter_and_of_no_person():
    related = {field.related_model for field in CaseTopic._meta.get_fields() if field.is_relation}
    assert Petitioner not in related


@pytest.mark.parametrize("role", [Role.BUREAU_LEADER, Role.WRITER, Role.SYSADMIN])
def test_who_registers_or_screens_at_the_bureau_may(role):
    with pytest.raises(NotYours):
        tag(b.registered(), "疫情", by=b.person(role))


def test_a_unit_may_not():
    case = b.forwarded().claim.case
    with pytest.raises(NotYours):
        tag(case, "疫情", by=b.person(Role.HANDLER, "housing"))


def test_an_accusation_bears_none():
    """条例第30条第3款: nothing about it stands outside the compartment."""
    case = b.registered(purpose="accusation", topics=[topic("疫情")])
    assert names(case) == set()
    with pytest.raises(NotYours):
        tag(case, "疫情")


def test_a_retired_tag_stays_where_it_is_and_is_chosen_no_more():
    case, other, officer = b.registered(topics=[topic("疫情")]), b.registered(), b.person(Role.SCREENING)
    b.lived(TUESDAY, topics.retire_topic, topic("疫情"), by=officer)
    with pytest.raises(NotLawfulNow, match="已经停用"):
        tag(other, "疫情")
    tag(case, "疫情", "物业服务")
    assert names(case) == {"疫情", "物业服务"}
    b.lived(TUESDAY, topics.restore_topic, topic("疫情"), by=officer)
    tag(other, "疫情")


@pytest.mark.parametrize(("name", "words"), [("疫情", "已有"), ("a、b", "不能有"), ("  ", "不能有")])
def test_a_tag_has_a_name_of_its_own(name, words):
    with pytest.raises(NotLawfulNow, match=words):
        topics.add_topic(by=b.person(Role.SCREENING), on=TUESDAY, name=name)


def test_only_screening_officers_keep_the_list():
    with pytest.raises(NotYours):
        topics.add_topic(by=b.person(Role.INTAKE), on=TUESDAY, name="新的")
    assert topics.add_topic(by=b.person(Role.SCREENING), on=TUESDAY, name="新的").added_on == TUESDAY


def test_the_file_shows_them_and_the_page_sets_them(client: Client):
    case = b.registered()
    client.force_login(b.person(Role.SCREENING))
    with clock.on_day(TUESDAY):
        address = reverse("cases:case_act", args=[case.number, "tag"])
        assert address in client.get(reverse("cases:detail", args=[case.number])).content.decode()
        page = client.get(address)
        assert "供暖供水" in page.content.decode()
        answer = client.post(address, {"topics": [topic("供暖供水").pk], "version": case.version})
        assert answer.status_code == 302
        shown = client.get(reverse("cases:detail", args=[case.number])).content.decode()
    assert "热点 供暖供水" in shown
    assert "标注热点：加「供暖供水」" in shown


def test_the_registration_page_offers_them(client: Client):
    client.force_login(b.person(Role.INTAKE))
    page = client.get(reverse("cases:register")).content.decode()
    assert "农民工工资" in page
    client.force_login(b.person(Role.HANDLER, "housing"))
    assert "农民工工资" not in client.get(reverse("cases:register")).content.decode()


def test_the_list_counts_matters_outside_the_compartment(client: Client):
    b.registered(topics=[topic("疫情")])
    sealed = b.registered(topics=[topic("疫情")])
    b.lived(TUESDAY, actions.seal_accusation, sealed, by=b.person(Role.SCREENING), accused=[])
    client.force_login(b.person(Role.WRITER))
    page = client.get(reverse("cases:topics_record", args=[topic("疫情").pk])).content.decode()
    assert "1 件" in page
    assert date(2022, 5, 1) == topic("疫情").added_on
