"""Official documents 公文 in the document format of GB/T 9704: about the work as a whole, never about one petitioner."""

from documents.content import Layout
from documents.specification import Audience, Kind, Part
from law.terms import PaperKind

CIRCULAR = Kind(
    kind=PaperKind.CIRCULAR,
    title="{heading}",
    audience=Audience.OFFICES,
    layout=Layout.DOCUMENT,
    series="发",
    addressee="{recipient}：",
    required=("heading", "recipient", "body"),
    optional=("attachments", "copy_to"),
    parts=(Part("{body}"),),
)

WORK_REPORT = Kind(
    kind=PaperKind.WORK_REPORT,
    title="{heading}",
    audience=Audience.OFFICES,
    layout=Layout.DOCUMENT,
    series="报",
    addressee="{recipient}：",
    #: 上行文 bears the name of who signs it beside its number (GB/T 9704)
    required=("heading", "recipient", "body", "issuer"),
    optional=("attachments", "copy_to"),
    parts=(Part("{body}"), Part("特此报告。")),
)

DOCUMENTS = (CIRCULAR, WORK_REPORT)
