"""The fictional county (云溪县) is consistent: units, places, people, categories and stories fit."""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from law.terms import (
    STATUTORY_ROUTES,
    Channel,
    Outcome,
    Purpose,
    Role,
    Route,
    SuggestionOutcome,
    UnitKind,
)

ROOT = Path(__file__).resolve().parents[2]
COUNTY = ROOT / "petition_bureau" / "county"
SHARED_DATA = ROOT.parent / "shared" / "data"

README_CODES = [
    "police",
    "education",
    "hr_social_security",
    "housing",
    "natural_resources",
    "urban_management",
    "transport",
    "ecology",
    "agriculture",
    "water",
    "forestry",
    "health",
    "medical_insurance",
    "civil_affairs",
    "veterans",
    "market_regulation",
    "emergency",
    "justice",
    "tax",
    "development_reform",
    "industry_it",
    "commerce",
    "culture_tourism",
    "finance",
    "financial_office",
    "sasac",
    "housing_fund",
    "utilities",
    "court",
    "procuratorate",
    "discipline",
    "organization",
    "political_legal",
    "disabled_women_federations",
    "higher_level",
    "bureau",
]
PLACE_KINDS = {"village", "community", "estate", "road", "site"}


def _load(name: str) -> Any:
    return yaml.safe_load((COUNTY / name).read_text(encoding="utf-8"))


UNITS: list[dict[str, Any]] = _load("units.yaml")["units"]
PLACES: list[dict[str, Any]] = _load("places.yaml")
PEOPLE: dict[str, Any] = _load("people.yaml")
CATEGORIES: list[dict[str, Any]] = _load("categories.yaml")
STORIES: list[dict[str, Any]] = _load("stories.yaml")

CODES = {unit["code"] for unit in UNITS}
#: Bodies whose acts are recorded from their papers: they have no accounts.
OUTSIDE = {unit["code"] for unit in UNITS if unit.get("outside")}
COMPETENT = CODES | {"township"}
CATEGORY_PATHS = {f"{one['name']}/{two['name']}" for one in CATEGORIES for two in one["level2"]}
PETITIONS = [s for s in STORIES if s["route"] == "petition"]


@pytest.mark.parametrize("field", ["code", "name", "short", "letters", "position", "phone"])
def test_a_field_of_units_is_unique(field: str) -> None:
    repeated = [value for value, n in Counter(unit[field] for unit in UNITS).items() if n > 1]
    assert not repeated


def test_every_agreed_code_and_sixteen_townships_exist() -> None:
    assert set(README_CODES) <= CODES
    townships = {u["code"] for u in UNITS if u["kind"] == "township"}
    assert townships == {f"township_{n:02}" for n in range(1, 17)}
    assert "township" not in CODES


def test_units_form_a_tree_whose_parents_come_first() -> None:
    seen: set[str | None] = {None}
    for unit in UNITS:
        assert unit["kind"] in set(UnitKind)
        assert unit["parent"] in seen, unit["code"]
        seen.add(unit["code"])


def test_every_unit_that_signs_opinions_has_two_levels_above_it() -> None:
    """An opinion is reviewed one level up and finally reviewed another level up (条例第35条、第36条)."""
    parent = {unit["code"]: unit["parent"] for unit in UNITS}
    for unit in UNITS:
        if unit["kind"] in {"department", "township"}:
            assert parent[parent[unit["code"]]] is not None, unit["code"]


def test_a_review_organ_is_another_body_that_stands_before() -> None:
    seen: set[str] = set()
    for unit in UNITS:
        assert unit.get("review_organ") in {None, *seen}, unit["code"]
        seen.add(unit["code"])


def test_every_township_has_its_places_and_no_keyword_names_two() -> None:
    assert [p["unit"] for p in PLACES] == [f"township_{n:02}" for n in range(1, 17)]
    short = {u["code"]: u["short"] for u in UNITS}
    for township in PLACES:
        assert 4 <= len(township["places"]) <= 6
        assert {p["kind"] for p in township["places"]} <= PLACE_KINDS
        assert short[township["unit"]] in township["keywords"]
    keywords = [word for township in PLACES for word in township["keywords"]]
    assert len(keywords) == len(set(keywords))


def test_people_pools_and_one_account_for_every_role() -> None:
    assert len(set(PEOPLE["surnames"])) == 60
    assert len(set(PEOPLE["given_names"])) == 80
    staff = PEOPLE["staff"]
    assert len({s["username"] for s in staff}) == len(staff)
    assert len({s["name"] for s in staff}) == len(staff)
    assert {s["role"] for s in staff} == set(Role)
    assert {s["unit"] for s in staff} <= CODES
    for role in ("handler", "unit_head"):
        assert Counter(s["unit"] for s in staff if s["role"] == role) == dict.fromkeys(CODES - OUTSIDE, 1)
    assert not any("password" in s for s in staff)


def test_staff_share_no_given_name_with_petitioners() -> None:
    assert not {s["name"][1:] for s in PEOPLE["staff"]} & set(PEOPLE["given_names"])


def test_every_category_has_a_competent_unit() -> None:
    assert {"组织人事", "其他"} <= {one["name"] for one in CATEGORIES}
    assert len({one["position"] for one in CATEGORIES}) == len(CATEGORIES)
    for one in CATEGORIES:
        assert one["unit"] in COMPETENT
        assert one["level2"]
        for two in one["level2"]:
            assert two["unit"] in COMPETENT, f"{one['name']}/{two['name']}"


def test_categories_cover_the_classification_of_the_real_platform() -> None:
    source = SHARED_DATA / "content_categories.csv"
    if not source.exists():
        pytest.skip("../shared is absent")
    with source.open(encoding="utf-8-sig", newline="") as lines:
        real = {f"{row['level1']}/{row['level2']}" for row in csv.DictReader(lines)}
    own = {path for path in CATEGORY_PATHS if path.split("/")[0] not in {"组织人事", "其他"}}
    assert own == real


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s["id"])
def test_a_story_names_only_what_exists(story: dict[str, Any]) -> None:
    assert len(story["title"]) <= 26
    assert story["category"] in CATEGORY_PATHS
    assert story["purpose"] in set(Purpose)
    assert story["route"] in set(Route)
    assert story["unit"] in COMPETENT
    assisting = story.get("assisting", [])
    assert set(assisting) <= COMPETENT - {story["unit"]}
    assert story["place"] in PLACE_KINDS
    assert story["channels"]
    assert set(story["channels"]) <= set(Channel)
    assert 1 <= story["people"] <= 60
    assert 1 <= len(story["claims"]) <= 3


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s["id"])
def test_a_story_uses_only_the_known_placeholders(story: dict[str, Any]) -> None:
    text = yaml.safe_dump(story, allow_unicode=True, width=100_000)
    assert set(re.findall(r"\{(.*?)\}", text)) <= {"place", "money", "date"}
    assert "{place}" in story.get("sealed", story["facts"])
    assert ("{money}" in text) == bool(story.get("money"))
    assert not re.search(r"[,;:?!](?=[\u4e00-\u9fff])", "".join([story["title"], story["facts"]]))


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s["id"])
def test_a_story_has_the_answer_its_way_calls_for(story: dict[str, Any]) -> None:
    """处理意见书 only in the petition procedure (条例第32条); a statutory way ends in its own result."""
    route = Route(story["route"])
    if route is Route.PETITION:
        assert story["outcome"] in set(Outcome)
    elif route is Route.SUGGESTION:
        assert story["outcome"] in set(SuggestionOutcome)
    else:
        assert "outcome" not in story
    if route in {Route.PETITION, Route.SUGGESTION}:
        assert set(story["opinion"]) == {"facts_found", "opinion", "basis"}
    elif route in STATUTORY_ROUTES:
        assert set(story["result"]) - {"limit"} == {"procedure", "text", "basis", "remedy"}
    elif route is Route.ENQUIRY:
        assert story["reply"]
    else:
        assert "opinion" not in story


@pytest.mark.parametrize("route", [Route.JUDICIAL, Route.ARBITRATION, Route.PARTY_APPEAL])
def test_guided_ways_tell_their_time_limit(route: Route) -> None:
    assert all(s["result"].get("limit") for s in STORIES if s["route"] == route)


def test_purpose_and_route_agree() -> None:
    fixed = {"suggestion": "suggestion", "accusation": "discipline", "enquiry": "enquiry"}
    for story in STORIES:
        if story["purpose"] in fixed:
            assert story["route"] == fixed[story["purpose"]], story["id"]
        else:
            assert story["route"] == "petition" or story["route"] in STATUTORY_ROUTES, story["id"]


def test_accusations_are_sealed_and_never_go_to_the_accused() -> None:
    """条例第30条: nothing outside the sealed text tells what or whom the letter accuses."""
    short = {u["code"]: u["short"] for u in UNITS}
    for story in (s for s in STORIES if s["purpose"] == "accusation"):
        assert story["accused_unit"] in COMPETENT
        assert story["accused_unit"] != story["unit"]
        assert "assisting" not in story
        assert "密封材料" in story["facts"]
        assert short.get(story["accused_unit"], "镇政府") not in story["title"] + story["facts"]
        assert "某" in story["sealed"]


def test_objections_name_another_unit_and_a_reason() -> None:
    upheld = [s for s in STORIES if "wrong_unit" in s]
    refused = [s for s in STORIES if "objection_refused" in s]
    assert len(upheld) >= 12
    assert len(refused) >= 6
    for story in upheld:
        assert story["wrong_unit"]["unit"] in COMPETENT - {story["unit"]}
        assert story["wrong_unit"]["reason"]
    for story in refused:
        assert set(story["objection_refused"]) == {"reason", "bureau_reason"}
    assert not {s["id"] for s in upheld} & {s["id"] for s in refused}


def test_only_the_petition_procedure_is_extended() -> None:
    """The extension of 30 日 belongs to the 60 日 of the petition procedure (条例第34条)."""
    extended = [s for s in STORIES if "extension_reason" in s]
    assert len(extended) >= 12
    assert all(s["route"] == "petition" for s in extended)


def test_stories_are_distinct_and_enough() -> None:
    assert len(STORIES) >= 130
    for field in ("id", "title"):
        assert len({s[field] for s in STORIES}) == len(STORIES)
    facts = [s.get("sealed", s["facts"]) for s in STORIES]
    assert len(set(facts)) == len(facts)


@pytest.mark.parametrize(
    ("purpose", "share"),
    [("grievance", 0.68), ("suggestion", 0.14), ("enquiry", 0.13), ("accusation", 0.05)],
)
def test_purposes_have_about_the_real_shares(purpose: str, share: float) -> None:
    found = sum(s["purpose"] == purpose for s in STORIES) / len(STORIES)
    assert found == pytest.approx(share, abs=0.03)


def test_every_way_and_category_is_lived_and_the_frequent_ways_lead() -> None:
    routes = Counter(s["route"] for s in STORIES)
    assert set(routes) == set(Route)
    assert {route for route, _ in routes.most_common(2)} == {"petition", "enforcement"}
    level1 = {s["category"].split("/")[0] for s in STORIES}
    assert len(level1) >= 15
    assert {s["outcome"] for s in PETITIONS} == set(Outcome)
    assert any(s["people"] >= 5 and "visit" in s["channels"] for s in STORIES)
