"""The expressions of a pack: the seven labels, "no face" and "not sure"."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from .expression import Brow, Expression, Eye, Marks, Mouth, Skin

_ANGRY_BROW = Brow(height=60, tilt=-60, arch=2, length=118, inward=6)
_ANGRY_EYE = Eye(width=56, upper_inner=2, upper_outer=46, lower=46, iris=25, gaze_y=4, gleam=0.8)
_FEAR_BROW = Brow(height=122, tilt=34, arch=8, length=88, inward=4)
_FEAR_EYE = Eye(width=62, upper_inner=70, upper_outer=64, lower=66, iris=19)
_HAPPY_BROW = Brow(height=112, arch=14, length=72)
_HAPPY_EYE = Eye(width=52, upper_inner=46, upper_outer=46, lower=-40, gleam=0.0)
_NEUTRAL_BROW = Brow(height=88, arch=6, length=80)
_NEUTRAL_EYE = Eye(width=41, upper_inner=54, upper_outer=54, lower=54, lid=0)
_GHOST_EYE = Eye(gleam=0, lid=0)
_SAD_BROW = Brow(height=106, tilt=48, arch=6, length=88, inward=2)
_SAD_EYE = Eye(
    width=56, upper_inner=64, upper_outer=38, lower=60, iris=40, gaze_y=6, gleam=1.1, water=1
)
_SURPRISE_BROW = Brow(height=130, arch=24, length=90)
_SURPRISE_EYE = Eye(width=56, upper_inner=66, upper_outer=66, lower=66, iris=32)

FACES: Final = MappingProxyType(
    {
        "angry": Expression(
            _ANGRY_BROW, _ANGRY_BROW, _ANGRY_EYE, _ANGRY_EYE,
            Mouth(y=380, width=100, smile=-46, open=70, round=1.4, teeth=35, clench=1),
            Skin(flush=0.85),
        ),
        "disgust": Expression(
            Brow(height=58, tilt=-30, arch=0, length=100, inward=4),
            Brow(height=90, tilt=-24, arch=16, length=96),
            Eye(width=54, upper_inner=12, upper_outer=20, lower=20, iris=20, gaze_x=-10),
            Eye(width=56, upper_inner=22, upper_outer=38, lower=32, iris=23, gaze_x=-10),
            Mouth(x=256, y=350, width=108, smile=-38, wave=13, waves=1, skew=8,
                  tongue_out=106, tongue_x=26),
            Skin(nausea=0.95, wrinkle=1),
        ),
        "fear": Expression(
            _FEAR_BROW, _FEAR_BROW, _FEAR_EYE, _FEAR_EYE,
            Mouth(y=392, width=98, smile=-28, open=58, round=1.5, wave=8, waves=3.5, teeth=64),
            Skin(pallor=1), Marks(sweat=1),
        ),
        "happy": Expression(
            _HAPPY_BROW, _HAPPY_BROW, _HAPPY_EYE, _HAPPY_EYE,
            Mouth(y=324, width=122, smile=34, open=120, rise=0.02, round=0.9, teeth=36, tongue=1),
            Skin(blush=0.8),
        ),
        "neutral": Expression(
            _NEUTRAL_BROW, _NEUTRAL_BROW, _NEUTRAL_EYE, _NEUTRAL_EYE,
            Mouth(y=360, width=84), Skin(),
        ),
        "sad": Expression(
            _SAD_BROW, _SAD_BROW, _SAD_EYE, _SAD_EYE,
            Mouth(y=392, width=64, smile=-46),
            Skin(blush=0.25), Marks(tear=1),
        ),
        "surprise": Expression(
            _SURPRISE_BROW, _SURPRISE_BROW, _SURPRISE_EYE, _SURPRISE_EYE,
            Mouth(y=390, width=62, open=136, round=1, tongue=0.9),
            Skin(blush=0.4),
        ),
        "no_face": Expression(
            _NEUTRAL_BROW, _NEUTRAL_BROW, _GHOST_EYE, _GHOST_EYE,
            Mouth(y=360, width=74), Skin(ghost=1),
        ),
        "not_sure": Expression(
            Brow(height=80, tilt=-8, arch=2, length=88),
            Brow(height=124, tilt=4, arch=24, length=92),
            Eye(width=46, upper_inner=34, upper_outer=36, lower=44, iris=25, gaze_x=12, gaze_y=-12),
            Eye(width=50, upper_inner=56, upper_outer=56, lower=52, iris=27, gaze_x=14, gaze_y=-22),
            Mouth(x=270, y=374, width=68, smile=-8, skew=36, wave=4, waves=1),
            Skin(), Marks(question=1),
        ),
    }
)  # fmt: skip
"""Every name of a pack and its expression."""

_ASLEEP_BROW: Final = Brow(height=84, tilt=6, arch=10, length=76)
_ASLEEP_EYE: Final = Eye(width=46, upper_inner=-20, upper_outer=-20, lower=20)
RESTING: Final = Expression(
    _ASLEEP_BROW, _ASLEEP_BROW, _ASLEEP_EYE, _ASLEEP_EYE,
    Mouth(y=362, width=36, smile=7), Skin(blush=0.15),
)  # fmt: skip
"""A face that nobody looks into: it dozes. Only the living emoji shows it."""
