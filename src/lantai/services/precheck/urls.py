"""Addresses of the precheck."""

from django.urls import path

from lantai.services.precheck import views

app_name = "precheck"
urlpatterns = [
    path("staff/precheck", views.precheck, name="precheck"),
    path("staff/precheck/order", views.order, name="order"),
    path("staff/precheck/runs/<ulid:ulid>", views.run, name="run"),
    path("staff/precheck/runs/<ulid:ulid>/pause", views.pause, name="pause"),
    path("staff/precheck/records/<ulid:ulid>", views.record, name="record"),
]
