from django.urls import path

from integrations.meta import trace_views, views

urlpatterns = [
    path("intake/", views.index, name="intake"),
    path("intake/replays/", views.replay_all, name="intake_replays"),
    path("intake/<int:event_id>/replays/", views.replay_one, name="intake_event_replays"),
    path("trace/", trace_views.index, name="traces"),
    path("trace/<int:event_id>/", trace_views.show, name="trace"),
    path("trace/message/<int:message_id>/", trace_views.of_message, name="message_trace"),
]
