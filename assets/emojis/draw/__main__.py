"""Draw the packs: ``python -m assets.emojis.draw [--pack NAME] [FOLDER]``."""

from __future__ import annotations

import argparse
from pathlib import Path

from .render import write_pack
from .style import STYLES

PACKS = Path(__file__).resolve().parents[1]


def main() -> None:
    """Draw every pack in its place, or one pack, or into another folder."""
    parser = argparse.ArgumentParser(prog="python -m assets.emojis.draw", description=__doc__)
    parser.add_argument("--pack", choices=STYLES, help="draw only this one")
    parser.add_argument(
        "folder", nargs="?", type=Path, help="where to draw it (the default pack, unless --pack)"
    )
    chosen = parser.parse_args()
    names = [chosen.pack] if chosen.pack else ["default"] if chosen.folder else list(STYLES)
    for name in names:
        for picture in write_pack(chosen.folder or PACKS / name, STYLES[name]):
            print(f"{picture} ({picture.stat().st_size / 1024:.0f} KB)")


if __name__ == "__main__":
    main()
