from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tkinter
from dataclasses import fields
from pathlib import Path

import PIL.Image
import pytest

from emoji_gui.desktop import system
from emoji_gui.desktop.commands import COMMANDS
from emoji_gui.desktop.contrast import PAIRS, PART, TEXT, Pair, measured, over_picture
from emoji_gui.desktop.icons import ICONS, icon_png
from emoji_gui.desktop.panel_plan import plan
from emoji_gui.desktop.shapes import Layer, hole, rounded
from emoji_gui.desktop.system import density
from emoji_gui.desktop.theme import DARK, LIGHT, Metrics, Palette, contrast, pick_family
from emoji_gui.desktop.window import panel_width, start_geometry


def opened(data: bytes) -> PIL.Image.Image:
    return PIL.Image.open(io.BytesIO(data)).convert("RGBA")


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.ink}-on-{pair.ground}")
def test_colours_that_meet_can_be_told_apart(pair: Pair, palette: Palette) -> None:
    assert pair.least in (TEXT, PART)
    assert measured(pair, palette) >= pair.least


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_a_pair_that_is_too_close_is_found(palette: Palette) -> None:
    assert measured(Pair("decoration", "line", "window", PART), palette) < PART


def test_the_lines_around_faces_are_seen_over_any_picture() -> None:
    for grey in range(256):
        for what, value in over_picture(grey).items():
            assert value >= PART, (what, grey)


def test_every_colour_is_measured_or_decorates() -> None:
    used = {name for pair in PAIRS for name in (pair.ink, pair.ground)}
    assert used | {"name", "line"} == {field.name for field in fields(LIGHT)}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_colours_are_written_out(palette: Palette) -> None:
    for field in fields(palette)[1:]:
        value = getattr(palette, field.name)
        assert len(value) == 7 and int(value[1:], 16) >= 0


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_rounded_box_is_smooth_symmetric_and_stretched() -> None:
    picture = opened(rounded(20, [Layer(0, 8, (10, 20, 30))], stretch=5))
    assert picture.size == (24, 24)
    assert picture.getpixel((0, 0)) == (0, 0, 0, 0)
    assert picture.getpixel((12, 12)) == (10, 20, 30, 255)
    alphas = set(picture.getchannel("A").tobytes())
    assert len(alphas) > 4
    mirrored = picture.transpose(PIL.Image.Transpose.FLIP_LEFT_RIGHT)
    assert mirrored.getchannel("A").tobytes() == picture.getchannel("A").tobytes()


def test_upper_layers_cover_lower_ones() -> None:
    picture = opened(rounded(21, [Layer(-1, 0, (255, 0, 0)), Layer(4, 6, (0, 0, 255))]))
    assert picture.getpixel((0, 0)) == (255, 0, 0, 255)
    assert picture.getpixel((10, 10)) == (0, 0, 255, 255)


def test_a_hole_is_see_through() -> None:
    picture = opened(hole(20, 10, (1, 2, 3)))
    assert picture.getpixel((0, 0)) == (1, 2, 3, 255)
    assert picture.getpixel((10, 10)) == (1, 2, 3, 0)


@pytest.mark.parametrize("name", sorted(ICONS))
@pytest.mark.parametrize("size", [18, 36])
def test_every_icon_is_drawn_within_its_picture(name: str, size: int) -> None:
    alpha = opened(icon_png(name, size, (9, 9, 9))).getchannel("A")
    assert alpha.size == (size, size)
    assert max(alpha.tobytes()) > 200
    left, top, right, bottom = alpha.getbbox() or (0, 0, 0, 0)
    assert left >= 0 and top >= 0 and right <= size and bottom <= size


@pytest.mark.parametrize("text", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("rows", [1, 3, 7, 20])
@pytest.mark.parametrize("size", [(228, 320), (340, 560), (620, 980), (308, 290), (620, 1300)])
def test_nothing_in_the_panel_overlaps_or_is_cut(
    size: tuple[float, float], rows: int, text: float
) -> None:
    for lines in (1, 2):
        found = plan(*size, rows, text, lines)
        title_half = text * {"title": 13, "display": 18, "hero": 24}[found.title_role]
        assert found.emoji_y >= 0
        assert found.emoji <= size[0]
        above = found.emoji_y if found.beside else found.emoji_y + found.emoji
        assert above <= found.title_y - title_half + 1
        lowest = found.title_y + title_half
        if found.hint_y is not None:
            lowest = found.hint_y + 10 * text * lines
        assert lowest <= found.bars_y + 1
        assert found.bars_y + found.bars_height <= size[1]
        assert found.bars_height >= min(rows, 7) * 13 * text


def test_the_panel_has_its_share_at_every_width() -> None:
    assert panel_width(640, Metrics()) == 228
    assert panel_width(1000, Metrics()) == 340
    assert panel_width(4000, Metrics()) == 620
    assert panel_width(640, Metrics(text=2.0)) < 320


@pytest.mark.parametrize(
    ("remembered", "expected"),
    [
        ("700x500+10+20", "700x500+10+20"),
        ("700x500", "1000x640+140+64"),
        ("700x500+5000+20", "1000x640+140+64"),
        ("9000x500+0+0", "1000x640+140+64"),
        ("700x500+-20+20", "1000x640+140+64"),
        ("rubbish", "1000x640+140+64"),
        (None, "1000x640+140+64"),
    ],
)
def test_the_window_opens_where_it_can_be_seen(remembered: str | None, expected: str) -> None:
    assert start_geometry(remembered, 1.0, (1280, 800)) == expected


def test_a_dense_screen_gets_a_larger_window_that_fits() -> None:
    assert start_geometry(None, 2.0, (3840, 2160)).startswith("2000x1280")
    assert start_geometry(None, 2.0, (1280, 800)).startswith("1152x720")


def test_the_first_installed_family_is_taken() -> None:
    assert pick_family(frozenset({"Ubuntu", "Noto Sans"})) == "Noto Sans"
    assert pick_family(frozenset()) == "TkDefaultFont"


def test_density_is_between_one_and_four(root: tkinter.Tk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GDK_SCALE", raising=False)
    name = root.tk.call("tk", "appname")
    assert density(root) == 1.0
    assert root.tk.call("tk", "appname") == name
    monkeypatch.setenv("GDK_SCALE", "2")
    assert density(root) == 2.0
    monkeypatch.setenv("GDK_SCALE", "rubbish")
    assert density(root) == 1.0


def test_density_follows_the_desktop_s_setting(
    root: tkinter.Tk, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("xprop") is None:
        pytest.skip("xprop is not installed")
    monkeypatch.delenv("GDK_SCALE", raising=False)
    # Xvfb forgets the setting when its last window goes: that is what `root` is for.
    ask = (
        "import tkinter; from emoji_gui.desktop.system import density; print(density(tkinter.Tk()))"
    )
    resources = "RESOURCE_MANAGER"
    subprocess.run(
        ["xprop", "-root", "-f", resources, "8s", "-set", resources, "Xft.dpi:\t144\n"], check=True
    )
    try:
        answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, check=True)
    finally:
        subprocess.run(["xprop", "-root", "-remove", resources], check=True)
    assert float(answer.stdout) == 1.5


@pytest.mark.parametrize(
    ("scheme", "theme", "dark"),
    [
        ("'prefer-dark'", "'Adwaita'", True),
        ("'prefer-light'", "'Adwaita-dark'", False),
        ("'default'", "'Yaru-dark'", True),
        ("'default'", "'Yaru'", False),
        ("", "'Adwaita'", False),
        ("'default'", "", False),
        ("", "", None),
    ],
)
def test_gnome_s_colours_are_known_where_it_says_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scheme: str, theme: str, dark: bool | None
) -> None:
    answers = {"color-scheme": scheme, "gtk-theme": theme}
    monkeypatch.setattr(system, "_output", lambda *command: f"{answers[command[-1]]}\n".lstrip())
    monkeypatch.delenv("GTK_THEME", raising=False)
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
    assert system._linux_prefers_dark(tmp_path / "kdeglobals") is dark


def test_no_two_commands_share_a_key() -> None:
    keys = [sequence for command in COMMANDS for sequence in command.sequences]
    assert len(keys) == len(set(keys))
