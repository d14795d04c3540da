"""Addresses of merging."""

from django.urls import path

from lantai.holdings.merging import views

app_name = "merging"
urlpatterns = [
    path("staff/merge", views.merge, name="merge"),
    path("staff/merges", views.merge_list, name="merges"),
    path("staff/merges/<ulid:ulid>", views.done, name="done"),
    path("staff/merges/<ulid:ulid>/undo", views.undo, name="undo"),
]
