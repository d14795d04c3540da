"""Addresses of finding persons."""

from django.urls import path

from lantai.holdings.people import views

app_name = "people"
urlpatterns = [
    path("staff/persons", views.persons, name="persons"),
    path("staff/persons/by-number", views.by_number, name="by_number"),
    path("staff/records/<ulid:ulid>/persons/<int:position>/id-number", views.id_number, name="id_number"),
]
