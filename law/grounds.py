"""不予受理、不再受理: the grounds of the Regulation as a closed list, and which of them is lawful where.

应走法定途径 is no ground: such a matter is guided (条例第31条第1项至第5项). A bureau forwards what belongs to
somebody else (条例第22条); a unit that was sent a matter objects within five working days (条例第23条第3款). Only what
a petitioner put to a unit directly is answered with where it belongs (条例第23条第1款).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from law.articles import Article
from law.terms import STATUTORY_ROUTES, Channel, ClaimWay, DeclineGround

G = DeclineGround


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground: the way it leads to, and its articles."""

    ground: DeclineGround
    way: ClaimWay
    articles: tuple[Article, ...]

    @property
    def basis(self) -> str:
        """条例第23条第1款、条例第23条第2款."""
        return "、".join(str(article) for article in self.articles)

    @property
    def long_basis(self) -> str:
        """As letters print it: the title once, then its places."""
        first, *rest = (article.long for article in self.articles)
        return "、".join([first, *(text.removeprefix("《信访工作条例》") for text in rest)])


#: The whole list. Local grounds are rows with their local source, off until somebody turns them on.
GROUNDS: Mapping[DeclineGround, Ground] = {
    ground.ground: ground
    for ground in (
        Ground(G.SAME_MATTER_ABOVE, ClaimWay.DECLINE, (Article(19, 3),)),
        Ground(G.NOT_COMPETENT, ClaimWay.DECLINE, (Article(23, 1), Article(23, 2))),
        Ground(G.FINAL_REVIEWED, ClaimWay.BAR, (Article(36, 3),)),
    )
}


def of_basis(basis: str) -> DeclineGround | None:
    """The ground that rests on this article, for what is told by its article alone."""
    return next((row.ground for row in GROUNDS.values() if basis.strip() in map(str, row.articles)), None)


def why_not(
    ground: DeclineGround, way: str, route: str, *, by_bureau: bool, direct: bool, channel: str
) -> str:
    """Why the ground does not carry this way here; empty when it does.

    ``direct``: the petitioner put the matter to the organ itself. A visitor who came to the wrong place is told the
    right one by the bureau as well (条例第20条第1款).
    """
    row = GROUNDS.get(ground)
    wanted = row.way if row else ClaimWay.DECLINE
    if way != wanted:
        return f"不能：「{ground.label}」对应的是{wanted.label}，不是{ClaimWay(way).label}"
    if route in STATUTORY_ROUTES and ground is not G.SAME_MATTER_ABOVE and way == ClaimWay.DECLINE:
        return "不能：应当走法定途径的，是引导告知，不是不予受理（条例第31条第1项至第5项）"
    if ground is G.NOT_COMPETENT and by_bureau and channel != Channel.VISIT:
        return "不能：不属于本级的，信访局应当转送有权处理的机关、单位，不是不予受理（条例第22条第1款）"
    if ground is G.NOT_COMPETENT and not direct:
        return (
            "不能：转送、交办来的不属本单位职权，应在 5 个工作日内提出异议，不对信访人告知（条例第23条第3款）"
        )
    return ""
