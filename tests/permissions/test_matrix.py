"""Every address × every role, generated from the URL resolver: a route without a declared expectation fails the build.

``DECLARED`` says who may open a page; an object page answers 404 to those the object does not exist for. Nobody ever
gets a 500, and an outsider never reads a word of the file (canary).
"""

import re
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from builders import MONDAY, accepted, claim_of, forwarded, person, registered, unit
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cases.models import Case, CasePaper
from law import clock
from law.terms import Purpose, Role

pytestmark = pytest.mark.django_db
CANARY = "金丝雀9372"
#: What differs on every page by itself.
TOKEN = re.compile(rb"[A-Za-z0-9]{64}")
R = Role
ALL = frozenset(Role)
REGISTER = {R.INTAKE, R.SCREENING, R.HANDLER, R.UNIT_HEAD}
FIGURES = {R.SCREENING, R.BUREAU_LEADER, R.COUNTY_LEADER, R.WRITER}
UNIT = {R.HANDLER, R.UNIT_HEAD}
RULES = {R.SCREENING, R.SYSADMIN}
SYSTEM = {R.SYSADMIN}
#: Roles that may see this ordinary case: the bureau's, the county's, and the unit that handles it.
FILE = {R.INTAKE, R.SCREENING, R.BUREAU_LEADER, R.COUNTY_LEADER, R.WRITER, R.HANDLER, R.UNIT_HEAD}
#: Who may hold an accusation by grant: the clerk until handed on, the officer.
KEEPERS = {R.COMPARTMENT, R.INTAKE}
#: Papers and archive: who serves papers and binds files, beside the leader who countersigns.
SERVERS = REGISTER
OPEN = frozenset({"open"})
#: 接访, 包案, 积案, 隐患: units see what is theirs; rules, periods and criteria are the bureau's and the county's.
COUNTY = {R.INTAKE, R.SCREENING, R.BUREAU_LEADER, R.COUNTY_LEADER, R.WRITER}
KEEPS = {R.SCREENING, R.BUREAU_LEADER}
LEADERS_LEDGERS = {
    "oversight:leader_desk": COUNTY,
    **{
        f"oversight:{slug}{part}": who
        for slug, readers, makers in (
            ("receptions", FILE, KEEPS), ("reception_plans", COUNTY, KEEPS), ("reception_matters", FILE, set()),
            ("sponsored", FILE, {R.BUREAU_LEADER}), ("backlog", FILE, KEEPS), ("backlog_periods", COUNTY, {R.BUREAU_LEADER}),
            ("backlog_criteria", COUNTY, {R.BUREAU_LEADER}), ("conflicts", FILE, REGISTER),
        )
        for part, who in (("", readers), ("_record", readers), ("_step", readers), ("_paper", readers), ("_new", makers))
    },
}  # fmt: skip
#: Pages of a set named in the query: 404 without one.
NEED_A_QUERY = {"cases:papers-service_new"}

DECLARED: dict[str, Any] = {
    "health/live": OPEN, "health/ready": OPEN, "login": OPEN, "logout": OPEN, "home": ALL, "ledgers": ALL,
    "cases:register": REGISTER, "cases:register_beside": REGISTER, "cases:register_draft": REGISTER,
    "cases:today": REGISTER, "cases:registered": REGISTER, "cases:receipts": REGISTER, "cases:receipt_pdf": REGISTER,
    "cases:reissue_code": REGISTER, "cases:hand_on": REGISTER, "cases:link_repeat": REGISTER, "cases:unlink_repeat": REGISTER,
    "cases:attachment": FILE, "cases:detail": FILE, "cases:reveal": FILE, "cases:paper": FILE, "cases:claim_act": FILE,
    "cases:case_act": FILE, "cases:opinion_pdf": FILE, "cases:act": FILE,
    "cases:desk": {R.HANDLER, R.UNIT_HEAD}, "cases:signing": {R.SCREENING, R.BUREAU_LEADER, R.UNIT_HEAD},
    "cases:checking": {R.SCREENING, R.BUREAU_LEADER}, "cases:counsel": {R.COUNSEL}, "cases:search": FILE,
    "cases:inbox": ALL, "cases:inbox_read_all": ALL, "cases:inbox_read": ALL, "cases:compartment": KEEPERS,
    "routing:queue": {R.SCREENING}, "routing:suggest": REGISTER, "routing:screen": {R.SCREENING}, "routing:seal": {R.SCREENING},
    "routing:ask": {R.SCREENING}, "routing:card": FILE, "routing:rulesets": RULES, "routing:ruleset": RULES,
    "routing:activate": RULES, "routing:rule": RULES,
    "oversight:list": {R.BUREAU_LEADER, R.HANDLER, R.UNIT_HEAD}, "oversight:new": {R.BUREAU_LEADER, R.SCREENING},
    "oversight:decide": {R.BUREAU_LEADER}, "oversight:detail": FILE, "oversight:sign": {R.BUREAU_LEADER},
    "oversight:drop": {R.BUREAU_LEADER}, "oversight:reply": {R.HANDLER, R.UNIT_HEAD}, "oversight:close": {R.BUREAU_LEADER, R.SCREENING},
    # mediation, relief, urgent matters
    **dict.fromkeys(["cases:mediation", "cases:mediation_record", "cases:mediation_step", "cases:mediation_paper",
                     "cases:relief", "cases:relief_record", "cases:relief_step", "cases:relief_paper"], FILE),
    **dict.fromkeys(["oversight:urgent", "oversight:urgent_record", "oversight:urgent_step", "oversight:urgent_paper"], FILE),
    **dict.fromkeys(["cases:execution", "cases:execution_record", "cases:execution_step", "cases:execution_paper"], FILE),
    "cases:execution_new": frozenset(),
    "oversight:urgent_new": REGISTER | {R.BUREAU_LEADER}, "cases:mediation_new": frozenset(), "cases:relief_new": frozenset(),
    # oversight: raising and cancelling, assignments, talks, recommendations
    "oversight:raise": {R.BUREAU_LEADER}, "oversight:cancel": {R.BUREAU_LEADER},
    **dict.fromkeys(
        [f"oversight:recommendations{part}" for part in ("", "_new", "_record", "_paper", "_step")], FIGURES | UNIT
    ),
    **dict.fromkeys(
        [f"oversight:{slug}{part}" for slug in ("talks", "assigned") for part in ("", "_new", "_record", "_paper", "_step")],
        {R.SCREENING, R.BUREAU_LEADER} | UNIT,
    ),
    "oversight:recommendations_new": {R.SCREENING, R.BUREAU_LEADER}, "oversight:talks_new": {R.SCREENING, R.BUREAU_LEADER},
    "oversight:assigned_new": frozenset(),
    "reports:today": {R.BUREAU_LEADER}, "reports:today_late": {R.BUREAU_LEADER}, "reports:today_provisional": {R.BUREAU_LEADER}, 
    "reports:today_day": {R.BUREAU_LEADER},
    "reports:today_unit": {R.BUREAU_LEADER}, "reports:county": FIGURES, "reports:figures": FIGURES,
    "reports:unit": UNIT, "reports:unit_of": FIGURES | UNIT, "reports:unit_duties": FIGURES | UNIT, "reports:unit_set": FIGURES | UNIT,
    "reports:set": FIGURES,
    "reports:catalogue": FIGURES, "reports:indicator": FIGURES, "reports:exports": FIGURES, "reports:passing": FIGURES,
    "reports:export_ask": FIGURES, "reports:export_file": FIGURES, "reports:snapshot": FIGURES,
    "reports:snapshots": FIGURES, "reports:frozen_set": FIGURES,
    "reports:annual": {R.WRITER}, "reports:annual_enter": {R.WRITER, R.COMPARTMENT}, "reports:annual_write": {R.WRITER},
    "reports:annual_finish": {R.WRITER}, "reports:annual_docx": {R.WRITER}, "reports:annual_edition": {R.WRITER},
    "reports:annual_parts": {R.WRITER}, "reports:annual_xlsx": {R.WRITER}, "reports:annual_edition_page": {R.WRITER},
    "reports:annual_file": {R.WRITER}, "reports:accusations": {R.COMPARTMENT},
    "system:units": SYSTEM, "system:unit_add": SYSTEM, "system:unit": SYSTEM, "system:unit_abolish": SYSTEM,
    "system:people": SYSTEM, "system:person_add": SYSTEM, "system:person": SYSTEM, "system:person_active": SYSTEM,
    "system:person_password": SYSTEM, "system:calendar": SYSTEM, "system:calendar_load": SYSTEM, "system:calendar_record": SYSTEM,
    "system:categories": SYSTEM, "system:category_add": SYSTEM, "system:category": SYSTEM, "system:switches": SYSTEM,
    "system:jobs": {R.SYSADMIN, R.AUDITOR}, "system:grants": {R.SECURITY}, "system:grant_add": {R.SECURITY},
    "system:grant_revoke": {R.SECURITY}, "system:records": {R.AUDITOR}, "system:backdated": {R.AUDITOR},
    # 复查、复核
    "cases:reviews": FILE, "cases:reviews_new": frozenset(), "cases:reviews_record": FILE, "cases:reviews_step": FILE,
    "cases:reviews_paper": FILE, "portal:review": OPEN,
    "portal:enquiry": OPEN, "portal:matter": OPEN, "portal:paper": OPEN, "portal:rate": OPEN, "portal:leave": OPEN, "portal:urge": OPEN,
    "portal:size": OPEN, "portal:receptions": OPEN,
    **LEADERS_LEDGERS,
    # papers and archive
    "cases:volume": SERVERS | {R.BUREAU_LEADER}, "cases:numbers": FILE,
    "cases:papers-service": SERVERS | {R.BUREAU_LEADER}, "cases:papers-service_new": SERVERS | {R.BUREAU_LEADER},
    "cases:papers-service_record": SERVERS | {R.BUREAU_LEADER}, "cases:papers-service_step": SERVERS | {R.BUREAU_LEADER},
    "cases:papers-service_paper": SERVERS | {R.BUREAU_LEADER},
    "reports:official": FIGURES, "reports:official_new": {R.WRITER}, "reports:official_record": FIGURES,
    "reports:official_step": FIGURES, "reports:official_paper": FIGURES,
    "system:templates": {R.SYSADMIN, R.WRITER}, "system:template": {R.SYSADMIN, R.WRITER},
    "system:template_sample": {R.SYSADMIN, R.WRITER},
    # 简易办理, 人民建议征集, 法定途径
    "cases:simple": FILE, "cases:simple_new": frozenset(), "cases:simple_record": FILE, "cases:simple_step": FILE, "cases:simple_paper": FILE,
    "cases:calls": FILE, "cases:calls_new": {R.SCREENING, R.BUREAU_LEADER}, "cases:calls_record": FILE, "cases:calls_step": FILE,
    "cases:calls_paper": FILE,
    # older registers, hot topics
    **dict.fromkeys(("older:sheets", "older:template", "older:sheet", "older:rejected"), frozenset({R.WRITER, R.SCREENING})),
    "cases:topics": COUNTY, "cases:topics_new": {R.SCREENING}, "cases:topics_record": COUNTY, "cases:topics_step": COUNTY,
    "cases:topics_paper": COUNTY,
    "cases:suggestions": FILE, "cases:suggestions_new": {R.SCREENING, R.BUREAU_LEADER}, "cases:suggestions_record": FILE,
    "cases:suggestions_step": FILE, "cases:suggestions_paper": FILE,
    "system:paths": SYSTEM, "system:path_add": SYSTEM, "system:path": SYSTEM, "system:grounds": SYSTEM, "system:ground_add": SYSTEM,
    "system:ground": SYSTEM,
    # disputes about competence, the joint conference, withdrawal
    **dict.fromkeys(("cases:disputes_new", "cases:recusals_new", "oversight:conference_decisions_new"), frozenset()),
    **dict.fromkeys(("cases:disputes", "cases:disputes_record", "cases:disputes_paper",
                     "cases:disputes_step"), FILE),
    **dict.fromkeys(("cases:recusals", "cases:recusals_record", "cases:recusals_paper",
                     "cases:recusals_step"), FILE - {R.WRITER}),
    **dict.fromkeys(("oversight:conferences", "oversight:conferences_record", "oversight:conferences_paper",
                     "oversight:conferences_step"), frozenset({R.SCREENING, R.BUREAU_LEADER, R.COUNTY_LEADER})),
    "oversight:conferences_new": {R.BUREAU_LEADER},
    **dict.fromkeys(("oversight:conference_decisions", "oversight:conference_decisions_record", "oversight:conference_decisions_paper",
                     "oversight:conference_decisions_step"),
                    frozenset({R.SCREENING, R.BUREAU_LEADER, R.COUNTY_LEADER, R.HANDLER, R.UNIT_HEAD})),
    "system:unit_merge": SYSTEM, "system:unit_successor": SYSTEM,
    # --- hearings ---
    **dict.fromkeys(("hearings:hearings", "hearings:calendar", "hearings:evaluations", "hearings:rooms"), FILE),
    "hearings:experts": FILE | {R.COUNSEL},
    **dict.fromkeys([f"hearings:{slug}_{part}" for slug in ("hearings", "evaluations", "rooms") for part in ("record", "paper", "step")], FILE),
    **dict.fromkeys([f"hearings:{slug}_{part}" for slug in ("experts", "participations", "duty") for part in ("record", "paper", "step")],
                    FILE | {R.COUNSEL}),
    "hearings:hearings_new": {R.SCREENING, R.HANDLER, R.UNIT_HEAD},
    "hearings:evaluations_new": {R.SCREENING, R.BUREAU_LEADER, R.HANDLER, R.UNIT_HEAD},
    **{f"hearings:{slug}_new": {R.SCREENING, R.BUREAU_LEADER} for slug in ("experts", "duty", "rooms")},
    "hearings:participations_new": {R.INTAKE, R.SCREENING, R.BUREAU_LEADER},
    "hearings:duty": FILE | {R.COUNSEL}, "hearings:participations": FILE | {R.COUNSEL}, "hearings:counts": FIGURES,
    # the activity ledger
    **dict.fromkeys([f"reports:activities{part}" for part in ("", "_record", "_step", "_paper", "_file")], FIGURES | UNIT),
    **dict.fromkeys([f"reports:activities_{part}" for part in ("new", "none", "sheet", "template")], {R.WRITER} | UNIT),
    # --- the six mechanisms ---
    "reports:daily": {R.SCREENING, R.BUREAU_LEADER, R.WRITER}, "reports:daily_note": {R.SCREENING},
    "reports:weekly": {R.SCREENING, R.BUREAU_LEADER, R.WRITER} | UNIT, "reports:weekly_meeting": {R.SCREENING, R.BUREAU_LEADER},
    **dict.fromkeys([f"reports:meetings{part}" for part in ("", "_record", "_step", "_paper")], frozenset({R.SCREENING, R.BUREAU_LEADER, R.WRITER})),
    **dict.fromkeys([f"reports:meeting_items{part}" for part in ("", "_record", "_step", "_paper")],
                    {R.SCREENING, R.BUREAU_LEADER, R.WRITER} | UNIT),
    "reports:meetings_new": frozenset(), "reports:meeting_items_new": frozenset(),
    "reports:monthly": {R.BUREAU_LEADER, R.WRITER}, "reports:monthly_month": {R.BUREAU_LEADER, R.WRITER},
    "reports:monthly_draft": {R.WRITER},
    "reports:quarter": FIGURES, "reports:quarter_write": {R.WRITER}, "reports:quarter_docx": FIGURES,
    **dict.fromkeys([f"reports:inspections{part}" for part in ("", "_record", "_step", "_paper")],
                    frozenset({R.SCREENING, R.BUREAU_LEADER, R.WRITER, R.COUNTY_LEADER})),
    **dict.fromkeys([f"reports:inspection_sheets{part}" for part in ("", "_record", "_step", "_paper")],
                    {R.SCREENING, R.BUREAU_LEADER, R.WRITER, R.COUNTY_LEADER} | UNIT),
    "reports:inspection_sheet_docx": {R.SCREENING, R.BUREAU_LEADER, R.WRITER, R.COUNTY_LEADER} | UNIT,
    "reports:inspections_new": {R.BUREAU_LEADER}, "reports:inspection_sheets_new": frozenset(),
    **dict.fromkeys([f"reports:assessment_schemes{part}" for part in ("", "_record", "_step", "_paper")], frozenset({R.BUREAU_LEADER, R.WRITER})),
    "reports:assessment_schemes_new": {R.BUREAU_LEADER},
    **dict.fromkeys([f"reports:assessments{part}" for part in ("", "_record", "_step", "_paper")], FIGURES),
    "reports:assessments_new": {R.BUREAU_LEADER, R.WRITER}, "reports:assessment_results_new": frozenset(),
    **dict.fromkeys([f"reports:assessment_results{part}" for part in ("", "_record", "_step", "_paper")], FIGURES | UNIT),
    "reports:assessment_behind": FIGURES | UNIT,
    "portal:calls": OPEN, "portal:published": OPEN, "portal:published_one": OPEN,
    "api-token": OPEN, "api-cases": FILE | {R.COUNSEL, R.COMPARTMENT, R.SYSADMIN, R.SECURITY, R.AUDITOR}, "api-case": FILE,
    "api-clocks": FILE, "api-rates": FIGURES, "api-schema": OPEN | ALL, "api-docs": OPEN | ALL,
}  # fmt: skip


def routes() -> Iterator[tuple[str, str]]:
    """(name, pattern) of every address of the house."""

    def walk(resolver: Any, prefix: str, space: str) -> Iterator[tuple[str, str]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                inner = space + (f"{entry.namespace}:" if entry.namespace else "")
                yield from walk(entry, prefix + str(entry.pattern), inner)
            elif isinstance(entry, URLPattern):
                path = prefix + str(entry.pattern)
                yield (space + entry.name if entry.name else path), path

    yield from walk(get_resolver(), "", "")


ROUTES = dict(routes())


def test_every_address_has_a_declared_expectation():
    assert set(ROUTES) - set(DECLARED) == set(), "declare who may open these"
    assert set(DECLARED) - set(ROUTES) == set(), "these are gone: remove them"


class Scene:
    """One file with the canary in it, at the housing bureau; an accusation beside it."""

    def __init__(self) -> None:
        self.handling = accepted(title=f"{CANARY}概况", summary=f"{CANARY}事实", claims=[f"{CANARY}诉求"])
        self.case = self.handling.claim.case
        self.waiting = registered(title=f"{CANARY}待甄别", summary=f"{CANARY}", claims=[f"{CANARY}"])
        self.accusation = registered(
            purpose=Purpose.ACCUSATION, title=f"{CANARY}检举", summary=f"{CANARY}", claims=[CANARY]
        )
        forwarded(to="agriculture")

    def path(self, pattern: str) -> str:
        paper = CasePaper.objects.filter(case=self.case).latest("pk")
        petitioner = self.case.own_petition.petitioners.get()
        text = pattern
        for slot, value in {
            "<str:number>": self.case.number, "<int:handling>": self.handling.pk, "<int:claim>": claim_of(self.case).pk,
            "<str:act>": "draft_opinion", "<str:step>": "none", "<uuid:paper>": paper.paper_id,
            "<uuid:petitioner>": petitioner.pk, "<str:field>": "phone", "<uuid:pk>": paper.paper_id,
            "<str:form>": "pdf", "<int:order>": 1, "<str:code>": "housing", "<day:day>": "2026-03-02", "<month:month>": "2026-03",
            "<int:year>": 2026, "<str:figure>": "hearings", "<str:kind>": "regulation", "<str:section>": "1",
        }.items():  # fmt: skip
            text = text.replace(slot, str(value))
        if "screening/" in text or "claims/<int:pk>" in text:
            text = text.replace("<int:pk>", str(claim_of(self.waiting).pk))
        return "/" + text.replace("<int:pk>", str(self.case.pk))


def signed_in(role: str, code: str = "bureau") -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person(role, code), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def home_of(role: str) -> str:
    if role in {R.HANDLER, R.UNIT_HEAD}:
        return "housing"
    return "county_government" if role == R.COUNTY_LEADER else "bureau"


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene()
    with clock.on_day(date(2026, 3, 4)):
        yield made


@pytest.mark.parametrize("role", sorted(Role), ids=str)
def test_a_role_opens_what_is_declared_and_nothing_else(scene: Scene, role: str) -> None:
    wrong = []
    client = signed_in(role, home_of(role))
    for name, pattern in ROUTES.items():
        declared = DECLARED.get(name, frozenset())
        for method in ("get", "post"):
            if name in {"logout", "portal:leave"}:
                continue
            answer = getattr(client, method)(scene.path(pattern))
            status = answer.status_code
            # a system officer may have switched off the account itself on the way: signed out is refused, too
            refused = status in {401, 403, 404, 405} or (status == 302 and "/login/" in answer.url)
            if status >= 500 or (not declared & (OPEN | {role}) and not refused):
                wrong.append(f"{method} {name}: {status}")
            told = method == "get" and "<" not in pattern and name not in NEED_A_QUERY
            if told and role in declared and status in {403, 404}:
                wrong.append(f"{method} {name}: {status}, though declared")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [R.HANDLER, R.UNIT_HEAD], ids=str)
def test_another_unit_reads_no_word_of_the_file(scene: Scene, role: str) -> None:
    """404 or a page without the canary: rows a person may not see do not exist for them."""
    client = signed_in(role, "agriculture")
    for name, pattern in ROUTES.items():
        if name == "logout":
            continue
        response = client.get(scene.path(pattern))
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        assert CANARY not in body.decode(errors="replace"), name
        assert response.status_code < 500, name
        if "<str:number>" in pattern:
            assert response.status_code in {403, 404, 405}, f"{name}: {response.status_code}"


@pytest.mark.parametrize("role", sorted(set(Role) - {R.INTAKE, R.COMPARTMENT}), ids=str)
def test_an_accusation_exists_for_nobody_without_a_grant(scene: Scene, role: str) -> None:
    """条例第30条第3款: no page of any role shows it, not even that it is there."""
    client = signed_in(role, home_of(role))
    number = scene.accusation.number
    for name, pattern in ROUTES.items():
        if name in {"logout", "system:grants", "system:grant_add", "system:records"}:
            continue  # the security officer grants by number, the auditor reads acts: neither sees content
        path = scene.path(pattern).replace(scene.case.number, number)
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        if "<str:number>" not in pattern:
            assert number not in body.decode(errors="replace"), name
        else:
            assert response.status_code in {403, 404, 405}, f"{name}: {response.status_code}"


def test_signed_out_nobody_sees_anything(scene: Scene, client: Client) -> None:
    for name, pattern in ROUTES.items():
        if OPEN & DECLARED.get(name, frozenset()):
            continue
        response = client.get(scene.path(pattern))
        assert response.status_code in {302, 401, 403, 404, 405}, f"{name}: {response.status_code}"
        assert CANARY not in response.content.decode(errors="replace")


def test_a_wrong_number_and_a_foreign_number_answer_alike(scene: Scene) -> None:
    """404 with the same body: existence itself tells nothing (T-02)."""
    client = signed_in(R.HANDLER, "agriculture")
    foreign = client.get(f"/cases/{scene.case.number}/")
    unknown = client.get(f"/cases/330999-9-20260101-{uuid.uuid4().int % 10**5:05d}/")
    assert foreign.status_code == unknown.status_code == 404
    assert TOKEN.sub(b"", foreign.content) == TOKEN.sub(b"", unknown.content)


def test_the_scene_is_what_it_says(scene: Scene) -> None:
    assert Case.objects.visible_to(person(R.HANDLER, "housing")).filter(pk=scene.case.pk).exists()
    assert not Case.objects.visible_to(person(R.HANDLER, "agriculture")).filter(pk=scene.case.pk).exists()
    assert unit("housing").code == "housing"
    assert date(2026, 3, 4) > MONDAY
