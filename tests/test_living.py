"""The living emoji: how it moves, that it looks like the pack it comes from, and what draws it."""

from __future__ import annotations

import itertools
import random

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from assets.emojis.draw.compose import face_svg
from assets.emojis.draw.expression import Expression
from assets.emojis.draw.faces import FACES, RESTING
from assets.emojis.draw.mixing import blinking, mixture, openness
from assets.emojis.draw.style import STYLES
from emoji_gui.pipeline.emojis import NOT_SURE, EmojiPack
from emoji_gui.pipeline.living import LivingFace, wanted
from emoji_gui.pipeline.motion import BLINK, BREATH, Blinks, Glide
from emoji_gui.pipeline.raster.painter import Painter
from emoji_gui.pipeline.raster.shapes import Place
from model.labels import LABELS

SETTLED = 2 * BREATH
"""Seconds after which a face is where it was sent, and between two breaths."""
PAIRS = list(itertools.combinations(LABELS, 2))

Floats = npt.NDArray[np.float64]


class NeverBlinks(random.Random):
    """A chance by which the first blink comes after every test."""

    def uniform(self, a: float, b: float) -> float:
        return 1e6

    def random(self) -> float:
        return 1.0


def settled(
    probabilities: dict[str, float] | None, size: int = 64, unsure: bool = False
) -> LivingFace:
    face = LivingFace(size, NeverBlinks())
    face.advance(probabilities, SETTLED, unsure=unsure)
    return face


def weighted(picture: Image.Image) -> Floats:
    """Colours times opacity, and opacity, 0 to 255: what is not there has no colour."""
    pixels = np.asarray(picture.convert("RGBA"), dtype=np.float64)
    return np.concatenate([pixels[..., :3] * pixels[..., 3:] / 255, pixels[..., 3:]], axis=2)


def shrunk(picture: Image.Image, size: int) -> Floats:
    """A picture made smaller by whole pixels, ``weighted``."""
    pixels, by = weighted(picture), picture.width // size
    small: Floats = pixels.reshape(size, by, size, by, 4).mean(axis=(1, 3))
    return small


def apart(one: Floats, other: Floats) -> float:
    return float(np.abs(one - other).mean())


def numbers(face: Expression) -> list[float]:
    """All the numbers of a face, one after the other."""
    parts = [vars(part) for part in vars(face).values()]
    return [value for part in parts for value in part.values()]


class TestMotion:
    def test_arrives(self) -> None:
        glide = Glide([0.0, 1.0], 0.1)
        glide.advance([1.0, 0.0], 2.0)
        assert glide.values == pytest.approx([1, 0], abs=1e-6)

    def test_starts_and_arrives_gently(self) -> None:
        glide, way = Glide([0.0], 0.1), [0.0]
        for _ in range(60):
            glide.advance([1.0], 0.02)
            way.append(float(glide.values[0]))
        steps = np.diff(way)
        fastest = int(steps.argmax())
        assert 0 < fastest < 10
        assert steps[0] < 0.4 * steps[fastest]
        assert (steps >= 0).all()
        assert (np.diff(steps)[fastest:] <= 1e-12).all()

    @pytest.mark.parametrize("rate", [10, 30, 60])
    def test_is_the_same_at_every_frame_rate(self, rate: int) -> None:
        glide = Glide([0.0], 0.1)
        for target in (1.0, 0.2):
            for _ in range(rate // 5):
                glide.advance([target], 1 / rate)
        in_one_step = Glide([0.0], 0.1)
        in_one_step.advance([1.0], 0.2)
        in_one_step.advance([0.2], 0.2)
        assert glide.values == pytest.approx(in_one_step.values)

    def test_keeps_a_sum(self) -> None:
        glide = Glide([1.0, 0.0, 0.0], 0.1)
        for target in ([0, 1, 0], [0, 0.5, 0.5], [1, 0, 0]):
            glide.advance(target, 0.07)
            assert glide.values.sum() == pytest.approx(1)

    def test_blinks_now_and_then_and_not_for_long(self) -> None:
        blinks, closed = Blinks(random.Random(1)), []
        for _ in range(60 * 60):
            blinks.advance(1 / 60)
            closed.append(blinks.closed)
        assert max(closed) > 0.95
        assert min(closed) == 0
        begun = sum(before == 0 < now for before, now in itertools.pairwise(closed))
        assert 9 <= begun <= 30
        assert sum(now > 0 for now in closed) / 60 < begun * (BLINK + 2 / 60)

    def test_blinks_at_the_same_time_at_every_frame_rate(self) -> None:
        seen = []
        for rate in (10, 60):
            blinks, row = Blinks(random.Random(2)), []
            for _ in range(300):
                for _ in range(rate // 10):
                    blinks.advance(1 / rate)
                row.append(blinks.closed)
            seen.append(row)
        assert seen[0] == pytest.approx(seen[1], abs=1e-6)
        assert max(seen[0]) > 0


class TestWanted:
    def test_no_face_rests(self) -> None:
        assert wanted(None) == [0] * 8 + [1]

    def test_not_sure_looks_so(self) -> None:
        assert wanted({"happy": 0.3, "sad": 0.3}, unsure=True) == [0] * 7 + [1, 0]

    @pytest.mark.parametrize("nothing", [{}, {"contempt": 1.0}, {"happy": 0.0},
                                         {"happy": float("nan")}, {"sad": -1.0}])  # fmt: skip
    def test_nothing_known_is_not_sure(self, nothing: dict[str, float]) -> None:
        assert wanted(nothing) == [0] * 7 + [1, 0]

    def test_other_labels_are_left_out(self) -> None:
        assert wanted({"happy": 0.3, "contempt": 0.7}) == wanted({"happy": 1.0})

    def test_a_little_of_everything_does_not_blunt_the_face(self) -> None:
        little = dict.fromkeys(LABELS, 0.05) | {"happy": 0.7}
        assert wanted(little) == pytest.approx(wanted({"happy": 1.0}))

    def test_shares_follow_the_probabilities(self) -> None:
        shares = dict(zip(LABELS, wanted({"happy": 0.6, "surprise": 0.4}), strict=False))
        assert shares["happy"] == pytest.approx(0.6, abs=0.03)
        assert sum(shares.values()) == pytest.approx(1)

    def test_changes_without_a_jump(self) -> None:
        rows = [wanted({"happy": p, "sad": 1 - p}) for p in np.linspace(0, 1, 101)]
        assert np.abs(np.diff(rows, axis=0)).max() < 0.02


class TestFace:
    @pytest.mark.parametrize("name", [*LABELS, NOT_SURE])
    @pytest.mark.parametrize("size", [64, 256])
    def test_pure_expression_looks_like_the_packs_picture(self, name: str, size: int) -> None:
        face = settled({name: 1.0}, size)
        still = shrunk(EmojiPack.load().picture(name), size)
        assert face.expression == FACES[name]
        living = weighted(face.picture())
        assert apart(living, still) < 1.5
        # And more like it than like any other.
        others = [label for label in LABELS if label != name]
        pictures = [shrunk(EmojiPack.load().picture(label), size) for label in others]
        assert apart(living, still) < 0.3 * min(apart(living, other) for other in pictures)

    def test_without_a_face_it_rests_and_is_faint(self) -> None:
        face = settled(None)
        assert face.expression == RESTING
        alpha = np.asarray(face.picture())[..., 3]
        assert 120 < alpha[32, 32] < 200

    def test_not_sure_looks_like_the_packs_picture_too(self) -> None:
        face = settled({"happy": 0.5, "sad": 0.5}, unsure=True)
        assert face.expression == FACES[NOT_SURE]

    def test_is_a_picture_of_its_size_with_transparent_corners(self) -> None:
        picture = settled({"sad": 1.0}, 90).picture()
        assert (picture.mode, picture.size) == ("RGBA", (90, 90))
        alpha = np.asarray(picture)[..., 3]
        assert not alpha[[0, 0, -1, -1], [0, -1, 0, -1]].any()
        assert alpha[45, 45] == 255

    @pytest.mark.parametrize("size", [1, 7, 600])
    def test_any_size_is_drawn(self, size: int) -> None:
        assert settled({"angry": 1.0}, size).picture().size == (size, size)

    def test_half_happy_half_surprised_is_both(self) -> None:
        face = settled({"happy": 0.6, "surprise": 0.4}).expression
        happy, surprise = FACES["happy"], FACES["surprise"]
        assert happy.left_eye.lower < face.left_eye.lower < surprise.left_eye.lower
        assert happy.left_brow.height < face.left_brow.height < surprise.left_brow.height
        assert surprise.mouth.width < face.mouth.width < happy.mouth.width
        assert face.mouth.open > 100
        # Laughing eyes have no iris: what opens shows the surprised one, with white around it.
        assert face.left_eye.iris < 0.75 * face.left_eye.width
        assert face.left_eye.gleam > 0.8

    def test_moves_the_same_at_10_and_60_frames_a_second(self) -> None:
        faces = []
        for rate in (10, 60):
            face = LivingFace(64, random.Random(4))
            for answer in ({"happy": 1.0}, {"fear": 0.7, "sad": 0.3}, None, {"angry": 1.0}):
                for _ in range(rate // 5):
                    face.advance(answer, 1 / rate)
            faces.append(face)
        one, other = faces
        assert numbers(one.expression) == pytest.approx(numbers(other.expression), abs=1e-6)
        assert apart(weighted(one.picture()), weighted(other.picture())) < 0.05

    def test_no_frame_leaps(self) -> None:
        face = settled({"happy": 1.0})
        frames = [weighted(face.picture())]
        for _ in range(20):
            face.advance({"fear": 1.0}, 1 / 30)
            frames.append(weighted(face.picture()))
        jumps = [apart(one, other) for one, other in itertools.pairwise(frames)]
        assert max(jumps) < 0.3 * apart(frames[0], frames[-1])

    def test_is_never_quite_still(self) -> None:
        face = settled({"neutral": 1.0}, 128)
        before = weighted(face.picture())
        face.advance({"neutral": 1.0}, BREATH / 4)
        breathed = apart(before, weighted(face.picture()))
        assert 0.05 < breathed < 3
        face.advance({"neutral": 1.0}, BREATH * 3 / 4)
        assert apart(before, weighted(face.picture())) < 0.05

    @pytest.mark.parametrize("seconds", [0.0, -5.0])
    def test_time_that_does_not_pass_changes_nothing(self, seconds: float) -> None:
        face = settled({"happy": 1.0})
        before = face.expression
        face.advance({"sad": 1.0}, seconds)
        assert face.expression == before

    def test_long_absence_does_no_harm(self) -> None:
        face = LivingFace(64, random.Random(5))
        face.advance({"sad": 1.0}, 3600.0)
        assert face.expression.marks.tear == 1

    def test_goes_on_at_another_size(self) -> None:
        face = settled({"surprise": 1.0})
        before = face.expression
        face.resize(100)
        assert face.picture().size == (100, 100)
        assert face.expression == before

    def test_pictures_are_its_owners(self) -> None:
        face = settled({"happy": 1.0})
        first = face.picture()
        kept = first.tobytes()
        first.paste((0, 0, 0, 255), (0, 0, 64, 64))
        assert face.picture().tobytes() == kept


class TestMixture:
    @pytest.mark.parametrize("name", [*LABELS, NOT_SURE])
    def test_one_face_is_itself(self, name: str) -> None:
        assert mixture([FACES[name], FACES["sad"]], [1.0, 0.0]) == FACES[name]

    @pytest.mark.parametrize("pair", PAIRS)
    def test_moves_without_a_leap(self, pair: tuple[str, str]) -> None:
        ends = [FACES[name] for name in pair]
        steps = [painted(mixture(ends, [1 - t, t]), 48) for t in np.linspace(0, 1, 17)]
        jumps = [apart(one, other) for one, other in itertools.pairwise(steps)]
        assert max(jumps) < 0.35 * apart(steps[0], steps[-1])

    @pytest.mark.parametrize("pair", PAIRS)
    def test_between_two_faces_is_neither(self, pair: tuple[str, str]) -> None:
        ends = [FACES[name] for name in pair]
        middle = painted(mixture(ends, [0.5, 0.5]), 48)
        whole = apart(*(painted(end, 48) for end in ends))
        for end in ends:
            assert apart(middle, painted(end, 48)) > 0.25 * whole

    def test_lips_hardly_open_are_closed(self) -> None:
        face = mixture([FACES["neutral"], FACES["angry"]], [0.8, 0.2])
        assert face.mouth.open < 0.1 * FACES["angry"].mouth.open

    def test_blink_closes_what_is_open(self) -> None:
        for name in LABELS:
            shut = blinking(FACES[name], 1.0)
            assert openness(shut.left_eye) < 0.15, name
            assert blinking(FACES[name], 0.0) == FACES[name]

    def test_blink_leaves_the_rest(self) -> None:
        shut = blinking(FACES["sad"], 1.0)
        assert (shut.mouth, shut.marks, shut.skin) == (
            FACES["sad"].mouth, FACES["sad"].marks, FACES["sad"].skin,
        )  # fmt: skip


def painted(face: Expression, size: int, pack: str = "default", name: str = "") -> Floats:
    """A drawing of a face by OpenCV, ``weighted``."""
    svg = face_svg(face, STYLES[pack].of(name))
    inside = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    layer = Painter(size, Place(size / 512, size / 512)).draw(inside)
    return np.asarray(layer.planes.transpose(1, 2, 0) * 255, dtype=np.float64)


class TestPainter:
    @pytest.mark.parametrize("pack", STYLES)
    @pytest.mark.parametrize("name", [*LABELS, NOT_SURE])
    def test_draws_what_resvg_draws(self, pack: str, name: str) -> None:
        kept = shrunk(EmojiPack.load(pack).picture(name), 128)
        drawn = painted(FACES[name], 128, pack, name)
        assert apart(drawn, kept) < 3
        assert (np.abs(drawn - kept) > 96).mean() < 0.004

    @pytest.mark.parametrize(
        "source",
        ['<circle r="3"/>', '<path d="M1,1Q2,2 3,3" fill="#000000"/>', '<path mask="url(#m)"/>',
         '<filter id="f"><feTile stdDeviation="1"/></filter>',
         '<g transform="scale(2)"><path d="M0,0L9,9"/></g>',
         '<ellipse cx="9" cy="9" rx="3" ry="2" transform="rotate(20 0 0)"/>',
         '<rect x="0" y="0" width="9" height="9" rx="1" stroke-dasharray="2 2"/>'],
    )  # fmt: skip
    def test_what_it_does_not_know_is_refused(self, source: str) -> None:
        with pytest.raises(ValueError, match="not drawn here"):
            Painter(32, Place(1, 1)).draw(source)

    def test_covers_the_share_of_each_pixel(self) -> None:
        source = '<path d="M8.5,8L24,8L24,24L8.5,24Z" fill="#ffffff"/>'
        alpha = Painter(32, Place(1, 1)).draw(source).planes[3]
        assert alpha[12, 10] == 1
        assert alpha[12, 8] == pytest.approx(0.5, abs=0.15)
        assert alpha[12, 6] == 0
        assert alpha.sum() == pytest.approx(15.5 * 16, rel=0.03)

    def test_what_lies_outside_does_no_harm(self) -> None:
        source = '<path d="M-50,-50L-20,-50L-20,-20Z" fill="#ffffff"/>'
        assert not Painter(32, Place(1, 1)).draw(source).planes.any()

    def test_group_is_as_faint_as_its_parts_together(self) -> None:
        one = '<path d="M4,4L20,4L20,20L4,20Z" fill="#ffffff"/>'
        two = one.replace("M4,4", "M12,4").replace("L4,20", "L12,20")
        alpha = Painter(32, Place(1, 1)).draw(f'<g opacity="0.5">{one}{two}</g>').planes[3]
        assert alpha[12, 16] == pytest.approx(0.5)
