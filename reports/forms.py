"""Forms of the figures and reports."""

from datetime import date
from typing import Any

from django import forms

from reports.drafts import Report
from reports.figures import Span
from reports.indicators import BASES

EARLIEST = date(2000, 1, 1)
#: No page counts more than ten years at once.
LONGEST = 3660


class SpanForm(forms.Form):
    """The days and the basis of a page of figures."""

    since = forms.DateField(label="自", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="至", widget=forms.DateInput(attrs={"type": "date"}))
    basis = forms.ChoiceField(
        label="口径", choices=[(key, words[0]) for key, words in BASES.items()], required=False
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until:
            if since > until:
                raise forms.ValidationError("起始日晚于截止日，请对调")
            if since < EARLIEST or (until - since).days > LONGEST:
                raise forms.ValidationError("一次最多统计十年，请缩短起止日期")
        found["basis"] = found.get("basis") or "due"
        return found

    @property
    def span(self) -> Span:
        return Span(self.cleaned_data["since"], self.cleaned_data["until"])


class EntryForm(forms.Form):
    """One number entered by hand, with where it is from (domain §7.3)."""

    value = forms.DecimalField(label="数值", min_value=0, max_digits=14, decimal_places=2)
    source = forms.CharField(label="数据来源", max_length=120, help_text="哪份台账、哪个单位提供的")


class TextForm(forms.Form):
    """One section in the writer's words; empty goes back to the draft from the figures."""

    text = forms.CharField(
        label="正文", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 16})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class PartForm(forms.Form):
    """A part of the writer's own."""

    title = forms.CharField(label="标题", max_length=40, help_text="不写序号，系统按位置编号")
    after = forms.ChoiceField(label="排在哪一部分之后")

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after: Any = self.fields["after"]
        after.choices = [(section.code, section.title) for section in report.sections]
        after.initial = report.sections[-1].code


class PublicationForm(forms.Form):
    """When and where a finished report was made public."""

    on = forms.DateField(label="公开日", widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.CharField(label="公开在哪里", max_length=120, help_text="网站、栏目或者公报期号")
