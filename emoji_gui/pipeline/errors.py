"""Errors of the pipeline. Their text is a sentence for the person in front of the screen."""

from __future__ import annotations


class PipelineError(Exception):
    """Something that the user can mend: the text says what happened and what to do."""


class SourceError(PipelineError):
    """A camera, file or address that cannot be opened or read."""


class PackError(PipelineError):
    """An emoji pack that cannot be used."""


class OutputError(PipelineError):
    """Something that cannot be written where it was asked for."""
