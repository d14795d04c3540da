"""Addresses of fixity."""

from django.urls import URLPattern

app_name = "fixity"
urlpatterns: list[URLPattern] = []
