"""定稿 and 公开: the issued files are kept, written again the same from the snapshot, and the public text leaves out the few."""

import hashlib
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import builders as b
import docx
import pytest
from django.conf import settings
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import Record
from cases import files
from cases.models import Petition
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import Role
from reports import (
    actions,
    annual,
    annual_docx,
    companion,
    comparing,
    content,
    drawing,
    editions,
    freezing,
    revising,
)
from reports.by_hand import ACCUSATIONS
from reports.drafts import REPORTS
from reports.models import (
    IssuedFile,
    Publication,
    ReportEdition,
    ReportEntry,
    ReportPart,
    ReportText,
    Revision,
    Snapshot,
)
from tests.reports import scenes as s
from tests.reports.test_annual import built, county, words
from tests.reports.test_pages import client, see

pytestmark = pytest.mark.django_db

ON = date(2027, 1, 20)


def post(name: str, *arguments: object, role: Role = Role.WRITER, **fields: object) -> Any:
    with clock.on_day(ON):
        return client(role).post(reverse(f"reports:{name}", args=arguments), fields)


def finished(kind: str = "regulation", **more: Any) -> ReportEdition:
    with clock.on_day(ON):
        return editions.finish(2026, kind, by=b.person(Role.WRITER), on=ON, **more)


def kept(edition: ReportEdition, kind: str = "docx") -> bytes:
    with files.bytes_of(edition.files.get(kind=kind).file) as source:
        return source.read()


def write(section: str, text: str, kind: str = "regulation") -> None:
    row = ReportText.objects.filter(year=2026, kind=kind, section=section).first()
    actions.write(2026, kind, section, text=text, version=row.version if row else 0, by=b.person(Role.WRITER))


def change_everything() -> None:
    """Late entries and corrections of all kinds."""
    b.registered(channel="fax")
    Petition.objects.filter(channel="letter").update(channel="online")
    actions.enter(2026, "hearings", value=Decimal(99), source="改了", by=b.person(Role.WRITER), on=ON)
    write("referral", "改了。")


@pytest.mark.parametrize("kind", list(REPORTS))
def test_the_issued_files_are_written_again_the_same_whatever_changed(kind: str) -> None:
    """The files come from the snapshot and what was typed then: text, tables, pictures and cells."""
    county()
    actions.enter(2026, "hearings", value=Decimal(13), source="听证台账", by=b.person(Role.WRITER), on=ON)
    write("referral" if kind == "regulation" else "leader", "转送【转送】，听证【听证和案件评析·余】。", kind)
    edition = finished(kind)
    change_everything()
    edition = ReportEdition.objects.get()
    for row in edition.files.all():
        assert editions.compared(row) == [], row.kind
        data = kept(edition, row.kind)
        assert hashlib.sha256(data).hexdigest() == row.sha256
        assert editions.again(row) == data, "and even the same bytes"
    text = words(docx.Document(BytesIO(kept(edition))))
    assert "登记信访 9 件次" in text
    assert "转送 3 件" in text or "转送3 件" in text
    assert "13 起※" in text
    assert "登记信访 10 件次" in str(built(kind)["sections"])


def test_a_part_that_differs_is_named() -> None:
    county()
    edition = finished()
    row = edition.files.get(kind="docx")
    document = docx.Document(BytesIO(kept(edition)))
    document.paragraphs[3].runs[-1].text = "别的"
    document.tables[0].rows[1].cells[1].text = "77"
    document.inline_shapes[0]._inline.docPr.set("descr", "别的图")
    stream = BytesIO()
    document.save(stream)
    places = [
        difference.where for difference in comparing.compare("docx", stream.getvalue(), editions.again(row))
    ]
    assert places == ["第4段", "第1个表第2行", "第1幅图"]
    book = load_workbook(BytesIO(kept(edition, "xlsx")))
    book["指标"]["F2"] = 8
    stream = BytesIO()
    book.save(stream)
    [difference] = comparing.compare("xlsx", stream.getvalue(), kept(edition, "xlsx"))
    assert (difference.where, difference.kept, difference.again) == ("指标 F2", "n 8", "n 9")


def test_a_damaged_file_is_found_out() -> None:
    edition = finished()
    row = edition.files.get(kind="docx")
    place = files.path_of(row.sha256)
    place.chmod(0o600)
    place.write_bytes(b"x")
    with pytest.raises(files.FileDamaged):
        editions.compared(row)
    assert "留底的文件坏了" in see(
        Role.WRITER, reverse("reports:annual_edition_page", args=[edition.pk]) + "?check=1", ON
    )
    place.unlink()


def test_the_sweep_of_orphans_leaves_issued_files() -> None:
    edition = finished()
    orphan = files.keep(b"of nobody")
    assert files.sweep_orphans(older_than=timedelta(days=-1)) >= 1
    assert not files.path_of(orphan.sha256).exists()
    assert kept(edition)
    assert Path(settings.FILES_DIR) in files.path_of(edition.files.get(kind="xlsx").sha256).parents


def test_both_reports_rest_on_one_snapshot_until_it_is_frozen_anew() -> None:
    county()
    first = finished()
    b.registered(channel="fax")
    second = finished("rule_of_law")
    assert first.snapshot == second.snapshot
    anew = finished("regulation", anew=True)
    assert anew.snapshot is not None
    assert (anew.snapshot.version, anew.snapshot.kind) == (2, "annual")
    assert anew.content["figures"][0]["value"] == first.content["figures"][0]["value"] + 1
    assert Snapshot.objects.get(kind="annual", since=date(2025, 1, 1)).version == 1, (
        "the year before is frozen to compare with"
    )


def test_after_publication_the_year_is_not_frozen_again() -> None:
    edition = finished("rule_of_law")
    editions.publish(edition, by=b.person(Role.WRITER), on=ON, place="县政府网站")
    with pytest.raises(NotLawfulNow, match="已经公开"):
        finished("regulation", anew=True)
    assert finished("regulation").snapshot == edition.snapshot


def test_late_corrections_of_a_published_year_are_revisions() -> None:
    county()
    edition = finished()
    change_everything()
    assert edition.snapshot is not None
    revising.revise(ON + timedelta(days=3))
    row = Revision.objects.get(figure__snapshot=edition.snapshot, figure__code="petitions_total")
    assert (row.figure.number, row.number, row.found_on) == (9, 10, ON + timedelta(days=3))
    assert freezing.is_whole(edition.snapshot)


@pytest.mark.parametrize("text", ["【信访总两】", "【信访总量·同比】", "【按期办结率·余】"])
def test_a_text_whose_tokens_stand_for_nothing_is_not_finished(text: str) -> None:
    write("other", f"其他：{text}。")
    answer = post("annual_finish", 2026, "regulation")
    assert answer.status_code == 409
    assert "还不能定稿" in answer.content.decode()
    assert not ReportEdition.objects.exists()
    assert not Snapshot.objects.exists(), "nothing is half done"


def test_a_year_that_is_not_over_is_not_finished() -> None:
    with pytest.raises(NotLawfulNow, match="还不能：2027年还没有过完，2027年12月31日起"):
        editions.finish(2027, "regulation", by=b.person(Role.WRITER), on=ON)


def test_the_journey_from_draft_to_public() -> None:
    county()
    url = reverse("reports:annual") + "?kind=rule_of_law&year=2026"
    page = see(Role.WRITER, url, ON)
    assert "报送</b>：2027年3月1日前" in page
    assert "剩 40 天" in page
    assert "向社会公开</b>：2027年4月1日前" in page
    assert "剩 71 天" in page
    answer = post("annual_finish", 2026, "rule_of_law")
    edition = ReportEdition.objects.get()
    assert answer["Location"] == reverse("reports:annual_edition_page", args=[edition.pk])
    assert "2027年1月20日已定稿" in see(Role.WRITER, url, ON)
    place = "annual_edition_page", edition.pk
    assert post(*place, on="2027-01-21", place="").status_code == 400
    early = post(*place, on="2027-01-19", place="县政府网站")
    assert early.status_code == 409
    assert "先定稿后公开" in early.content.decode()
    assert "县政府网站" in early.content.decode(), "what was typed is kept"
    assert post(*place, on="2027-01-21", place="县政府网站").status_code == 302
    assert post(*place, on="2027-01-22", place="县政府网站").status_code == 409
    publication = Publication.objects.get()
    assert (publication.edition, publication.on, publication.place) == (
        edition,
        date(2027, 1, 21),
        "县政府网站",
    )
    page = see(Role.WRITER, reverse("reports:annual_edition_page", args=[edition.pk]) + "?check=1", ON)
    assert page.count("正文、表格、图都相同") == 3
    assert "2027年1月21日公开" in page
    assert "2027年1月21日已公开" in see(Role.WRITER, url, ON)
    for row in IssuedFile.objects.all():
        with clock.on_day(ON):
            answer = client(Role.WRITER).get(reverse("reports:annual_file", args=[row.pk]))
        assert hashlib.sha256(answer.content).hexdigest() == row.sha256
    assert set(Record.objects.values_list("verb", flat=True)) >= {
        "freeze_figures", "finish_annual_report", "publish_annual_report", "export_annual_report"}  # fmt: skip
    assert edition.digest in Record.objects.get(verb="finish_annual_report").reason


def test_deadlines_that_went_by_are_said() -> None:
    url = reverse("reports:annual") + "?kind=rule_of_law&year=2025"
    assert "逾期" in see(Role.WRITER, url, ON)
    assert "条例没有规定报送的日期" in see(
        Role.WRITER, reverse("reports:annual") + "?kind=regulation&year=2025", ON
    )


def test_before_april_the_page_opens_with_the_year_that_is_reported() -> None:
    assert "2026年信访情况年度报告" in see(Role.WRITER, reverse("reports:annual"), date(2027, 3, 31))
    assert "2027年信访情况年度报告" in see(Role.WRITER, reverse("reports:annual"), date(2027, 4, 1))


# --- the public text ----------------------------------------------------------------------------------------------------


def test_the_public_text_leaves_out_the_few_and_what_gives_them_away() -> None:
    for channel, n in (("letter", 7), ("online", 12), ("phone", 2)):
        for _ in range(n):
            b.registered(channel=channel)
    actions.enter(2026, "trainings", value=Decimal(2), source="培训台账", by=b.person(Role.WRITER), on=ON)
    write(
        "achievements",
        "登记【信访总量】，来电【来电】，来信【来信】，网上【网上信访】，培训【业务培训】。",
        "rule_of_law",
    )
    edition = finished("rule_of_law")
    editions.publish(edition, by=b.person(Role.WRITER), on=ON, place="县政府网站")
    document = docx.Document(BytesIO(kept(edition, "public")))
    text = words(document)
    assert "登记21 件次，来电不足5 件次，来信＊，网上12 件次，培训2 期※。" in text
    rows = {
        row.cells[0].text: [cell.text for cell in row.cells]
        for table in document.tables
        for row in table.rows
    }
    assert rows["来电"][1] == "＊"
    assert rows["来信"][1] == "＊"
    assert rows["网上信访"][1] == "12"
    assert rows["业务培训"][1] == "2", "what organs do points to nobody"
    assert "培训台账" not in text, "who entered it is not public"
    assert "＊：不足5" in text
    pictures = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert any("来电 ＊" in alt for alt in pictures)
    assert not any("来电 2" in alt for alt in pictures)
    whole = words(docx.Document(BytesIO(kept(edition))))
    assert "来电2 件次" in whole, "the report to the government is whole"


def test_a_rate_of_few_or_with_few_missed_keeps_its_parts_to_itself() -> None:
    county()
    made = content.build(REPORTS["regulation"], *_source(), public=True)
    rows = {row["id"]: row for row in made["figures"]}
    assert (rows["unit_timely_notice"]["shown"], rows["timely_conclusion"]["shown"]) == ("＊", "＊"), (
        "4 and 2 matters"
    )
    assert all(row["cases"] is None for row in rows.values())
    assert "÷" not in str([row["origin"] for row in rows.values()])


def _source() -> Any:
    book = annual.live_book(2026, as_of=date(2026, 12, 31))
    return content.source_of(REPORTS["regulation"], book, on=ON), book


# --- the total of accusations -----------------------------------------------------------------------------------------


def test_the_total_of_accusations_is_its_keepers_alone() -> None:
    """条例第30条第3款: the writer sees it as entered and cannot enter it."""
    url = reverse("reports:annual_enter", args=[2026, ACCUSATIONS])
    for role in Role:
        with clock.on_day(ON):
            assert client(role).get(url).status_code == (200 if role == Role.COMPARTMENT else 403), role
            assert client(role).post(url, {"value": "9", "source": "账"}).status_code == (
                302 if role == Role.COMPARTMENT else 403
            )
            listing = client(role).get(reverse("reports:accusations")).status_code
        assert listing == (200 if role == Role.COMPARTMENT else 403), role
    assert ReportEntry.objects.get().entered_by.role == Role.COMPARTMENT
    with pytest.raises(NotYours):
        actions.withdraw(2026, ACCUSATIONS, by=b.person(Role.WRITER))
    with pytest.raises(NotYours):
        actions.enter(2026, "hearings", value=Decimal(1), source="x", by=b.person(Role.COMPARTMENT), on=ON)
    page = see(Role.WRITER, reverse("reports:annual") + "?year=2026", ON)
    assert "保密员填" in page
    assert url not in page
    assert "9" in see(Role.COMPARTMENT, reverse("reports:accusations"), ON)


# --- parts and frame --------------------------------------------------------------------------------------------------


def test_a_part_is_added_numbered_and_taken_out() -> None:
    assert (
        post("annual_parts", 2026, "rule_of_law", title="自查问题整改", after="shortcomings").status_code
        == 302
    )
    made = built("rule_of_law")
    assert [section["title"] for section in made["sections"]][2] == "自查问题整改"
    text = words(docx.Document(BytesIO(annual_docx.render(made))))
    assert "三、自查问题整改" in text
    assert "五、下一年度" in text
    write("added-1", "已整改。", "rule_of_law")
    refused = post("annual_parts", 2026, "rule_of_law", drop="added-1")
    assert refused.status_code == 409
    assert "请先把正文清空" in refused.content.decode()
    write("added-1", "", "rule_of_law")
    assert post("annual_parts", 2026, "rule_of_law", drop="added-1").status_code == 302
    assert not ReportPart.objects.exists()
    assert post("annual_parts", 2026, "rule_of_law", title="", after="shortcomings").status_code == 400
    for n in range(actions.MOST_PARTS):
        post("annual_parts", 2026, "rule_of_law", title=f"增加{n}", after="plan")
    assert post("annual_parts", 2026, "rule_of_law", title="再一个", after="plan").status_code == 409


def test_the_five_frame_is_switched_on_for_one_year() -> None:
    assert post("annual_parts", 2026, "rule_of_law", five="1").status_code == 302
    assert "（一）预防法治化" in built("rule_of_law")["sections"][0]["text"]
    assert "预防法治化" not in built("rule_of_law", 2025)["sections"][0]["text"]
    assert post("annual_parts", 2026, "rule_of_law", five="0").status_code == 302
    assert "预防法治化" not in built("rule_of_law")["sections"][0]["text"]


# --- the files themselves ---------------------------------------------------------------------------------------------


def test_the_drawings_stand_in_the_report_with_their_words_and_their_table() -> None:
    county()
    b.registered(received_on=date(2025, 2, 3), channel="letter")
    document = docx.Document(BytesIO(annual_docx.render(built())))
    alts = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(alts) == 3
    told = "来信 3（上年 1）；来访 4（上年 1）；来电 1（上年 0）；网上信访 1（上年 0）；传真 0（上年 0）"
    assert alts[0] == f"条形图，2026年信访形式，单位件次：{told}。"
    assert alts[1].startswith("柱形图，2026年逐月登记")
    for shape in document.inline_shapes:
        assert shape.width.mm < 157, "within the text"
    heads = [table.rows[0].cells[0].text for table in document.tables]
    assert heads == ["形式", "月份", "领域", "机关、单位", "指标"]


def test_a_drawing_is_the_same_every_time_and_another_for_other_numbers() -> None:
    chart = built()["sections"][0]["tables"][0]["chart"]
    assert chart is None, "nothing to draw of an empty year"
    county()
    chart = built()["sections"][0]["tables"][0]["chart"]
    assert drawing.png(chart) == drawing.png(chart)
    assert drawing.png(chart).startswith(b"\x89PNG")
    other = chart | {"bars": [[label, 9, 9] for label, _, _ in chart["bars"]]}
    assert drawing.png(other) != drawing.png(chart)
    hostile = chart | {"bars": [["#panic() $x$ \\", 1, 1]], "title": '#read("/etc/passwd")'}
    assert drawing.png(hostile).startswith(b"\x89PNG"), "nothing typed is markup"


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", '=HYPERLINK("http://x")', "\t=1", "台账\x0b"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_cell_is_a_formula_whatever_was_typed(typed: str) -> None:
    actions.enter(2026, "hearings", value=Decimal(3), source=typed + "来源", by=b.person(Role.WRITER), on=ON)
    ReportEntry.objects.update(source=typed)
    made = built()
    data = companion.render(made, companion.terms_of(made, {}) | {"项": typed})
    for sheet in load_workbook(BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), (sheet.title, cell.coordinate)
                assert cell.data_type == "s" or cell.value is None or isinstance(cell.value, int | float)
                if str(cell.value or "").startswith(("=", "+", "-", "@", "＝", "\t")):
                    assert cell.quotePrefix, cell.value
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_the_companion_holds_every_figure_with_its_definition_value_set_and_source() -> None:
    county()
    b.registered(received_on=date(2025, 2, 3))
    actions.enter(2026, "hearings", value=Decimal(13), source="听证台账", by=b.person(Role.WRITER), on=ON)
    edition = finished()
    book = load_workbook(BytesIO(kept(edition, "xlsx")))
    assert book.sheetnames == ["说明", "指标", "形式", "领域", "单位", "逐月", "手工填报"]
    assert edition.snapshot is not None
    about = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert about["快照摘要（SHA-256）"] == edition.snapshot.digest
    assert about["冻结"] == "2027-01-20"
    assert "按期办结率：考核口径" in about["采用的数法"]
    rows = {row[0].value: [cell.value for cell in row] for row in book["指标"].iter_rows()}
    assert next(iter(rows)) == "id"
    for figure in edition.content["figures"]:
        assert rows[figure["id"]][5] == figure["value"]
        assert rows[figure["id"]][7] == figure["cases"]
        assert all(isinstance(rows[figure["id"]][n], str) for n in (0, 1, 2, 6, 8)), figure["id"]
    assert rows["petitions_total"][:8] == ["petitions_total", "信访总量", "收到并登记的信访件，一件一次", "条例第17条、第22条第1款",
                                           "登记日（收到日）", 9, "件次", 9]  # fmt: skip
    assert rows["petitions_total"][9:] == [2, "比上年增加 7 件次"]
    entered = {row[0].value: row[4].value for row in book["手工填报"].iter_rows()}
    assert entered["hearings"].startswith("听证台账；")
    assert entered["trainings"] == "尚未填报"
    assert [row[0].value for row in book["逐月"].iter_rows()][1:] == [f"{n}月" for n in range(1, 13)]


def test_the_files_are_the_same_bytes_for_the_same_content() -> None:
    county()
    made = built()
    terms = companion.terms_of(made, {})
    assert annual_docx.render(made) == annual_docx.render(made)
    assert companion.render(made, terms) == companion.render(made, terms)


def test_an_edition_from_before_snapshots_can_still_be_had() -> None:
    old = {"kind": "regulation", "year": 2025, "title": "老报告", "addressee": "县委", "opening": "如下。", "organ": "信访局",
           "on": "2026-01-09", "sections": [{"code": "data", "title": "数据", "text": "一。", "asked": "", "tables": []}],
           "figures": []}  # fmt: skip
    edition = ReportEdition.objects.create(
        year=2025, kind="regulation", content=old, made_by=b.person(Role.WRITER), made_on=ON
    )
    with clock.on_day(ON):
        answer = client(Role.WRITER).get(reverse("reports:annual_edition", args=[edition.pk]))
    assert "老报告" in words(docx.Document(BytesIO(answer.content)))
    assert "早于快照" in see(Role.WRITER, reverse("reports:annual_edition_page", args=[edition.pk]), ON)
    with pytest.raises(NotLawfulNow):
        editions.publish(edition, by=b.person(Role.WRITER), on=ON, place="x")


def test_the_text_on_the_page_opens_into_its_sets() -> None:
    s.guided(4)
    page = see(Role.WRITER, reverse("reports:annual") + "?year=2026", ON)
    assert '" title="引导告知">1 件</a>' in page
    assert reverse("reports:set") in page
