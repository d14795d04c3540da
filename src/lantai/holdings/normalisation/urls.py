"""Addresses of normalisation. Copies themselves leave by `/files/…`, as originals do."""

from django.urls import path

from lantai.holdings.normalisation import views

app_name = "normalisation"
urlpatterns = [
    path("staff/formats", views.formats, name="formats"),
    path("staff/formats/run", views.begin, name="begin"),
    path("staff/formats/runs/<ulid:ulid>", views.run, name="run"),
    path("staff/formats/runs/<ulid:ulid>/pause", views.pause, name="pause"),
]
