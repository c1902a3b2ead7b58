"""Rows belong to one workspace, and nobody reads them without saying which (A-5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Self, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

if TYPE_CHECKING:
    from inbox.accounts.models import Member, Workspace

M_co = TypeVar("M_co", bound=models.Model, covariant=True)
Q = TypeVar("Q", bound="WorkspaceQuerySet[Any]")


class ScopeForgotten(AttributeError):
    """``Model.objects`` was asked for rows without saying whose."""


class WorkspaceQuerySet(models.QuerySet[M_co]):
    """Rows that carry a workspace."""

    def in_workspace(self, workspace: Workspace | int) -> Self:
        """Only the rows of ``workspace``."""
        return self.filter(workspace=workspace)

    def visible_to(self, member: Member) -> Self:
        """Only what ``member`` may see: the one door for screens, API and sockets."""
        return self.filter(workspace=member.workspace_id)


class Door(Generic[Q]):
    """``Model.objects``: leads to the rows of one workspace, and refuses to lead anywhere else.

    Workers that serve every workspace say so by writing ``Model.everywhere``.
    """

    model: type[models.Model]

    def __init__(self, queryset: type[Q]) -> None:
        self._queryset = queryset

    def contribute_to_class(self, model: type[models.Model], name: str) -> None:
        self.model = model
        setattr(model, name, self)

    def in_workspace(self, workspace: Workspace | int) -> Q:
        """Only the rows of ``workspace``."""
        return self._queryset(self.model).in_workspace(workspace)

    def visible_to(self, member: Member) -> Q:
        """Only what ``member`` may see."""
        return self._queryset(self.model).visible_to(member)

    def none(self) -> Q:
        """No rows: for tools that only want to know the model."""
        return self._queryset(self.model).none()

    def __getattr__(self, name: str) -> NoReturn:
        raise ScopeForgotten(
            f"{self.model.__name__}.objects.{name}: say whose rows with .in_workspace(…) or "
            f".visible_to(…); {self.model.__name__}.everywhere is for work across workspaces."
        )


class SameWorkspace(models.BaseConstraint):
    """A row and what ``field`` points to are of one workspace; the database refuses anything else.

    A composite foreign key on (field, workspace). It takes the place of the field's own
    (``db_constraint=False``) and needs a unique (id, workspace) on the table pointed to.
    """

    def __init__(
        self, *, field: str, name: str, violation_error_message: str | None = None
    ) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.field = field

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        # Put off to the migration's end: only then is the unique key it needs sure to be there.
        model, schema_editor = _both(model, schema_editor)
        schema_editor.deferred_sql.append(self._add_sql(model, schema_editor.quote_name))
        return ""

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        return self.create_sql(model, schema_editor)

    def _add_sql(self, model: type[models.Model], quote: Callable[[str], str]) -> str:
        field = model._meta.get_field(self.field)
        if not isinstance(field, models.ForeignKey):
            raise FieldDoesNotExist(f"{model.__name__}.{self.field} is not a foreign key")
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)} "
            f"FOREIGN KEY ({quote(field.column)}, {quote('workspace_id')}) "
            f"REFERENCES {quote(field.related_model._meta.db_table)} "
            f"({quote('id')}, {quote('workspace_id')}) DEFERRABLE INITIALLY DEFERRED"
        )

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        model, schema_editor = _both(model, schema_editor)
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Forms never choose a workspace, so there is nothing to tell a person; the key decides."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, "field": self.field}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SameWorkspace):
            return (self.name, self.field) == (other.name, other.field)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.field))


def _both(
    model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
) -> tuple[type[models.Model], BaseDatabaseSchemaEditor]:
    if model is None or schema_editor is None:  # Django's signature allows it, Django never does
        raise TypeError("a constraint is made for a model, by a schema editor")
    return model, schema_editor
