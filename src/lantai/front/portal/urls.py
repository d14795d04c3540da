"""Pages no subject owns."""

from django.urls import path

from lantai.front.portal import health, kiosk, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("help", views.help_page, name="help"),
    path("appearance", views.appearance, name="appearance"),
    path("kiosk", kiosk.kiosk, name="kiosk"),
    path("kiosk/reset", kiosk.reset, name="kiosk_reset"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
