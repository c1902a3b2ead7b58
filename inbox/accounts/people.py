"""Adding people to a workspace. Nobody signs up by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from inbox.accounts.models import Member, User, Workspace


class CannotAdd(ValueError):
    """Why a person can't be added, in one sentence."""


@dataclass(frozen=True, slots=True)
class Added:
    """A member, and what adding them changed."""

    member: Member
    is_new: bool
    password_changed: bool


@transaction.atomic
def add(
    workspace: Workspace, email: str, role: str, *, password: str = "", name: str = ""
) -> Added:
    """Make ``email`` a member of ``workspace``, or give the member they are this ``role``.

    A person who is new needs a password; for one who can sign in already it replaces theirs, and
    an empty one leaves it. Raises CannotAdd.
    """
    email = email.strip().lower()
    if role not in Member.Role.values:
        raise CannotAdd(_("The role has to be agent, lead or admin."))
    user = User.objects.filter(email=email).first() or _new_user(email, password, name)
    if password:
        _set_password(user, password)
    member, is_new = Member.everywhere.update_or_create(
        workspace=workspace, user=user, defaults={"role": role}
    )
    return Added(member, is_new, bool(password))


def _new_user(email: str, password: str, name: str) -> User:
    try:
        validate_email(email)
    except ValidationError:
        raise CannotAdd(_("“%(email)s” is not an e-mail address.") % {"email": email}) from None
    if not password:
        raise CannotAdd(_("A new person needs a password; write it to standard input."))
    return User.objects.create_user(email, name=name)


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CannotAdd(" ".join(error.messages)) from None
    user.set_password(password)
    user.save(update_fields=["password"])
