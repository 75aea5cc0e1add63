"""What the engine answers: the suggestion, its article and its trace. No Django."""

from dataclasses import dataclass

from law.terms import Purpose, Route, Stage


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One row that was looked at: ``matched`` or not, and why."""

    stage: Stage
    rule: str
    matched: bool
    why: str

    def as_dict(self) -> dict[str, object]:
        return {"stage": self.stage.value, "rule": self.rule, "matched": self.matched, "why": self.why}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules suggest; a person decides.

    ``unit`` is None when abstained, and ``doubt`` says why. ``township`` stands for 属地 where the place is
    not known. ``proposal`` names a notice a person may give (``bar``: 条例第36条第3款). ``public_article``
    leaves out an article nobody checked.
    """

    purpose: Purpose
    category: str
    route: Route
    unit: str | None
    alternatives: tuple[str, ...]
    stage: Stage
    article: str
    public_article: str
    because: str
    ruleset: str
    trace: tuple[TraceStep, ...]
    abstained: bool
    doubt: str = ""
    proposal: str = ""
    territorial: bool = False

    @property
    def candidates(self) -> tuple[str, ...]:
        """Unit first, then the alternatives: best first whether or not the engine abstained."""
        return ((self.unit,) if self.unit else ()) + self.alternatives

    def as_dict(self) -> dict[str, object]:
        """The answer of the command ``route``."""
        return {
            "purpose": self.purpose.value,
            "route": self.route.value,
            "unit": self.unit,
            "alternatives": list(self.alternatives),
            "stage": self.stage.value,
            "article": self.article,
            "because": self.because,
            "ruleset": self.ruleset,
            "trace": [step.as_dict() for step in self.trace],
            "abstained": self.abstained,
        }
