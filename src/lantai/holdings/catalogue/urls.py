"""The fonds for everyone."""

from django.urls import path

from lantai.holdings.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("fonds/", views.fonds_list, name="fonds_list"),
    path("fonds/<str:code>", views.fonds, name="fonds"),
]
