"""Why a deadline falls on its day, for everything that only reads (pages of the portal, the API)."""

from cases import clocks
from cases.models import Deadline
from law.periods import Due


def due_of(row: Deadline) -> Due:
    """The due date computed again from its start, with its steps."""
    return clocks.derive(row)
