"""Who may do an act (``may``), and why it is not lawful now (``blockers``): for pages, API and tasks alike."""

from collections.abc import Callable

from cases.models import Case
from cases.policies.base import *  # noqa: F403
from cases.policies.base import NotYours
from cases.policies.course import *  # noqa: F403
from cases.policies.deciding import *  # noqa: F403
from cases.policies.lawful import *  # noqa: F403
from cases.policies.other_ways import *  # noqa: F403
from cases.policies.overseeing import *  # noqa: F403
from cases.procedure import ACTS
from cases.recusal import is_recused
from organizations.models import User


def may(user: User | None, act: str, matter: object) -> bool:
    """Does the person's role and unit allow the act on this matter; a person who withdrew from it may nothing."""
    rule: Callable[..., bool] = globals()[f"may_{act}"]
    if user is None:
        told = {"presume_acceptance", "rate", "urge", "import_message", "import_case", "request_review"}
        return act in told
    return user.is_active and rule(user, matter) and not is_recused(user, matter)


def require(user: User | None, act: str, matter: object) -> None:
    """Raise NotYours unless the person may; a withdrawal is looked up as it stands at this moment."""
    if user is not None and is_recused(user, matter, fresh=True):
        raise NotYours("您已回避本件，不能再办理（条例第28条第3款）。请由本单位其他人员办理。")
    if not may(user, act, matter):
        raise NotYours(f"您的岗位不能「{ACTS[act].label}」。此事由{ACTS[act].who}办理。")


def require_sight(user: User | None, case: Case) -> None:
    """Raise NotYours for a file that does not exist for the person: role alone opens nothing."""
    if user is not None and not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        raise NotYours("没有这一件，或者您看不到它。")
