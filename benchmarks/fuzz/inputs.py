"""The inputs: whole ones of each kind, and what is done to them, by seed and number alone."""

from __future__ import annotations

import copy
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import PIL.Image

from model.labels import LABELS
from model.opencv import cv2

WEIGHTS: Final = Path(__file__).resolve().parents[2] / "model" / "weights"
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
ODD_VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 10**30, 1e308, -0.5, "", "x", "😀\u202e", "x" * 5000),
    *([], [[]], {}, {"file": "../x"}, [0.5] * 7, ["happy"] * 7, "NaN", "../../etc/passwd", "\0"),
)
WORDS: Final = (
    *("--source", "--model", "--detector", "--detector-model", "--emojis", "--profile", "--mirror"),
    *("--no-mirror", "--theme", "--image", "--video", "--json", "--output", "--style", "--web"),
    *("--host", "--port", "--list-cameras", "--list-profiles", "--install-launcher", "--replace"),
    *("--remove-launcher", "--list-emojis", "--install-emojis", "--remove-emojis", "--version"),
    *("-h", "--", "-", "", "0", "-1", "99999999999999999999", "haar", "yunet", "box", "card"),
    *(
        "a b",
        "Zoë's 😀",
        "\udcff",
        "--port=x",
        "--port=8080",
        "--image=",
        "dark",
        "--no-json",
        "%s",
    ),
)


def make(kind: str, seed: int, number: int) -> bytes:
    """The input of that number; always the same for the same seed."""
    return MAKERS[kind](random.Random(f"{kind} {seed} {number}"))


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Bytes with some of them changed, removed, repeated, or with the end cut off."""
    made = bytearray(content)
    for _ in range(chance.choice((0, 1, 1, 2, 4, 16))):
        at = chance.randrange(len(made) + 1)
        # Heads decide more than what follows them.
        at = min(at, chance.choice((64, 512, len(made))))
        length = chance.choice((1, 1, 2, 4, 32))
        match chance.randrange(5):
            case 0:
                made[at : at + length] = chance.randbytes(length)
            case 1:
                made[at : at + length] = chance.choice((b"\0", b"\xff", b"\x7f")) * length
            case 2:
                del made[at : at + length]
            case 3:
                made[at:at] = made[at : at + 8 * length]
            case _:
                del made[chance.randrange(len(made) + 1) :]
    return bytes(made)


def mutated_json(value: Any, chance: random.Random) -> bytes:
    """The text of a value with parts of it replaced, removed or added; sometimes cut as well."""
    changed = copy.deepcopy(value)
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        _change(changed, chance)
    text = json.dumps(changed, ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace")
    return mutated(text, chance) if chance.random() < 0.3 else text


def _change(value: Any, chance: random.Random) -> None:
    while isinstance(value, (dict, list)) and value:
        key = (
            chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
        )
        inner = value[key]
        if isinstance(inner, (dict, list)) and inner and chance.random() < 0.6:
            value = inner
            continue
        match chance.randrange(3):
            case 0:
                del value[key]
            case _:
                value[key] = copy.deepcopy(chance.choice(ODD_VALUES))
        return


@cache
def _pictures() -> tuple[bytes, ...]:
    slope = np.add.outer(np.arange(48), np.arange(64)).astype(np.uint8)
    pictures = [PIL.Image.fromarray(slope), PIL.Image.fromarray(np.dstack([slope] * 3))]
    pictures += [pictures[1].convert("RGBA"), pictures[1].convert("P"), pictures[0].convert("I;16")]
    made = []
    for form in FORMATS:
        for picture in pictures:
            file = io.BytesIO()
            try:
                picture.save(file, form)
            except OSError:
                continue  # a format that has no such pictures
            made.append(file.getvalue())
    return tuple(made)


@cache
def _videos() -> tuple[bytes, ...]:
    made = []
    with tempfile.TemporaryDirectory() as folder:
        for ending, codec in ((".avi", "MJPG"), (".mp4", "mp4v"), (".mkv", "MJPG")):
            path = Path(folder, f"clip{ending}")
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), 20.0, (64, 48))
            for number in range(8):
                writer.write(np.full((48, 64, 3), 30 * number, dtype=np.uint8))
            writer.release()
            made.append(path.read_bytes())
    frames = [PIL.Image.new("RGB", (64, 48), (40 * number, 0, 0)) for number in range(5)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=50)
    return (*(content for content in made if content), file.getvalue())


def _pack(chance: random.Random) -> bytes:
    """A zip of a pack; the target tries it as it is, and unpacked into a folder."""
    emojis = {label: {"file": f"{label}.png", "character": "😀"} for label in LABELS}
    manifest = {"name": "Fuzz", "author": "a", "licence": "CC0-1.0", "emojis": emojis}
    picture = next(content for content in _pictures() if content.startswith(b"\x89PNG"))
    file, inside = io.BytesIO(), chance.choice(("", "", "in/"))
    with zipfile.ZipFile(file, "w", chance.choice((0, 8))) as archive:
        if chance.random() < 0.7:
            archive.writestr(f"{inside}pack.json", mutated_json(manifest, chance))
        for label in LABELS:
            if chance.random() > 0.02:
                worn = mutated(picture, chance) if chance.random() < 0.1 else picture
                archive.writestr(f"{inside}{label}.png", worn)
    content = file.getvalue()
    return mutated(content, chance) if chance.random() < 0.4 else content


def _settings(chance: random.Random) -> bytes:
    from dataclasses import asdict

    from emoji_gui.settings import Settings

    whole = Settings("http://a/b", False, "dark", "ink", "700x500+1+2", "/home/a", True, "Zoë")
    return mutated_json(asdict(whole), chance)


@cache
def profile() -> dict[str, Any]:
    """A whole profile, as its file holds it."""
    from datetime import UTC, datetime

    from emoji_gui.pipeline.profiles import Profile
    from model.calibration.head import Head

    head = Head.neutral(LABELS)
    whole = Profile("Zoë", datetime(2026, 1, 1, tzinfo=UTC), "0" * 64, head, (3,) * len(LABELS))
    stored = json.loads(whole.text())
    assert isinstance(stored, dict)
    return stored


def _weights(chance: random.Random) -> bytes:
    return mutated_json(json.loads((WEIGHTS / "mirror.json").read_text("utf-8")), chance)


def _words(chance: random.Random) -> bytes:
    words = [chance.choice(WORDS) for _ in range(chance.randrange(7))]
    return json.dumps(words).encode()


MAKERS: Final[dict[str, Callable[[random.Random], bytes]]] = {
    "pictures": lambda chance: mutated(chance.choice(_pictures()), chance),
    "videos": lambda chance: mutated(chance.choice(_videos()), chance),
    "packs": _pack,
    "settings": _settings,
    "profiles": lambda chance: mutated_json(profile(), chance),
    "weights": _weights,
    "command lines": _words,
}
