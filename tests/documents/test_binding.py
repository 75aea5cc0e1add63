"""A volume of many documents: paginated, indexed, and inert whatever was handed in (reliability T-28)."""

import re
import struct
import subprocess
import zlib

import pytest
import typst

from documents.rendering_volume import Sheet, Unreadable, bind, pages_of

COVER = {"题名": "桂花苑污水倒灌", "件号": "330999-5-20260302-00001"}


def pdf(*texts: str) -> bytes:
    return typst.compile({"main": "#pagebreak()\n".join(f"#set page(width: 210mm, height: 297mm)\n{text}" for text in texts).encode()},
                         ignore_system_fonts=True)  # fmt: skip


def png(width: int = 8, height: int = 8) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\xff\x00\x00" * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def hostile_pdf() -> bytes:
    """A PDF with a script that runs on opening, and a link."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Annots [4 0 R] >>",
        b"<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] /A << /S /URI /URI (https://example.org/x) >> >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + table + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def text_of(data: bytes, page: int) -> str:
    run = subprocess.run(["pdftotext", "-f", str(page), "-l", str(page), "-layout", "-", "-"], input=data,
                         capture_output=True, check=True)  # fmt: skip
    return run.stdout.decode()


def count(data: bytes) -> int:
    told = subprocess.run(["pdfinfo", "-"], input=data, capture_output=True, check=True).stdout.decode()
    return int(re.search(r"Pages:\s+(\d+)", told)[1])


def test_documents_follow_each_other_and_their_pages_are_numbered():
    sheets = [Sheet("登记表", "2026-1", "县信访局", "2026-03-02", pdf("first")),
              Sheet("意见书", "云信意〔2026〕1号", "县住建局", "2026-04-02", pdf("second", "third")),
              Sheet("附件：照片.png", "—", "", "2026-03-02", png(), "png")]  # fmt: skip
    made = bind(sheets, cover=COVER, notes=["附件未装订：录音.mp3"], footer="件号 制作人")
    assert count(made) == 2 + 4 + 1, "cover, index, four pages, closing note"
    index = re.sub(r"[ ]+", " ", text_of(made, 2))
    for wanted in ("登记表", "云信意〔2026〕1号", "2—3", "附件：照片.png", "4"):
        assert wanted in index
    for page, (said, number) in enumerate([("first", "1"), ("second", "2"), ("third", "3")], 3):
        text = text_of(made, page)
        assert said in text
        assert number in text.split()
        assert "制作人" in text
    last = text_of(made, 7)
    assert "附件未装订：录音.mp3" in last
    assert "文件 3 件，4 页" in re.sub(r"\s+", " ", last)


def test_the_same_documents_give_the_same_volume():
    sheets = [Sheet("登记表", "2026-1", "县信访局", "2026-03-02", pdf("first"))]
    assert bind(sheets, cover=COVER, notes=[], footer="x") == bind(sheets, cover=COVER, notes=[], footer="x")


@pytest.mark.parametrize(
    ("data", "form", "pages"), [(pdf("a"), "pdf", 1), (pdf("a", "b", "c"), "pdf", 3), (png(), "png", 1)]
)
def test_pages_are_counted(data, form, pages):
    assert pages_of(data, form) == pages


@pytest.mark.parametrize(
    ("data", "form"),
    [(b"%PDF-1.4 nothing", "pdf"), (b"", "pdf"), (pdf("a")[:900], "pdf"), (b"\x89PNG\r\n\x1a\nnothing", "png"),
     (b"\xff\xd8\xff nothing", "jpg"), (png(60000, 60000), "png")],
    ids=["no pdf", "empty", "cut", "no png", "no jpg", "bomb"],
)  # fmt: skip
def test_what_cannot_be_drawn_is_said_to_be_unreadable(data, form):
    with pytest.raises(Unreadable):
        pages_of(data, form)


def test_nothing_of_a_foreign_pdf_acts_in_the_volume():
    made = bind(
        [Sheet("附件：来信.pdf", "—", "", "2026-03-02", hostile_pdf())], cover=COVER, notes=[], footer="x"
    )
    assert b"JavaScript" in hostile_pdf()
    for word in (b"JavaScript", b"OpenAction", b"/URI", b"example.org", b"EmbeddedFile"):
        assert word not in made
    told = subprocess.run(["pdfinfo", "-"], input=made, capture_output=True, check=True).stdout.decode()
    assert re.search(r"JavaScript:\s+no", told)


def test_hostile_words_stay_words():
    words = '#eval("1+1") {{ 7*7 }} <b>& $x$ *粗*'
    made = bind(
        [Sheet(words, words, words, "2026-03-02", pdf("a"))],
        cover={"题名": words},
        notes=[words],
        footer=words,
    )
    assert '#eval("1+1")' in text_of(made, 1)
    assert '#eval("1+1")' in text_of(made, 4)
