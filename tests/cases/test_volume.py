"""卷宗: ordered, paginated, whole for the bureau and a part for a unit, on record each time (档案法第14条, domain §4.2 row 32)."""

import re
import subprocess
from datetime import date

import pytest
from builders import (
    MONDAY,
    again,
    claim_of,
    concluded,
    days,
    forwarded,
    lived,
    person,
    registered,
    served,
    unit,
)
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from states import handler

from audit.models import Record
from cases import actions, files, volume
from cases.actions import Destination
from cases.models import Case, CasePaper, CompartmentGrant
from documents import issuing
from law import clock
from law.terms import PaperKind, Purpose, Role, Route

pytestmark = pytest.mark.django_db
K = PaperKind


@pytest.fixture
def lived_file() -> Case:
    """A case at the housing bureau, served and concluded."""
    handling = forwarded()
    lived(MONDAY, actions.accept, handling, by=handler(handling))
    handling = served(again(handling), MONDAY + days(9))
    return Case.objects.get(pk=concluded(handling, MONDAY + days(10)).claim.case_id)


def text_of(data: bytes) -> str:
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return re.sub(r"[ \t]+", " ", run.stdout.decode().replace("\u200b", ""))


def pages_of(data: bytes) -> list[str]:
    return text_of(data).split("\f")[:-1]


LATER = date(2026, 3, 22)


def make(case: Case, user: object, on: date = LATER) -> bytes:
    with clock.on_day(on):
        return volume.make(case, user=user, on=on).data


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_the_papers_stand_in_the_order_of_the_archive(lived_file):
    """登记 → 甄别 → 转送 → 告知 → 意见 → 送达."""
    pages = pages_of(make(lived_file, person(Role.SCREENING)))
    index = pages[1]
    titles = ["信访事项登记表", "收件凭据", "信访事项甄别单", "关于转送信访事项的函", "信访事项去向告知书", "信访事项受理告知书",
              "信访处理意见书", "送达回证"]  # fmt: skip
    places = [index.index(title) for title in titles]
    assert places == sorted(places)
    assert "云住建信意〔2026〕1号" in index
    assert "2026-03-02" in index


def test_every_page_the_index_names_is_where_it_says(lived_file):
    pages = pages_of(make(lived_file, person(Role.SCREENING)))
    row = re.search(r"信访处理意见书\s+\d+ 云住建信意〔2026〕1号 2026-03-11 (\d+)", pages[1])
    assert row, pages[1]
    first = int(row[1])
    assert "信访处理意见书" in pages[1 + first], "cover and index stand before page 1"
    numbered = [n for n, text in enumerate(pages[2:-1], 1) if str(n) in text.split()]
    assert numbered == list(range(1, len(pages) - 2)), "every page bears its number"
    assert f"{len(pages) - 3} 页" in pages[-1]


def test_a_unit_gets_its_own_part(lived_file):
    pages = pages_of(make(lived_file, person(Role.HANDLER, "housing")))
    assert "承办部分" in pages[0]
    assert "信访事项登记表" not in pages[1]
    assert "信访事项受理告知书" in pages[1]
    case = registered(title="两个单位")
    lived(MONDAY, actions.forward, claim_of(case), by=person(Role.SCREENING), route=Route.PETITION,
          to=Destination(unit("housing"), assisting=[unit("finance")]))  # fmt: skip
    assert "会同办理" in pages_of(make(case, person(Role.HANDLER, "finance")))[1]
    assert "关于转送信访事项的函" not in pages_of(make(case, person(Role.HANDLER, "finance")))[1]


def test_pictures_are_bound_and_what_cannot_be_is_named_with_its_digest(lived_file):
    by = person(Role.INTAKE)
    shown = files.store(lived_file, SimpleUploadedFile("现场.png", PNG), by)
    heard = files.store(lived_file, SimpleUploadedFile("录音.mp3", b"ID3 sound"), by)
    broken = files.store(lived_file, SimpleUploadedFile("坏的.pdf", b"%PDF-1.4 broken"), by)
    text = text_of(make(lived_file, person(Role.SCREENING)))
    assert f"附件：{shown.name}" in text
    assert f"附件：{heard.name}" not in text
    flat = re.sub(r"\s", "", text)
    assert heard.file_id in flat
    assert broken.file_id in flat
    assert "损坏" in text


def test_a_void_paper_is_named_not_bound(lived_file):
    letter = CasePaper.objects.get(case=lived_file, kind=K.FORWARDING_LETTER)
    lived(MONDAY + days(11), actions.void_paper, letter, by=person(Role.BUREAU_LEADER), reason="附件清单漏印")
    pages = pages_of(make(lived_file, person(Role.SCREENING)))
    assert letter.paper.number not in pages[1]
    assert "附件清单漏印" in pages[-1]


def test_every_making_is_on_record_and_streamed(lived_file):
    client = client_of(person(Role.SCREENING))
    with clock.on_day(MONDAY + days(20)):
        answer = client.get(f"/cases/{lived_file.number}/volume.pdf")
        body = b"".join(answer.streaming_content)
    assert answer.streaming
    assert body.startswith(b"%PDF")
    assert "attachment" in answer["Content-Disposition"]
    assert Record.objects.filter(verb="bind_volume", object_id=str(lived_file.pk)).count() == 1


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [(Role.HANDLER, "housing", 200), (Role.INTAKE, "bureau", 200), (Role.BUREAU_LEADER, "bureau", 200),
     (Role.HANDLER, "agriculture", 404), (Role.COUNTY_LEADER, "county_government", 403), (Role.WRITER, "bureau", 403),
     (Role.SYSADMIN, "bureau", 403)],
)  # fmt: skip
def test_who_may_bind_a_file(lived_file, role, code, status):
    with clock.on_day(MONDAY + days(20)):
        assert (
            client_of(person(role, code)).get(f"/cases/{lived_file.number}/volume.pdf").status_code == status
        )


def test_an_accusation_is_bound_for_its_grantees_alone():
    """条例第30条第3款; nobody else gets as much as a 403."""
    case = registered(
        purpose=Purpose.ACCUSATION,
        title="反映某科长",
        summary="收受财物",
        claims=["请查处"],
        accused=[unit("housing")],
    )
    officer = person(Role.COMPARTMENT)
    path = f"/cases/{case.number}/volume.pdf"
    with clock.on_day(MONDAY):
        assert client_of(officer).get(path).status_code == 404
        CompartmentGrant.objects.create(
            case=case, user=officer, reason="保管", granted_by=person(Role.SECURITY)
        )
        answer = client_of(officer).get(path)
        text = text_of(b"".join(answer.streaming_content))
        assert client_of(person(Role.SCREENING)).get(path).status_code == 404
        assert client_of(person(Role.HANDLER, "housing")).get(path).status_code == 404
    assert "检举控告，专人保管" in text
    for secret in ("陈桂英", "收受财物", "某科长"):
        assert secret not in text
    assert Record.objects.filter(verb="bind_volume").count() == 1


# --- 归档 ----------------------------------------------------------------------------------------------------------


def archived(case: Case) -> CasePaper:
    lived(date(2026, 5, 20), actions.archive, case, by=person(Role.INTAKE))
    return CasePaper.objects.get(case=case, kind=K.FILE_INDEX)


def test_archiving_issues_the_index_of_the_file(lived_file):
    """归档→卷宗目录 (domain §4.2 row 32): every paper by title, number, organ and day."""
    index = archived(lived_file)
    said = "\n".join(
        line for row in issuing.content_of(index.paper).rows for cell in row.cells for line in cell.lines
    )
    listed = CasePaper.objects.filter(case=lived_file).exclude(kind=K.FILE_INDEX)
    for row in listed.select_related("paper"):
        assert row.paper.title in said
        assert row.paper.number in said
    assert f"{listed.count()}件" in said
    assert "30年" in said, "有处理结果的（domain §1.1 T20，内部要求）"
    assert (
        "卷宗目录"
        in pages_of(make(Case.objects.get(pk=lived_file.pk), person(Role.SCREENING), on=date(2026, 5, 21)))[1]
    )


def test_a_file_without_an_answer_is_kept_ten_years():
    case = registered(persons=[], anonymous=True, address_clear=False, purpose=Purpose.ENQUIRY)
    lived(MONDAY, actions.reply_directly, claim_of(case), by=person(Role.SCREENING), answer="已说明政策")
    assert volume.retention(case) == "10年"


def test_the_order_knows_every_kind_or_puts_it_between():
    """A kind of another subject stands with the work between being told and being answered."""
    ranks = {kind: volume._RANK.get(kind, volume._BETWEEN) for kind in K}
    assert (
        ranks[K.ACCEPTANCE_NOTICE] < ranks[K.INTERVIEW_RECORD] < ranks[K.OPINION] < ranks[K.SERVICE_RECEIPT]
    )
    assert ranks[K.FILE_INDEX] == max(ranks.values())


#: A picture of one point.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
