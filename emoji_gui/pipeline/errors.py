"""Errors of the pipeline. Their text is a sentence for the person in front of the screen."""

from __future__ import annotations

from typing import Final

from emoji_gui.language import N_, Sentence

ODD_NAME: Final = N_("The path {path} has letters that cannot be read here: rename it.")
"""Of a file whose name's bytes are no text, where only OpenCV could read or write it."""


class PipelineError(Exception):
    """Something that the user can mend: the text says what happened and what to do."""

    def __init__(self, text: str, **values: object) -> None:
        """Take a text of the catalog and what stands for the ``{names}`` in it.

        ``str`` of the error is English; a front end shows
        ``local(words_of(error))`` of :mod:`emoji_gui.language`.
        """
        super().__init__(text if isinstance(text, Sentence) else Sentence(text, **values))


class SourceError(PipelineError):
    """A camera, file or address that cannot be opened or read."""


class PackError(PipelineError):
    """An emoji pack that cannot be used."""


class OutputError(PipelineError):
    """Something that cannot be written where it was asked for."""
