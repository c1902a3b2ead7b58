"""Who a contact is: only what the platform told."""

import pytest

from inbox.contacts.models import Contact


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        ({"name": "Ada Moreno", "username": "ada.makes"}, "Ada Moreno"),
        ({"username": "ada.makes"}, "@ada.makes"),
        ({}, "#345678"),
        ({"scoped_id": "42"}, "#42"),
    ],
)
def test_the_name_shown_is_never_invented(known, shown):
    contact = Contact(**{"scoped_id": "9012345678"} | known)
    assert contact.display_name == str(contact) == shown
