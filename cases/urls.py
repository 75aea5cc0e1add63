"""Addresses of the file; each module of views brings its own."""

from cases.views import file, files, intake, lists

app_name = "cases"
urlpatterns = [*intake.urls, *files.urls, *file.urls, *lists.urls]
