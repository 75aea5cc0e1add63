"""The draft of an opinion (条例第32条): four parts beside the claims; saved unfinished, signed only whole."""

from typing import Any

from django import forms

from cases import in_place
from cases.forms.acts import ActForm, Subject, one_of, text
from cases.models import Opinion
from law.terms import InPlace, Outcome, Route, SuggestionOutcome

PARTS = ("outcome", "request", "facts", "decision", "legal_basis")
#: Parts of the paper beside the four of 条例第32条.
KEPT_IN_DETAILS = ("performance", *(part.value for part in InPlace))


class OpinionForm(ActForm):
    outcome = one_of("意见种类", [], required=False)
    request = text("投诉请求", "信访人要求什么，一行一项。", required=False, most=4000)
    facts = text("事实和理由", "调查核实的情况：怎样查的、查到什么、有什么证据。", required=False, most=10000)
    decision = text(
        "处理意见", "逐项回应：支持的写明怎样落实、何时完成；不支持的说明道理。", required=False, most=10000
    )
    legal_basis = text("法律法规依据", "具体到条款。", required=False, most=2000)
    performance = text(
        "落实安排", "支持请求的，写明督促执行的安排（条例第32条第2款）。", required=False, most=1000
    )
    # 三到位 (条例第27条): optional parts, each under its own heading of the paper
    request_met = text(*in_place.ASKED[InPlace.REQUEST_MET], required=False, most=500)
    explained = text(*in_place.ASKED[InPlace.EXPLAINED], required=False, most=500)
    hardship_helped = text(*in_place.ASKED[InPlace.HARDSHIP_HELPED], required=False, most=500)

    def __init__(self, data: Any = None, *, subject: Subject, opinion: Opinion | None) -> None:
        self.opinion = opinion
        super().__init__(data, None, subject=subject, initial=self._kept(subject, opinion))

    def prepare(self) -> None:
        assert self.subject.handling is not None  # noqa: S101 - opinions are written on handlings
        suggestion = self.subject.handling.route == Route.SUGGESTION
        field = self.fields["outcome"]
        field.choices = SuggestionOutcome.choices() if suggestion else Outcome.choices()  # type: ignore[attr-defined]
        self.fields["version"].initial = self.opinion.version if self.opinion else 0
        if suggestion:
            for name in ("legal_basis", *KEPT_IN_DETAILS):
                del self.fields[name]

    @staticmethod
    def _kept(subject: Subject, opinion: Opinion | None) -> dict[str, Any]:
        if opinion is None:
            assert subject.handling is not None  # noqa: S101 - opinions are written on handlings
            return {"request": subject.handling.claim.text}
        return {name: getattr(opinion, name) for name in PARTS} | {
            name: opinion.details.get(name, "") for name in KEPT_IN_DETAILS
        }

    def parts(self) -> dict[str, Any]:
        """What was typed, as columns of the draft."""
        values = {name: self.cleaned_data[name] for name in PARTS if name in self.cleaned_data}
        details = dict(self.opinion.details) if self.opinion else {}
        details |= {name: self.cleaned_data[name] for name in KEPT_IN_DETAILS if name in self.cleaned_data}
        return values | {"details": details}

    def differences(self, opinion: Opinion) -> list[dict[str, str]]:
        """Theirs beside yours, for the fields that differ."""
        found = []
        for name in PARTS:
            if name not in self.fields:
                continue
            theirs, yours = getattr(opinion, name), self.data.get(name, "")
            if theirs.replace("\r\n", "\n") != yours.replace("\r\n", "\n"):
                label = str(self.fields[name].label)
                field = self.fields[name]
                words = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]
                found.append(
                    {
                        "label": label,
                        "theirs": words.get(theirs, theirs) or "（空）",
                        "yours": words.get(yours, yours) or "（空）",
                    }
                )
        return found
