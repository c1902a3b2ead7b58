"""What is done to a rule: published, switched, moved; and all of them as a file."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from automations.api import doors
from automations.api.rules import READ_REFUSALS, REFUSALS, whole
from automations.api.shapes import (
    ImportedSerializer,
    PositionSerializer,
    RulesFileSerializer,
    SwitchSerializer,
    WholeRuleSerializer,
)
from automations.definition import BadRules
from automations.models import Rule
from automations.publishing import publish
from automations.rulebook import export_rules, import_rules
from automations.rules import making, order
from inbox.api.errors import Failure

CHANGED: dict[int, Any] = {200: WholeRuleSerializer, **REFUSALS}


class RulePublication(APIView):
    """Making a draft live."""

    @extend_schema(operation_id="publish_rule", request=None, responses=CHANGED, tags=["rules"])
    def post(self, request: Request, rule_id: int) -> Response:
        """Make the draft live; 400 says everything for which it must not be. For admins."""
        member = doors.editor(request)
        rule = doors.rule_in(member.workspace, rule_id)
        try:
            publish(rule, by=member)
        except BadRules as error:
            raise ValidationError({"draft": error.problems}) from None
        return whole(rule)


class RuleSwitch(APIView):
    """Whether a rule may answer."""

    @extend_schema(
        operation_id="switch_rule", request=SwitchSerializer, responses=CHANGED, tags=["rules"]
    )
    def put(self, request: Request, rule_id: int) -> Response:
        """Switch a rule on or off; its runs under way go on. For admins."""
        member = doors.editor(request)
        rule = doors.rule_in(member.workspace, rule_id)
        wanted = SwitchSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        making.switch(rule, wanted.validated_data["is_on"], by=member)
        return whole(rule)


class RulePosition(APIView):
    """A rule's place in the order."""

    @extend_schema(
        operation_id="move_rule", request=PositionSerializer, responses=CHANGED, tags=["rules"]
    )
    def put(self, request: Request, rule_id: int) -> Response:
        """Move a rule to ``number``, or the nearest it can have: fallbacks are last. For admins."""
        member = doors.editor(request)
        rule = doors.rule_in(member.workspace, rule_id)
        wanted = PositionSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            order.move(rule, wanted.validated_data["number"], by=member)
        except Rule.DoesNotExist:
            raise Http404 from None
        return whole(rule)


class RulesExport(APIView):
    """What is live, as a file."""

    @extend_schema(
        operation_id="export_rules",
        responses={200: RulesFileSerializer, **READ_REFUSALS},
        tags=["rules"],
    )
    def get(self, request: Request) -> Response:
        """All published rules in their order, as an import takes them.

        For leads, admins and tokens.
        """
        return Response(json.loads(export_rules(doors.read_workspace(request))))


class RulesImport(APIView):
    """Rules from a file."""

    @extend_schema(
        operation_id="import_rules",
        request=RulesFileSerializer,
        responses={200: ImportedSerializer, 400: Failure, **READ_REFUSALS},
        tags=["rules"],
    )
    def post(self, request: Request) -> Response:
        """Replace the rules of the same name and add the others: all of them, or none.

        What is imported is live at once. 400 says everything that is wrong. For admins and tokens.
        """
        workspace = doors.import_workspace(request)
        try:
            imported = import_rules(workspace, json.dumps(request.data))
        except BadRules as error:
            raise ValidationError({"rules": error.problems}) from None
        return Response(ImportedSerializer(imported).data)
