"""Workspaces, the people in them, the accounts they answer for, and what they did."""

from inbox.accounts.models.account import Account, ApiToken
from inbox.accounts.models.audit import AuditEntry
from inbox.accounts.models.hours import Holiday, OpeningHours
from inbox.accounts.models.stop import AutomationStop
from inbox.accounts.models.team import Team, TeamMember
from inbox.accounts.models.workspace import Member, User, Workspace

__all__ = [
    "Account",
    "ApiToken",
    "AuditEntry",
    "AutomationStop",
    "Holiday",
    "Member",
    "OpeningHours",
    "Team",
    "TeamMember",
    "User",
    "Workspace",
]
