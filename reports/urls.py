"""Addresses of the figures and reports."""

from cases.ledgers import addresses
from reports import official_ledger
from reports.views import annual, county, figures, today

app_name = "reports"
urlpatterns = [*today.urls, *county.urls, *figures.urls, *annual.urls, *addresses(official_ledger.LEDGER)]
