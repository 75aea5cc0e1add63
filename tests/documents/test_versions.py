"""Versions of the fixed text: in force from their day, recorded once, never rewritten; what was issued keeps its words."""

import csv
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from documents import drafting, issuing, kinds, versions
from documents.kinds import KINDS
from documents.models import Paper, TemplateVersion
from documents.specification import Kind, Part
from law.terms import GuidanceKind, PaperKind, UnitKind
from organizations.models import Unit

KIND = PaperKind.EXTENSION_NOTICE
NEW_DAY = date(2027, 1, 1)
#: Another text altogether, under another version.
NOTHING_LEFT = replace(
    KINDS[KIND], version="2026-2", title="换了标题", parts=(Part("全换了。"),), required=(), optional=()
)


@pytest.fixture
def changed(monkeypatch):
    """The extension notice with another text from 2027 on."""
    old = KINDS[KIND]
    new = replace(
        old, version="2027-1", since=NEW_DAY, earlier=(old,), parts=(*old.parts, Part("新增的一段话。"))
    )
    monkeypatch.setitem(kinds.KINDS, KIND, new)
    return new


@pytest.fixture
def organ(db):
    return Unit.objects.create(code="versions_unit", name="云溪县住房和城乡建设局", short_name="县住建局", letters="云住建",
                               kind=UnitKind.DEPARTMENT, path="versions_unit/", phone="0999-5550133")  # fmt: skip


def test_the_text_of_a_version_never_changes():
    """A change of the words is a new version: raise ``version``, say ``since``, keep the old one in ``earlier``."""
    held = versions.ledger()
    wrong = [f"{each.kind.label} {each.version}" for each in versions.all_versions()
             if held.get((each.kind.value, each.version)) != each.digest]  # fmt: skip
    assert wrong == [], "another text is another version; for a new kind run bin/fix"


def test_the_ledger_only_grows(tmp_path, monkeypatch):
    path = tmp_path / "template_versions.csv"
    monkeypatch.setattr(versions, "LEDGER", path)
    assert versions.complete(path)
    before = path.read_text("utf-8")
    assert not versions.complete(path)
    old = KINDS[KIND]
    monkeypatch.setitem(kinds.KINDS, KIND, replace(old, parts=(*old.parts, Part("改了文字。"))))
    assert not versions.complete(path), "the same version with other words is not written over"
    monkeypatch.setitem(
        kinds.KINDS, KIND, replace(old, version="2099-1", since=date(2099, 1, 1), earlier=(old,))
    )
    assert versions.complete(path)
    after = path.read_text("utf-8")
    assert after.startswith(before)
    assert [row["version"] for row in csv.DictReader(after.splitlines()) if row["kind"] == KIND] == [
        old.version,
        "2099-1",
    ]


@pytest.mark.parametrize(
    ("day", "version"),
    [(NEW_DAY - timedelta(days=1), "2026-1"), (NEW_DAY, "2027-1"), (date(2030, 5, 5), "2027-1")],
)
def test_a_paper_is_written_by_the_version_of_its_day(changed, fields_of, day, version):
    content = drafting.build(KIND, fields_of(KIND), organ="云溪县信访局", on=day)
    assert content.version == version
    assert any("新增的一段话" in block.text for block in content.blocks) == (version == "2027-1")


def test_what_was_issued_keeps_its_words_for_ever(organ, fields_of, monkeypatch):
    """Content frozen: rendered again under a new template, the old paper is the same, byte for byte."""
    paper = issuing.issue(KIND, organ=organ, fields=fields_of(KIND), on=date(2026, 9, 23))
    before = issuing.pdf(paper), issuing.docx(paper)
    monkeypatch.setitem(kinds.KINDS, KIND, NOTHING_LEFT)
    again = Paper.objects.get(pk=paper.pk)
    assert (issuing.pdf(again), issuing.docx(again)) == before
    assert again.template_version == "2026-1"


@pytest.mark.parametrize("kind", sorted(PaperKind), ids=str)
def test_a_recorded_version_reads_back_as_it_was(kind):
    spec = KINDS[kind]
    again = Kind.from_dict(spec.to_dict(), version=spec.version, since=spec.since)
    assert replace(spec, earlier=()) == again
    assert again.digest == spec.digest


@pytest.mark.django_db
def test_an_installation_records_what_it_has_not_seen_and_changes_nothing(changed):
    versions.record()
    assert versions.record() == 0
    rows = list(TemplateVersion.objects.filter(kind=KIND))
    assert [row.version for row in rows] == ["2027-1", "2026-1"]
    assert versions.in_force(rows, NEW_DAY - timedelta(days=1)).version == "2026-1"
    assert versions.in_force(rows, NEW_DAY).version == "2027-1"
    assert versions.altered() == []


@pytest.mark.django_db
def test_words_changed_under_the_same_version_are_found(monkeypatch):
    versions.record()
    old = KINDS[KIND]
    monkeypatch.setitem(kinds.KINDS, KIND, replace(old, parts=(*old.parts, Part("悄悄改的。"))))
    assert [each.kind for each in versions.altered()] == [KIND]


@pytest.mark.django_db
def test_a_version_is_recorded_once():
    versions.record()
    row = TemplateVersion.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        TemplateVersion.objects.create(
            kind=row.kind, version=row.version, in_force_on=row.in_force_on, digest="x", text={}
        )


@pytest.mark.parametrize("kind", sorted(PaperKind), ids=str)
def test_every_kind_has_a_sample_that_says_it_is_one(kind):
    content = versions.sample(KINDS[kind], "云溪县信访局")
    assert content.footer.startswith("样例")
    assert issuing.render_pdf(content).startswith(b"%PDF")


@pytest.mark.parametrize("kind", GuidanceKind)
def test_each_kind_of_guidance_has_its_own_title(kind):
    """Domain §5.1: eight guidance papers, told apart by their titles; a paper of an earlier day keeps the common one."""
    spec = KINDS[PaperKind.GUIDANCE_NOTICE]
    for day, title in (
        (date(2026, 11, 2), f"信访事项引导告知书（{kind.label}）"),
        (date(2026, 3, 2), "信访事项引导告知书"),
    ):
        version = spec.in_force(day)
        surplus = {name for group in version.either for name in group[1:]}
        fields = {
            name: versions.sample_value(field)
            for name, field in version.whitelist.items()
            if name not in surplus
        }
        found = drafting.build(spec.kind, fields | {"guidance_kind": kind.label}, organ="云溪县信访局", number="1号", on=day,
                               version=version)  # fmt: skip
        assert found.title == title
        assert len(found.title) <= 60
