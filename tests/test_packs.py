"""Packs that people install: the faults they can have, made for real, and the command line."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import stat
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from emoji_gui import cli
from emoji_gui.pipeline import packcheck, packfile, packs
from emoji_gui.pipeline.emojis import EmojiPack
from emoji_gui.pipeline.errors import PackError
from emoji_gui.pipeline.pack_folder import DEFAULT_PACK, user_packs
from emoji_gui.pipeline.pack_keys import key_of
from emoji_gui.pipeline.packs import available, install, remove
from model.labels import LABELS

ROOT = Path(__file__).resolve().parents[1]

Files = Mapping[str, bytes]


def png(colour: str = "#ff0000", size: tuple[int, int] = (32, 32)) -> bytes:
    packed = io.BytesIO()
    Image.new("RGBA", size, colour).save(packed, "PNG")
    return packed.getvalue()


def manifest(**changes: object) -> bytes:
    entries = {label: {"file": f"{label}.png"} for label in LABELS}
    about = {"name": "Mine", "author": "Me", "licence": "CC0-1.0", "emojis": entries}
    return json.dumps(about | changes).encode()


PICTURES = {f"{label}.png": png() for label in LABELS}
WHOLE = {"pack.json": manifest(), **PICTURES}


def zipped(path: Path, files: Files, kind: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def foldered(path: Path, files: Files) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


@pytest.fixture(params=[zipped, foldered])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Files], Path]:
    """Makes a pack of files, as a zip file and as a folder."""
    name = "mine.zip" if request.param is zipped else "mine"
    return lambda files: request.param(tmp_path / name, files)


def refused(path: Path, *words: str, replace: bool = False) -> None:
    """Installing is refused with one sentence that holds the words, and nothing is left behind."""
    before = sorted(user_packs().rglob("*")) if user_packs().exists() else []
    with pytest.raises(PackError) as fault:
        install(path, replace=replace)
    text = str(fault.value)
    assert text.endswith(".") and "\n" not in text and ": " in text
    for word in words:
        assert word in text
    assert (sorted(user_packs().rglob("*")) if user_packs().exists() else []) == before


class TestInstall:
    def test_pack_is_found_by_its_name(self, made: Callable[[Files], Path]) -> None:
        entry = install(made(WHOLE))
        assert (entry.key, entry.shipped) == ("mine", False)
        pack = EmojiPack.load("mine")
        assert (pack.name, pack.author, pack.licence) == ("Mine", "Me", "CC0-1.0")
        assert pack.path == user_packs() / "mine"
        assert pack.picture("sad").getpixel((5, 5)) == (255, 0, 0, 255)
        assert pack.character("sad") == EmojiPack.load().character("sad")

    def test_pictures_alone_are_named_after_what_they_came_in(
        self, made: Callable[[Files], Path]
    ) -> None:
        assert install(made(PICTURES)).pack.name == "mine"

    def test_pack_in_a_folder_of_the_zip(self, made: Callable[[Files], Path]) -> None:
        files = {f"Best/{name}": content for name, content in WHOLE.items()}
        assert install(made(files)).key == "mine"

    def test_pictures_in_a_subfolder(self, made: Callable[[Files], Path]) -> None:
        entries = {"happy": {"file": "img/Grin.webp", "character": "😀"}}
        packed = io.BytesIO()
        Image.new("RGB", (40, 40), "#00ff00").save(packed, "WEBP", lossless=True)
        files = {"pack.json": manifest(emojis=entries), "img/Grin.webp": packed.getvalue()}
        pack = install(made(files)).pack
        assert pack.picture("happy").getpixel((9, 9)) == (0, 255, 0, 255)
        assert pack.character("happy") == "😀"

    def test_files_that_the_manifest_leaves_out_are_guessed(
        self, made: Callable[[Files], Path]
    ) -> None:
        about = json.dumps({"name": "Dots", "author": "Me", "licence": "CC0-1.0"}).encode()
        files = {f"Best/{name}": content for name, content in PICTURES.items()}
        pack = install(made({**files, "Best/pack.json": about})).pack
        assert (pack.name, pack.author, pack.licence) == ("Dots", "Me", "CC0-1.0")
        assert pack.picture("sad").getpixel((5, 5)) == (255, 0, 0, 255)

    def test_a_folder_whose_manifest_leaves_the_files_out_is_shown(self, tmp_path: Path) -> None:
        (tmp_path / "pack.json").write_text(json.dumps({"name": "Dots", "author": "Me"}), "utf-8")
        for name, content in PICTURES.items():
            (tmp_path / name).write_bytes(content)
        pack = EmojiPack.load(tmp_path)
        assert (pack.name, pack.author) == ("Dots", "Me")
        assert pack.picture("sad").getpixel((5, 5)) == (255, 0, 0, 255)

    def test_what_it_lacks_is_the_default_packs(self, made: Callable[[Files], Path]) -> None:
        pack = install(made({"Happy.PNG": png()})).pack
        assert pack.picture("happy").size == (32, 32)
        default = EmojiPack.load()
        for name in (*LABELS[:3], "no_face", "not_sure"):
            assert pack.picture(name).tobytes() == default.picture(name).tobytes()

    def test_nothing_else_is_kept(self, made: Callable[[Files], Path]) -> None:
        entry = install(made({**WHOLE, "run.sh": b"#!/bin/sh", "notes/a.txt": b"x"}))
        kept = sorted(file.name for file in entry.pack.path.iterdir())
        assert kept == sorted(["pack.json", *(f"{name}.png" for name in packcheck.NAMES)])

    def test_what_macos_adds_is_overlooked(self, made: Callable[[Files], Path]) -> None:
        files = {**WHOLE, "__MACOSX/._happy.png": b"x", ".DS_Store": b"x"}
        assert install(made(files)).key == "mine"

    def test_large_picture_is_made_smaller_and_square(self, made: Callable[[Files], Path]) -> None:
        pack = install(made({**WHOLE, "sad.png": png(size=(2048, 1024))})).pack
        assert pack.picture("sad").size == (1024, 1024)
        alpha = np.asarray(pack.picture("sad"))[..., 3]
        assert (alpha[10, 512], alpha[512, 512]) == (0, 255)

    def test_name_in_any_language(self, tmp_path: Path) -> None:
        files = {**WHOLE, "pack.json": manifest(name="Лица & 顔!")}
        assert install(zipped(tmp_path / "a.zip", files)).key == "лица-顔"

    @pytest.mark.parametrize(("name", "key"), [("A  B", "a-b"), ("../x", "x"), ("CON", "pack-con"),
                                               ("!!!", "pack"), ("x" * 60, "x" * 40)])  # fmt: skip
    def test_key_is_a_safe_file_name(self, name: str, key: str) -> None:
        assert key_of(name) == key

    def test_files_are_for_the_persons_own_programs(self, made: Callable[[Files], Path]) -> None:
        entry = install(made(WHOLE))
        if os.name == "posix":
            assert stat.S_IMODE(entry.pack.path.stat().st_mode) == 0o755


class TestNames:
    def test_second_pack_of_a_name_is_refused(self, made: Callable[[Files], Path]) -> None:
        path = made(WHOLE)
        install(path)
        refused(path, "Mine", "already", "--replace")

    def test_replaced_when_asked(self, tmp_path: Path) -> None:
        install(zipped(tmp_path / "a.zip", WHOLE))
        changed = {**WHOLE, "sad.png": png("#0000ff")}
        install(zipped(tmp_path / "b.zip", changed), replace=True)
        assert EmojiPack.load("mine").picture("sad").getpixel((5, 5)) == (0, 0, 255, 255)
        assert [entry.name for entry in user_packs().iterdir()] == ["mine"]

    @pytest.mark.parametrize(("first", "second", "keys"), [
        ("😀", "🎉", ["pack", "pack-2"]), ("C++", "C#", ["c", "c-2"]),
        ("Mine", "mine", ["mine", "mine-2"]), ("x" * 41, "x" * 42, ["x" * 40, "x" * 38 + "-2"]),
        ("Ink!", "Ink?", ["ink-2", "ink-3"]),
    ])  # fmt: skip
    def test_packs_of_different_names_never_replace_one_another(
        self, tmp_path: Path, first: str, second: str, keys: list[str]
    ) -> None:
        one, two = (
            zipped(tmp_path / f"{n}.zip", {**WHOLE, "pack.json": manifest(name=name)})
            for n, name in enumerate((first, second))
        )
        assert [install(path, replace=True).key for path in (one, two)] == keys
        assert [EmojiPack.load(key).name for key in keys] == [first, second]
        # Each of the two is still known by its name.
        refused(two, second, "already")
        assert install(two, replace=True).key == keys[1]
        assert {entry.key for entry in available() if not entry.shipped} == set(keys)

    def test_pack_of_an_earlier_version_keeps_its_key(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "a.zip", {**WHOLE, "pack.json": manifest(name="😀")})
        install(path).pack.path.rename(user_packs() / "pack-")
        refused(path, "😀", "already")
        assert install(path, replace=True).key == "pack-"
        assert [entry.name for entry in user_packs().iterdir()] == ["pack-"]

    def test_what_cannot_be_understood_is_not_replaced(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "a.zip", WHOLE)
        (install(path).pack.path / "pack.json").write_text("{", "utf-8")
        (user_packs() / "mine-2").mkdir()
        assert install(path, replace=True).key == "mine-3"
        assert (user_packs() / "mine" / "sad.png").exists() and (user_packs() / "mine-2").exists()

    def test_bad_pack_replaces_nothing(self, tmp_path: Path) -> None:
        install(zipped(tmp_path / "a.zip", WHOLE))
        bad = {**WHOLE, "sad.png": b"no picture"}
        refused(zipped(tmp_path / "b.zip", bad), "sad.png", replace=True)
        assert EmojiPack.load("mine").picture("sad").size == (32, 32)

    def test_old_one_comes_back_when_the_new_one_cannot_be_put_there(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        install(zipped(tmp_path / "a.zip", WHOLE))
        rename = Path.rename

        def fail(self: Path, target: Path) -> Path:
            if self.name.startswith(".new-"):
                raise OSError(errno.EACCES, "Permission denied")
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", fail)
        refused(tmp_path / "a.zip", "Permission denied", replace=True)
        assert EmojiPack.load("mine").picture("sad").size == (32, 32)

    def test_shipped_packs_are_never_replaced(self, tmp_path: Path) -> None:
        files = {**WHOLE, "pack.json": manifest(name="Ink")}
        refused(zipped(tmp_path / "a.zip", files), "Ink", "another name", replace=True)
        files = {**WHOLE, "pack.json": manifest(name="Emoji Mirror")}
        refused(zipped(tmp_path / "b.zip", files), "Emoji Mirror", "another name", replace=True)

    def test_full_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*args: object, **options: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        path = zipped(tmp_path / "a.zip", WHOLE)
        user_packs().mkdir(parents=True)
        monkeypatch.setattr(Image.Image, "save", full)
        refused(path, "No space left", "make room")


class TestRefused:
    def test_nothing_there(self, tmp_path: Path) -> None:
        refused(tmp_path / "none.zip", "none.zip", "check its name")

    def test_no_zip(self, tmp_path: Path) -> None:
        (tmp_path / "a.zip").write_bytes(b"hello")
        refused(tmp_path / "a.zip", "no emoji pack")

    def test_cut_zip(self, tmp_path: Path) -> None:
        whole = zipped(tmp_path / "a.zip", WHOLE, zipfile.ZIP_STORED).read_bytes()
        (tmp_path / "a.zip").write_bytes(whole[:-200])
        refused(tmp_path / "a.zip", "a.zip")

    def test_zip_with_names_that_are_none(self, tmp_path: Path) -> None:
        whole = tmp_path / "whole.zip"
        with zipfile.ZipFile(whole, "w") as archive:
            archive.writestr("happy\u00e9.png", b"x")
        content = whole.read_bytes()
        for number, harm in enumerate(
            (content.replace("\u00e9".encode(), b"\xff\xfe"), content.replace(b"happy", b"\0happ"))
        ):
            path = tmp_path / f"{number}.zip"
            path.write_bytes(harm)
            with pytest.raises(PackError):
                packs.install(path)

    def test_damaged_zip(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "a.zip", WHOLE, zipfile.ZIP_STORED)
        content = bytearray(path.read_bytes())
        at = content.index(PICTURES["sad.png"]) + 60
        content[at] ^= 255
        path.write_bytes(bytes(content))
        refused(path, "damaged")

    def test_zip_with_a_password(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "a.zip", WHOLE)
        content = bytearray(path.read_bytes())
        # The bit that says "encrypted", in each entry of the list and before each file.
        for mark, place in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
            for found in re.finditer(re.escape(mark), bytes(content)):
                content[found.start() + place] |= 1
        path.write_bytes(bytes(content))
        refused(path, "password")

    def test_kind_of_compression_that_nobody_knows(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "a.zip", WHOLE)
        content = bytearray(path.read_bytes())
        for mark, place in ((b"PK\1\2", 10), (b"PK\3\4", 8)):
            for found in re.finditer(re.escape(mark), bytes(content)):
                content[found.start() + place] = 77
        path.write_bytes(bytes(content))
        refused(path, "cannot be unpacked")

    @pytest.mark.parametrize("name", ["../evil.png", "/etc/evil.png", "a/../../evil.png",
                                      "C:\\evil.png", "..\\evil.png"])  # fmt: skip
    def test_path_out_of_the_zip(self, tmp_path: Path, name: str) -> None:
        refused(zipped(tmp_path / "a.zip", {**WHOLE, name: png()}), "outside the pack")
        assert not list(tmp_path.rglob("evil.png"))

    def test_link_in_a_zip(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "a.zip", WHOLE)
        link = zipfile.ZipInfo("fear.link")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(link, "/etc/passwd")
        refused(path, "link", "fear.link")

    def test_link_in_a_folder(self, tmp_path: Path) -> None:
        folder = foldered(tmp_path / "mine", WHOLE)
        outside = tmp_path / "outside.png"
        outside.write_bytes(png())
        (folder / "sad.png").unlink()
        try:
            (folder / "sad.png").symlink_to(outside)
        except OSError:
            pytest.skip("this person may not make links")
        refused(folder, "link", "sad.png")

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_name_twice(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "a.zip", WHOLE)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("sad.png", png())
        refused(path, "twice")

    def test_too_many_files(self, made: Callable[[Files], Path]) -> None:
        many = {f"extra{number}.txt": b"" for number in range(packfile.MOST_FILES)}
        refused(made({**WHOLE, **many}), "more than 200 files")

    def test_file_too_large(self, made: Callable[[Files], Path]) -> None:
        refused(made({**WHOLE, "sad.png": bytes(packfile.LARGEST_FILE + 1)}), "sad.png", "8 MB")

    def test_all_too_large(self, made: Callable[[Files], Path]) -> None:
        parts = {f"{number}.bin": bytes(packfile.LARGEST_FILE) for number in range(6)}
        refused(made({**WHOLE, **parts}), "more than 40 MB")

    def test_bomb_that_lies_about_its_size(self, tmp_path: Path) -> None:
        bomb = bytes(3 * packfile.LARGEST_FILE)
        path = zipped(tmp_path / "a.zip", {**WHOLE, "sad.png": bomb})
        content = path.read_bytes()
        assert len(content) < 100_000
        true, small = (size.to_bytes(4, "little") for size in (len(bomb), 1000))
        path.write_bytes(content.replace(true, small))
        with pytest.raises(PackError):
            install(path)
        assert not list(user_packs().rglob("*.png"))

    def test_picture_with_more_pixels_than_bytes_tell(self, made: Callable[[Files], Path]) -> None:
        header = b"IHDR" + (30000).to_bytes(4, "big") * 2 + bytes([8, 6, 0, 0, 0])
        chunks = (header, b"IDAT" + zlib.compress(b""), b"IEND")
        bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
            (len(chunk) - 4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
            for chunk in chunks
        )
        refused(made({**WHOLE, "sad.png": bomb}), "sad.png", "4096")

    @pytest.mark.parametrize("size", [(4097, 20), (8, 8), (512, 8)])
    def test_picture_of_a_wrong_size(
        self, made: Callable[[Files], Path], size: tuple[int, int]
    ) -> None:
        refused(made({**WHOLE, "sad.png": png(size=size)}), "sad.png", "pixels a side")

    @pytest.mark.parametrize("content", [b"", b"GIF89a", png()[:60], b"<svg/>"])
    def test_picture_that_does_not_decode(
        self, made: Callable[[Files], Path], content: bytes
    ) -> None:
        refused(made({**WHOLE, "sad.png": content}), "sad.png", "cannot be read")

    def test_no_picture_of_any_label(self, made: Callable[[Files], Path]) -> None:
        refused(made({"holiday.png": png(), "no_face.png": png()}), "angry.png")

    @pytest.mark.parametrize(
        ("content", "word"),
        [(b"{", "no JSON"), (b"[]", "emojis"), (b"\xff\xff", ""), (b"[" * 50_000, ""),
         (b" " * 70_000, "64 KB"), (manifest(name=3), '"name" is no text'),
         (manifest(name=""), "name"), (manifest(name="x" * 61), "60"),
         (manifest(author="x" * 81), "80"), (manifest(name="a\nb"), "printed"),
         (manifest(emojis=[]), 'no "emojis"'), (manifest(emojis=None), 'no "emojis"'),
         (manifest(emojis={"sad": "sad.png"}), '"sad"'),
         (manifest(emojis={"sad": {"file": 3}}), '"sad"'),
         (manifest(emojis={"sad": {"file": "none.png"}}), "none.png"),
         (manifest(emojis={"sad": {"file": "../sad.png"}}), "outside"),
         (manifest(emojis={"sad": {"file": "sad.png", "character": 7}}), "character"),
         (manifest(emojis={"sad": {"file": "sad.png", "character": "x" * 17}}), "16"),
         (manifest(emojis={}), "angry.png")],
    )  # fmt: skip
    def test_manifest(self, made: Callable[[Files], Path], content: bytes, word: str) -> None:
        refused(made({**WHOLE, "pack.json": content}), word)


class TestList:
    def test_default_first_then_shipped_then_installed(self, tmp_path: Path) -> None:
        install(zipped(tmp_path / "a.zip", {**WHOLE, "pack.json": manifest(name="Aa")}))
        entries = available()
        assert [entry.key for entry in entries] == [DEFAULT_PACK, "blocks", "ink", "aa"]
        assert [entry.shipped for entry in entries] == [True, True, True, False]
        assert (entries[-1].pack.name, entries[-1].pack.author) == ("Aa", "Me")

    def test_preview(self) -> None:
        for entry in available():
            preview = entry.preview(48)
            assert (preview.mode, preview.size) == ("RGBA", (48, 48))
            assert np.asarray(preview)[24, 24, 3] > 0

    def test_damaged_one_is_left_out(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        entry = install(zipped(tmp_path / "a.zip", WHOLE))
        (entry.pack.path / "pack.json").write_text("{", "utf-8")
        assert [entry.key for entry in available()] == [DEFAULT_PACK, "blocks", "ink"]
        assert "left out" in caplog.text

    def test_looking_makes_no_folder(self) -> None:
        available()
        assert not user_packs().exists()

    def test_name_that_is_nothing_lists_what_there_is(self, tmp_path: Path) -> None:
        install(zipped(tmp_path / "a.zip", WHOLE))
        with pytest.raises(PackError, match="blocks, default, ink, mine"):
            EmojiPack.load("nonsense")


class TestRemove:
    def test_is_gone(self, tmp_path: Path) -> None:
        install(zipped(tmp_path / "a.zip", WHOLE))
        remove("mine")
        assert not list(user_packs().iterdir())

    @pytest.mark.parametrize("key", ["ink", "mine", "", ".", "..", "../emojis"])
    def test_only_what_was_installed(self, tmp_path: Path, key: str) -> None:
        install(zipped(tmp_path / "a.zip", {**WHOLE, "pack.json": manifest(name="Other")}))
        with pytest.raises(PackError, match="pack '"):
            remove(key)
        assert EmojiPack.load("other").name == "Other"

    def test_that_cannot_be_deleted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        install(zipped(tmp_path / "a.zip", WHOLE))

        def fail(self: Path, target: Path) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr(Path, "rename", fail)
        with pytest.raises(PackError, match="Permission denied"):
            remove("mine")
        assert packs.available()[-1].key == "mine"


class TestCommandLine:
    def test_install_list_remove(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = zipped(tmp_path / "a.zip", WHOLE)
        assert cli.main(["--install-emojis", str(path)]) == 0
        assert "--emojis mine" in capsys.readouterr().out
        assert cli.main(["--list-emojis"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "default\tEmoji Mirror\tEmoji Mirror\tcame with the program"
        assert lines[-1] == "mine\tMine\tMe\tinstalled"
        assert cli.main(["--remove-emojis", "mine"]) == 0
        assert not list(user_packs().iterdir())

    @pytest.mark.logs_errors
    def test_second_time_only_with_replace(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        words = ["--install-emojis", str(zipped(tmp_path / "a.zip", WHOLE))]
        assert cli.main(words) == 0
        assert cli.main(words) == 1
        assert "--replace" in capsys.readouterr().err
        assert cli.main([*words, "--replace"]) == 0

    @pytest.mark.parametrize("words", ["--replace", "--list-emojis --emojis ink",
                                       "--install-emojis a --list-emojis"])  # fmt: skip
    def test_options_that_do_not_go_together(self, words: str) -> None:
        assert cli.main(words.split()) == 2


def test_the_pages_example_is_a_pack(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "packs.md").read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, re.S)
    (about,) = re.findall(r"```json\n(.*?)```", page, re.S)
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, timeout=60)
    folder = tmp_path / "discs"
    assert EmojiPack.load(folder).picture("not_sure").size == (512, 512)
    (folder / "pack.json").write_text(about, "utf-8")
    entry = install(folder)
    assert (entry.key, entry.pack.character("sad")) == ("discs", "🔵")
    assert entry.pack.picture("sad").getpixel((256, 256)) == (0x2F, 0x8F, 0xE6, 255)


def test_the_page_names_the_limits() -> None:
    page = (ROOT / "docs" / "packs.md").read_text("utf-8")
    limits = (
        f"{packfile.MOST_FILES} files",
        f"a file of more than {packfile.LARGEST_FILE >> 20} MB",
        f"{packfile.LARGEST_PACK >> 20} MB in all",
        f"{packcheck.LONGEST['name']} characters",
        f"more than {packcheck.LONGEST['author']}",
        f"{packcheck.KEPT_SIDE} pixels",
    )
    for words in limits:
        assert words in page, words
