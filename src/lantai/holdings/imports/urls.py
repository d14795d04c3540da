"""Addresses of importing catalogues."""

from django.urls import path

from lantai.holdings.imports import views

app_name = "imports"
urlpatterns = [
    path("staff/imports", views.imports, name="imports"),
    path("staff/imports/new", views.new, name="new"),
    path("staff/imports/<ulid:ulid>", views.batch, name="batch"),
    path("staff/imports/<ulid:ulid>/reading", views.reading, name="reading"),
    path("staff/imports/<ulid:ulid>/commit", views.commit, name="commit"),
    path("staff/imports/<ulid:ulid>/undo", views.undo, name="undo"),
    path("staff/imports/<ulid:ulid>/report", views.report, name="report"),
]
