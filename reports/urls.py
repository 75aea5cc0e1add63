"""Addresses of the figures and reports."""

from cases.ledgers import addresses
from reports import official_ledger
from reports.activities import pages as activities
from reports.mechanisms.pages import (
    assessment_ledgers,
    daily,
    inspection_ledgers,
    monthly,
    quarter,
    weekly,
    weekly_ledgers,
)
from reports.views import (
    annual,
    county,
    editions,
    exports,
    figures,
    indicators,
    passing,
    sets,
    snapshots,
    today,
    unit,
)

app_name = "reports"
urlpatterns = [
    *today.urls,
    *county.urls,
    *unit.urls,
    *figures.urls,
    *sets.urls,
    *snapshots.urls,
    *indicators.urls,
    *exports.urls,
    *passing.urls,
    *annual.urls,
    *editions.urls,
    *addresses(official_ledger.LEDGER),
    *activities.urls,
    # the six mechanisms
    *daily.urls,
    *weekly.urls,
    *addresses(weekly_ledgers.MEETINGS),
    *addresses(weekly_ledgers.ITEMS),
    *monthly.urls,
    *quarter.urls,
    *inspection_ledgers.urls,
    *addresses(inspection_ledgers.PLANS),
    *addresses(inspection_ledgers.SHEETS),
    *assessment_ledgers.urls,
    *addresses(assessment_ledgers.SCHEMES),
    *addresses(assessment_ledgers.ASSESSMENTS),
    *addresses(assessment_ledgers.RESULTS),
]
