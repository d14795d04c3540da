"""Addresses of finding persons and of the links between them."""

from django.urls import path

from lantai.holdings.people import views

app_name = "people"
urlpatterns = [
    path("staff/persons", views.persons, name="persons"),
    path("staff/persons/by-number", views.by_number, name="by_number"),
    path("staff/persons/links", views.links, name="links"),
    path("staff/persons/links/<ulid:ulid>", views.decide, name="decide"),
    path("staff/records/<ulid:ulid>/persons/links", views.propose, name="propose"),
    path("staff/records/<ulid:ulid>/persons/<int:position>/id-number", views.id_number, name="id_number"),
]
