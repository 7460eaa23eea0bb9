"""Between a front end and the engine: whose head the network wears, and who hears its readings.

Made on the window's thread before the engine is, and told of the network on the
engine's. A profile that does not fit never stops the mirror: the network as it ships
goes on, and ``remark`` says why.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from emoji_gui.language import words_of
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.profile_store import ProfileStore
from emoji_gui.pipeline.profiles import NOBODY, Profile, ProfileError

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Image, Reading
    from model.calibration.classifier import CalibratedClassifier
    from model.calibration.head import Head
    from model.classifier import Classifier

log = logging.getLogger(__name__)

Hearing = Callable[["Reading", Mapping[int, "Image"]], None]


class Personal:
    """The person in front of the mirror."""

    def __init__(self, store: ProfileStore | None = None, name: str | None = None) -> None:
        """Take the profile ``name`` once there is a network; None or "none" takes nobody's."""
        self.store = ProfileStore() if store is None else store
        self.remark = ""
        """Why the wanted profile is not used, a sentence, or ""."""
        self._wanted = None if name is None or name.casefold() == NOBODY else name
        self._network: CalibratedClassifier | None = None
        self._fingerprint = ""
        self._hearing: Hearing | None = None
        self._aside = False
        self._change = threading.Lock()

    @property
    def name(self) -> str | None:
        """Whose profile is worn or was asked for; None for nobody's."""
        return self._wanted

    @property
    def network(self) -> CalibratedClassifier | None:
        """The network under the head, None until the engine has loaded it."""
        return self._network

    @property
    def fingerprint(self) -> str:
        """What a profile for this network has as its ``network``."""
        return self._fingerprint

    def attach(self, classifier: Classifier) -> CalibratedClassifier:
        """Take in the network, on the engine's thread; what it returns reads for the person."""
        from model.calibration.classifier import CalibratedClassifier, network_of

        network = CalibratedClassifier(classifier)
        with self._change:
            self._fingerprint, self._network = network_of(classifier), network
            self._wear()
        return network

    def use(self, name: str | None) -> str:
        """Wear another profile at once; None or "none" is the network as it ships.

        Returns:
            Why it cannot be worn, a sentence, or "".
        """
        with self._change:
            self._wanted = None if name is None or name.casefold() == NOBODY else name
            self._wear()
        return self.remark

    def listen(self, hearing: Hearing | None) -> None:
        """Let the head rest and tell ``hearing`` each reading; None ends both.

        ``hearing`` is called on the engine's thread.
        """
        with self._change:
            self._hearing, self._aside = hearing, hearing is not None
            self._wear()

    def hear(self, reading: Reading, crops: Mapping[int, Image]) -> None:
        """What the engine tells, on its thread."""
        hearing = self._hearing
        if hearing is not None:
            hearing(reading, crops)

    def learn(
        self, name: str, faces: Sequence[Image], shown: Sequence[int]
    ) -> tuple[Profile, Image]:
        """Fit a person's head; takes a second, so not on the window's thread. Keeps nothing.

        Args:
            name: of the person.
            faces: uint8 ``(size, size)`` each, those of an expression in their order.
            shown: index of the label that each was meant to show.

        Returns:
            The profile, and the faces as ``ProfileStore.save`` takes them.

        Raises:
            ProfileError: nothing could be learned.
        """
        import numpy as np

        from emoji_gui.pipeline.teaching import profile_of
        from model.calibration.classifier import Plain

        network = self._network
        if network is None:
            raise ProfileError("The network is not loaded yet: try again in a moment.")
        side = network.size
        stack = np.array(faces, dtype=np.uint8).reshape(-1, side, side)
        return profile_of(name, Plain(network), self._fingerprint, stack, shown), stack

    def _wear(self) -> None:
        self.remark = ""
        if self._network is None:
            return
        head: Head | None = None
        if self._wanted is not None:
            try:
                head = self._fitting(self.store.load(self._wanted)).head
            except PipelineError as error:
                log.warning("%s", error)
                self.remark = words_of(error)
        self._network.use(None if self._aside else head)

    def _fitting(self, profile: Profile) -> Profile:
        """The profile for this network; made anew from its pictures where it was for another.

        Raises:
            ProfileError: it is for another network and has no pictures.
        """
        assert self._network is not None
        same = profile.head.labels == self._network.labels
        if same and profile.network == self._fingerprint:
            return profile
        kept = self.store.pictures(profile.name) if same else None
        if kept is None or kept[0].shape[1:] != (self._network.size,) * 2:
            raise ProfileError(
                'The profile "{name}" was made for another network and is not used: teach the '
                "mirror this face again.",
                name=profile.name,
            )
        return self._refitted(profile, *kept)

    def _refitted(self, profile: Profile, faces: Image, shown: Sequence[int]) -> Profile:
        from emoji_gui.pipeline.teaching import profile_of
        from model.calibration.classifier import Plain

        assert self._network is not None
        log.info("the profile %s is fitted to another network", profile.name)
        new = profile_of(profile.name, Plain(self._network), self._fingerprint, faces, shown)
        return self.store.save(new, (faces, shown))
