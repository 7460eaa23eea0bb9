"""The pictures without the window: the page in a browser, and what the command line writes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import PIL.Image
import PIL.ImageGrab

ROOT: Final = Path(__file__).resolve().parents[2]
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
PAGE: Final = (1000, 700)
PATIENCE: Final = 120
MANY: Final = 3000
"""Colours that neither an empty page nor text alone has."""


def pictures(friends: Path, home: Path, only: Sequence[str] | None) -> dict[str, PIL.Image.Image]:
    """The pictures by their names; the page's is missing where there is no browser.

    Args:
        friends: a picture of several people, in a folder of pictures.
        home: a folder for what is written.
        only: their names; None is all.
    """
    made = {}
    if only is None or "sheet" in only:
        made["sheet"] = sheet(friends.parent, home / "cards")
    if only is None or "web" in only:
        browser = next(filter(None, map(shutil.which, BROWSERS)), None)
        if browser is None:
            print("There is no Chromium: the picture of the page stays as it is.")
        else:
            made["web"] = page(browser, friends.parent / "portrait.png", home)
    return made


def sheet(folder: Path, output: Path) -> PIL.Image.Image:
    """The contact sheet of a folder."""
    words = ("--image", str(folder), "--output", str(output))
    subprocess.run([sys.executable, "main.py", *words], cwd=ROOT, check=True, timeout=PATIENCE)
    with PIL.Image.open(output / "contact-sheet.jpg") as file:
        picture = file.convert("RGB")
    picture.thumbnail((640, 640), PIL.Image.Resampling.LANCZOS)
    return picture


def page(browser: str, portrait: Path, home: Path) -> PIL.Image.Image:
    """The page on this computer's camera, in a browser."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ("--web", "--port", str(port), "--source", str(portrait))
    server = subprocess.Popen(
        [sys.executable, "main.py", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        # It says where it is as soon as it listens.
        while str(port) not in (line := server.stdout.readline()):
            if not line:
                raise SystemExit("The page could not be served.")
        address = f"http://127.0.0.1:{port}/"
        # As a first viewer, who waits until the networks are loaded.
        with urllib.request.urlopen(f"{address}readings", timeout=PATIENCE) as readings:
            while b'"happy"' not in readings.readline():
                pass
        return _shot(browser, address, home)
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _shot(browser: str, address: str, home: Path) -> PIL.Image.Image:
    """The page on the screen, once camera and emoji are there: both have many colours."""
    command = [
        *(
            browser,
            f"--app={address}",
            "--no-sandbox",
            "--test-type",
            "--disable-gpu",
            "--no-first-run",
        ),
        *(f"--window-size={PAGE[0]},{PAGE[1]}", "--window-position=0,0"),
        f"--user-data-dir={home / 'browser'}",
    ]
    shown = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            screen = PIL.ImageGrab.grab((0, 0, *PAGE), xdisplay=os.environ["DISPLAY"])
            halves = ((0, 0, PAGE[0] // 2, PAGE[1]), (round(0.7 * PAGE[0]), 0, *PAGE))
            if all(len(screen.crop(half).getcolors(10**6) or ()) > MANY for half in halves):
                return screen.convert("RGB")
        raise SystemExit(f"The page showed nothing within {PATIENCE} s.")
    finally:
        shown.terminate()
        shown.wait(PATIENCE)
