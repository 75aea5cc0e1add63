"""The pages of the ways: filling in a path, the last day for reference, offers and panels beside the file."""

from datetime import date

import pytest
from builders import MONDAY, Destination, again, claim_of, forwarded, lived, person, registered, unit
from django.test import Client
from django.urls import reverse
from states import GUIDANCE, handler, simple, simple_replied

from cases import actions
from cases.models import (
    CaseEvent,
    LocalGround,
    OrganizationBriefing,
    Proposal,
    ReliefPath,
    SimpleProcedure,
)
from law import clock
from law.terms import Purpose, Role, Route

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="organizations.backends.StaffBackend")
    return client


@pytest.fixture(autouse=True)
def today():
    with clock.on_day(MONDAY):
        yield MONDAY


def screening(**changes: object):
    claim = claim_of(registered(**changes))
    return claim, signed_in(person(Role.SCREENING)), reverse("routing:screen", args=[claim.pk])


def kept(client: Client, url: str) -> dict[str, object]:
    form = client.get(url).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])}


def test_choosing_a_path_fills_the_guidance_in_and_decides_nothing():
    claim, client, url = screening()
    row = ReliefPath.objects.get(code="labour_arbitration")
    data = kept(client, url) | {"guide_relief": row.pk, "reason": "写好的理由不能丢", "fill": "path"}
    page = client.post(url, data)
    form = page.context["form"]
    assert page.status_code == 200
    assert form["guide_path"].value() == row.path
    assert form["guide_body_name"].value() == row.unit.name
    assert (form["way"].value(), form["route"].value()) == ("guide", Route.ARBITRATION)
    assert "写好的理由不能丢" in page.content.decode()
    assert not Proposal.objects.exists()


def test_the_last_day_is_counted_for_reference_before_anything_is_proposed():
    claim, client, url = screening()
    row = ReliefPath.objects.get(code="administrative_suit")
    filled = client.post(url, kept(client, url) | {"guide_relief": row.pk, "fill": "path"}).context["form"]
    data = {name: filled[name].value() for name in filled.fields if filled[name].value() not in (None, [])}
    page = client.post(
        url, data | {"guide_start_on": "2026-02-02", "guide_path": "我改过的途径", "fill": "day"}
    ).content.decode()
    assert "最后一日 8月3日（供参考）" in page
    assert "我改过的途径" in page, "counting the day overwrites nothing"
    answer = client.post(url, data | {"guide_start_on": "2026-02-02", "reason": "属行政诉讼"})
    assert answer.status_code == 302
    details = Proposal.objects.get().details
    assert (details["kind"], details["start_on"], details["length"]) == ("litigation", "2026-02-02", 6)
    claim.refresh_from_db()
    signing = reverse("cases:claim_act", args=[claim.case.number, claim.pk, "sign_proposal"])
    assert "8月3日" in signed_in(person(Role.BUREAU_LEADER)).get(signing).content.decode()


def test_a_day_that_cannot_be_counted_is_said_at_its_field():
    claim, client, url = screening()
    row = ReliefPath.objects.get(code="retrial")
    filled = client.post(url, kept(client, url) | {"guide_relief": row.pk, "fill": "path"}).context["form"]
    data = {
        name: filled[name].value() for name in filled.fields if filled[name].value() not in (None, [], "")
    }
    answer = client.post(url, data | {"guide_start_on": "2026-02-02", "reason": "属再审"})
    assert answer.status_code == 422
    assert "还要有期限的长度和单位" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_paths_of_the_claims_category_come_first():
    claim, client, url = screening(category="劳动和社会保障/劳动关系")
    choices = client.get(url).context["form"].fields["guide_relief"].choices
    assert choices[1][0] == "本类常用"
    assert "劳动" in choices[1][1][0][1]
    assert not any(group[0] == "检举控告" for group in choices), "accusations have their own way (条例第30条)"


def test_the_form_offers_only_the_lawful_grounds_and_local_ones_turned_on():
    """条例第19条第3款、第23条第1款、第36条第3款."""
    claim, client, url = screening()
    codes = [code for code, _ in client.get(url).context["form"].fields["decline_ground_code"].choices]
    assert codes == ["", "same_matter_above", "not_competent"]
    LocalGround.objects.update(enabled=True, in_force_from=date(2026, 1, 1), verified_on=date(2026, 1, 1))
    choices = dict(client.get(url).context["form"].fields["decline_ground_code"].choices)
    assert any("山东省信访条例" in label for label in choices.values())


def test_a_statutory_way_cannot_be_declined_on_the_page():
    """条例第31条: 409, what was typed is kept."""
    claim, client, url = screening(channel="visit")
    data = kept(client, url) | {"way": "decline", "route": Route.JUDICIAL, "reason": "应走诉讼", "decline_ground_code": "not_competent",
                                "decline_ground": "请去法院", "decline_in_charge": "县法院"}  # fmt: skip
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "引导告知，不是不予受理" in page
    assert "请去法院" in page


def test_a_unit_s_form_fills_in_as_well():
    handling = forwarded()
    client = signed_in(handler(handling))
    url = reverse("cases:act", args=[handling.claim.case.number, handling.pk, "propose_decline"])
    row = ReliefPath.objects.get(code="property_service")
    page = client.post(url, {"way": "guide", "reason": "属投诉", "guide_relief": row.pk, "fill": "path"})
    assert page.status_code == 200
    assert row.term in page.content.decode()
    assert not CaseEvent.objects.filter(act="propose_decline").exists()


def test_the_head_is_offered_the_simple_procedure_with_its_last_day():
    handling = forwarded()
    url = reverse("cases:detail", args=[handling.claim.case.number])
    assert "3-05 前告知" in signed_in(person(Role.UNIT_HEAD, "housing")).get(url).content.decode()
    assert "提请简易办理" in signed_in(person(Role.HANDLER, "housing")).get(url).content.decode()
    assert "简易办理" not in signed_in(person(Role.BUREAU_LEADER)).get(url).content.decode()


def test_why_it_cannot_be_simple_stands_grey():
    handling = forwarded(people=7)
    page = signed_in(person(Role.UNIT_HEAD, "housing")).get(
        reverse("cases:detail", args=[handling.claim.case.number])
    )
    assert "集体联名" in page.content.decode()


def test_the_case_page_shows_how_the_matter_was_answered():
    handling = simple_replied(attitude="not_content")
    page = (
        signed_in(person(Role.SCREENING))
        .get(reverse("cases:detail", args=[handling.claim.case.number]))
        .content.decode()
    )
    assert "路灯已修好" in page
    assert "应当转为普通程序" in page
    assert "简易答复（短信）" in page


def test_the_bureau_suggests_before_it_sends():
    claim, client, _ = screening()
    assert "建议简易办理" in client.get(reverse("cases:detail", args=[claim.case.number])).content.decode()
    url = reverse("cases:claim_act", args=[claim.case.number, claim.pk, "suggest_simple"])
    assert client.post(url, {"kind": "clear", "reason": "换个灯泡"}).status_code == 302
    page = client.get(reverse("cases:detail", args=[claim.case.number])).content.decode()
    assert "信访局建议" in page
    lived(
        MONDAY,
        actions.forward,
        claim,
        by=person(Role.SCREENING),
        route=Route.PETITION,
        to=Destination(unit("housing")),
    )
    handling = claim.handlings.get()
    accept = reverse("cases:act", args=[claim.case.number, handling.pk, "accept_simple"])
    form = signed_in(person(Role.UNIT_HEAD, "housing")).get(accept).context["form"]
    assert (form["kind"].value(), form["reason"].value()) == ("clear", "换个灯泡")


def test_what_the_law_refuses_keeps_the_typed_text():
    handling = forwarded()
    client = signed_in(person(Role.UNIT_HEAD, "housing"))
    url = reverse("cases:act", args=[handling.claim.case.number, handling.pk, "accept_simple"])
    data = {"kind": "clear", "reason": "当天能修好", "supportable": "on", "written_asked": "on", "told_way": "oral",
            "told_at": "15:20", "told_words": "电话里说清楚了", "on": MONDAY}  # fmt: skip
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "必须出具书面文书" in page
    assert "电话里说清楚了" in page
    assert client.post(url, data | {"written_asked": ""}).status_code == 302
    assert again(handling).state == "simple"


def test_the_ledger_of_simple_matters_is_a_unit_s_own():
    row = SimpleProcedure.objects.get(handling=simple())
    url = reverse("cases:simple_record", args=[row.pk])
    assert signed_in(person(Role.HANDLER, "housing")).get(url).status_code == 200
    assert signed_in(person(Role.SCREENING)).get(url).status_code == 200
    assert signed_in(person(Role.HANDLER, "education")).get(url).status_code == 404


def test_inside_the_compartment_the_officer_alone_finds_the_two_acts():
    keeper = person(Role.COMPARTMENT)
    case = registered(purpose=Purpose.ACCUSATION, accused=[unit("housing")])
    client = signed_in(keeper)
    page = client.get(reverse("cases:detail", args=[case.number])).content.decode()
    assert "通报组织部门" in page
    assert "告知检举控告途径" in page
    url = reverse("cases:case_act", args=[case.number, "notify_organization"])
    assert client.post(url, {"unit": unit("organization").pk}).status_code == 302
    assert OrganizationBriefing.objects.count() == 1
    for role, code in (
        (Role.BUREAU_LEADER, "bureau"),
        (Role.SCREENING, "bureau"),
        (Role.HANDLER, "organization"),
    ):
        assert signed_in(person(role, code)).get(url).status_code == 404


def test_guidance_without_a_path_still_works_by_hand():
    claim, client, url = screening()
    data = kept(client, url) | {"way": "guide", "route": Route.JUDICIAL, "reason": "属诉讼",
                                **{f"guide_{name}": value for name, value in GUIDANCE.items()}}  # fmt: skip
    assert client.post(url, data).status_code == 302
    assert Proposal.objects.get().details["kind"] == "litigation"
