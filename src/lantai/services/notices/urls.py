"""Addresses of notices: the desk's list, and another try."""

from django.urls import path

from lantai.services.notices import views

app_name = "notices"
urlpatterns = [
    path("staff/notices", views.notices, name="notices"),
    path("staff/notices/<ulid:ulid>/retry", views.retry, name="retry"),
]
