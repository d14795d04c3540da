"""Addresses of fixity."""

from django.urls import path

from lantai.holdings.fixity import views

app_name = "fixity"
urlpatterns = [
    path("staff/fixity", views.fixity, name="fixity"),
    path("staff/fixity/check", views.begin, name="begin"),
    path("staff/fixity/findings/<ulid:ulid>", views.decide, name="decide"),
]
