"""Addresses of printing."""

from django.urls import path

from lantai.holdings.printing import views

app_name = "printing"
urlpatterns = [
    path("staff/print", views.start, name="start"),
    path("staff/print/<ulid:ulid>", views.printout, name="printout"),
    path("staff/print/<ulid:ulid>/file", views.file, name="file"),
    path("staff/print/volumes/<ulid:ulid>", views.volume, name="volume"),
]
