"""The addresses of the tester and the replay."""

from django.urls import path

from automations.trying import views

urlpatterns = [
    path("automation/test/", views.tester, name="rule_tester"),
    path("automation/replay/", views.replayed, name="rule_replay"),
]
