"""Versions of the papers' fixed text: recorded when first seen, in force from their day, never rewritten (design D9)."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from documents import drafting, issuing
from documents.content import Content
from documents.fields import Field, Type
from documents.kinds import KINDS
from documents.models import TemplateVersion
from documents.specification import Kind

#: Kind, version and digest of every text there ever was; ``complete`` adds what is new and changes nothing.
LEDGER = Path(__file__).parent / "template_versions.csv"
HEAD = ["kind", "version", "since", "digest"]


def all_versions() -> list[Kind]:
    """Every version the code carries, the oldest of a kind first."""
    rows = [each for spec in KINDS.values() for each in (*spec.earlier, spec)]
    return sorted(rows, key=lambda each: (each.kind, each.since, each.version))


def record() -> int:
    """Keep the texts this installation has not seen yet; those it knows stay as they are. Returns how many are new."""
    known = set(TemplateVersion.objects.values_list("kind", "version"))
    new = [
        TemplateVersion(kind=each.kind, version=each.version, in_force_on=each.since, digest=each.digest, text=each.to_dict())
        for each in all_versions()
        if (each.kind, each.version) not in known
    ]  # fmt: skip
    TemplateVersion.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def altered() -> list[Kind]:
    """Versions whose text is not the one recorded: somebody changed the words and not the version."""
    recorded = {(row.kind, row.version): row.digest for row in TemplateVersion.objects.defer("text")}
    return [
        each for each in all_versions() if recorded.get((each.kind, each.version), each.digest) != each.digest
    ]


def spec_of(row: TemplateVersion) -> Kind:
    """The version as it was recorded, whether or not the code still carries it."""
    return Kind.from_dict(row.text, version=row.version, since=row.in_force_on)


def in_force(rows: list[TemplateVersion], on: date) -> TemplateVersion | None:
    """Of one kind's versions, newest first, the one a paper of this day is written by."""
    return next((row for row in rows if row.in_force_on <= on), rows[-1] if rows else None)


#: Invented values for the sample; any other field shows its own label.
_SAMPLES: dict[str, Any] = {
    "petitioner": "林知遥", "consignee": "林知遥", "consignee_masked": "林某某", "phone": "0999-5550101", "several": False,
    "address": "云溪县云城街道样例路1号", "identity": "（样例不载证件号码）", "subject": "样例小区排水不畅",
    "file_number": "330999-5-20260302-00001", "query_code": "XXXXXXXXXXXX", "recipient": "云溪县样例局",
    "contact_person": "周经办", "contact_phone": "0999-5550133", "contact_address": "云溪县建设路3号",
    "heading": "关于样例工作情况的文稿", "issuer": "赵明远",
    "body": "这是一份样例文稿的正文。\n一、第一部分\n（一）第一层\n样例文字。",
}  # fmt: skip
_DAY = date(2026, 3, 2)


def sample_value(field: Field, n: int = 0) -> Any:
    """An invented value of a field, of its type."""
    if field.name in _SAMPLES:
        return _SAMPLES[field.name]
    if field.type is Type.DATE:
        return _DAY + timedelta(days=n)
    if field.type is Type.LIST:
        return [f"样例{field.label}一", f"样例{field.label}二"]
    return True if field.type is Type.YES else f"（{field.label}）"


def sample(spec: Kind, organ: str) -> Content:
    """An invented paper of one version; it says at its foot that it is one."""
    surplus = {name for group in spec.either for name in group[1:]}
    fields = {
        name: sample_value(field, n)
        for n, (name, field) in enumerate(spec.whitelist.items())
        if name not in surplus
    }
    content = drafting.build(spec.kind, fields, organ=organ, number="样例〔2026〕0号", on=_DAY, version=spec)
    return Content.from_dict(content.to_dict() | {"footer": f"样例，{issuing.PREVIEW}"})


def ledger() -> dict[tuple[str, str], str]:
    """(kind, version) → digest, as committed."""
    if not LEDGER.exists():
        return {}
    with LEDGER.open(encoding="utf-8", newline="") as source:
        return {(row["kind"], row["version"]): row["digest"] for row in csv.DictReader(source)}


def complete(path: Path = LEDGER) -> bool:
    """Add to the committed ledger what is not in it; a line once written is never changed. True if it grew."""
    known = ledger()
    new = [each for each in all_versions() if (each.kind.value, each.version) not in known]
    if not new:
        return False
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        if fresh:
            writer.writerow(HEAD)
        writer.writerows([each.kind.value, each.version, each.since.isoformat(), each.digest] for each in new)
    return True
