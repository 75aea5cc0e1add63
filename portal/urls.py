"""Addresses of the petitioner's door; none carries a code, a name or a number of a file."""

from django.urls import path

from portal import rating, views

app_name = "portal"
urlpatterns = [
    path("", views.enquiry, name="enquiry"),
    path("matter/", views.matter, name="matter"),
    path("papers/<uuid:pk>.pdf", views.paper, name="paper"),
    path("rate/", rating.rate, name="rate"),
    path("urge/", views.urge, name="urge"),
    path("leave/", views.leave, name="leave"),
    path("size/", views.size, name="size"),
]
