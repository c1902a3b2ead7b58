"""Accounts and settings. Signing in has its addresses beside these, from allauth."""

from django.urls import path

from inbox.accounts.views import accounts, audit, automations, hours, settings, teams

urlpatterns = [
    path("accounts/", accounts.index, name="accounts"),
    path("accounts/<int:account_id>/", accounts.show, name="account"),
    path("accounts/<int:account_id>/limits/", accounts.save_limits, name="account_limits"),
    path("accounts/<int:account_id>/automations/", automations.account, name="account_automations"),
    path("stopped/", automations.shown, name="stopped"),
    path("settings/", settings.home, name="settings"),
    path("settings/sending/", settings.sending, name="settings_sending"),
    path("settings/automations/", automations.workspace, name="workspace_automations"),
    path("settings/windows/", settings.windows, name="settings_windows"),
    path("settings/hours/", hours.hours, name="settings_hours"),
    path("settings/teams/", teams.index, name="settings_teams"),
    path("settings/teams/new/", teams.add, name="settings_team_new"),
    path("settings/teams/<int:team_id>/", teams.show, name="settings_team"),
    path("settings/teams/<int:team_id>/removal/", teams.remove, name="settings_team_removal"),
    path("availability/", teams.availability, name="availability"),
    path("settings/audit/", audit.index, name="settings_audit"),
]
