"""Attachments: what may be taken, where it lies, who gets it, what is swept (design D15, reliability T-26)."""

import hashlib
import os
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from builders import accepted, forwarded, person, registered
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import JobRun, Record
from cases import files
from cases.models import Attachment, StoredFile
from cases.tasks import sweep_orphan_files
from law.terms import Purpose, Role

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 20


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    return tmp_path


def office(**entries: bytes) -> bytes:
    """A ZIP file with the table of contents office documents have."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def upload(name: str = "照片.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


GOOD = [
    ("信.pdf", b"%PDF-1.7\n"), ("a.jpg", b"\xff\xd8\xff\xe0"), ("A.JPEG", b"\xff\xd8\xff\xe1"), ("a.png", PNG),
    ("a.doc", OLE), ("a.xls", OLE), ("a.wps", OLE), ("a.et", office()), ("a.docx", office()), ("a.xlsx", office()),
    ("a.txt", "反映问题".encode()), ("gb.txt", "反映问题".encode("gb18030")), ("a.mp3", b"ID3\x04"), ("b.mp3", b"\xff\xfb\x90"),
    ("a.mp4", b"\x00\x00\x00\x18ftypmp42"), ("a.amr", b"#!AMR\n"),
]  # fmt: skip
BAD = [
    ("a.svg", b"<svg/>", "格式不能收"), ("a.html", b"<html>", "格式不能收"), ("a.exe", b"MZ", "格式不能收"), ("a.zip", office(), "格式不能收"),
    ("无后缀", PNG, "格式不能收"), ("a.png.exe", PNG, "格式不能收"), ("a.png", b"<svg onload=x>", "内容不是 png 格式"),
    ("a.pdf", b"MZ\x90", "内容不是 pdf 格式"), ("a.docx", b"PK\x03\x04broken", "内容不是 docx 格式"), ("a.txt", b"MZ\x00\x01", "内容不是 txt"),
    ("a.txt", b"\xff\xff\xff", "内容不是 txt"), ("a.mp4", b"\x00\x00\x00\x18free", "内容不是 mp4"), ("a.png", b"", "是空文件"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), GOOD, ids=[name for name, _ in GOOD])
def test_what_petitioners_bring_is_taken(name, content):
    assert files.check(upload(name, content)) == files.KINDS[name.rpartition(".")[2].lower()][0]


@pytest.mark.parametrize(("name", "content", "words"), BAD)
def test_what_is_not_a_document_is_refused_by_name(name, content, words):
    with pytest.raises(files.UnfitFile, match=words) as refused:
        files.check(upload(name, content))
    assert name in str(refused.value)


def test_one_file_has_at_most_twenty_megabytes(monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 20)
    with pytest.raises(files.UnfitFile, match="单个附件不超过 20 MB"):
        files.check(upload(content=PNG + b"x"))


def test_a_document_that_swells_is_refused(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 1000)
    with pytest.raises(files.UnfitFile):
        files.check(upload("a.docx", office(**{"word/document.xml": b"0" * 10_000})))


def test_a_case_holds_at_most_five_hundred_megabytes(monkeypatch):
    case = registered()
    monkeypatch.setattr(files, "LARGEST_PER_CASE", len(PNG) * 2)
    files.store(case, upload(), None)
    files.store(case, upload(content=PNG), None)
    with pytest.raises(files.UnfitFile, match="本件附件超过 500 MB"):
        files.store(case, upload(), None)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/照片.png", "照片.png"),
        ("C:\\桌面\\照片.png", "照片.png"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie x.png"),
        ("gnp.\u202e照片.png", "gnp.照片.png"),
        ("长" * 200 + ".png", "长" * 116 + ".png"),
    ],
)
def test_a_name_is_never_a_path(given, kept):
    assert files.tidy_name(given) == kept
    assert len(files.tidy_name(given)) <= 120


def test_bytes_lie_once_under_their_digest(folder):
    case, other = registered(), registered()
    first = files.store(case, upload(), person(Role.INTAKE))
    second = files.store(other, upload("另一个名字.png"), None)
    digest = hashlib.sha256(PNG).hexdigest()
    assert first.file_id == second.file_id == digest
    assert [path for path in folder.rglob("*") if path.is_file()] == [folder / digest[:2] / digest]
    with files.opened(first) as content:
        assert content.read() == PNG
    assert (first.name, second.name) == ("照片.png", "另一个名字.png")


def test_an_accusations_file_is_sealed_and_shares_with_nothing(folder):
    """条例第30条第3款: not even that two files are the same can be seen."""
    open_one = files.store(registered(), upload(), None)
    sealed = files.store(registered(purpose=Purpose.ACCUSATION), upload(), None)
    assert sealed.file_id != open_one.file_id
    assert PNG not in files.path_of(sealed.file_id).read_bytes()
    assert files.opened(sealed).read() == PNG


def test_a_failed_write_leaves_nothing(folder, monkeypatch):
    def full(*_args):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        files.store(registered(), upload(), None)
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert not StoredFile.objects.exists()


# --- who gets it ---


def look(client, attachment):
    response = client.get(f"/files/{attachment.pk}/")
    response.received = b"".join(response.streaming_content) if response.streaming else b""
    return response


def test_a_file_is_handed_out_inert(client):
    client.force_login(person(Role.INTAKE))
    attachment = files.store(registered(), upload("现场 照片.png"), None)
    response = look(client, attachment)
    assert response.received == PNG
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%8E%B0%E5%9C%BA")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-store"
    record = Record.objects.latest("seq")
    assert (record.verb, record.object_type, record.object_id) == (
        "open_attachment",
        "cases.attachment",
        str(attachment.pk),
    )


def test_a_unit_sees_the_files_of_its_cases_only(client):
    handling = forwarded(to="housing")
    attachment = files.store(handling.claim.case, upload(), None)
    client.force_login(person(Role.HANDLER, "education"))
    before = Record.objects.count()
    assert look(client, attachment).status_code == 404
    assert Record.objects.count() == before
    client.force_login(person(Role.HANDLER, "housing"))
    assert look(client, attachment).status_code == 200


def test_what_a_unit_added_to_its_work_is_not_for_the_other_units(client):
    handling = accepted(to="housing")
    case = handling.claim.case
    attachment = files.store(case, upload(), person(Role.HANDLER, "housing"), handling=handling)
    for role, code, status in [
        (Role.HANDLER, "housing", 200),
        (Role.SCREENING, "bureau", 200),
        (Role.HANDLER, "education", 404),
    ]:
        client.force_login(person(role, code))
        assert look(client, attachment).status_code == status


def test_an_accusations_file_exists_for_the_granted_only(client):
    keeper = person(Role.COMPARTMENT)
    attachment = files.store(registered(purpose=Purpose.ACCUSATION), upload(), None)
    for user, status in [(keeper, 200), (person(Role.SCREENING), 404), (person(Role.BUREAU_LEADER), 404)]:
        client.force_login(user)
        assert look(client, attachment).status_code == status


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.SECURITY, Role.AUDITOR])
def test_the_three_administrators_get_no_file(client, role):
    attachment = files.store(registered(), upload(), None)
    client.force_login(person(role))
    assert look(client, attachment).status_code == 403


def test_nobody_gets_a_file_signed_out(client):
    attachment = files.store(registered(), upload(), None)
    assert look(client, attachment)["Location"].startswith("/login/")


@pytest.mark.parametrize("damage", ["removed", "altered"])
def test_a_damaged_file_says_so_and_is_on_record(client, damage):
    client.force_login(person(Role.INTAKE))
    attachment = files.store(registered(), upload(), None)
    path = files.path_of(attachment.file_id)
    path.unlink() if damage == "removed" else path.write_bytes(b"another")
    response = look(client, attachment)
    assert response.status_code == 409
    assert "缺失或已被改动" in response.content.decode()
    assert Record.objects.latest("seq").verb == "open_attachment_failed"


# --- the sweep ---


def aged(path: Path, hours: float) -> Path:
    """The file, as if written so long ago."""
    then = path.stat().st_mtime - hours * 3600
    os.utime(path, (then, then))
    return path


def orphan(content: bytes = b"%PDF-orphan") -> Path:
    return files.path_of(files.write(upload("a.pdf", content), secret=False).sha256)


def test_the_sweep_removes_old_orphans_only(folder):
    kept = aged(files.path_of(files.store(registered(), upload(), None).file_id), 100)
    old, young = aged(orphan(), 25), orphan(b"%PDF-young")
    left_over = aged(Path(folder / "tmp-left"), 25) if (folder / "tmp-left").write_bytes(b"x") else None
    assert files.sweep_orphans() == 2
    assert not old.exists()
    assert not left_over.exists()
    assert kept.exists()
    assert young.exists()
    assert files.sweep_orphans() == 0, "a second run removes nothing"


def test_the_sweep_removes_a_row_nothing_points_to():
    path = aged(orphan(), 25)
    StoredFile.objects.create(pk=path.name, size=10)
    assert files.sweep_orphans(timedelta(hours=1)) == 1
    assert not StoredFile.objects.exists()


def test_bytes_handed_in_again_are_young_again():
    path = aged(orphan(), 48)
    orphan()
    assert files.sweep_orphans() == 0
    assert path.exists()


def test_the_job_leaves_its_record():
    aged(orphan(), 25)
    assert sweep_orphan_files() == {"removed": 1}
    assert JobRun.objects.get(job="sweep_orphan_files").result == {"removed": 1}
    assert not Attachment.objects.exists()
