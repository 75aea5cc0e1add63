"""文书模板: every kind, its versions and what a paper of it may carry, with an invented sample."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from documents import issuing, versions
from documents.fields import Type
from documents.kinds import KINDS
from documents.models import TemplateVersion
from documents.specification import Audience, Kind
from law import clock
from law.terms import PaperKind
from organizations.roles import Permission
from organizations.web import StaffRequest, page
from petition_bureau.system.views import show

AUDIENCES = {
    Audience.PETITIONER: "信访人", Audience.UNIT: "单位之间（不载明信访人）", Audience.FILE: "入卷、登记",
    Audience.OFFICES: "公文（不涉及具体事项）",
}  # fmt: skip
LAYOUTS = {"letter": "信函格式", "document": "文件格式", "form": "表格", "slip": "凭据（A5）"}
TYPES = {Type.TEXT: "文字", Type.DATE: "日期", Type.LIST: "逐条文字", Type.YES: "是或否"}


@page(Permission.MANAGE_SYSTEM, Permission.WRITE_REPORTS)
def templates(request: StaffRequest) -> HttpResponse:
    """All kinds, each with the version in force today."""
    today = clock.today()
    held: dict[str, list[TemplateVersion]] = {}
    for row in TemplateVersion.objects.defer("text"):
        held.setdefault(row.kind, []).append(row)
    rows = []
    for kind in PaperKind:
        spec = KINDS[kind]
        now = versions.in_force(held.get(kind, []), today)
        rows.append({
            "label": kind.label, "url": reverse("system:template", args=[kind.value]), "audience": AUDIENCES[spec.audience],
            "layout": LAYOUTS[spec.layout.value], "series": f"信{spec.series}" if spec.series else "编号",
            "version": now.version if now else "未记录", "since": now.in_force_on if now else None,
            "n": len(held.get(kind, [])), "fields": len(spec.whitelist),
        })  # fmt: skip
    return show(request, "templates", {"rows": rows})


@page(Permission.MANAGE_SYSTEM, Permission.WRITE_REPORTS)
def template(request: StaffRequest, kind: str) -> HttpResponse:
    """One kind: its versions, the newest first, and the whitelist of each."""
    held = _held(kind)
    now = versions.in_force(held, clock.today())
    rows = []
    for row in held:
        spec = versions.spec_of(row)
        rows.append({
            "version": row.version, "since": row.in_force_on, "digest": row.digest[:16], "current": now is row,
            "later": row.in_force_on > clock.today(), "fields": _fields(spec), "text": _text(spec),
            "sample": reverse("system:template_sample", args=[kind, row.version]),
        })  # fmt: skip
    return show(request, "template", {"label": PaperKind(kind).label, "rows": rows})


@page(Permission.MANAGE_SYSTEM, Permission.WRITE_REPORTS)
def sample(request: StaffRequest, kind: str, version: str) -> HttpResponse:
    """An invented paper of one version, as PDF."""
    row = next((each for each in _held(kind) if each.version == version), None)
    if row is None:
        raise Http404("没有这个版本。")
    content = versions.sample(versions.spec_of(row), request.user.unit.name)
    response = HttpResponse(issuing.render_pdf(content), content_type="application/pdf")
    response["Content-Disposition"] = "inline"
    return response


def _held(kind: str) -> list[TemplateVersion]:
    rows = list(TemplateVersion.objects.filter(kind=kind)) if kind in KINDS else []
    if not rows:
        raise Http404("没有这种文书。")
    return rows


def _fields(spec: Kind) -> list[dict[str, str]]:
    either = {name for group in spec.either for name in group}
    return [
        {"label": field.label, "type": TYPES[field.type], "personal": "是" if field.personal else "",
         "needed": "必填" if name in spec.required else "择一必填" if name in either else "可填"}
        for name, field in spec.whitelist.items()
    ]  # fmt: skip


def _text(spec: Kind) -> list[str]:
    """The fixed text with its places named as on screen."""
    labels = {name: f"〔{field.label}〕" for name, field in spec.whitelist.items()}
    labels |= {"organ": "〔发文机关〕", "we": "我局", "you": "您", "your": "您的"}

    def spoken(text: str) -> str:
        for name, label in labels.items():
            text = text.replace("{" + name + "}", label)
        return text

    parts = [
        f"{part.heading}：{part.text}" if part.heading else part.text for part in spec.parts if part.text
    ]
    boxes = [
        f"{box.label}：{box.text}" if box.text else box.label for line in spec.lines for box in line.boxes
    ]
    return [spoken(text) for text in (*parts, *boxes)]
