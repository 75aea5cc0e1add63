"""Addresses of screening and rule sets."""

from routing import views

app_name = "routing"
urlpatterns = views.urls
