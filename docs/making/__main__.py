"""The pictures of the user's guide, anew: ``python -m docs.making PICTURE``.

It opens the real window, presses its keys, waits until what it asked for is
there, and takes a picture of the screen. A portrait stands in for the camera, a
group for a photo of several people; both are made of PICTURE. Nothing of the
person's own settings, profiles or pictures is read or written.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.process import own_home

SCREEN: Final = "1280x900x24"
GUIDE: Final = Path(__file__).resolve().parents[1] / "guide"


def main(arguments: Sequence[str] | None = None) -> int:
    """Make all pictures, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m docs.making", description=__doc__)
    parser.add_argument("picture", type=Path, help="a portrait that may be published")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these pictures alone")
    parser.add_argument("--output", type=Path, default=GUIDE, help="default: docs/guide")
    chosen = parser.parse_args(arguments)
    if not chosen.picture.is_file():
        parser.error(f"there is no file {chosen.picture}")
    if not os.environ.get("DISPLAY"):
        return _on_a_hidden_screen(sys.argv[1:] if arguments is None else arguments)
    with tempfile.TemporaryDirectory(prefix="emoji-mirror-guide-") as home:
        os.environ |= own_home(Path(home))
        from docs.making.scenes import make

        made = make(chosen.picture, chosen.output, Path(home), chosen.only)
    for path in made:
        print(f"{path.stat().st_size / 1000:7.1f} kB  {path.name}")
    print(f"{sum(path.stat().st_size for path in made) / 1000:7.1f} kB")
    return 0


def _on_a_hidden_screen(arguments: Sequence[str]) -> int:
    tool = shutil.which("xvfb-run")
    if tool is None:
        print("There is no screen, and no xvfb-run to make one: install xvfb.", file=sys.stderr)
        return 1
    server = ["-a", "-s", f"-screen 0 {SCREEN}"]
    os.execv(tool, [tool, *server, sys.executable, "-m", "docs.making", *arguments])


if __name__ == "__main__":
    sys.exit(main())
