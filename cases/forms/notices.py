"""The fields of the notices that end a claim, shared by the screening form and the forms of the units.

A relief path fills the guidance in; everything stays editable. Two small buttons, without script: one fills in the
chosen path, one counts the last day for reference from the start that was typed.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from cases import ending, papers
from cases.forms.acts import DayInput
from cases.models import ReliefPath
from cases.models.ways import in_force
from cases.policies import NotLawfulNow
from law.periods import NotGranted
from law.terms import ClaimWay, GuidanceKind, Measure

LONG = frozenset({"materials", "comparison", "ground", "in_charge", "help", "apply_term"})
WAYS = (ClaimWay.GUIDE, ClaimWay.DECLINE, ClaimWay.BAR)
#: Names of the buttons; their value says which.
FILL = "fill"
_MOST = 500
_HELP = {
    "guide_apply_term": "用法律的原文",
    "guide_start_on": "有人填了起算日，文书上才写最后一日，并注明供参考",
    "guide_length": "算得出最后一日的才填",
    "decline_ground": "写明本件的具体情况",
    "bar_final_on": "复核意见送达信访人、不再受理才成立（条例第36条第3款）",
}


def fill_in(row: ReliefPath) -> dict[str, Any]:
    """What a relief path puts into the fields of a guidance."""
    return {
        "kind": row.kind, "path": row.path, "body_name": row.body_name, "body_address": row.body_address,
        "body_phone": row.body_phone, "apply_term": row.term, "apply_start": row.starts, "basis": row.basis,
        "materials": row.materials, "length": row.length or "", "measure": row.measure, "help": row.help,
    }  # fmt: skip


def path_choices(on: date, category: str) -> list[Any]:
    """Paths in force, grouped by kind; those named for the claim's category first. Accusations have their own way."""
    rows = list(
        ReliefPath.objects.filter(in_force(on)).exclude(kind=GuidanceKind.ACCUSATION).select_related("unit")
    )
    near = [row for row in rows if row.fits(category)]
    groups: list[Any] = [("本类常用", [_choice(row) for row in near])] if near else []
    for kind in GuidanceKind:
        found = [_choice(row) for row in rows if row.kind == kind]
        if found:
            groups.append((kind.label, found))
    return [("", "不选，自己写"), *groups]


def _choice(row: ReliefPath) -> tuple[str, str]:
    return str(row.pk), f"{row.matter}：{row.path}"[:80]


class NoticeFields:
    """A mixin of forms: adds the fields, says which belong to a way, checks and gathers them."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def add_notice_fields(self, *, on: date, category: str = "") -> None:
        """The fields of all three ways, prefixed by the way, after the form's own."""
        self.notice_day = on
        choices = path_choices(on, category)
        self.fields["guide_relief"] = forms.ChoiceField(
            label="常用途径", choices=choices, required=False, help_text="选好后点「填入」，填入后仍可修改"
        )
        for way in WAYS:
            names = papers.NOTICE_FIELDS[way] | papers.NOTICE_EXTRAS[way]
            for name, label in names.items():
                self.fields[f"{way}_{name}"] = self._notice_field(way, name, label)

    def _notice_field(self, way: ClaimWay, name: str, label: str) -> forms.Field:
        help_text = _HELP.get(f"{way}_{name}", "")
        more: dict[str, Any] = {"label": label, "required": False, "help_text": help_text}
        if name in {"final_on", "start_on"}:
            return forms.DateField(widget=DayInput(), **more)
        if name == "length":
            return forms.IntegerField(min_value=1, max_value=3650, **more)
        if name == "measure":
            return forms.ChoiceField(choices=[("", "—"), *Measure.choices()], **more)
        if name == "kind":
            kinds = [(kind.value, kind.label) for kind in GuidanceKind if kind != GuidanceKind.ACCUSATION]
            return forms.ChoiceField(choices=[("", "按途径"), *kinds], **more)
        if name == "ground_code":
            found = ending.ground_choices(way, self.notice_day)
            return forms.ChoiceField(choices=[("", "请选择"), *found], **more)
        widget: forms.Widget = forms.Textarea(attrs={"rows": 2}) if name in LONG else forms.TextInput()
        field = forms.CharField(widget=widget, max_length=_MOST, **more)
        field.error_messages["required"] = f"请填写{label}"
        return field

    def notice_names(self, way: str) -> list[str]:
        """Field names of one way in the order of the page: what chooses first, then what is written."""
        needed, extra = list(papers.NOTICE_FIELDS[way]), list(papers.NOTICE_EXTRAS[way])
        if way == ClaimWay.GUIDE:
            order = ["relief", "kind", "path", "basis", "body_name", "body_address", "body_phone", "materials",
                     "apply_term", "apply_start", "length", "measure", "start_on", "help"]  # fmt: skip
            return [f"{way}_{name}" for name in order]
        return [f"{way}_{name}" for name in [*needed, *extra]]

    def check_notice(self, way: str, data: Mapping[str, Any]) -> dict[str, str]:
        """What is missing or cannot be, by field name."""
        wrong = {
            f"{way}_{name}": f"请填写{label}，告知书上要写"
            for name, label in papers.NOTICE_FIELDS.get(way, {}).items()
            if not data.get(f"{way}_{name}")
        }
        if way == ClaimWay.GUIDE:
            try:
                ending.last_day(self.notice_details(way, data))
            except (NotLawfulNow, NotGranted) as refused:
                wrong["guide_start_on"] = str(refused)
        return wrong

    def notice_details(self, way: str, data: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the notice will say, as plain values."""
        given = self.cleaned_data if data is None else data
        names = papers.NOTICE_FIELDS.get(way, {}) | papers.NOTICE_EXTRAS.get(way, {})
        values = {name: given.get(f"{way}_{name}") for name in names}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
            if value not in (None, "")
        }


def filled(typed: Mapping[str, Any], button: str) -> dict[str, Any]:
    """Initial values after one of the two small buttons: the path's words put in, or the last day counted."""
    values = {name: typed.getlist(name) if name in {"assisting"} else typed[name] for name in typed}  # type: ignore[attr-defined]
    if button == "path" and str(values.get("guide_relief", "")).isdecimal():
        row = ReliefPath.objects.select_related("unit").filter(pk=values["guide_relief"]).first()
        if row:
            values |= {f"guide_{name}": value for name, value in fill_in(row).items()}
            values |= {"way": ClaimWay.GUIDE.value, "route": GuidanceKind(row.kind).route.value}
    return values


def reference_day(values: Mapping[str, Any]) -> str:
    """The sentence of the last day from what was typed; why it cannot be counted; or nothing."""
    given = {name: values.get(f"guide_{name}") for name in ("start_on", "length", "measure")}
    if not given["start_on"]:
        return ""
    try:
        last = ending.last_day(given)
    except (NotLawfulNow, NotGranted) as refused:
        return str(refused)
    except ValueError:
        return "起算日应写成 2026-03-02 这样的日期"
    return f"最后一日 {last.due}（供参考）。{last.sentence}" if last else ""
