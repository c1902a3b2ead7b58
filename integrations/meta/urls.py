from django.urls import path

from integrations.meta import views

urlpatterns = [
    path("intake/", views.index, name="intake"),
    path("intake/replays/", views.replay_all, name="intake_replays"),
    path("intake/<int:event_id>/replays/", views.replay_one, name="intake_event_replays"),
]
