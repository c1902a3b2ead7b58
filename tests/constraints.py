"""For tests that name every constraint of an app and show that the database refuses the bad row."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction


def names_of(app_label: str) -> set[str]:
    """Every named constraint of the app's models."""
    models = apps.get_app_config(app_label).get_models()
    return {constraint.name for model in models for constraint in model._meta.constraints}


@contextmanager
def refused_by(name: str) -> Iterator[None]:
    """What happens inside has to break the constraint ``name``, and no other."""
    refusal = pytest.raises(IntegrityError, match=f'constraint "{name}"')
    with refusal, transaction.atomic():
        yield
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")  # now, not at the commit
