"""The profiles of this computer: found, kept, renamed, deleted, exported and imported.

Each is one file in the person's own data folder. Its file name is a number of its own and
never the person's name, so that a name may hold what a file name may not, and an
imported file cannot choose where it goes.
"""

from __future__ import annotations

import logging
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emoji_gui.language import Sentence, words_of
from emoji_gui.pipeline.profile_files import (
    delete_file,
    pictures_beside,
    read_file,
    write_file,
    write_with_pictures,
)
from emoji_gui.pipeline.profiles import (
    LONGEST_NAME,
    SUFFIX,
    Profile,
    ProfileError,
    checked_name,
)

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Image

log = logging.getLogger(__name__)

APP: Final = "emoji-mirror"


def profiles_folder() -> Path:
    """Where profiles are kept, by the system's custom; nothing is made there yet."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "profiles"


@dataclass(frozen=True)
class Listing:
    """What the folder holds.

    Attributes:
        profiles: by name, in alphabetical order.
        remarks: a sentence for each file that is no whole profile; it is left alone.
    """

    profiles: tuple[Profile, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the people."""
        return tuple(profile.name for profile in self.profiles)


class ProfileStore:
    """Keeps the profiles of one folder."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep them in ``folder``, or where the system has such data; nothing is read yet."""
        self.folder = profiles_folder() if folder is None else folder

    def listing(self) -> Listing:
        """All profiles, and what is wrong with the files that are none."""
        found, remarks = self._read_all()
        profiles = sorted(found.values(), key=lambda profile: same(profile.name))
        return Listing(tuple(profiles), tuple(remarks))

    def load(self, name: str) -> Profile:
        """The profile of a person.

        Raises:
            ProfileError: there is none of that name.
        """
        return self._find(name)[1]

    def save(
        self, profile: Profile, pictures: tuple[Image, Sequence[int]] | None = None
    ) -> Profile:
        """Keep a profile in the place of the one of that name, whole or not at all.

        Args:
            profile: to keep.
            pictures: the faces, uint8 ``(N, S, S)``, and what each was meant to show;
                None keeps no pictures and deletes those of the profile before.

        Raises:
            ProfileError: the name cannot be one, or the disk does not take it.
        """
        profile = replace(profile, name=checked_name(profile.name))
        known = {same(old.name): path for path, old in self._read_all()[0].items()}
        path = known.get(same(profile.name), self.folder / f"{uuid.uuid4().hex}{SUFFIX}")
        write_with_pictures(path, profile, pictures)
        return profile

    def pictures(self, name: str) -> tuple[Image, Sequence[int]] | None:
        """The faces that were kept with a profile, as for ``save``; None if there are none.

        Raises:
            ProfileError: there is no such profile, or its pictures are damaged.
        """
        return pictures_beside(self._find(name)[0])

    def rename(self, name: str, to: str) -> Profile:
        """Call a person otherwise.

        Raises:
            ProfileError: there is no such profile, the new name is none, or is taken.
        """
        to = checked_name(to)
        path, profile = self._find(name)
        if same(to) != same(name) and same(to) in map(same, self.listing().names):
            raise ProfileError('There is a profile "{name}" already: choose another name.', name=to)
        renamed = replace(profile, name=to)
        write_file(path, renamed)
        return renamed

    def delete(self, name: str) -> None:
        """Delete a profile and its pictures.

        Raises:
            ProfileError: there is none of that name, or the system refuses.
        """
        path, _ = self._find(name)
        delete_file(path, name)

    def export(self, name: str, to: Path) -> Path:
        """Write a profile as one file, without pictures.

        Args:
            name: of the person.
            to: the file; what has that name already is replaced, so ask before.

        Returns:
            The file, with the suffix of profiles.

        Raises:
            ProfileError: there is no such profile, or the file cannot be written.
        """
        profile = self.load(name)
        to = to if to.suffix == SUFFIX else to.with_name(to.name + SUFFIX)
        write_file(to, profile)
        return to

    def take_in(self, path: Path) -> Profile:
        """Import a profile; where its name is taken it gets a number behind it.

        Raises:
            ProfileError: the file is none, or the disk does not take it.
        """
        profile = read_file(path)
        taken = set(map(same, self.listing().names))
        name, number = profile.name, 1
        while same(name) in taken:
            number += 1
            ending = f" {number}"
            name = profile.name[: LONGEST_NAME - len(ending)] + ending
        return self.save(replace(profile, name=name))

    def _find(self, name: str) -> tuple[Path, Profile]:
        found, _ = self._read_all()
        for path, profile in found.items():
            if same(profile.name) == same(name):
                return path, profile
        known = ", ".join(sorted(profile.name for profile in found.values()))
        raise ProfileError(
            'There is no profile "{name}". There are: {known}.',
            name=name,
            known=known or Sentence("none yet"),
        )

    def _read_all(self) -> tuple[dict[Path, Profile], list[str]]:
        found: dict[Path, Profile] = {}
        remarks: list[str] = []
        try:
            paths = sorted(self.folder.glob(f"*{SUFFIX}"))
        except OSError as error:
            remark = Sentence(
                "The profiles in {folder} cannot be read: {reason}.",
                folder=self.folder,
                reason=error.strerror,
            )
            return {}, [remark]
        for path in paths:
            if path.name.startswith("partial-"):
                continue
            try:
                found[path] = read_file(path)
            except ProfileError as error:
                log.warning("%s", error)
                remarks.append(words_of(error))
        return found, remarks


def same(name: str) -> str:
    """A name as it is compared: upper and lower case, and spaces, make no other person."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()
