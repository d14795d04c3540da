"""The address of harvesting."""

from django.urls import path

from lantai.services.federation import views

app_name = "federation"
urlpatterns = [path("oai", views.oai, name="oai")]
