"""Addresses of the import of older registers."""

from django.urls import path

from petition_bureau.older import views

app_name = "older"
urlpatterns = [
    path("", views.sheets_page, name="sheets"),
    path("templates/<str:kind>.xlsx", views.template_of, name="template"),
    path("<int:pk>/", views.sheet, name="sheet"),
    path("<int:pk>/rejected.csv", views.rejected, name="rejected"),
]
