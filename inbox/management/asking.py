"""What the commands ask alike: the workspace by its slug, a secret from standard input."""

from __future__ import annotations

import getpass
import sys

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from inbox.accounts.models import Workspace


def workspace_called(slug: str) -> Workspace:
    """The workspace, or one clear sentence."""
    found = Workspace.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(
            _("There is no workspace “%(slug)s”. connect_account makes it.") % {"slug": slug}
        )
    return found


def secret_from_stdin(prompt: str) -> str:
    """Standard input without its line's end; a person at a terminal is asked, and not shown."""
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    try:
        return sys.stdin.read().rstrip("\r\n")
    except UnicodeDecodeError:
        raise CommandError(_("What came on standard input is not text.")) from None
