"""Addresses of the figures and reports."""

from django.urls import register_converter

from reports.views import annual, county, figures, today

register_converter(figures.MonthConverter, "month")
register_converter(figures.DayConverter, "day")

app_name = "reports"
urlpatterns = [*today.urls, *county.urls, *figures.urls, *annual.urls]
