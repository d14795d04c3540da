"""What is kept of the reading room in storage: how it was used, which names nobody. Bookings are forgotten."""

from lantai.holdings.preservation.parts import Part, Table, register_part


def register() -> None:
    used = Table("appointments.RoomUse", "institution__pk", chunk="pk")
    register_part(Part("room_use", "institution", "room-use/%09d.json", (used,), rows=1000))
