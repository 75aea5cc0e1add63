"""三到位 (条例第27条): which of its parts an opinion holds, and how many opinions hold each.

依法处理, the fourth of the sentence, is the police's own procedure: nothing of it is recorded here.
"""

from typing import Any

from django.db.models import Count, Q, QuerySet

from cases.models import Opinion
from law.terms import InPlace

#: What a person is asked for, part by part; the words go into the 处理意见书.
ASKED = {
    InPlace.REQUEST_MET: ("解决问题", "诉求合理的：解决了什么、怎样落实。写进意见书；没有的不填。"),
    InPlace.EXPLAINED: ("解释疏导", "诉求依法不能支持的：谁、什么时候、当面解释了什么。没有的不填。"),
    InPlace.HARDSHIP_HELPED: ("帮扶救助", "生活困难的：告知或者帮助申请了什么。不写病情、家庭和收入情况。"),
}


def parts(opinion: Opinion) -> list[dict[str, Any]]:
    """The parts an opinion holds, as label and words."""
    return [
        {"label": part.label, "value": opinion.details[part]} for part in InPlace if opinion.details.get(part)
    ]


def counts(opinions: "QuerySet[Opinion]") -> dict[str, int]:
    """How many signed opinions in force hold each part, and how many there are (``all``); accusations in none."""
    rows = opinions.filter(
        signed_on__isnull=False, annulled_on=None, handling__claim__case__in_compartment=False
    )
    holds = {
        part.value: Count("pk", filter=Q(**{f"details__{part.value}__isnull": False}) & ~Q(**{f"details__{part.value}": ""}))
        for part in InPlace
    }  # fmt: skip
    return rows.aggregate(all=Count("pk"), **holds)
