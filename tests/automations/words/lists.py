"""The lists beside this file: one message a line, its language before it."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def messages(name):
    """The messages of a list, ready for parametrize."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [pytest.param(text, id=f"{language} {text}") for language, text in pairs]


def languages(name):
    """The languages that a list has messages in."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return {line.split("\t")[0] for line in lines if line and not line.startswith("#")}
