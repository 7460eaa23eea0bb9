"""Emoji packs, the mapping from labels to emojis, and the program that draws the pictures."""

from __future__ import annotations

import itertools
import json
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from assets.emojis.draw.compose import face_svg
from assets.emojis.draw.expression import Expression, Eye, blend
from assets.emojis.draw.faces import FACES
from assets.emojis.draw.render import picture
from assets.emojis.draw.style import STYLES, Style
from emoji_gui.pipeline import pack_folder
from emoji_gui.pipeline.emojis import NO_FACE, NOT_SURE, EmojiMapper, EmojiPack
from emoji_gui.pipeline.errors import PackError
from emoji_gui.pipeline.letters import letters
from model.labels import LABELS

NAMES = (*LABELS, NO_FACE, NOT_SURE)
DEFAULT = pack_folder.PACKS / pack_folder.DEFAULT_PACK
PACKS = sorted(path.parent.name for path in pack_folder.PACKS.glob("*/pack.json"))
ROOT = Path(__file__).resolve().parents[1]

Floats = npt.NDArray[np.float64]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one small picture a label, without a manifest."""
    for index, label in enumerate(LABELS):
        Image.new("RGBA", (8, 8), (30 * index, 0, 0, 255)).save(tmp_path / f"{label}.png")
    return tmp_path


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the default pack that a test may spoil."""
    return shutil.copytree(DEFAULT, tmp_path / "pack")


def assert_sentence(fault: pytest.ExceptionInfo[PackError], *words: str) -> None:
    """The message is one sentence with what happened, what to do, and the words."""
    text = str(fault.value)
    assert text[0] != text[0].lower() or text.startswith("/")
    assert text.endswith(".")
    assert ": " in text
    assert "\n" not in text
    for word in words:
        assert word in text


class TestDefaultPack:
    def test_says_whose_it_is(self) -> None:
        pack = EmojiPack.load()
        assert (pack.name, pack.author, pack.licence) == (
            "Emoji Mirror", "Emoji Mirror", "CC0-1.0",
        )  # fmt: skip
        assert pack.path == DEFAULT
        assert pack == EmojiPack.load("default") == EmojiPack.load(DEFAULT)

    def test_picture_is_read_once(self) -> None:
        pack = EmojiPack.load()
        assert pack.picture("happy") is pack.picture("happy")


@pytest.mark.parametrize("pack", PACKS)
class TestEveryPack:
    def test_says_whose_it_is(self, pack: str) -> None:
        loaded = EmojiPack.load(pack)
        assert (loaded.author, loaded.licence) == ("Emoji Mirror", "CC0-1.0")
        assert loaded.path == pack_folder.PACKS / pack

    def test_no_other_pack_has_its_name(self, pack: str) -> None:
        assert [EmojiPack.load(other).name for other in PACKS].count(EmojiPack.load(pack).name) == 1

    @pytest.mark.parametrize("name", NAMES)
    def test_picture_is_its_own(self, pack: str, name: str) -> None:
        assert EmojiPack.load(pack).require(name).parent == pack_folder.PACKS / pack

    @pytest.mark.parametrize("name", NAMES)
    def test_picture_is_512_with_transparent_corners(self, pack: str, name: str) -> None:
        picture = EmojiPack.load(pack).picture(name)
        assert (picture.mode, picture.size) == ("RGBA", (512, 512))
        alpha = np.asarray(picture)[..., 3]
        assert not alpha[[0, 0, -1, -1], [0, -1, 0, -1]].any()
        assert alpha[256, 256] > 0

    @pytest.mark.parametrize("name", NAMES)
    def test_picture_is_small_enough_to_ship(self, pack: str, name: str) -> None:
        assert (pack_folder.PACKS / pack / f"{name}.png").stat().st_size < 120 * 1024

    def test_characters_are_one_emoji_each(self, pack: str) -> None:
        loaded = EmojiPack.load(pack)
        characters = [loaded.character(name) for name in NAMES]
        assert len(set(characters)) == len(NAMES)
        assert all(len(character) == 1 and ord(character) > 0x1F000 for character in characters)


class TestOtherPacks:
    def test_folder_of_pictures(self, folder: Path) -> None:
        pack = EmojiPack.load(str(folder))
        assert pack.picture("fear").getpixel((0, 0)) == (60, 0, 0, 255)
        assert pack.character("fear") == EmojiPack.load().character("fear")
        assert pack.name == folder.name

    @pytest.mark.parametrize("name", [NO_FACE, NOT_SURE])
    def test_folder_without_special_faces_shows_the_default_ones(
        self, folder: Path, name: str
    ) -> None:
        assert EmojiPack.load(folder).picture(name).tobytes() == (
            EmojiPack.load().picture(name).tobytes()
        )

    def test_folder_with_special_faces_shows_its_own(self, folder: Path) -> None:
        shutil.copy(folder / "sad.png", folder / f"{NO_FACE}.png")
        assert EmojiPack.load(folder).picture(NO_FACE).size == (8, 8)

    def test_names_of_pictures_in_capitals(self, folder: Path) -> None:
        (folder / "happy.png").rename(folder / "Happy.PNG")
        assert EmojiPack.load(folder).picture("happy").size == (8, 8)

    def test_manifest_overrides_file_and_character(self, copied: Path) -> None:
        about = json.loads((copied / "pack.json").read_text(encoding="utf-8"))
        about["emojis"]["happy"] = {"file": "sad.png", "character": "🙂"}
        about["author"] = "Somebody"
        (copied / "pack.json").write_text(json.dumps(about), encoding="utf-8")
        pack = EmojiPack.load(copied)
        assert pack.character("happy") == "🙂"
        assert pack.author == "Somebody"
        assert pack.picture("happy").tobytes() == EmojiPack.load().picture("sad").tobytes()


class TestFaults:
    def test_no_such_pack(self) -> None:
        with pytest.raises(PackError) as fault:
            EmojiPack.load("no-such-pack")
        assert_sentence(fault, "no-such-pack", "default")

    @pytest.mark.parametrize("name", ["..", ".", "", "draw"])
    def test_a_pack_name_does_not_wander(self, name: str, tmp_path: Path,
                                         monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
        monkeypatch.chdir(tmp_path)
        with pytest.raises(PackError):
            EmojiPack.load(name)

    def test_missing_picture(self, folder: Path) -> None:
        (folder / "disgust.png").unlink()
        with pytest.raises(PackError) as fault:
            EmojiPack.load(folder)
        assert_sentence(fault, "disgust")

    def test_missing_picture_of_a_manifest(self, copied: Path) -> None:
        (copied / "sad.png").unlink()
        with pytest.raises(PackError) as fault:
            EmojiPack.load(copied)
        assert_sentence(fault, "sad.png")

    @pytest.mark.parametrize("content", [b"", b"not a picture", b"cut"])
    def test_broken_picture(self, folder: Path, content: bytes) -> None:
        whole = (DEFAULT / "angry.png").read_bytes()
        (folder / "angry.png").write_bytes(whole[:5000] if content == b"cut" else content)
        pack = EmojiPack.load(folder)
        with pytest.raises(PackError) as fault:
            pack.picture("angry")
        assert_sentence(fault, "angry.png")

    @pytest.mark.parametrize("side", [4097, 12000, 30000])
    def test_huge_picture(self, folder: Path, side: int) -> None:
        (folder / "angry.png").write_bytes(png_header(side))
        with pytest.raises(PackError) as fault:
            EmojiPack.load(folder).picture("angry")
        assert_sentence(fault, "angry.png", "4096")

    @pytest.mark.parametrize(
        "text",
        ["", "{", "[]", '{"emojis": null}', '{"emojis": 3}', '{"emojis": {"sad": "sad.png"}}',
         '{"emojis": {"sad": {"file": 3}}}', '{"emojis": {"sad": {"file": "a\\u0000b"}}}',
         "[" * 100_000],
    )  # fmt: skip
    def test_manifest_that_cannot_be_understood(self, copied: Path, text: str) -> None:
        (copied / "pack.json").write_text(text, encoding="utf-8")
        with pytest.raises(PackError) as fault:
            EmojiPack.load(copied)
        assert_sentence(fault, "pack.json")

    def test_manifest_that_is_not_text(self, copied: Path) -> None:
        (copied / "pack.json").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(PackError) as fault:
            EmojiPack.load(copied)
        assert_sentence(fault, "pack.json")

    @pytest.mark.parametrize("absolute", [False, True])
    def test_file_outside_the_pack(self, copied: Path, absolute: bool) -> None:
        outside = shutil.copy(copied / "sad.png", copied.parent / "outside.png")
        about = json.loads((copied / "pack.json").read_text(encoding="utf-8"))
        about["emojis"]["sad"]["file"] = str(outside) if absolute else "../outside.png"
        (copied / "pack.json").write_text(json.dumps(about), encoding="utf-8")
        with pytest.raises(PackError) as fault:
            EmojiPack.load(copied)
        assert_sentence(fault, "outside.png", "pack.json")


class TestMapper:
    @pytest.mark.parametrize("labels", [LABELS, LABELS[::-1], ("sad", "happy")])
    def test_index_counts_in_the_networks_order(self, labels: tuple[str, ...]) -> None:
        pack = EmojiPack.load()
        mapper = EmojiMapper(labels, pack)
        for index, label in enumerate(labels):
            assert mapper.name(index) == label
            assert mapper.picture(index) is pack.picture(label)
            assert mapper.character(index) == pack.character(label)

    def test_not_sure_and_no_face(self) -> None:
        mapper = EmojiMapper(LABELS, EmojiPack.load())
        assert (mapper.name(None), mapper.name(NO_FACE)) == (NOT_SURE, NO_FACE)
        assert (mapper.character(None), mapper.character(NO_FACE)) == ("🤔", "🫥")
        assert mapper.picture(NO_FACE) is mapper.pack.picture(NO_FACE)

    @pytest.mark.parametrize("index", [-1, 2, "sad"])
    def test_index_that_no_label_has(self, index: int | str) -> None:
        with pytest.raises(IndexError):
            EmojiMapper(("sad", "happy"), EmojiPack.load()).name(index)

    def test_label_without_a_picture_is_its_letters_and_neither_unsure_nor_a_face(self) -> None:
        mapper = EmojiMapper(("contempt", "8 ball", "радость"), EmojiPack.load())
        assert [mapper.character(index) for index in range(3)] == ["Ⓒ", "⑧", "◉"]
        pictures = [mapper.picture(index) for index in range(3)]
        assert all((picture.mode, picture.size) == ("RGBA", (512, 512)) for picture in pictures)
        assert len({picture.tobytes() for picture in pictures}) == 3
        assert mapper.picture(0) is mapper.picture(0)
        assert [letters(label) for label in mapper.labels] == ["Co", "8b", "•"]

    @pytest.mark.parametrize(("label", "name"), [("Happy", "happy"), ("ANGER", "angry")])
    def test_labels_that_are_written_otherwise(self, label: str, name: str) -> None:
        mapper = EmojiMapper((label, "sad"), EmojiPack.load())
        assert mapper.picture(0) is mapper.pack.picture(name)
        assert mapper.character(0) == mapper.pack.character(name)

    def test_label_that_only_this_pack_has(self, folder: Path) -> None:
        shutil.copy(folder / "sad.png", folder / "contempt.png")
        mapper = EmojiMapper(("contempt",), EmojiPack.load(folder))
        assert mapper.picture(0).size == (8, 8)
        assert mapper.character(0) == "Ⓒ"


def test_importing_loads_nothing_heavy() -> None:
    heavy = ("PIL", "numpy", "cv2", "tkinter", "keras", "flask")
    code = (
        "import sys, emoji_gui.pipeline.emojis as m; m.EmojiPack.load();"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert ran.stdout.strip() == b"[]"


# Simulated dichromacy on linear RGB (Viénot, Brettel and Mollon 1999, as given for sRGB
# screens); "achroma" sees only luminance, so it leaves nothing but shape.
SIGHTS = {
    "normal": np.eye(3),
    "protan": np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]),
    "deutan": np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]),
    "achroma": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}


def seen(pack: str, name: str, size: int, sight: str) -> Floats:
    """Lightness (CIE L*, 0 to 100) of an emoji on white, as one sight sees it."""
    picture = EmojiPack.load(pack).picture(name).resize((size, size), Image.Resampling.BOX)
    rgba = np.asarray(picture, dtype=np.float64) / 255
    over = rgba[..., :3] * rgba[..., 3:] + 1 - rgba[..., 3:]
    light = np.where(over <= 0.04045, over / 12.92, ((over + 0.055) / 1.055) ** 2.4)
    y = np.clip(light @ SIGHTS[sight].T, 0, 1) @ np.array([0.2126, 0.7152, 0.0722])
    lightness: Floats = np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y)
    return lightness


def structure(lightness: Floats) -> Floats:
    """What is drawn inside the head: lightness less that of the surroundings.

    Tint and shading are broad and fall out with the surroundings; the edge of
    the head, which all faces share, is left out.
    """
    size = lightness.shape[0]
    wide = Image.fromarray(lightness.astype(np.float32)).resize((4, 4), Image.Resampling.BOX)
    around = np.asarray(wide.resize((size, size), Image.Resampling.BICUBIC), dtype=np.float64)
    rows, columns = np.mgrid[:size, :size] - (size - 1) / 2
    inside: Floats = (lightness - around)[np.hypot(rows, columns) < 0.4 * size]
    return inside


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("size", [64, 32])
@pytest.mark.parametrize("pack", PACKS)
def test_faces_differ_in_shape_and_not_only_in_colour(pack: str, size: int, sight: str) -> None:
    names = (*LABELS, NOT_SURE)
    drawn = {name: structure(seen(pack, name, size, sight)) for name in names}
    for one, other in itertools.combinations(names, 2):
        clear = float((np.abs(drawn[one] - drawn[other]) > 20).mean())
        alike = float(np.corrcoef(drawn[one], drawn[other])[0, 1])
        assert clear > 0.12, (one, other, clear)
        assert alike < 0.7, (one, other, alike)


class TestDrawing:
    def test_every_emoji_has_an_expression(self) -> None:
        assert set(FACES) == set(NAMES)

    def test_every_pack_has_a_style(self) -> None:
        assert set(PACKS) == set(STYLES)

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("pack", PACKS)
    def test_sources_in_the_repository_are_what_the_program_draws(
        self, pack: str, name: str
    ) -> None:
        kept = (pack_folder.PACKS / pack / f"{name}.svg").read_text(encoding="utf-8")
        assert kept == face_svg(FACES[name], STYLES[pack].of(name))

    # At full size one face a pack, the others small: nine large ones a pack take seconds.
    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("pack", PACKS)
    def test_pictures_in_the_repository_are_what_the_program_draws(
        self, pack: str, name: str
    ) -> None:
        pytest.importorskip("resvg_py", reason="the drawing library (extra 'draw') is missing")
        size = 512 if name == "disgust" else 128
        drawn = picture(face_svg(FACES[name], STYLES[pack].of(name)), size)
        kept = EmojiPack.load(pack).picture(name)
        if size < 512:
            assert_looks_like(drawn, kept)
            return
        apart = np.abs(np.asarray(drawn, dtype=np.int16) - np.asarray(kept, dtype=np.int16))
        # Another processor or release may round an edge differently, but not a shape.
        assert drawn.size == kept.size
        assert apart.mean() < 0.2
        assert (apart > 24).mean() < 0.001

    def test_blend_reaches_both_ends(self) -> None:
        sad, happy = FACES["sad"], FACES["happy"]
        assert blend(sad, happy, 0.0) == sad
        assert blend(sad, happy, 1.0) == happy
        half = blend(sad, happy, 0.5)
        assert isinstance(half, Expression)
        assert half.mouth.smile == pytest.approx((sad.mouth.smile + happy.mouth.smile) / 2)
        assert half.left_eye.lower == pytest.approx((sad.left_eye.lower + happy.left_eye.lower) / 2)

    def test_blend_of_parts(self) -> None:
        assert blend(Eye(width=10.0), Eye(width=20.0), 0.25).width == pytest.approx(12.5)

    @pytest.mark.parametrize("pair", [("neutral", "happy"), ("fear", "disgust"),
                                      ("not_sure", "no_face")])  # fmt: skip
    @pytest.mark.parametrize("pack", PACKS)
    def test_blend_moves_continuously(self, pack: str, pair: tuple[str, str]) -> None:
        pytest.importorskip("resvg_py", reason="the drawing library (extra 'draw') is missing")
        one, other = (FACES[name] for name in pair)
        steps = [
            np.asarray(picture(face_svg(blend(one, other, t), STYLES[pack]), 64), dtype=np.int16)
            for t in np.linspace(0, 1, 9)
        ]
        jumps = [float(np.abs(a - b).mean()) for a, b in itertools.pairwise(steps)]
        assert max(jumps) < 0.5 * float(np.abs(steps[0] - steps[-1]).mean())

    def test_style_changes_the_drawing_and_not_the_expression(self) -> None:
        drawing = face_svg(FACES["happy"], Style(line="#123456", line_width=9, squareness=4))
        assert "#123456" in drawing
        assert 'stroke-width="9"' in drawing
        assert drawing != face_svg(FACES["happy"])


def assert_looks_like(small: Image.Image, large: Image.Image) -> None:
    """A drawing at a small size is the same picture as one at full size."""
    shrunk = large.resize(small.size, Image.Resampling.BOX)
    one, other = (np.asarray(each, dtype=np.float64) for each in (small, shrunk))
    # Where nothing covers the ground, the colour means nothing.
    apart = np.abs(one[..., :3] * one[..., 3:] - other[..., :3] * other[..., 3:]) / 255
    assert apart.mean() < 3
    assert np.abs(one[..., 3] - other[..., 3]).mean() < 2


def png_header(side: int) -> bytes:
    """A PNG that claims a size but holds no pixels: nothing may be allocated for it."""
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in (header, b"IDAT" + zlib.compress(b""), b"IEND")
    )
