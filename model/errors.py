"""Errors of the networks' side, each with a message that a person can act on."""

from __future__ import annotations


class ModelError(Exception):
    """Something about networks, weights or training data that the user can mend."""


class DataError(ModelError):
    """Training data that cannot be used as it is."""


class WeightsError(ModelError):
    """A weights file that is missing, damaged or does not fit its description."""


class RunError(ModelError):
    """A training run that cannot be started, continued or saved."""


class DivergedError(RunError):
    """A training whose loss is no number any more; the epochs before are kept."""
