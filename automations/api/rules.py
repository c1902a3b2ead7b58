"""Reading rules, making one, and its draft."""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from automations.api import doors
from automations.api.shapes import (
    DraftSerializer,
    NewRuleSerializer,
    RulesSerializer,
    WholeRuleSerializer,
)
from automations.api.telling import told, told_one
from automations.definition import stored
from automations.models import Rule
from automations.publishing import save_draft
from automations.rules import making, removing
from inbox.accounts.models import Account
from inbox.api.errors import Failure

REFUSALS: dict[int, Any] = {400: Failure, 401: Failure, 403: Failure, 404: Failure}
READ_REFUSALS: dict[int, Any] = {401: Failure, 403: Failure}


class RuleList(APIView):
    """The rules of the workspace."""

    @extend_schema(
        operation_id="list_rules",
        responses={200: RulesSerializer, **READ_REFUSALS},
        tags=["rules"],
    )
    def get(self, request: Request) -> Response:
        """In the order in which they are asked; for leads, admins and tokens."""
        workspace = doors.read_workspace(request)
        return Response(RulesSerializer({"results": told(workspace)}).data)

    @extend_schema(
        operation_id="make_rule",
        request=NewRuleSerializer,
        responses={201: WholeRuleSerializer, 400: Failure, **READ_REFUSALS},
        tags=["rules"],
    )
    def post(self, request: Request) -> Response:
        """Make a rule with a draft, at the end of the order; for admins."""
        member = doors.editor(request)
        wanted = NewRuleSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        account = _account(member.workspace_id, given.get("account"))
        definition = checked_shape(given["definition"])
        rule = making.add(member.workspace_id, given["name"], definition, account)
        return whole(rule, status=201)


class RuleDetail(APIView):
    """One rule."""

    @extend_schema(
        operation_id="show_rule",
        responses={200: WholeRuleSerializer, **READ_REFUSALS, 404: Failure},
        tags=["rules"],
    )
    def get(self, request: Request, rule_id: int) -> Response:
        """With what is live and what is drafted; for leads, admins and tokens."""
        return whole(doors.rule_in(doors.read_workspace(request), rule_id))

    @extend_schema(
        operation_id="remove_rule",
        request=None,
        responses={200: WholeRuleSerializer, **READ_REFUSALS, 404: Failure},
        tags=["rules"],
    )
    def delete(self, request: Request, rule_id: int) -> Response:
        """Remove a rule with its versions; its runs end, and what it has queued is taken back.

        The answer is the rule as it was. For admins.
        """
        member = doors.editor(request)
        rule = doors.rule_in(member.workspace, rule_id)
        answer = whole(rule)
        removing.remove(rule, by=member)
        return answer


class RuleDraft(APIView):
    """What is worked on of a rule."""

    @extend_schema(
        operation_id="write_draft",
        request=DraftSerializer,
        responses={200: WholeRuleSerializer, **REFUSALS},
        tags=["rules"],
    )
    def put(self, request: Request, rule_id: int) -> Response:
        """Replace the draft. It may be unfinished; nothing live changes. For admins."""
        rule = doors.rule_in(doors.editor(request).workspace, rule_id)
        wanted = DraftSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        save_draft(rule, checked_shape(wanted.validated_data["definition"]))
        return whole(rule)


def whole(rule: Rule, status: int = 200) -> Response:
    """The rule with what it says."""
    return Response(WholeRuleSerializer(told_one(rule)).data, status=status)


def checked_shape(definition: Any) -> dict[str, Any]:
    """``definition`` if it has the shape of a rule; ValidationError says where it has not."""
    try:
        return stored(definition).to_json()
    except msgspec.ValidationError as error:
        raise ValidationError({"definition": [str(error)]}) from None


def _account(workspace_id: int, account_id: int | None) -> Account | None:
    if account_id is None:
        return None
    account = Account.objects.in_workspace(workspace_id).filter(pk=account_id).first()
    if account is None:
        raise ValidationError({"account": [_("No account of the workspace has this id.")]})
    return account
