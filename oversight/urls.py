"""Addresses of 督办."""

from django.urls import path

from cases.ledgers import addresses
from oversight import views
from oversight.assigned_ledger import ASSIGNED
from oversight.conference_ledger import DECISIONS, MEETINGS
from oversight.leaders.pages import desk
from oversight.leaders.pages.backlog import BACKLOG, CRITERIA, PERIODS
from oversight.leaders.pages.conflicts import CONFLICTS
from oversight.leaders.pages.receptions import MATTERS, PLANS, RECEPTIONS
from oversight.leaders.pages.sponsored import SPONSORED
from oversight.recommendations_ledger import RECOMMENDATIONS
from oversight.talks_ledger import TALKS
from oversight.urgent.ledger import URGENT_LEDGER

LEDGERS = (
    RECOMMENDATIONS,
    TALKS,
    ASSIGNED,
    MEETINGS,
    DECISIONS,
    URGENT_LEDGER,
    RECEPTIONS,
    PLANS,
    MATTERS,
    SPONSORED,
    BACKLOG,
    PERIODS,
    CRITERIA,
    CONFLICTS,
)

app_name = "oversight"
urlpatterns = [
    path("supervision/", views.overview, name="list"),
    path("supervision/new/<int:handling>/", views.new, name="new"),
    path("supervision/accountability/<int:pk>/", views.decide, name="decide"),
    path("supervision/<int:pk>/", views.detail, name="detail"),
    path("supervision/<int:pk>/sign/", views.sign, name="sign"),
    path("supervision/<int:pk>/drop/", views.drop, name="drop"),
    path("supervision/<int:pk>/reply/", views.reply, name="reply"),
    path("supervision/<int:pk>/close/", views.close, name="close"),
    path("supervision/<int:pk>/raise/", views.raise_, name="raise"),
    path("supervision/<int:pk>/cancel/", views.cancel, name="cancel"),
    *desk.urls,
    *(address for ledger in LEDGERS for address in addresses(ledger)),
]
