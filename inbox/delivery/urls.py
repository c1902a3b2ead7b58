"""Where people's replies are made."""

from django.urls import path

from inbox.delivery import views

urlpatterns = [
    path("t/<int:thread_id>/replies/", views.replies, name="replies"),
]
