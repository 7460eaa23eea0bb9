"""What the pages for people promise: every command, every picture, every path is there."""

from __future__ import annotations

import re
from pathlib import Path

import PIL.Image
import pytest

from emoji_gui.desktop.commands import COMMANDS, MENUS, Command
from emoji_gui.options import parser
from model.card import CARD_NAME, card_text
from model.description import read_description

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GUIDE = (DOCS / "guide.md").read_text("utf-8")
CONTRIBUTING = (DOCS / "contributing.md").read_text("utf-8")
LARGEST = 1_500_000
"""Bytes of all pictures of the guide together."""


def sections(page: str) -> list[str]:
    return re.split(r"^## ", page, flags=re.MULTILINE)[1:]


def keys(command: Command) -> str:
    """As they are written where there is no Mac."""
    return command.keys.replace("⌘", "Ctrl+").replace("⇧", "Shift+")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_in_the_guide_with_its_key(command: Command) -> None:
    assert f"**{keys(command)}**" in GUIDE, f"{command.name} has no key in docs/guide.md"


def test_a_key_in_the_guide_is_one_of_the_window() -> None:
    known = {keys(command) for command in COMMANDS} | {"Tab", "Esc"}
    bold = {found for found in re.findall(r"\*\*(.+?)\*\*", GUIDE)}
    assert bold <= known


def test_the_pictures_are_those_that_the_guide_shows() -> None:
    named = set(re.findall(r"!\[.+?\]\(guide/(.+?)\)", GUIDE))
    there = {path.name for path in (DOCS / "guide").iterdir()}
    assert named == there


def test_the_pictures_decode_and_are_small() -> None:
    paths = list((DOCS / "guide").glob("*.png"))
    for path in paths:
        with PIL.Image.open(path) as picture:
            picture.load()
            assert picture.width >= 200 and picture.height >= 150, path
            assert len(set(picture.convert("L").histogram())) > 8, f"{path} is empty"
    assert 0 < sum(path.stat().st_size for path in paths) <= LARGEST


def test_every_section_of_the_guide_has_a_picture() -> None:
    bare = [part.splitlines()[0] for part in sections(GUIDE) if "![" not in part]
    assert bare == ["If something does not work"]


def test_the_guide_says_which_menus_there_are() -> None:
    nested = {entry for entries in MENUS.values() for entry in entries}
    for name in MENUS.keys() - nested:
        assert f"](guide/{name}.png)" in GUIDE


def test_the_model_card_says_what_the_program_is_not_for() -> None:
    weights = ROOT / "model" / "weights"
    shipped = (weights / CARD_NAME).read_text("utf-8")
    assert shipped == card_text(read_description(weights / "mirror.json"))
    for use in ("judging people", "hiring", "proctoring", "whether they lie", "did not agree"):
        assert use in shipped, use


@pytest.mark.parametrize("name", ["guide.md", "contributing.md"])
def test_links_lead_somewhere(name: str) -> None:
    page = (DOCS / name).read_text("utf-8")
    titles = {
        re.sub(r"[^\w -]", "", part.splitlines()[0].lower()).replace(" ", "-")
        for part in sections(page)
    }
    for target in re.findall(r"\]\((?!http)(.+?)\)", page):
        if target.startswith("#"):
            assert target[1:] in titles, target
        else:
            assert (DOCS / target).exists(), target


@pytest.mark.parametrize("name", ["guide.md", "contributing.md"])
def test_options_in_the_pages_exist(name: str) -> None:
    page = (DOCS / name).read_text("utf-8")
    known = {flag for action in parser()._actions for flag in action.option_strings}
    for line in page.splitlines():
        if "main.py" in line:
            assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", line)) <= known, line


def test_paths_that_contributors_are_sent_to_exist() -> None:
    paths = set(re.findall(r"`([\w./-]+(?:\.\w+|/))`", CONTRIBUTING))
    assert len(paths) > 30
    missing = sorted(path for path in paths if not (ROOT / path).exists())
    assert not missing


def test_modules_that_contributors_are_told_to_run_exist() -> None:
    for module in set(re.findall(r"-m ((?:benchmarks|docs|model)[\w.]*)", CONTRIBUTING)):
        path = ROOT / module.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").exists(), module


def test_names_that_contributors_are_sent_to_exist() -> None:
    """``path:name``: what is defined in a file."""
    named = re.findall(r"`([\w/]+\.py):(\w+)`", CONTRIBUTING)
    assert len(named) > 8
    for path, name in named:
        text = (ROOT / path).read_text("utf-8")
        pattern = rf"^\s*(?:class |def )?{name}\b"
        assert re.search(pattern, text, re.MULTILINE), f"{path} has no {name}"
