"""Appointments as a Django app: who came is forgotten in time; how the reading room was used is kept."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "lantai.services.appointments"
    label = "appointments"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.services.appointments import receivers
        from lantai.services.appointments.parts import register
        from lantai.services.appointments.queries import room_in, visits_in
        from lantai.services.enquiries.visits import add_room, add_visits

        register()
        worker_lived.connect(receivers.look_after, dispatch_uid="appointments.look_after")
        add_visits(visits_in)
        add_room(room_in)
