"""The window in every language: nothing is left in English, and Arabic is turned around."""

from __future__ import annotations

import ast
import gc
import re
import tkinter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tkinter import ttk

import pytest

from emoji_gui import language
from emoji_gui.desktop.about import HelpDialog
from emoji_gui.desktop.calibrate import CalibrateDialog, Company
from emoji_gui.desktop.commands import MENUS
from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.desktop.images import EmojiPictures
from emoji_gui.desktop.language_dialog import LanguageDialog, can_show
from emoji_gui.desktop.rtl import LAST, RightToLeft, shaped, wrapped
from emoji_gui.desktop.steadiness_dialog import SteadinessDialog
from emoji_gui.language import LANGUAGES, Sentence, _
from emoji_gui.locale.__main__ import ENGLISH_ONLY, forms, read
from emoji_gui.pipeline.personal import Personal
from emoji_gui.pipeline.records import Phase, Snapshot, Status
from model.labels import LABELS
from tests.desktop_fakes import Desk, FakePack, Until, face, live, press, shows

ROOT = Path(__file__).resolve().parents[1]
OTHERS = [code for code in LANGUAGES if code != language.ENGLISH]
NO_CAMERA = Snapshot(
    None,
    None,
    Status(
        Phase.WAITING,
        Sentence("No camera found. Plug one in or open a file."),
        Sentence("Camera {number}", number=0),
    ),
    LABELS,
)


def running() -> Snapshot:
    made = live(face(3), face(5))
    message = Sentence("{state}, {number:.0f} fps", state=Sentence("Live"), number=30)
    return replace(made, status=replace(made.status, message=message, source="clip"))


def descendants(widget: tkinter.Misc) -> Iterator[tkinter.Misc]:
    for child in widget.winfo_children():
        yield child
        yield from descendants(child)


def said(widget: tkinter.Misc) -> Iterator[str]:
    """Every text in a widget and all that is in it."""
    for child in (widget, *descendants(widget)):
        if isinstance(child, tkinter.Menu):
            for entry in range((child.index("end") or 0) + 1):
                if child.type(entry) != "separator":
                    yield str(child.entrycget(entry, "label"))
        elif isinstance(child, tkinter.Canvas):
            for item in child.find_all():
                if str(child.type(item)) == "text":
                    yield str(child.tk.call(str(child), "itemcget", item, "-text"))
        elif isinstance(child, (tkinter.Tk, tkinter.Toplevel)):
            yield child.title()
        elif "text" in child.keys():  # noqa: SIM118  a widget is no mapping
            yield str(child.cget("text"))


def english(code: str) -> set[str]:
    """The texts that are called otherwise in a language."""
    return {
        text
        for message in read(code)
        for text in forms(message.id)
        if text and text not in forms(message.string)
    }


def every_window(desk: Desk, wait_until: Until) -> Iterator[str]:
    """What is said in the window, its menus and its dialogs."""
    desk.worker.now = running()
    controller = desk.open((1000, 640))
    for snapshot in (running(), NO_CAMERA):
        shows(desk, snapshot, wait_until)
        yield from said(desk.root)
    for name in MENUS:
        menu = controller.window._menus._make(desk.root, name, controller.window.theme)
        yield from said(menu)
        menu.destroy()
    yield from controller.window.tips._texts.values()
    actions = controller._actions
    company = Company(Personal(), EmojiPictures(FakePack()), controller.window.icons)
    dialogs: list[Callable[[], object]] = [
        lambda: HelpDialog(desk.root, controller.window.theme, "/var/log/mirror.log", print),
        lambda: CalibrateDialog(desk.root, controller.window.theme, company),
        *(actions[name] for name in ("camera", "hour", "packs", "language")),
    ]
    for opened in dialogs:
        opened()
        desk.root.update()
        dialog = next(child for child in desk.root.winfo_children() if isinstance(child, Dialog))
        yield from said(dialog)
        dialog.close()


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_left_in_english(desk: Desk, wait_until: Until, code: str) -> None:
    language.use(code)
    texts = {text.strip() for text in every_window(desk, wait_until)}
    assert len(texts) > 80
    assert texts & english(code) == set()


def test_all_fits_in_the_smallest_window(desk: Desk, wait_until: Until) -> None:
    controller = desk.open((640, 400))
    for code in LANGUAGES:
        controller.features.language.choose(code)
        shows(desk, running(), wait_until)
        toolbar, panel = controller.window.toolbar, controller.window.panel
        assert toolbar.winfo_reqwidth() <= toolbar.winfo_width(), code
        assert panel._title.winfo_reqwidth() <= panel._title.winfo_width(), code


def test_the_language_changes_at_once(desk: Desk, wait_until: Until) -> None:
    controller = desk.open((800, 600))
    shows(desk, running(), wait_until)
    assert controller.window.panel.title == "Happy"
    press(desk, "<Key-g>")
    dialog = next(
        child for child in desk.root.winfo_children() if isinstance(child, LanguageDialog)
    )
    dialog.choices["de"].invoke()
    shows(desk, running(), wait_until)
    assert controller.window.panel.title == "Fröhlich"
    assert controller.window.status.text.startswith("Läuft, 30")
    assert desk.saved[-1].language == "de"
    assert desk.root.winfo_width() == 800
    controller.features.language.choose(None)
    shows(desk, running(), wait_until)
    assert controller.window.panel.title == "Happy"
    assert [saved.language for saved in desk.saved[-1:]] == [None]


def test_arabic_is_turned_around_and_back(desk: Desk, wait_until: Until) -> None:
    controller = desk.open((1000, 640))
    for code, turned in (("ar", True), ("en", False)):
        controller.features.language.choose(code)
        shows(desk, running(), wait_until)
        window = controller.window
        assert isinstance(desk.root.tk, RightToLeft) is turned
        assert (window.panel.winfo_x() < window.picture.winfo_x()) is turned
        buttons = window.toolbar.buttons
        assert (buttons["camera"].winfo_x() > buttons["more"].winfo_x()) is turned
        assert (window.panel.copy.winfo_x() < 20) is turned
        bars = window.panel.bars
        row = bars._rows[0]
        assert (bars.coords(row.label)[0] > bars.coords(row.percent)[0]) is turned
        assert str(window.status._text.cget("text")) == window.status.text


def test_the_look_stays_when_the_language_changes(desk: Desk, wait_until: Until) -> None:
    controller = desk.open((1000, 640))
    shows(desk, running(), wait_until)
    style = ttk.Style(desk.root)
    pictures = {str(picture) for picture in controller.window._style._elements.pictures}
    assert pictures and style.lookup("Row.TButton", "anchor") == "w"
    for code, anchor in (("ar", "e"), ("de", "w")):
        controller.features.language.choose(code)
        gc.collect()
        assert pictures <= set(desk.root.image_names())
        assert style.lookup("Row.TButton", "anchor") == anchor


def test_the_sliders_ends_are_turned_with_their_words(desk: Desk, wait_until: Until) -> None:
    controller = desk.open((1000, 640))
    for code, calm_is_right in (("ar", True), ("en", False)):
        controller.features.language.choose(code)
        shows(desk, running(), wait_until)
        dialog = SteadinessDialog(controller)
        desk.root.update()
        word = next(w for w in dialog.body.winfo_children() if _text(w) == _("Calm"))
        dialog.scale.set(0)
        assert dialog.calm == 1
        assert (word.winfo_x() > dialog.scale.winfo_x()) is calm_is_right
        # The handle stands at the end where the word is.
        handle = dialog.scale.coords()[0]
        assert (handle > dialog.scale.winfo_width() / 2) is calm_is_right
        dialog.close()


def test_the_menu_of_sizes_opens_in_arabic_too(desk: Desk, wait_until: Until) -> None:
    language.use("ar")
    controller = desk.open((1000, 640))
    shows(desk, running(), wait_until)
    menu = controller.window.open_menu("more")
    entries = range((menu.index("end") or 0) + 1)
    labels = {menu.entrycget(i, "label").strip(): i for i in entries if _is_entry(menu, i)}
    menu.invoke(labels["Z"])
    opened = controller.window._menus._open
    assert opened is not None and not menu.winfo_exists()
    opened.unpost()
    controller.window._menus.close()


def _is_entry(menu: tkinter.Menu, place: int) -> bool:
    return str(menu.type(place)) == "command"


def _text(widget: tkinter.Misc) -> str:
    return str(widget.cget("text")) if "text" in widget.keys() else ""  # noqa: SIM118


def test_arabic_bars_grow_from_the_right(desk: Desk, wait_until: Until) -> None:
    language.use("ar")
    bars = desk.open((1000, 640)).window.panel.bars
    shows(desk, running(), wait_until)
    wait_until(lambda: bars._rows[3].value == bars._rows[3].target > 0, desk.root)
    row = bars._rows[3]
    assert bars.coords(row.fill[2])[0] == bars.coords(row.track[2])[0]
    assert bars.coords(row.fill[0])[0] > bars.coords(row.track[0])[0]


def test_a_widget_answers_with_what_it_was_told(root: tkinter.Tk) -> None:
    root.tk = RightToLeft(root.tk, shapes=True)  # type: ignore[assignment]
    label = ttk.Label(root, text="السجل في /var/log", wraplength=10)
    assert label.cget("text") == "السجل في /var/log"
    shown = str(root.tk.plain.call(str(label), "cget", "-text"))  # type: ignore[attr-defined]
    assert shown == "\n".join((shaped("السجل"), shaped("في"), "/var/log"))
    label.configure(wraplength=0)
    shown = str(root.tk.plain.call(str(label), "cget", "-text"))  # type: ignore[attr-defined]
    assert shown.endswith(shaped("السجل في"))


def test_columns_and_sides_are_turned(root: tkinter.Tk) -> None:
    root.tk = RightToLeft(root.tk, shapes=False)  # type: ignore[assignment]
    first, wide = ttk.Label(root), ttk.Label(root, anchor="w")
    first.grid(row=0, column=0, sticky="w", padx=(3, 9))
    wide.grid(row=1, columnspan=2)
    info = first.grid_info()
    assert (info["column"], info["sticky"], info["padx"]) == (LAST, "e", (9, 3))
    assert wide.grid_info()["column"] == LAST - 1
    first.grid_configure(padx=1)
    assert first.grid_info()["column"] == LAST
    first.grid_remove()
    first.grid()
    assert first.grid_info()["column"] == LAST
    assert (str(first.cget("anchor")), str(wide.cget("anchor"))) == ("e", "e")


def test_arabic_is_joined_and_ordered() -> None:
    # Alef, lam and the joined forms stand in Unicode's Arabic presentation forms.
    assert shaped("سلام (2)") == "(2) \ufee1\ufefc\ufeb3"
    assert shaped("  clip.mp4") == "clip.mp4  "
    assert shaped("في /tmp/a.png").startswith("/tmp/a.png ")
    assert shaped("سلام\u200f 3") == "3 \ufee1\ufefc\ufeb3"
    assert wrapped("سلام سلام", 5, len) == f"{shaped('سلام')}\n{shaped('سلام')}"


def test_a_language_without_letters_is_not_offered(
    root: tkinter.Tk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert can_show(root, "de")
    monkeypatch.setattr("emoji_gui.desktop.language_dialog.is_ready", lambda: False)
    x11 = root.tk.call("tk", "windowingsystem") == "x11"
    assert can_show(root, "ar") is not x11
    # A letter that no font has stands for a font without the language's letters.
    monkeypatch.setattr("emoji_gui.desktop.language_dialog.SAMPLES", {"zh_CN": "\u0379"})
    assert not can_show(root, "zh_CN")


def literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Texts for people that are not marked: by the option or the call that takes them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and {"trouble", "remark"} & set(map(_name, node.targets)):
            for part in parts(node.value):
                yield node.lineno, part
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        given = [k.value for k in node.keywords if k.arg in ("text", "title", "label", "note")]
        if name in ("say", "_set", "_say", "_note", "complain", "title", "Stage", "Face"):
            given += node.args
        for value in given:
            for part in parts(value):
                yield node.lineno, part


def _name(node: ast.AST) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def parts(value: ast.AST) -> Iterator[str]:
    """The literal texts in an expression, but for those inside a call."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, (ast.JoinedStr, ast.IfExp, ast.BoolOp, ast.BinOp, ast.Tuple)):
        for child in ast.iter_child_nodes(value):
            yield from parts(child)


def test_every_text_of_the_window_is_marked() -> None:
    allowed = {"Emoji Mirror", "no-camera", "warning", "dots"}
    wrong = [
        f"{path.name}:{line}: {text}"
        for part in ("desktop", "pipeline")
        for path in (ROOT / "emoji_gui" / part).glob("*.py")
        for line, text in literals(ast.parse(path.read_text("utf-8")))
        if re.search("[^#0-9a-f_]", text) and any(map(str.isalpha, text)) and text not in allowed
    ]
    assert wrong == []


def test_no_text_is_marked_with_a_value_already_in_it() -> None:
    marks = {"_", "N_", "ngettext", "Sentence", "SourceError", "PackError", "OutputError"}
    marks |= {"PipelineError", "ProfileError"}
    wrong = []
    package = ROOT / "emoji_gui"
    for path in package.rglob("*.py"):
        if path.relative_to(package).as_posix().startswith(ENGLISH_ONLY):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in marks:
                wrong += [
                    f"{path.name}:{node.lineno}" for a in node.args if isinstance(a, ast.JoinedStr)
                ]
    assert wrong == []


def test_the_marks_are_found() -> None:
    tree = ast.parse(
        'ttk.Label(text="  Save" if x else _("Open"))\nhost.say(f"Saved {x}")\n'
        'self.trouble = "It failed."\nself.remark = Sentence("It ended.")'
    )
    assert {text for _line, text in literals(tree)} == {"  Save", "Saved ", "It failed."}
    assert _("Close") == "Close"
