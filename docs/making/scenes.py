"""Each picture of the guide: what is done in the window before it is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import PIL.Image

from docs.making import outside
from docs.making.portraits import album
from docs.making.stage import SIZE, Stage

FLAT, BLENDED = 112, 144
"""Colours of a palette: those of most pixels as they are, and the best for all the rest."""

LOOKS: Final = 300
"""Events until the moving face has come to its expression."""

Scene = Callable[[Stage, Path], PIL.Image.Image]


def window(stage: Stage, friends: Path) -> PIL.Image.Image:
    """The window with a camera."""
    return stage.take()


def camera(stage: Stage, friends: Path) -> PIL.Image.Image:
    """The choice of a camera."""
    with stage.dialog("camera") as dialog:
        rows: Any = dialog
        stage.wait(lambda: len(rows.cameras.winfo_children()) == 2, "The list of cameras")
        return stage.take(dialog)


def photo(stage: Stage, friends: Path) -> PIL.Image.Image:
    """A photo of several people, one of them chosen."""
    stage.controller.features.viewing.choose(str(friends))
    stage.see(4)
    stage.press("next_face")
    stage.wait(lambda: stage.chosen is not None, "The choice of a face")
    stage.settle()
    picture = stage.take()
    stage.controller.features.viewing.choose("0")
    stage.see(1)
    return picture


def menu(name: str) -> Scene:
    """A menu, opened under its button."""

    def take(stage: Stage, friends: Path) -> PIL.Image.Image:
        stage.quiet()
        opened = stage.controller.window.open_menu(name)
        stage.wait(opened.winfo_viewable, "The menu")
        picture = stage.take()
        opened.unpost()
        stage.controller.window._menus.close()
        stage.root.update()
        return picture

    return take


def saved(command: str, ending: str, width: int) -> Scene:
    """A file that a command of the menu wrote."""

    def take(stage: Stage, friends: Path) -> PIL.Image.Image:
        before = set(stage.folder.glob(ending))
        stage.press(command)
        stage.wait(lambda: set(stage.folder.glob(ending)) - before, f"What {command} saves")
        (path,) = set(stage.folder.glob(ending)) - before
        with PIL.Image.open(path) as file:
            picture = file.convert("RGBA")
        plain = PIL.Image.new("RGBA", picture.size, "white")
        plain.alpha_composite(picture)
        plain.thumbnail((width, width), PIL.Image.Resampling.LANCZOS)
        return plain.convert("RGB")

    return take


def living(stage: Stage, friends: Path) -> PIL.Image.Image:
    """The face that moves."""
    panel = stage.controller.window.panel
    stage.press("living")
    stage.wait(lambda: panel.living is not None, "The living emoji")
    looks = iter(range(LOOKS))
    stage.wait(lambda: next(looks, None) is None, "A face at rest")
    picture = stage.take(panel)
    stage.press("living")
    stage.quiet()
    return picture


def over(stage: Stage, friends: Path) -> PIL.Image.Image:
    """The emoji over the face."""
    stage.press("over")
    shown = stage.controller.window.picture
    stage.wait(lambda: shown.over and True in shown._shown[-1:], "The emoji over the face")
    picture = stage.take(shown)
    stage.press("over")
    stage.quiet()
    return picture


def record(stage: Stage, friends: Path) -> PIL.Image.Image:
    """A film being recorded."""
    stage.press("record")
    stage.wait(lambda: "Recording" in stage.controller.features.on_air.badge, "The recording")
    stage.settle()
    picture = stage.take()
    stage.press("record")
    stage.wait(lambda: not stage.controller.features.on_air.badge, "The end of the recording")
    stage.quiet()
    return picture


def large(stage: Stage, friends: Path) -> PIL.Image.Image:
    """Text of one and a half times the size."""
    for _ in range(2):
        stage.press("text_larger")
    stage.settle()
    picture = stage.take()
    stage.press("text_usual")
    stage.settle()
    return picture


def packs(stage: Stage, friends: Path) -> PIL.Image.Image:
    """The choice of emoji."""
    with stage.dialog("packs") as dialog:
        return stage.take(dialog)


def pack(key: str) -> Scene:
    """The panel with another pack."""

    def take(stage: Stage, friends: Path) -> PIL.Image.Image:
        window = stage.controller.window
        for chosen in (key, "default"):
            before = window.panel.pictures
            with stage.dialog("packs") as dialog:
                buttons: Any = dialog
                buttons.choices[chosen].invoke()
            stage.wait(partial(_is_other, window.panel, before), "The pack")
            stage.quiet()
            if chosen == key:
                picture = stage.take(window.panel)
        return picture

    return take


def _is_other(panel: Any, before: object) -> bool:
    return panel.pictures is not before


def teach(stage: Stage, friends: Path) -> PIL.Image.Image:
    """An expression to imitate, half of its time over; all that follow are skipped."""
    with stage.dialog("teach") as dialog:
        walk: Any = dialog
        stage.wait(lambda: walk.walk is not None, "The network")
        walk.board.form.name.insert(0, "Eileen")
        walk.board.main.invoke()
        _skip_to(stage, walk, "happy")
        stage.wait(lambda: walk.stage.name == "HOLD", "The time to hold it")
        stage.wait(lambda: _held(walk) > 0.5, "Half of that time")
        picture = stage.take(dialog)
        stage.wait(lambda: walk.board.title.cget("text") != "Happy", "The end of it")
        _skip_to(stage, walk, "")
        stage.wait(lambda: walk.stage.name in ("DONE", "FAILED"), "What was learned")
    return picture


def _held(dialog: Any) -> float:
    return float(dialog.walk.tick(dialog._company.clock()).share)


def _skip_to(stage: Stage, dialog: Any, label: str) -> None:
    """Skip what is asked for until it is this; "" skips all."""
    while dialog.stage.name in ("COUNTDOWN", "HOLD", "INTRO"):
        stage.root.update()
        title = str(dialog.board.title.cget("text")).casefold()
        if dialog.stage.name == "INTRO":
            continue
        if title == label:
            return
        dialog.board.skip.invoke()
        stage.wait(partial(_says_other, dialog, title), "The next expression")


def _says_other(dialog: Any, title: str) -> bool:
    return str(dialog.board.title.cget("text")).casefold() != title


def people(stage: Stage, friends: Path) -> PIL.Image.Image:
    """Whose face it is, with the profile of the picture before."""
    with stage.dialog("people") as dialog:
        return stage.take(dialog)


def hour(stage: Stage, friends: Path) -> PIL.Image.Image:
    """A record; what is in it is made up, since nobody waits an hour for a picture."""
    record = stage.controller.features.hour.kept
    record.start()
    record.stop()
    names = ("neutral", "happy", "neutral", "surprise", "happy", "sad", "neutral", "happy")
    now = 0.0
    for turn in range(60):
        name = "no_face" if turn == 23 else names[turn * 5 % len(names)]
        for _ in range(20 + 7 * (turn * 11 % 9)):
            assert record.timeline is not None
            record.timeline.add(name, now)
            now += 0.99
    with stage.dialog("hour") as dialog:
        picture = stage.take(dialog)
    record.clear()
    return picture


def calm(stage: Stage, friends: Path) -> PIL.Image.Image:
    """The slider between calm and quick."""
    with stage.dialog("calm") as dialog:
        return stage.take(dialog)


def dark(stage: Stage, friends: Path) -> PIL.Image.Image:
    """The window in the dark."""
    stage.press("theme")
    stage.quiet()
    picture = stage.take()
    for _ in range(2):
        stage.press("theme")
    stage.quiet()
    return picture


def language(stage: Stage, friends: Path) -> PIL.Image.Image:
    """The choice of the language."""
    with stage.dialog("language") as dialog:
        return stage.take(dialog)


def arabic(stage: Stage, friends: Path) -> PIL.Image.Image:
    """The window in Arabic, turned for right to left."""
    stage.controller.features.language.choose("ar")
    stage.quiet()
    stage.settle()
    picture = stage.take()
    stage.controller.features.language.choose("en")
    stage.quiet()
    stage.settle()
    return picture


def help_(stage: Stage, friends: Path) -> PIL.Image.Image:
    """All keys."""
    with stage.dialog("help") as dialog:
        return stage.take(dialog)


SCENES: Final[dict[str, Scene]] = {
    "window": window,
    "camera": camera,
    "photo": photo,
    "send": menu("send"),
    "card": saved("save_card", "*card.png", 560),
    "clip": saved("save_gif", "*clip.gif", 560),
    "more": menu("more"),
    "living": living,
    "over": over,
    "record": record,
    "packs": packs,
    "pack-ink": pack("ink"),
    "pack-blocks": pack("blocks"),
    "teach": teach,
    "people": people,
    "hour": hour,
    "calm": calm,
    "dark": dark,
    "large": large,
    "language": language,
    "arabic": arabic,
    "help": help_,
}
"""In this order: people needs what teach leaves behind."""


def make(picture: Path, output: Path, home: Path, only: Sequence[str] | None) -> list[Path]:
    """Make the pictures.

    Args:
        picture: the portrait.
        output: folder for them.
        home: an empty folder for everything else.
        only: their names; None is all.

    Returns:
        The files.
    """
    with PIL.Image.open(picture) as file:
        portrait = file.convert("RGB")
    friends = album(portrait, home / "album")
    output.mkdir(parents=True, exist_ok=True)
    made = []
    wanted = [name for name in SCENES if only is None or name in only]
    if wanted:
        stage = Stage(portrait, home / "saved", SIZE)
        try:
            for name in wanted:
                made.append(keep(SCENES[name](stage, friends), output / f"{name}.png"))
        finally:
            stage.close()
    for name, taken in outside.pictures(friends, home, only).items():
        made.append(keep(taken, output / f"{name}.png"))
    return made


def keep(picture: PIL.Image.Image, path: Path) -> Path:
    """Write a picture with a palette of its own, as small as PNG can."""
    pixels = picture.width * picture.height
    counted: Any = picture.getcolors(pixels)
    most = sorted(counted, key=lambda entry: -entry[0])[:FLAT]
    rest = picture.quantize(BLENDED, PIL.Image.Quantize.MEDIANCUT).getpalette() or []
    # A bar's few hundred pixels would otherwise take the colour of a photograph's thousands.
    colours = [part for _, colour in most for part in colour]
    palette = PIL.Image.new("P", (1, 1))
    palette.putpalette([*colours, *rest][: 3 * 256])
    few = picture.quantize(palette=palette, dither=PIL.Image.Dither.NONE)
    few.save(path, "PNG", optimize=True)
    return path
