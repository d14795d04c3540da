"""The unit's pages below /handover, the desk's below /staff/transfers."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "transfers"
urlpatterns: list[URLPattern] = []
