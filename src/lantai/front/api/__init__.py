"""The API, version 1: puts the apps' routers together, lets people and programs in, and says what went wrong.

Owns addresses below `/api/v1/`, tokens at the door and problem+json. Refuses to hold any question or act of its own.
"""
