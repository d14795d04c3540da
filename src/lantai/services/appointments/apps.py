"""Appointments as a Django app: who came is forgotten in time."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "lantai.services.appointments"
    label = "appointments"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.services.appointments import receivers
        from lantai.services.appointments.queries import visits_in
        from lantai.services.enquiries.visits import add_visits

        worker_lived.connect(receivers.look_after, dispatch_uid="appointments.look_after")
        add_visits(visits_in)
