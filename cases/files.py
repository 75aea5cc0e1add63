"""Attachments: checked by content, kept once under their digest in DIR/files (design D15).

Bytes are written, fsynced and renamed before the row that names them is committed, so that no row ever points
at nothing; a file whose act failed is an orphan and swept. What comes with an accusation is sealed on disk,
under the digest of its sealed bytes, so that it shares a file with nothing else (条例第30条第3款).
"""

import hashlib
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, ForeignObjectRel, OuterRef, Q, QuerySet, Sum

from cases.models import Attachment, Case, Handling, StoredFile
from organizations import sealed
from organizations.models import User

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
LARGEST_PER_CASE = 500 * MEGABYTE
#: An office document is a ZIP file: more than this inside is a bomb, not a petition.
LARGEST_UNPACKED = 200 * MEGABYTE
#: Long enough for every act that writes a file to have been committed or rolled back.
ORPHAN_AGE = timedelta(hours=24)
_PLACE = "cases_storedfile.content"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class UnfitFile(ValueError):
    """The file cannot be taken; the message names it, the reason and the remedy, in Chinese."""


class FileDamaged(Exception):
    """The bytes on disk are gone or are not those that were stored."""


def _is_office(head: bytes, file: IO[bytes]) -> bool:
    """An Office Open XML file: a ZIP with its table of contents, of a bearable size when unpacked."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    whole = sum(entry.file_size for entry in entries)
    return whole <= LARGEST_UNPACKED and any(entry.filename == "[Content_Types].xml" for entry in entries)


def _is_text(head: bytes, file: IO[bytes]) -> bool:
    """Plain text in UTF-8 or GB 18030, without control bytes."""
    whole = file.read()
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", whole):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _starts(*marks: bytes) -> Callable[[bytes, IO[bytes]], bool]:
    return lambda head, file: head.startswith(marks)


#: Extension → (content type it is served as, what its first bytes must say).
KINDS: dict[str, tuple[str, Callable[[bytes, IO[bytes]], bool]]] = {
    "pdf": ("application/pdf", _starts(b"%PDF-")),
    "jpg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "png": ("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    "doc": ("application/msword", _starts(_OLE)),
    "xls": ("application/vnd.ms-excel", _starts(_OLE)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _is_office),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _is_office),
    "wps": ("application/vnd.ms-works", lambda head, file: head.startswith(_OLE) or _is_office(head, file)),
    "et": ("application/vnd.ms-excel", lambda head, file: head.startswith(_OLE) or _is_office(head, file)),
    "txt": ("text/plain", _is_text),
    "mp3": ("audio/mpeg", _starts(b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")),
    "mp4": ("video/mp4", lambda head, file: head[4:8] == b"ftyp"),
    "amr": ("audio/amr", _starts(b"#!AMR")),
}
ALLOWED = "、".join(kind for kind in KINDS if kind != "jpeg")
#: For the file dialog; the server checks again.
ACCEPT = ",".join(f".{kind}" for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes that lie on disk and have no row yet."""

    sha256: str
    size: int
    sealed: bool
    name: str
    content_type: str


def tidy_name(name: str) -> str:
    """The last part of a file name without control and direction characters, at most 120 long."""
    last = re.split(r"[\\/]", name)[-1]
    plain = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\"<>|:*?]", "", last).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[: 119 - len(suffix)]}{dot}{suffix}" if dot else plain[:120]


def check(upload: "UploadedFile[Any]") -> str:
    """The content type of a file that may be taken. Raises UnfitFile."""
    name = tidy_name(upload.name or "")
    suffix = name.rpartition(".")[2].lower()
    if suffix not in KINDS:
        raise UnfitFile(f"「{name}」的格式不能收，请转成这些格式之一：{ALLOWED}")
    size = upload.size or 0
    if size == 0:
        raise UnfitFile(f"「{name}」是空文件，请重新选择")
    if size > LARGEST:
        raise UnfitFile(f"「{name}」有 {size / MEGABYTE:.1f} MB，单个附件不超过 20 MB，请压缩或拆开后再传")
    content_type, recognised = KINDS[suffix]
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    fits = recognised(head, upload)
    upload.seek(0)
    if not fits:
        raise UnfitFile(f"「{name}」的内容不是 {suffix} 格式，请用原来的软件另存后再传")
    return content_type


def write(upload: "UploadedFile[Any]", *, secret: bool) -> Written:
    """Check the file and put its bytes on disk for good (fsynced); the row comes with :func:`attach`."""
    content_type = check(upload)
    size = upload.size or 0
    chunks: Iterator[bytes] = upload.chunks()
    if secret:
        chunks = iter([sealed.seal(b"".join(chunks), _PLACE)])
    return Written(_put(chunks), size, secret, tidy_name(upload.name or ""), content_type)


def attach(case: Case, written: Written, by: User | None, *, handling: Handling | None = None) -> Attachment:
    """The row of bytes written before. Raises UnfitFile when the case would hold more than 500 MB."""
    held = Attachment.objects.filter(case=case).aggregate(size=Sum("file__size"))["size"] or 0
    if held + written.size > LARGEST_PER_CASE:
        raise UnfitFile(f"加上「{written.name}」本件附件超过 500 MB，请另存光盘随卷，在「收下的材料」里写明")
    file = stored(written)
    n = Attachment.objects.filter(case=case).count() + 1
    return Attachment.objects.create(
        case=case,
        handling=handling,
        file=file,
        name=sealed_name(written.name, n) if case.in_compartment else written.name,
        content_type=written.content_type,
        added_by=by,
    )


def stored(written: Written) -> StoredFile:
    """The row that names bytes written before; the same bytes have one row."""
    file, _ = StoredFile.objects.get_or_create(
        pk=written.sha256, defaults={"size": written.size, "sealed": written.sealed}
    )
    return file


def seal_all(case: Case) -> list[str]:
    """An ordinary file became an accusation: its attachments' bytes and names go under seal. Returns the names."""
    names = []
    for n, row in enumerate(Attachment.objects.filter(case=case).select_related("file"), 1):
        names.append(row.name)
        if not row.file.sealed:
            with opened(row) as source:
                plain = source.read()
            digest = _put(iter([sealed.seal(plain, _PLACE)]))
            row.file, _ = StoredFile.objects.get_or_create(
                pk=digest, defaults={"size": len(plain), "sealed": True}
            )
        row.name = sealed_name(row.name, n)
        row.save(update_fields=["file", "name"])
    return names


def sealed_name(name: str, n: int) -> str:
    """What a list may show of an accusation's paper: its kind, not its name."""
    return f"检举材料{n}.{name.rpartition('.')[2].lower()}"


def store(
    case: Case, upload: "UploadedFile[Any]", by: User | None, *, handling: Handling | None = None
) -> Attachment:
    """Take one file into the case. Raises UnfitFile with what to do instead."""
    return attach(case, write(upload, secret=case.in_compartment), by, handling=handling)


def visible_to(user: User) -> QuerySet[Attachment]:
    """The attachments that exist for this person: of the cases they see, and of a unit's work its own."""
    rows = Attachment.objects.filter(case__in=Case.objects.visible_to(user))
    return rows.filter(Q(handling=None) | Q(handling__in=Handling.objects.visible_to(user)))


def keep(data: bytes) -> StoredFile:
    """Bytes the system itself made, kept once under their digest; whoever refers to the row keeps them."""
    sha256 = _put(iter([data]))
    file, _ = StoredFile.objects.get_or_create(pk=sha256, defaults={"size": len(data), "sealed": False})
    return file


def opened(attachment: Attachment) -> IO[bytes]:
    """The bytes as they were handed in. Raises FileDamaged when they are not there or not the same."""
    return bytes_of(attachment.file)


def bytes_of(file: StoredFile) -> IO[bytes]:
    """The bytes of a stored file, whatever it belongs to. Raises FileDamaged."""
    try:
        source = path_of(file.sha256).open("rb")
    except FileNotFoundError as missing:
        raise FileDamaged(file.sha256) from missing
    if hashlib.file_digest(source, "sha256").hexdigest() != file.sha256:
        source.close()
        raise FileDamaged(file.sha256)
    source.seek(0)
    if not file.sealed:
        return source
    with source:
        return BytesIO(sealed.unseal(source.read(), _PLACE))


def path_of(sha256: str) -> Path:
    return Path(settings.FILES_DIR) / sha256[:2] / sha256


def sweep_orphans(older_than: timedelta = ORPHAN_AGE) -> int:
    """Remove bytes no attachment points to; returns how many. Age goes by the file system's own clock."""
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="tmp-") as now:
        born = Path(now.name).stat().st_mtime - older_than.total_seconds()
        old = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime <= born]
    removed = 0
    for start in range(0, len(old), 1000):
        some = old[start : start + 1000]
        removed += _remove_unused({path.name: path for path in some})
    return removed


def _remove_unused(paths: dict[str, Path]) -> int:
    rows = StoredFile.objects.filter(pk__in=paths)
    rows.filter(~_used()).delete()
    kept = set(rows.values_list("pk", flat=True))
    for name in paths.keys() - kept:
        paths[name].unlink(missing_ok=True)
    return len(paths) - len(kept)


def _used() -> Q:
    """Anything refers to it: attachments here, and whatever packages above keep in the same store."""
    found = Q()
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            found |= Q(Exists(rows))
    return found


def _put(chunks: Any) -> str:
    """Write, fsync, rename to the digest. Bytes already there only become young again, for the sweep."""
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder, prefix="tmp-", delete=False) as target:
        try:
            for chunk in chunks:
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
            path = path_of(digest.hexdigest())
            path.parent.mkdir(exist_ok=True, mode=0o700)
            Path(target.name).replace(path)
        except BaseException:
            Path(target.name).unlink(missing_ok=True)
            raise
    for directory in (path.parent, folder):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return digest.hexdigest()
