"""Accounts and settings. Signing in has its addresses beside these, from allauth."""

from django.urls import path

from inbox.accounts.views import accounts, audit, settings

urlpatterns = [
    path("accounts/", accounts.index, name="accounts"),
    path("accounts/<int:account_id>/", accounts.show, name="account"),
    path("settings/", settings.home, name="settings"),
    path("settings/windows/", settings.windows, name="settings_windows"),
    path("settings/audit/", audit.index, name="settings_audit"),
]
