"""Appointments: seats of the reading room, booked ahead by anybody, with a number and a code to give them back.

Owns opening hours and seats as data, bookings, and the desk's list of the day. Refuses to know what somebody will read,
and to keep who came longer than it takes.
"""
