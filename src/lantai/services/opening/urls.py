"""Addresses of opening review: the staff's, the unit's, the authority's, and the public notices."""

from django.urls import URLPattern, URLResolver

app_name = "opening"
urlpatterns: list[URLPattern | URLResolver] = []
