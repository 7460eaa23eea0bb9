"""Draw a pack: ``python -m assets.emojis.draw [FOLDER]``."""

from __future__ import annotations

import argparse
from pathlib import Path

from .render import write_pack

DEFAULT_FOLDER = Path(__file__).resolve().parents[1] / "default"


def main() -> None:
    """Draw the default pack, or draw it into another folder."""
    parser = argparse.ArgumentParser(prog="python -m assets.emojis.draw", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER)
    for picture in write_pack(parser.parse_args().folder):
        print(f"{picture} ({picture.stat().st_size / 1024:.0f} KB)")


if __name__ == "__main__":
    main()
