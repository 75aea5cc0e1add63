"""Addresses of the file; each module of views and each ledger brings its own."""

from cases import papers_ledger
from cases.dispute_pages import disputes, recusals
from cases.execution_ledger import EXECUTION_LEDGER
from cases.ledgers import addresses
from cases.mediation_ledger import MEDIATION_LEDGER
from cases.relief_ledger import RELIEF_LEDGER
from cases.reviews_ledger import LEDGER as REVIEWS
from cases.simple_ledger import SIMPLE
from cases.suggestion_ledger import CALLS, SUGGESTIONS
from cases.topics_ledger import TOPICS
from cases.views import file, files, intake, lists, numbers, volume

app_name = "cases"
LEDGERS = (
    papers_ledger.LEDGER,
    REVIEWS,
    MEDIATION_LEDGER,
    RELIEF_LEDGER,
    EXECUTION_LEDGER,
    SIMPLE,
    CALLS,
    SUGGESTIONS,
    TOPICS,
    disputes.LEDGER,
    recusals.LEDGER,
)
urlpatterns = [
    *intake.urls,
    *files.urls,
    # before the file's own, whose addresses take any number
    *volume.urls,
    *numbers.urls,
    *(address for ledger in LEDGERS for address in addresses(ledger)),
    *file.urls,
    *lists.urls,
]
