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

    @classmethod
    def of(cls, epoch: int, learning_rate: float) -> DivergedError:
        """Of the epoch (from 1) in which that happened, at the run's learning rate."""
        return cls(
            f"The training diverged in epoch {epoch}, where its loss is no number any more: "
            f"start another run with a --learning-rate smaller than {learning_rate:g}."
        )
