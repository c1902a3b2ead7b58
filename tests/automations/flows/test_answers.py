"""What counts as an answer of its kind (K-5)."""

import pytest

from automations.definition.steps import Ask
from automations.flows.answers import value_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ada@example.org", "ada@example.org"),
        ("it's Ada.B+shop@Example.co.uk, thanks", "ada.b+shop@example.co.uk"),
        ("<ada@example.org>", "ada@example.org"),
        ("@ada.makes", None),
        ("ada at example.org", None),
        ("ada@localhost", None),
        ("ada@@example.org", None),
        ("", None),
    ],
)
def test_e_mail_addresses(text, value):
    assert value_of(Ask(("?",), "email"), text) == value


@pytest.mark.parametrize(
    ("text", "country", "value"),
    [
        ("+351 912 345 678", "", "+351912345678"),
        ("call me: 912 345 678 after five", "PT", "+351912345678"),
        ("912 345 678", "", None),
        ("(020) 7946 0958", "GB", "+442079460958"),
        ("٠٥٠ ١٢٣ ٤٥٦٧", "AE", "+971501234567"),
        ("12345", "PT", None),
        ("order 4411", "PT", None),
    ],
)
def test_phone_numbers_know_their_country(text, country, value):
    assert value_of(Ask(("?",), "phone", country=country), text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("12", "12"), ("about 3,5 kilos", "3.5"), ("-4", "-4"), ("some", None)]
)
def test_numbers(text, value):
    assert value_of(Ask(("?",), "number"), text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("  M please ", "M please"), ("   ", None), ("", None)]
)
def test_free_text(text, value):
    assert value_of(Ask(("?",), "text"), text) == value
