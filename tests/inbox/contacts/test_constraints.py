"""What must never be false of contacts: the database itself refuses it."""

import pytest
from django.utils import timezone

from inbox.contacts.models import Captured, Consent, Label, Labelling
from tests import factories
from tests.constraints import names_of, refused_by

pytestmark = pytest.mark.django_db


def consent(contact=None, **fields):
    person = contact or factories.contact()
    made = {"surface": "message", "at": timezone.now(), "event_key": "m1"}
    made["workspace_id"] = person.workspace_id
    return Consent.everywhere.create(contact=person, **made | fields)


def contact_twice():
    contact = factories.contact()
    factories.contact(contact.account, scoped_id=contact.scoped_id)


def consent_twice():
    first = consent()
    consent(first.contact, event_key="m2")


def label(in_workspace=None, **fields):
    owner = in_workspace or factories.workspace()
    return Label.everywhere.create(workspace=owner, **{"name": "VIP"} | fields)


def same_label_in_small_letters():
    label(label().workspace, name="vip")


def labelling(of_contact=None, on=None, **fields):
    of_contact = of_contact or factories.contact()
    made = {"workspace_id": of_contact.workspace_id, "contact": of_contact}
    made["label"] = on or label(of_contact.workspace)
    return Labelling.everywhere.create(**made | fields)


def labelled_twice():
    first = labelling()
    labelling(first.contact, first.label)


def captured(of_contact=None, **fields):
    of_contact = of_contact or factories.contact()
    made = {"workspace_id": of_contact.workspace_id, "contact": of_contact, "field": "email"}
    return Captured.everywhere.create(**made | {"value": "ada@example.org"} | fields)


def labelled_by_strangers():
    strange = label()
    labelling(workspace_id=strange.workspace_id, on=strange)


BAD_ROWS = {
    "label_named_once": same_label_in_small_letters,
    "label_has_a_name": lambda: label(name=""),
    "labelling_once": labelled_twice,
    "labelling_label_same_workspace": lambda: labelling(on=label()),
    "labelling_contact_same_workspace": labelled_by_strangers,
    "captured_newest_of_a_field": lambda: captured(captured().contact),
    "captured_contact_same_workspace": lambda: captured(workspace_id=factories.workspace().pk),
    "captured_has_a_field": lambda: captured(field=""),
    "contact_once_per_account": contact_twice,
    "contact_account_same_workspace": lambda: factories.contact(
        workspace_id=factories.workspace().pk
    ),
    "contact_has_a_scoped_id": lambda: factories.contact(scoped_id=""),
    "contact_profile_is_known": lambda: factories.contact(profile="guessed"),
    "consent_first_of_its_surface": consent_twice,
    "consent_contact_same_workspace": lambda: consent(workspace_id=factories.workspace().pk),
    "consent_surface_is_known": lambda: consent(surface="rumour"),
}
TARGETS = {
    "contact_of_its_workspace",
    "label_of_its_workspace",
}  # unique by the primary key; others point to it


@pytest.mark.parametrize("name", BAD_ROWS)
def test_the_database_refuses(name):
    with refused_by(name):
        BAD_ROWS[name]()


def test_every_constraint_is_shown():
    assert names_of("contacts") == set(BAD_ROWS) | TARGETS
