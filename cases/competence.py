"""受理争议: who could decide a dispute about competence, from the tree of units (条例第24条第1款)."""

from collections.abc import Sequence

from organizations.models import Unit


def common_superior(units: Sequence[Unit]) -> Unit | None:
    """共同的上一级机关、单位: the one directly above all of them; None when they have none in common.

    The law says 上一级: a body that stands two levels above one of them is not it, and the joint conference decides.
    """
    parents = {unit.parent_id for unit in units}
    parent = parents.pop() if len(parents) == 1 else None
    return Unit.objects.active().filter(pk=parent).first() if parent else None


def superiors(units: Sequence[Unit]) -> list[Unit]:
    """Every body above all of them, the nearest first."""
    if not units:
        return []
    chains = [unit.path.strip("/").split("/")[:-1] for unit in units]
    shared = [int(key) for key in chains[0] if all(key in chain for chain in chains[1:])]
    found = {unit.pk: unit for unit in Unit.objects.active().filter(pk__in=shared)}
    return [found[key] for key in reversed(shared) if key in found]
