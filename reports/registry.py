"""The one registry of indicators: rates, counts, and totals of counts, by their code.

Every screen, export, bulletin, report and command names a figure by a code of it; ``reports.rows`` and
``reports.counted`` hold the sets behind them, and nothing else counts cases.
"""

from reports.counting import Count
from reports.counts import COUNTS, TOTALS, Total
from reports.indicators import INDICATORS, Indicator

Registered = Indicator | Count | Total

REGISTRY: dict[str, Registered] = {**INDICATORS, **COUNTS, **TOTALS}

#: Chapters of the catalogue: name → codes, in the order of a report.
CHAPTERS: dict[str, tuple[str, ...]] = {
    "比率": tuple(INDICATORS),
    "登记": tuple(code for code, count in COUNTS.items() if count.source.code in ("petitions", "tagged")),
    "办理": tuple(
        code
        for code, count in COUNTS.items()
        if count.source.code in ("claims", "supervisions", "closed", "extensions", "mediations", "agreements", "arrivals", "came_again")
    ),
    "争议": tuple(code for code, count in COUNTS.items() if count.source.code in ("objections", "disputes")),
    "数据质量": tuple(
        code for code, count in COUNTS.items() if count.source.code in ("ratings_entered", "backdated", "answered")
    ),
    "复查复核、听证": ("hearings", *(code for code, count in COUNTS.items() if count.begins in
                       ("hearings_held", "evaluations", "reviews", "final_reviews"))),
    "领导接访、包案、积案、隐患": (
        *(
            code
            for code, count in COUNTS.items()
            if count.source.code.split("_")[0] in ("receptions", "visits", "sponsored", "backlog", "conflicts")
        ),
        "backlog_pressed",
    ),
    "日交办、督查、总评": tuple(
        code for code, count in COUNTS.items() if count.source.code in ("entered", "opinions")
    ),
    "三项建议": tuple(code for code, count in COUNTS.items() if count.source.code == "recommendations"),
}  # fmt: skip
