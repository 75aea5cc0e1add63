"""The form of one activity: only the fields and numbers its kind has; numbers are typed as people report them (340余)."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from cases import files
from cases.forms.acts import UnitChoice, day, line, text
from cases.forms.rows import FilesField
from cases.ledgers import RecordForm
from organizations.models import Unit
from organizations.roles import Permission
from reports.activities.entries import LONGEST, TEXTS, Entry, kinds_for, nothing_in, problems, tidy
from reports.activities.figures import PROMISED
from reports.activities.kinds import Kind, Measure, spec
from reports.activities.quantities import NotANumber, Quantity, read


class QuantityField(forms.CharField):
    """A number with or without 余."""

    def __init__(self, measure: Measure, *, required: bool) -> None:
        label = measure.heading
        super().__init__(label=label, required=required, max_length=20,
                         error_messages={"required": f"请填写{measure.label}"})  # fmt: skip
        self.measure = measure
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return read(typed, unit=self.measure.unit, decimals=self.measure.decimals)
        except NotANumber as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class EntryForm(RecordForm):
    """One line: of ``subject.row``, or new of the kind in ``subject.given``."""

    def prepare(self) -> None:
        kind, fields = self.kind, self.fields
        fields["title"] = line(kind.title, most=LONGEST["title"])
        fields["on"] = day("日期")
        fields["until"] = day("截止日期", "几天的活动、一段时间的合计才填。", required=False)
        for measure in kind.measures:
            fields[measure.code] = QuantityField(measure, required=measure.code in kind.required)
        if kind.planned:
            fields["figure"] = forms.ChoiceField(
                label="对应的数字", choices=[("", "请选择"), *((code, f"{figure.label}（{figure.unit}）") for code, figure in PROMISED.items())],
                error_messages={"required": "请选择对应的数字"})  # fmt: skip
        if kind.place:
            fields["place"] = line("地点", required=False, most=LONGEST["place"])
        for name, label in (("speaker", kind.speaker), ("body", kind.body)):
            if label:
                fields[name] = line(label, required=False, most=LONGEST[name])
        if kind.by_units and self._writer:
            fields["unit"] = UnitChoice("组织单位")
            fields["unit"].queryset = self._units()  # type: ignore[attr-defined]
            fields["unit"].initial = self.subject.user.unit_id
        if kind.attending:
            fields["attending"] = text(
                "参加单位", "一行一个，只写单位。", required=False, most=LONGEST["attending"]
            )
            fields["attending"].widget.attrs["rows"] = 3
        fields["note"] = line("备注", required=False, most=LONGEST["note"])
        fields["title"].widget.attrs["autofocus"] = True
        self._more()

    def _units(self) -> Any:
        """Those in force, and the one that held it then."""
        row = self.subject.row
        return Unit.objects.filter(Q(abolished_on__isnull=True) | Q(pk=row.unit_id if row else 0))

    def _more(self) -> None:
        """Evidence goes with a new line."""
        self.fields["evidence"] = FilesField(label="证明材料", required=False,
                                             help_text=f"签到表、照片、文件等；单个不超过 20 MB，可收：{files.ALLOWED}。")  # fmt: skip
        self.fields["evidence"].widget.attrs["accept"] = files.ACCEPT

    @property
    def kind(self) -> Kind:
        return spec(self.subject.row.kind if self.subject.row else self.subject.given["kind"])

    @property
    def _writer(self) -> bool:
        return bool(self.subject.user.in_bureau and self.subject.user.can(Permission.WRITE_REPORTS))

    def entry(self) -> Entry:
        """What was typed."""
        data = self.cleaned_data
        row, user = self.subject.row, self.subject.user
        unit = data.get("unit") or (row.unit if row else user.unit)
        numbers: dict[str, Quantity] = {m.code: data[m.code] for m in self.kind.measures if data.get(m.code)}
        words: dict[str, Any] = {name: data.get(name) or "" for name in TEXTS}
        return tidy(
            Entry(self.kind.kind, data["on"], data["until"] or data["on"], unit, measures=numbers, **words)
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        for name, words in problems(self.entry(), by=self.subject.user, on=self.subject.today):
            self.add_error(name if name in self.fields else None, words)
        return cleaned

    def numbers(self) -> list[Any]:
        """The bound fields of the numbers, for the page."""
        return [self[measure.code] for measure in self.kind.measures]

    def rest(self, *names: str) -> list[Any]:
        """Those of the named fields the kind has."""
        return [self[name] for name in names if name in self.fields]


def initial_of(entry: Entry, *, again: bool = False) -> dict[str, Any]:
    """A form filled with a line; ``again``: only what the next one of the kind has in common (再记一次)."""
    shared = {"on": entry.on, "place": entry.place, "unit": entry.unit.pk, "body": entry.body}
    if again:
        return shared | dict(entry.spec.start)
    until = entry.until if entry.until != entry.on else None
    words = {name: getattr(entry, name) for name in TEXTS}
    return shared | words | {"until": until} | {code: str(q) for code, q in entry.measures.items()}


class CorrectForm(EntryForm):
    """The line as it stands, and why it is corrected."""

    def _more(self) -> None:
        self.fields["reason"] = line("更正的理由", most=200)


class WithdrawForm(RecordForm):
    reason = line("撤回的理由", "这一条留在台账里，不再计入任何数字。", most=200)


class EvidenceForm(RecordForm):
    evidence = FilesField(label="证明材料", help_text=f"可以一次选几个；单个不超过 20 MB，可收：{files.ALLOWED}。",
                       error_messages={"required": "请选择文件"})  # fmt: skip

    def prepare(self) -> None:
        self.fields["evidence"].widget.attrs["accept"] = files.ACCEPT

    def clean_evidence(self) -> Any:
        if not self.cleaned_data["evidence"]:
            raise forms.ValidationError("请选择文件")
        return self.cleaned_data["evidence"]


class NoneForm(RecordForm):
    """本年没有: an explicit zero."""

    kind = forms.ChoiceField(label="类型", error_messages={"required": "请选择类型"})
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100,
                              error_messages={"required": "请填写年度", "invalid": "年度请写四位数字"})  # fmt: skip
    note = line("依据", "例：经梳理，本年未制定行政规范性文件。", required=False, most=LONGEST["note"])

    def prepare(self) -> None:
        kinds = kinds_for(self.subject.user)
        self.fields["kind"].choices = [("", "请选择"), *((kind.kind.value, kind.label) for kind in kinds)]  # type: ignore[attr-defined]

    def entry(self) -> Entry:
        data = self.cleaned_data
        return tidy(nothing_in(spec(data["kind"]).kind, data["year"], self.subject.user.unit, data["note"]))

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if date(year, 1, 1) > self.subject.today:
            raise forms.ValidationError("这一年还没有开始")
        return year
