"""One pure function decides where a claim goes: 法定优先, 属事其次, 属地最后 (条例第5条、第22条、第31条).

Live routing, try-out, back-test and the commands all call :func:`decide` and nothing else. It reads rows,
never the clock or a database, and says for every row it touched whether the row counted and why. Words give
evidence in points; a doubt (two departments nearly equal, no evidence, no text) is said, never settled by an
empty row.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from law.terms import ROUTE_ARTICLES, Flag, Purpose, Route, Stage
from routing.decision import Decision, TraceStep
from routing.evidence import points_of, read_words
from routing.rules import Facts, Kind, Rule, RuleBook

__all__ = ["Decision", "Facts", "Kind", "Rule", "RuleBook", "TraceStep", "decide"]

#: A category a person chose is worth this much for its competent department; one read from the words little.
CATEGORY_GIVEN, CATEGORY_READ = 6.0, 0.5
#: What the alternatives of a row get of its points: the first, the others.
FIRST_ALTERNATIVE, OTHER_ALTERNATIVE = 0.4, 0.25
#: What a row's way counts once the unit is known: the row names the unit as alternative, or not at all.
WAY_OF_ALTERNATIVE, WAY_OF_OTHERS = 0.7, 0.4
#: A department must have this many points and lead the second by this share, or a person decides.
LEAST_POINTS, LEAST_LEAD = 1.5, 0.18
#: More than any words can give: the organ of a decisive row stands first.
DECISIVE = 1000.0
ALTERNATIVES = 4
#: A township standing second assists where a row of local matters has this many points.
TERRITORIAL_POINTS = 2.0
#: Organs an accusation may be suggested to (条例第22条第2款、第30条); never a department of its subject.
DISCIPLINE_ORGANS = ("discipline", "higher_level", "organization")
WEAK = "依据不足，不能指出承办单位"
LAST_RESORT = Rule(
    "petition", Kind.PATH, "不属于应当导入其他程序的情形，按信访程序办理", route=Route.PETITION
)


def decide(
    facts: Facts,
    ruleset: RuleBook,
    *,
    on: date | None = None,
    accused: frozenset[str] = frozenset(),
    parents: Mapping[str, str | None] | None = None,
) -> Decision:
    """Suggest purpose, way and unit of one claim, with the trace.

    ``on`` is the legal day: rows of a law not in force that day are not applied (None: every row is).
    ``accused`` are codes of units complained of; neither they nor anything below them in ``parents`` (code ->
    code of the parent) is ever suggested (条例第30条第3款).
    """
    return _Reading(facts, ruleset, on, accused, parents or {}).decision()


#: A touched row, its position, its points and why it has them.
_Touched = tuple[Rule, int, float, str]


@dataclass(slots=True)
class _Ranking:
    """Departments by points, best first, and the row that speaks most for each."""

    units: list[str]
    totals: dict[str, float]
    origin: dict[str, Rule]


class _Reading:
    """One pass over one claim; holds what the stages hand on."""

    def __init__(
        self,
        facts: Facts,
        ruleset: RuleBook,
        on: date | None,
        accused: frozenset[str],
        parents: Mapping[str, str | None],
    ) -> None:
        self.facts, self.rules, self.ruleset, self.on = facts, ruleset.rules, ruleset, on
        self.has_text = bool(facts.subject.strip() or facts.body.strip())
        self.evidence = read_words(facts, ruleset)
        self.touched = self._touch()
        self.steps: list[TraceStep] = []
        self.points: dict[int, float] = {}
        self.purpose = facts.purpose or self._read_purpose()
        self.category = facts.category or self._read_category()
        self._weigh()
        self.blocked = self._blocked(accused, parents)
        self.place = self._read_place()
        self.township = self.place.unit if self.place else ""

    # --- filling what the facts leave open

    def _read_purpose(self) -> Purpose:
        totals: dict[Purpose, float] = defaultdict(float)
        for rule, _, points, why in self._rows(Kind.PURPOSE):
            missed = rule.missed(self.facts, None, self.facts.category) if points else why
            if not missed and rule.purpose is not None:
                totals[rule.purpose] += points
            if not missed or rule.asks_words:
                self._note(rule, matched=not missed, why=missed or why)
        return max(totals, key=totals.__getitem__) if totals else Purpose.GRIEVANCE

    def _read_category(self) -> str:
        totals: dict[str, float] = defaultdict(float)
        for rule, _, points, _ in self._rows(Kind.PATH, Kind.SUBJECT):
            if rule.category and rule.asks_words and not rule.missed(self.facts, self.purpose, rule.category):
                totals[rule.category] += points
        return max(totals, key=totals.__getitem__) if any(totals.values()) else ""

    def _read_place(self) -> Rule | None:
        """The township where the matter happened: the given place first, then a place named in the text."""
        found: tuple[float, Rule] | None = None
        given = self.facts.place
        for position in self.ruleset.places:
            rule, evidence = self.rules[position], self.evidence.get(position)
            if not rule.in_force(self.on) or rule.unit in self.blocked:
                continue
            if given:
                named = given in rule.places or any(word in given for word in rule.words)
                worth, why = float(named), f"事项发生地：{given}"
            else:
                worth = evidence.strength if evidence else 0.0
                why = f"文中写到{'、'.join(evidence.words)}" if evidence else ""
            if worth:
                self._note(rule, matched=True, why=why)
                if found is None or worth > found[0]:
                    found = worth, rule
        return found[1] if found else None

    def _touch(self) -> dict[Kind, list[_Touched]]:
        """Rows whose words occur, or that ask for none, by kind: points, and why."""
        touched: dict[Kind, list[_Touched]] = {kind: [] for kind in Kind}
        for position in (*sorted(self.evidence), *self.ruleset.plain):
            rule = self.rules[position]
            points, why = points_of(rule, self.evidence.get(position))
            if points and not rule.in_force(self.on):
                points, why = 0.0, "所引法律在这一天不施行"
            if why:
                touched[rule.kind].append((rule, position, points, why))
        return touched

    def _rows(self, *kinds: Kind) -> Iterable[_Touched]:
        return (row for kind in kinds for row in self.touched[kind])

    def _weigh(self) -> None:
        """Judge every touched row on the filled facts, note it, and keep its points."""
        for rule, position, points, why in self._rows(Kind.PATH, Kind.SUBJECT, Kind.NOTE, Kind.ORGAN):
            missed = rule.missed(self.facts, self.purpose, self.category) if points else why
            if not missed and rule.is_empty and (rule.unit or rule.decisive):
                missed = "没有任何条件，不能消除存疑"
            if not missed:
                self.points[position] = points
            elif not rule.asks_words and not rule.flags & self.facts.flags and not rule.is_empty:
                continue
            self._note(rule, matched=not missed, why=missed or why)

    def _note(self, rule: Rule, *, matched: bool, why: str) -> None:
        self.steps.append(TraceStep(rule.kind.stage, rule.code, matched, why))

    def _matched(self, *kinds: Kind) -> list[tuple[Rule, float]]:
        """Rows that count, in the order of the set, with their points."""
        rows = [(self.rules[position], self.points[position]) for position in sorted(self.points)]
        return [(rule, points) for rule, points in rows if rule.kind in kinds]

    def _blocked(self, accused: frozenset[str], parents: Mapping[str, str | None]) -> frozenset[str]:
        """In an accusation the organs it names count as accused; all below an accused unit goes with it."""
        blocked = set(accused)
        if self.purpose is Purpose.ACCUSATION:
            blocked |= {rule.unit for rule, _ in self._matched(Kind.ORGAN)}
        below = set(blocked)
        for code in parents:
            above: str | None = code
            seen: set[str] = set()
            while above is not None and above not in seen:
                if above in blocked:
                    below.add(code)
                    break
                seen.add(above)
                above = parents.get(above)
        return frozenset(below)

    # --- the three stages

    def decision(self) -> Decision:
        path, route = self._path("")
        ranking = self._ranking(path, route)
        if not path.decisive and ranking.units:
            path, route = self._path(ranking.units[0])
        doubt = self._doubt(ranking, path, route)
        if self._place_decides(ranking, doubt, route):
            rest = [code for code in ranking.units if code != self.township]
            ranking = replace(ranking, units=[self.township, *rest])
            ranking.origin[self.township] = self.place or LAST_RESORT
            doubt = ""
        unit = None if doubt else ranking.units[0]
        source = next((rule for rule, _ in self._matched(Kind.NOTE) if rule.proposal), path)
        origin = ranking.origin.get(unit or "")
        self._note(path, matched=True, why=f"定途径：{route.label}")
        if origin is not None:
            self._note(origin, matched=True, why=f"定单位：{unit}")
        return Decision(
            purpose=self.purpose,
            category=self.category,
            route=route,
            unit=unit,
            alternatives=tuple(ranking.units if doubt else ranking.units[1 : ALTERNATIVES + 1]),
            stage=origin.kind.stage if origin is not None else self._open_stage(ranking),
            article=_article(route, source, source.citation),
            public_article=_article(route, source, source.public_citation),
            because=_because(route, source, origin, doubt, self.facts.flags),
            ruleset=self.ruleset.name,
            trace=tuple(sorted(self.steps, key=lambda step: _ORDER[step.stage])),
            abstained=bool(doubt),
            doubt=doubt,
            proposal=source.proposal,
            territorial=self._territorial(ranking),
        )

    def _path(self, unit: str) -> tuple[Rule, Route]:
        """First decisive row, else the way with most points, else 信访程序 (条例第31条第6项).

        Once the unit is known, the ways of other units' matters count less.
        """
        rows = self._matched(Kind.PATH, Kind.SUBJECT)
        for rule, _ in rows:
            if rule.kind is Kind.PATH and rule.decisive and rule.route is not None:
                return rule, rule.route
        totals: dict[Route, float] = defaultdict(float)
        best: dict[Route, tuple[float, Rule]] = {}
        for rule, points in rows:
            if rule.route is None or not rule.asks_words:
                continue
            share = points * _share_of(rule, unit)
            totals[rule.route] += share
            if share > best.get(rule.route, (0.0, rule))[0]:
                best[rule.route] = share, rule
        if totals:
            route = max(totals, key=totals.__getitem__)
            return best[route][1], route
        plain = (rule for rule, _ in rows if rule.kind is Kind.PATH and rule.route is Route.PETITION)
        return next(plain, LAST_RESORT), Route.PETITION

    def _ranking(self, path: Rule, route: Route) -> _Ranking:
        if route is Route.DISCIPLINE:
            organs = [code for code in DISCIPLINE_ORGANS if code not in self.blocked]
            return _Ranking(organs, dict.fromkeys(organs, DECISIVE), dict.fromkeys(organs, path))
        totals: dict[str, float] = defaultdict(float)
        best: dict[str, tuple[float, Rule]] = {}

        def give(code: str, points: float, rule: Rule) -> None:
            unit = self.township if code == "township" and self.township else code
            if unit in self.blocked:
                return
            totals[unit] += points
            if points > best.get(unit, (0.0, rule))[0]:
                best[unit] = points, rule

        def give_row(rule: Rule, points: float) -> None:
            if rule.unit:
                give(rule.unit, points + (DECISIVE if rule is path and rule.decisive else 0.0), rule)
            for rank, code in enumerate(rule.alternatives):
                give(code, points * (OTHER_ALTERNATIVE if rank else FIRST_ALTERNATIVE), rule)

        for rule, points in self._matched(Kind.PATH, Kind.SUBJECT, Kind.ORGAN):
            give_row(rule, points)
        for rule in self._competences():
            give_row(rule, CATEGORY_GIVEN if self.facts.category else CATEGORY_READ)
        ranked = sorted(totals, key=lambda code: -totals[code])
        return _Ranking(ranked, totals, {code: rule for code, (_, rule) in best.items()})

    def _competences(self) -> list[Rule]:
        """The competence rows of the category, the most exact prefix only."""
        prefix = self.category
        while prefix:
            rows = [self.rules[position] for position in self.ruleset.competences.get(prefix, ())]
            rows = [rule for rule in rows if rule.in_force(self.on)]
            if rows:
                for rule in rows:
                    self._note(rule, matched=True, why=f"内容分类：{self.category}")
                return rows
            prefix = prefix.rpartition("/")[0]
        return []

    def _doubt(self, ranking: _Ranking, path: Rule, route: Route) -> str:
        if not self.has_text and not self.facts.category and not path.decisive:
            return "没有内容可供判断"
        if not ranking.units:
            return "没有规则能指出承办单位" if self.has_text else "没有内容可供判断"
        first = ranking.totals[ranking.units[0]]
        if route is Route.DISCIPLINE or first >= DECISIVE:
            return ""
        if first < LEAST_POINTS:
            return WEAK
        if len(ranking.units) > 1 and first - ranking.totals[ranking.units[1]] < LEAST_LEAD * first:
            return f"{ranking.units[0]} 与 {ranking.units[1]} 的依据相近，须由人判断"
        return ""

    def _place_decides(self, ranking: _Ranking, doubt: str, route: Route) -> bool:
        """属地最后: only where the matter names no department and the place is known (条例第5条第3项)."""
        if not self.township or not self.has_text or route is Route.DISCIPLINE:
            return False
        return not ranking.units or doubt == WEAK

    def _open_stage(self, ranking: _Ranking) -> Stage:
        """Where the reading stopped when nobody was named."""
        return ranking.origin[ranking.units[0]].kind.stage if ranking.units else Stage.SUBJECT

    def _territorial(self, ranking: _Ranking) -> bool:
        """Whether a township leads, or must assist the lead with a local matter (条例第5条第3项)."""
        if not ranking.units:
            return False
        lead = ranking.units[0]
        if lead.startswith("township") or ranking.origin[lead].territorial:
            return True
        near = any(code.startswith("township") for code in ranking.units[1:2])
        return near and any(
            rule.territorial and points >= TERRITORIAL_POINTS
            for rule, points in self._matched(Kind.SUBJECT, Kind.PATH)
        )


_ORDER = {stage: number for number, stage in enumerate(Stage)}


def _share_of(rule: Rule, unit: str) -> float:
    """How much a row's way speaks for the chosen unit's matter."""
    if not unit or rule.unit in {unit, ""} or (rule.unit == "township" and unit.startswith("township")):
        return 1.0
    return WAY_OF_ALTERNATIVE if unit in rule.alternatives else WAY_OF_OTHERS


def _article(route: Route, source: Rule, citation: str) -> str:
    """The article of the way, then the law of the row, as one string."""
    own = source.law != "条例"
    if not source.article or (source.kind is Kind.SUBJECT and not own):
        return ROUTE_ARTICLES[route]
    if source.proposal or not own:
        return citation
    return f"{ROUTE_ARTICLES[route]}；{citation}"


def _because(route: Route, source: Rule, origin: Rule | None, doubt: str, flags: frozenset[str]) -> str:
    """What a petitioner can read: the way, the organ, the doubt."""
    parts = [source.because] if source.kind is not Kind.SUBJECT else [f"{route.label}：{source.because}"]
    if Flag.FINAL_REVIEW_GIVEN in flags and source.proposal:
        parts.append("是否同一事实和理由，须由人核对")
    if origin is not None and origin is not source:
        parts.append(origin.because)
    if doubt:
        parts.append(doubt)
    return "；".join(parts)
