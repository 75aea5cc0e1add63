"""Which figures are made up of which: checked before freezing and by the report's checker, and minded when cells are left out."""

from collections.abc import Mapping

from reports.registry import REGISTRY

#: (the whole, its parts, what they are).
SUMS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("petitions_total",
     ("petitions_letter", "petitions_visit", "petitions_phone", "petitions_online", "petitions_fax"), "各形式之和"),
    ("petitions_total", ("petitions_first", "petitions_repeat"), "初次加重复"),
    ("hearings", ("hearings_held", "evaluations"), "听证加案件评析"),
    ("recommendations", ("recommendations_improve", "recommendations_policy", "recommendations_accountability"),
     "三类建议之和"),
    ("recommendations", ("recommendations_adopted", "recommendations_refused", "recommendations_unanswered"),
     "采纳、未采纳、未反馈之和"),
    ("supervisions_received", ("supervisions_in_time", "supervisions_late", "supervisions_open"), "按期、超期、未回复之和"),
)  # fmt: skip


def wrong(numbers: Mapping[str, int | float | None]) -> list[str]:
    """A sentence for each whole that its parts do not give; figures that are not known are not judged."""
    found = []
    for whole, parts, words in SUMS:
        known = [numbers.get(part) for part in parts]
        total = numbers.get(whole)
        if total is None or any(number is None for number in known):
            continue
        added = sum(number for number in known if number is not None)
        if added != total:
            found.append(f"{words} {added:,} 不等于{REGISTRY[whole].name} {total:,}")
    return found
