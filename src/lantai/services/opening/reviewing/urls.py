"""Addresses of the review; opening's own addresses include them."""

from django.urls import path

from lantai.services.opening.reviewing import views

urlpatterns = [
    path("staff/opening/review/", views.work, name="review_work"),
    path("staff/opening/review/<ulid:ulid>", views.queue, name="review_queue"),
    path("staff/opening/review/<ulid:ulid>/alike", views.alike, name="review_alike"),
    path("staff/opening/review/<ulid:ulid>/<int:position>", views.item, name="review_item"),
]
