"""The one error of the set-up: its text says what is missing and how to get it."""

from __future__ import annotations


class SetUpError(Exception):
    """The set-up cannot go on."""
