"""Addresses of 督办."""

from django.urls import path

from oversight import views

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
]
