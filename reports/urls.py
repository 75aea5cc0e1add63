"""Addresses of the figures and reports."""

from reports.views import annual, county, figures, today

app_name = "reports"
urlpatterns = [*today.urls, *county.urls, *figures.urls, *annual.urls]
