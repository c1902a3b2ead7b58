"""Tokens are encrypted where they are stored, and keys can be changed (A-1)."""

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from inbox.accounts.models import Account
from inbox.accounts.secrets import CannotDecrypt, decrypt, encrypt
from tests import factories

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TOKEN = "IGAA-very-secret"


def column_of(account):
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM accounts_account WHERE id = %s", [account.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_column_holds_only_ciphertext():
    account = factories.account(token=TOKEN)
    assert TOKEN not in column_of(account)
    assert Account.everywhere.get(pk=account.pk).token == TOKEN


@pytest.mark.django_db
def test_updates_are_encrypted_too():
    account = factories.account()
    Account.everywhere.filter(pk=account.pk).update(token=TOKEN)
    assert TOKEN not in column_of(account)
    assert Account.everywhere.values_list("token", flat=True).get(pk=account.pk) == TOKEN


@pytest.mark.django_db
def test_no_token_stays_no_token():
    account = factories.account(token="")
    assert column_of(account) == ""
    assert Account.everywhere.get(pk=account.pk).token == ""


def test_the_same_words_look_different_each_time():
    assert encrypt(TOKEN) != encrypt(TOKEN)


def test_an_older_key_still_opens_and_the_first_one_encrypts(settings):
    settings.FIELD_KEYS = [OLD]
    stored = encrypt(TOKEN)
    settings.FIELD_KEYS = [NEW, OLD]
    assert decrypt(stored) == TOKEN
    again = encrypt(decrypt(stored))
    settings.FIELD_KEYS = [NEW]
    assert decrypt(again) == TOKEN


@pytest.mark.parametrize("stored", ["not ciphertext", "gAAAAABm"])
def test_what_no_key_opens_is_said_so_without_the_secret(settings, stored):
    with pytest.raises(CannotDecrypt) as refused:
        decrypt(stored)
    assert stored not in str(refused.value)


def test_a_lost_key_is_said_so(settings):
    settings.FIELD_KEYS = [OLD]
    stored = encrypt(TOKEN)
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(CannotDecrypt, match="FIELD_KEYS"):
        decrypt(stored)
