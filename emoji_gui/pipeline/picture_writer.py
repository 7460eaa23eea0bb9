"""Many drawn pictures on disk, and of a folder's a contact sheet beside them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emoji_gui.pipeline.canvas import to_array
from emoji_gui.pipeline.output import write_picture
from emoji_gui.pipeline.sheets import SheetPages, tiles_of
from emoji_gui.pipeline.styles import painter
from model.preprocess import Image

if TYPE_CHECKING:
    import PIL.Image

    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.records import Reading

SHEET: Final = "contact-sheet"


class PictureWriter:
    """Draws pictures one by one; a page of the contact sheet is written as soon as it is full."""

    def __init__(
        self,
        targets: Mapping[Path, Path],
        mapper: EmojiMapper,
        style: str,
        *,
        sheet_in: Path | None = None,
    ) -> None:
        """Write nothing yet.

        Args:
            targets: picture -> where it goes when it is drawn; see ``picture_targets``.
            mapper: names and pictures of the labels.
            style: see ``styles.painter``.
            sheet_in: the folder of the contact sheet, None for none.
        """
        self._targets, self._mapper = dict(targets), mapper
        self._paint = painter(style, mapper)
        self._folder = sheet_in
        self._pages = SheetPages(self._write_page)

    def add(self, path: Path, image: Image, reading: Reading) -> bool:
        """Write one picture, where it has a target.

        Args:
            path: of the picture.
            image: uint8 BGR ``(H, W, 3)``.
            reading: the faces found in it.

        Returns:
            Whether there was anything to write.

        Raises:
            OutputError: it cannot be written.
        """
        if (target := self._targets.get(path)) is not None:
            write_picture(self._paint(image, reading), target)
        if self._folder is not None:
            self._pages.add(tiles_of(image, reading, self._mapper, path.name))
        return target is not None or self._folder is not None

    def finish(self) -> None:
        """Write the last page of the contact sheet.

        Raises:
            OutputError: it cannot be written.
        """
        self._pages.finish()

    def _write_page(self, number: int, page: PIL.Image.Image) -> None:
        assert self._folder is not None
        write_picture(to_array(page), self._page_path(self._folder, number))

    @functools.cached_property
    def _taken(self) -> set[Path]:
        """Every picture's place; a link's own too, since a drawn picture takes its place."""
        paths = {path for pair in self._targets.items() for path in pair}
        return {place for path in paths for place in (path.resolve(), _without_link(path))}

    def _page_path(self, folder: Path, number: int) -> Path:
        """A name that none of the pictures has, before or after."""
        path = folder / f"{SHEET}{f'-{number}' if number > 1 else ''}.jpg"
        while path.resolve() in self._taken:
            path = path.with_stem(f"{path.stem}_")
        return path


def _without_link(path: Path) -> Path:
    return path.parent.resolve() / path.name
