"""From drawings to files: SVG source and PNG picture of each face of a pack."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from .compose import face_svg
from .faces import FACES
from .style import DEFAULT, Style
from .svg import SIZE


def picture(svg: str, size: int = SIZE) -> Image.Image:
    """A drawing as a picture (RGBA, ``size`` pixels a side).

    Raises:
        ImportError: the drawing library is not installed (extra ``draw``).
    """
    import resvg_py

    drawn = resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True)
    *colours, alpha = Image.open(io.BytesIO(drawn)).convert("RGBA").split()
    # Without the lowest bit of each colour nobody sees a difference, and files are a third smaller.
    coarse = [channel.point(lambda value: value & ~1) for channel in colours]
    return Image.merge("RGBA", [*coarse, alpha])


def png(svg: str) -> bytes:
    """A drawing as a PNG file; see ``picture``."""
    packed = io.BytesIO()
    picture(svg).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def write_pack(folder: Path, style: Style = DEFAULT) -> list[Path]:
    """Draw every face into a folder, ``<name>.svg`` beside ``<name>.png``; returns the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    for name, face in FACES.items():
        source = face_svg(face, style.of(name))
        _write(folder / f"{name}.svg", source.encode())
        pictures.append(_write(folder / f"{name}.png", png(source)))
    return pictures


def _write(path: Path, content: bytes) -> Path:
    # Written beside and renamed: a drawing stopped half-way leaves the old picture whole.
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(content)
    partial.replace(path)
    return path
