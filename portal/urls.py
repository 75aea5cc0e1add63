"""Addresses of the petitioner's door; none carries a code, a name or a number of a file."""

from django.urls import path

from portal import calls, published, rating, receptions, reviewing, views

app_name = "portal"
urlpatterns = [
    path("", views.enquiry, name="enquiry"),
    path("matter/", views.matter, name="matter"),
    path("papers/<uuid:pk>.pdf", views.paper, name="paper"),
    path("rate/", rating.rate, name="rate"),
    path("urge/", views.urge, name="urge"),
    path("review/", reviewing.ask, name="review"),
    path("calls/", calls.calls, name="calls"),
    path("published/", published.listing, name="published"),
    path("published/<int:pk>/", published.one, name="published_one"),
    path("leave/", views.leave, name="leave"),
    path("size/", views.size, name="size"),
    path("receptions/", receptions.receptions, name="receptions"),
]
