"""Addresses of places and bodies."""

from django.urls import path

from lantai.holdings.authority import views

app_name = "authority"
urlpatterns = [
    path("staff/places", views.authorities, name="authorities"),
    path("staff/places/new", views.new, name="new"),
    path("staff/places/<ulid:ulid>", views.authority, name="authority"),
    path("staff/places/<ulid:ulid>/description", views.describe, name="describe"),
    path("staff/places/<ulid:ulid>/names", views.names, name="add_name"),
    path("staff/places/<ulid:ulid>/names/<ulid:name>", views.name, name="name"),
    path("staff/places/<ulid:ulid>/links", views.links, name="link"),
    path("staff/places/<ulid:ulid>/links/<ulid:link>", views.unlink, name="unlink"),
]
