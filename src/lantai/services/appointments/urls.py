"""Addresses of appointments: for everybody, and the desk's list of the day."""

from django.urls import path

from lantai.services.appointments import views

app_name = "appointments"
urlpatterns = [
    path("appointments", views.book, name="book"),
    path("appointments/cancel", views.cancel, name="cancel"),
    path("staff/appointments", views.day, name="day"),
    path("staff/appointments/use", views.use, name="use"),
    path("staff/appointments/use/<ulid:ulid>/strike", views.strike, name="strike"),
    path("staff/appointments/<ulid:ulid>/visit", views.visit, name="visit"),
]
