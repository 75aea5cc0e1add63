"""The words of the law and of the trade: the English value is stored, the Chinese label is shown."""

from law.terms.base import *  # noqa: F403
from law.terms.beside import *  # noqa: F403
from law.terms.deciding import *  # noqa: F403
from law.terms.matter import *  # noqa: F403
from law.terms.mechanisms import *  # noqa: F403
from law.terms.overseeing import *  # noqa: F403
from law.terms.papers import *  # noqa: F403
from law.terms.reporting import *  # noqa: F403
