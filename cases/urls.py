"""Addresses of the file."""

from django.http import HttpResponse
from django.urls import path

app_name = "cases"
urlpatterns = [path("cases/<str:number>/", lambda request, number: HttpResponse(number), name="detail")]
