"""Addresses of hearings, evaluations and the register."""

from django.urls import path

from cases.ledgers import addresses
from hearings import calendar_page
from hearings.hearing_ledger import HEARINGS
from hearings.roster_ledgers import LEDGERS

app_name = "hearings"
urlpatterns = [
    path("hearings/calendar/", calendar_page.calendar, name="calendar"),
    path("experts/counts/", calendar_page.participation_counts, name="counts"),
    *addresses(HEARINGS),
    *[address for ledger in LEDGERS for address in addresses(ledger)],
]
