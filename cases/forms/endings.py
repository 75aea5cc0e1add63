"""引导, 不予受理 or 不再受理 proposed by a unit: the fields of each notice, of which those of the chosen way are needed."""

from typing import Any

from cases.forms.acts import ActForm, one_of, text
from cases.forms.notices import WAYS, NoticeFields, reference_day
from law.terms import ClaimWay

ENDINGS = [(way.value, way.label) for way in WAYS]


class EndingForm(NoticeFields, ActForm):
    """What a receiving or handling unit puts to its head (条例第23条、第31条)."""

    way = one_of("告知哪一种", ENDINGS, "应走法定途径的是引导告知，不是不予受理（条例第31条）。")
    reason = text("提请的理由", "写给审签的负责人看。", most=500)

    def prepare(self) -> None:
        subject = self.subject
        claim = subject.handling.claim if subject.handling else subject.claim
        category = (claim.category or subject.case.category) if claim else ""
        self.add_notice_fields(on=subject.today, category=category)

    def groups(self) -> list[dict[str, Any]]:
        parts: list[dict[str, Any]] = [{"title": "", "fields": [self["way"], self["reason"]]}]
        for way in WAYS:
            rows = [self[name] for name in self.notice_names(way)]
            wanted = self["way"].value() == way or any(row.errors for row in rows)
            part = {"title": f"{way.label}填这些", "fields": rows, "open": wanted}
            if way == ClaimWay.GUIDE:
                values = {name: self[f"guide_{name}"].value() for name in ("start_on", "length", "measure")}
                day = reference_day({f"guide_{name}": value for name, value in values.items()})
                part |= {"fill": True, "day": day}
            parts.append(part)
        return parts

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, message in self.check_notice(cleaned.get("way", ""), cleaned).items():
            if name not in self.errors:
                self.add_error(name, message)
        return cleaned

    def details(self) -> dict[str, Any]:
        """What the notice will say, as plain values."""
        return self.notice_details(self.cleaned_data["way"])
