"""Fields of several inputs: claims by the line, persons by the row, files by the dozen.

Their widgets only read; the template draws the rows, so that a page without script can have as many as it asks for.
"""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from cases import files
from cases.actions import Person

PERSON_FIELDS = ("name", "identity", "phone", "address", "representative", "electronic")
LONGEST = {"name": 60, "identity": 40, "phone": 40, "address": 200}
LABELS = {"name": "姓名", "identity": "证件号", "phone": "手机", "address": "送达地址"}


class LinesInput(forms.Widget):
    """Several inputs of one name; the template draws them."""

    template_name = "django/forms/widgets/multiple_hidden.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if isinstance(data, MultiValueDict) else list(data.get(name, []))

    def id_for_label(self, id_: str | None, index: Any = None) -> str:
        return "claim-1"


class ClaimsField(forms.Field):
    """What is asked, a line each (条例第19条: 请求)."""

    widget = LinesInput

    def clean(self, value: list[str]) -> list[str]:
        claims = [" ".join(line.split()) for line in value]
        claims = [line for line in claims if line]
        if not claims:
            raise forms.ValidationError("请至少写一项诉求，照本人原话记（条例第19条）")
        if too_long := next((n for n, line in enumerate(claims, 1) if len(line) > 500), None):
            raise forms.ValidationError(
                f"第 {too_long} 条诉求超过 500 字，请分成几条，细节写到「事实和理由」"
            )
        return claims


class PersonsInput(forms.Widget):
    """Rows of persons: six inputs a row, the same names in every row."""

    template_name = "django/forms/widgets/multiple_hidden.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        if not isinstance(data, MultiValueDict):
            return []
        columns = {field: data.getlist(f"person_{field}") for field in PERSON_FIELDS}
        count = max(map(len, columns.values()), default=0)
        return [
            {field: (values[n] if n < len(values) else "") for field, values in columns.items()}
            for n in range(count)
        ]

    def id_for_label(self, id_: str | None, index: Any = None) -> str:
        return "person-name-1"


class PersonsField(forms.Field):
    """Everybody on the petition; a row without name and numbers is nobody."""

    widget = PersonsInput

    def clean(self, value: list[dict[str, str]]) -> list[Person]:
        persons, wrong = [], []
        for number, row in enumerate(value, 1):
            typed: dict[str, Any] = {field: row[field].strip() for field in LONGEST}
            if not any(typed.values()):
                continue
            wrong += [
                f"第 {number} 人的{LABELS[field]}超过 {most} 字，请改短"
                for field, most in LONGEST.items()
                if len(typed[field]) > most
            ]
            if number > 1 and not typed["name"]:
                wrong.append(f"第 {number} 人没有写姓名，请补上，或把这一行清空")
            persons.append(
                Person(
                    **typed,
                    representative=bool(row["representative"]),
                    electronic_service=bool(row["electronic"]),
                )
            )
        if wrong:
            raise forms.ValidationError(wrong)
        return persons


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files at once, each checked by its content."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = data if isinstance(data, list) else [data] if data else []
        unfit = []
        for upload in uploads:
            try:
                files.check(upload)
            except files.UnfitFile as refused:
                unfit.append(str(refused))
        if unfit:
            raise forms.ValidationError(unfit)
        return uploads
