"""Batches of training pictures, each made anew from the photographs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from model.detector.boxes import Floats
from model.detector.composing import Cut, Face, cut_out
from model.detector.looks import Looks
from model.detector.network import fit
from model.detector.pasting import hide_covered, paste
from model.detector.pictures import Photograph
from model.detector.settings import DetectorSettings
from model.detector.targets import encode
from model.opencv import cv2
from model.preprocess import Image

Mistake = tuple[int, float, float, float]
"""Number of a photograph; x, y and side in it of what the network took for a face."""

SHARPEST = 3.0
"""A photograph is not blown up further: there are no such blurred cameras."""


@dataclass(frozen=True)
class Material:
    """What training pictures are made of.

    Attributes:
        photographs: that are not held out.
        faces: uint8 ``(N, 48, 48)`` in FER2013's frame, N may be 0.
        looks: what is done to finished pictures.
        mistakes: mined ones.
    """

    photographs: Sequence[Photograph]
    faces: Image
    looks: Looks
    mistakes: Sequence[Mistake] = field(default_factory=tuple)


class EpochSamples(Sequence[tuple[Floats, Floats]]):
    """One epoch: its batches by number, which depend on seed, epoch and number alone."""

    def __init__(self, material: Material, settings: DetectorSettings, epoch: int) -> None:
        """Draw the order.

        Args:
            material: of the pictures.
            settings: of the run.
            epoch: counted from 0.
        """
        self._material = material
        self._settings = settings
        self.epoch = epoch
        self._seed = (settings.seed, epoch)
        self._order = np.random.default_rng(self._seed).permutation(len(material.photographs))

    def __len__(self) -> int:
        """Batches of an epoch; the last one is as large as the others."""
        return max(1, len(self._order) // self._settings.batch_size)

    def __getitem__(self, index: int) -> tuple[Floats, Floats]:  # type: ignore[override]
        """Pictures float32 ``(N, S, S, colors)`` and targets ``(N, S/8, S/8, CHANNELS)``."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        rng = np.random.default_rng((*self._seed, index))
        first = index * self._settings.batch_size
        chosen = self._order[first : first + self._settings.batch_size]
        pairs = [self.sample(int(number), rng) for number in chosen]
        settings = self._settings
        targets = [
            encode(faces, picture.shape[:2], settings.stride, settings.smallest_face)
            for picture, faces in pairs
        ]
        pictures = np.stack([picture for picture, _ in pairs]).astype(np.float32)
        return pictures.reshape(*pictures.shape[:3], settings.colors), np.stack(targets)

    def sample(self, number: int, rng: np.random.Generator) -> tuple[Image, list[Face]]:
        """A training picture around a photograph, with its faces."""
        settings, material = self._settings, self._material
        picture, faces = self._base(number, rng)
        if len(material.faces) and rng.random() < settings.paste:
            for _ in range(int(rng.integers(1, 4))):
                faces = self._paste(picture, faces, rng)
        return material.looks.change(picture, faces, rng), faces

    def _base(self, number: int, rng: np.random.Generator) -> tuple[Image, list[Face]]:
        settings, material = self._settings, self._material
        side = settings.size
        what = rng.random()
        if what < settings.mosaic:
            return self._mosaic(number, rng)
        if material.mistakes and what < settings.mosaic + settings.negatives:
            chosen = material.mistakes[int(rng.integers(len(material.mistakes)))]
            photograph = material.photographs[chosen[0]]
            return cut_out(photograph, self._around(chosen, rng), (side, side))
        photograph = material.photographs[number]
        return cut_out(photograph, self._cut(photograph, (side, side), rng), (side, side))

    def _mosaic(self, number: int, rng: np.random.Generator) -> tuple[Image, list[Face]]:
        """Four photographs around a point (Bochkovskiy et al. 2020, arXiv:2004.10934)."""
        side, photographs = self._settings.size, self._material.photographs
        x, y = (int(rng.integers(side // 4, 3 * side // 4)) for _ in range(2))
        pieces, faces = [], []
        for left, top, right, bottom in (
            (0, 0, x, y), (x, 0, side, y), (0, y, x, side), (x, y, side, side)
        ):  # fmt: skip
            shape = (bottom - top, right - left)
            cut = self._cut(photographs[number], shape, rng)
            piece, inside = cut_out(photographs[number], cut, shape)
            pieces.append(piece)
            faces += [replace(face, x=face.x + left, y=face.y + top) for face in inside]
            number = int(rng.integers(len(photographs)))
        rows = np.hstack(pieces[:2]), np.hstack(pieces[2:])
        return np.vstack(rows), faces

    def _cut(self, photograph: Photograph, shape: tuple[int, int], rng: np.random.Generator) -> Cut:
        """A face at a size drawn at random, or the photograph at about serving's scale."""
        settings = self._settings
        height, width = photograph.levels[0].shape[:2]
        wanted = np.flatnonzero(~photograph.doubtful)
        sides = np.sqrt(photograph.faces[:, 2:].prod(-1))
        wanted = wanted[sides[wanted] >= 0.06 * photograph.short_side]
        if len(wanted) and rng.random() < 0.65:
            chosen = int(rng.choice(wanted))
            x, y, w, h = photograph.faces[chosen].tolist()
            largest = max(settings.smallest_face * 2, 1.0 * max(shape))
            smallest = math.log(settings.smallest_face * 1.1)
            side = math.exp(rng.uniform(smallest, math.log(largest)))
            focus, scale = (x + w / 2, y + h / 2), side / float(sides[chosen])
        else:
            _, served = fit((height, width), settings.pixels, settings.multiple)
            focus = (rng.uniform(0.25, 0.75) * width, rng.uniform(0.25, 0.75) * height)
            scale = served * 1.4 ** rng.uniform(-1, 1)
        # Not so small that the picture is mostly blank.
        scale = max(scale, 0.5 * max(shape) / max(height, width))
        target = (rng.uniform(0.2, 0.8) * shape[1], rng.uniform(0.2, 0.8) * shape[0])
        return self._turned(focus, target, min(scale, SHARPEST), rng)

    def _around(self, mistake: Mistake, rng: np.random.Generator) -> Cut:
        _, x, y, size = mistake
        side = math.exp(rng.uniform(math.log(16), math.log(120)))
        target = tuple(rng.uniform(0.2, 0.8, 2) * self._settings.size)
        scale = min(max(side / size, 0.2), SHARPEST)
        return self._turned((x, y), (target[0], target[1]), scale, rng)

    def _turned(
        self,
        focus: tuple[float, float],
        target: tuple[float, float],
        scale: float,
        rng: np.random.Generator,
    ) -> Cut:
        # Half of the pictures are turned a little, as heads are, half by any angle.
        most = self._settings.roll * (1.0 if rng.random() < 0.5 else 0.2)
        border = cv2.BORDER_CONSTANT if rng.random() < 0.7 else cv2.BORDER_REFLECT_101
        roll, flip = rng.uniform(-most, most), bool(rng.random() < 0.5)
        return Cut(focus, target, scale, roll, flip, border)

    def _paste(self, picture: Image, faces: list[Face], rng: np.random.Generator) -> list[Face]:
        bank, settings = self._material.faces, self._settings
        face = bank[int(rng.integers(len(bank)))]
        if rng.random() < 0.5:
            face = face[:, ::-1]
        side = math.exp(rng.uniform(math.log(18), math.log(0.7 * settings.size)))
        centre = rng.uniform(0.1, 0.9, 2) * settings.size
        pasted = paste(
            picture,
            np.ascontiguousarray(face),
            (float(centre[0]), float(centre[1])),
            side,
            roll=rng.uniform(-settings.roll, settings.roll) * (1 if rng.random() < 0.5 else 0.2),
            soft=rng.uniform(0.02, 0.2),
        )
        return [*hide_covered(faces, pasted), pasted]
