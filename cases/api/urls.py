"""Addresses of the cases' API."""

from django.urls import path

from cases.api import views

urlpatterns = [
    path("cases/", views.Cases.as_view(), name="api-cases"),
    path("cases/<str:number>/", views.OneCase.as_view(), name="api-case"),
    path("cases/<str:number>/clocks/", views.Clocks.as_view(), name="api-clocks"),
]
