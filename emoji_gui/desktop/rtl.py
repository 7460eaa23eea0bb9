"""Right to left in a toolkit that knows only left to right.

Tk has no direction: it lays out from the left on every system, and on X11 it neither
joins Arabic letters nor orders them. Every widget of a window speaks to Tk through
the ``tk`` of its parent, so one such object, put in the place of the main window's,
turns it all around: columns, sides, anchors, and on X11 the letters. No widget
knows of it, and ``cget`` still answers with what a widget was told.

What is placed by coordinates (canvases, ``place``) minds the direction itself.
"""

from __future__ import annotations

import re
import tkinter as tk
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from emoji_gui.language import right_to_left

LAST: Final = 30
"""Column of a grid that becomes the first one, seen from the right; those left of it are empty."""

_SWAPPED: Final = {
    "-anchor": {"w": "e", "e": "w", "nw": "ne", "ne": "nw", "sw": "se", "se": "sw"},
    "-justify": {"left": "right", "right": "left"},
    "-compound": {"left": "right", "right": "left"},
    "-side": {"left": "right", "right": "left"},
}
_LABELS: Final = {"ttk::label": "TLabel", "label": ""}
_ARABIC: Final = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PATH: Final = re.compile(r"(?:~|\.|[A-Za-z]:|\w+:)?[/\\][\w./\\:~-]*\w")
_MARK: Final = "\u200e"
_UNSEEN: Final = str.maketrans("", "", "\u200e\u200f")


def write_direction(root: tk.Tk) -> None:
    """Let ``root``, and what is made in it from now on, follow the language's direction."""
    plain = root.tk.plain if isinstance(root.tk, RightToLeft) else root.tk
    if right_to_left():
        shapes = plain.call("tk", "windowingsystem") == "x11"
        root.tk = RightToLeft(plain, shapes=shapes)  # type: ignore[assignment]
    else:
        root.tk = plain


def shapes(widget: tk.Misc) -> bool:
    """Whether the letters of a widget are joined and ordered here, and not by the system."""
    return isinstance(widget.tk, RightToLeft) and widget.tk.shapes


def is_ready() -> bool:
    """Whether the packages that join and order letters on X11 are installed."""
    from importlib.util import find_spec

    return all(find_spec(name) is not None for name in ("arabic_reshaper", "bidi"))


@lru_cache(maxsize=2048)
def shaped(text: str) -> str:
    """A line as it is drawn from left to right: letters joined, words in their order.

    Unicode's bidirectional algorithm (UAX #9) by ``python-bidi``, and the forms of
    ``arabic-reshaper``. A line without Arabic keeps its order; its first spaces, which
    keep it from its icon, go to the end.
    """
    if not _ARABIC.search(text):
        words = text.lstrip(" ")
        return words + " " * (len(text) - len(words))
    from arabic_reshaper import reshape

    # Of the package's two, this one turns brackets as well.
    from bidi.algorithm import get_display

    # A path keeps its order as a whole, its first stroke included.
    marked = _PATH.sub(lambda found: f"{_MARK}{found[0]}{_MARK}", text)
    return str(get_display(reshape(marked), base_dir="R")).translate(_UNSEEN)


def wrapped(text: str, room: int, measure: Callable[[str], int]) -> str:
    """A text shaped in lines of at most ``room`` pixels; it must be wrapped before it is turned."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" ") if room > 0 else [paragraph]:
            longer = f"{line} {word}" if line else word
            if line and measure(shaped(longer)) > room:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return "\n".join(map(shaped, lines))


class RightToLeft:
    """Stands before Tk's interpreter and turns what it is told from right to left."""

    def __init__(self, plain: Any, *, shapes: bool) -> None:
        """Pass on to ``plain``.

        Args:
            plain: the ``tk`` of the main window.
            shapes: whether the letters have to be joined and ordered here.
        """
        self.plain, self.shapes = plain, shapes
        self._texts: dict[str, dict[str, Any]] = {}
        self._columns: dict[str, tuple[int, int]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)

    def call(self, *args: Any) -> Any:
        """What Tk is told; a tuple stands for its parts, as in ``tkinter``."""
        words = tuple(args[0]) if len(args) == 1 and isinstance(args[0], (tuple, list)) else args
        first, second = str(words[0]), str(words[1]) if len(words) > 1 else ""
        if second == "cget" and str(words[2]) == "-text" and first in self._texts:
            return self._texts[first]["-text"]
        return self.plain.call(*self._turned(first, second, words))

    def _turned(self, first: str, second: str, words: Sequence[Any]) -> Sequence[Any]:
        if first == "destroy":
            self._forget(second)
        elif first in ("grid", "pack"):
            return self._packed(first, second, words)
        elif (first, second) == ("ttk::style", "configure"):
            return [*words[:3], *_swapped(words[3:])]
        elif (first, second) == ("font", "measure"):
            return [*words[:-1], self._shape(words[-1])]
        elif second.startswith(".") and not first.startswith("."):
            return [*words[:2], *self._made(first, second, words[2:])]
        elif first.startswith("."):
            return self._told(first, second, words)
        return words

    def _told(self, first: str, second: str, words: Sequence[Any]) -> Sequence[Any]:
        """A widget's own command."""
        if second == "configure":
            return [*words[:2], *self._texted(first, _swapped(words[2:]))]
        if second in ("create", "itemconfigure", "add", "entryconfigure", "insert"):
            return [*words[:3], *self._canvas(words[3:])]
        return words

    def _packed(self, first: str, second: str, words: Sequence[Any]) -> Sequence[Any]:
        if second in ("columnconfigure", "rowconfigure"):
            if second == "columnconfigure":
                return [*words[:3], _columns(words[3]), *words[4:]]
        elif second == "forget":
            for name in words[2:]:
                self._columns.pop(str(name), None)
        elif second == "configure":
            options = _swapped(words[3:])
            return [
                *words[:3],
                *(self._placed(str(words[2]), options) if first == "grid" else options),
            ]
        return words

    def _placed(self, name: str, options: list[Any]) -> list[Any]:
        """A grid's options with the column counted from the right."""
        said = dict(zip(options[::2], options[1::2], strict=True))
        column, span = self._columns.get(name, (None, 1))
        new = (int(said.get("-column", column or 0)), int(said.get("-columnspan", span)))
        if column is not None and "-column" not in said and "-columnspan" not in said:
            return options
        self._columns[name] = new
        said["-column"] = LAST - new[0] - (new[1] - 1)
        return [part for pair in said.items() for part in pair]

    def _made(self, command: str, name: str, options: Sequence[Any]) -> list[Any]:
        """The options of a new widget; a label is on the right unless it is told otherwise."""
        new = _swapped(options)
        if command in _LABELS:
            self._texts[name] = {"-style": _LABELS[command], "-text": ""}
            for option, value in (("-anchor", "e"), ("-justify", "right")):
                new += [] if option in new[::2] else [option, value]
        return self._texted(name, new)

    def _texted(self, name: str, options: list[Any]) -> list[Any]:
        """The options with the text shaped, and wrapped where the widget wraps."""
        if not self.shapes or len(options) % 2:
            return options
        said = dict(zip(options[::2], options[1::2], strict=True))
        known = self._texts.get(name)
        if known is None:
            if "-text" not in said:
                return options
            known = self._texts.setdefault(name, {"-style": "", "-text": ""})
        news = {
            key: said[key] for key in ("-text", "-wraplength", "-font", "-style") if key in said
        }
        if news:
            known.update(news)
            room = int(float(str(known.get("-wraplength") or 0)))
            said["-text"] = wrapped(str(known["-text"]), room, lambda line: self._wide(known, line))
        return [part for pair in said.items() for part in pair]

    def _wide(self, known: dict[str, Any], line: str) -> int:
        font = known.get("-font")
        if not font and known["-style"]:
            font = self.plain.call("ttk::style", "lookup", known["-style"], "-font")
        return int(self.plain.call("font", "measure", font or "TkDefaultFont", line))

    def _canvas(self, words: Sequence[Any]) -> list[Any]:
        """The options of a canvas' item or a menu's entry: their coordinates stay as they are."""
        new = list(words)
        for place, word in enumerate(new[:-1]):
            if word in ("-text", "-label", "-accelerator"):
                new[place + 1] = self._shape(new[place + 1])
        return new

    def _shape(self, text: Any) -> Any:
        return shaped(text) if self.shapes and isinstance(text, str) else text

    def _forget(self, name: str) -> None:
        for known in (self._texts, self._columns):
            for path in [path for path in known if path == name or path.startswith(f"{name}.")]:
                del known[path]


def _swapped(options: Sequence[Any]) -> list[Any]:
    """Options with left and right in each other's place."""
    new = list(options)
    for place in range(0, len(new) - 1, 2):
        option, value = str(new[place]), str(new[place + 1])
        if option == "-sticky":
            new[place + 1] = value.translate(str.maketrans("we", "ew"))
        elif option == "-padx" and len(sides := value.split()) == 2:
            new[place + 1] = f"{sides[1]} {sides[0]}"
        else:
            new[place + 1] = _SWAPPED.get(option, {}).get(value, new[place + 1])
    return new


def _columns(which: Any) -> Any:
    """A column's number, or several, counted from the right."""
    numbers = which if isinstance(which, (tuple, list)) else str(which).split()
    turned = [LAST - int(number) for number in numbers]
    return turned[0] if len(turned) == 1 else tuple(turned)
