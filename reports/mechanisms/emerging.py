"""Emerging topics: which kinds of matter grew beyond what chance would do. One rule, told in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

#: Fewer than this in the quarter is no topic.
LEAST = 5
#: How many deviations above what was to be expected.
DEVIATIONS = 2.0
#: So many quarters before are what is to be expected from.
LOOK_BACK = 4
RULE = (
    f"本季不少于 {LEAST} 件次，并且比此前各季（最多 {LOOK_BACK} 季）的平均数多出两个标准差以上（标准差取平均数的平方根，平均数不足 1 按 1 算）。"
    "偶然的起伏很少有这么大；只提示苗头，要人来判断。"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of matter that grew: how many now, what was expected, and by how many deviations it is more."""

    key: str
    n: int
    expected: float
    score: float


def score(n: int, before: Sequence[int]) -> float:
    """Deviations above the mean of the quarters before; counts of rare things vary by the root of their mean."""
    mean = max(sum(before) / len(before), 1.0)
    return (n - mean) / sqrt(mean)


def topics(now: Mapping[str, int], before: Sequence[Mapping[str, int]]) -> list[Topic]:
    """Those that stand out, the most striking first; none without a quarter to compare with."""
    if not before:
        return []
    found = []
    for key, n in now.items():
        past = [quarter.get(key, 0) for quarter in before[:LOOK_BACK]]
        if key and n >= LEAST and score(n, past) >= DEVIATIONS:
            found.append(Topic(key, n, sum(past) / len(past), round(score(n, past), 2)))
    return sorted(found, key=lambda topic: (-topic.score, topic.key))
