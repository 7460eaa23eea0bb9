"""Profiles: what is kept, what is believed, and what happens when the disk says no."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from emoji_gui.pipeline.profile_pictures import read_pictures
from emoji_gui.pipeline.profile_store import ProfileStore
from emoji_gui.pipeline.profiles import LARGEST_FILE, ProfileError, checked_name, read_profile
from model.calibration.fitting import Gain
from tests.calibration_fakes import faces_of, profile
from tests.sending_support import SmallFiles, small_files

__all__ = ["small_files"]


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path / "profiles")


def test_a_profile_comes_back_as_it_was() -> None:
    from dataclasses import replace

    old = replace(profile("Zoë 王"), gain=Gain(0.5, 0.75, 1.5, 1.0, 35))
    new = read_profile(old.text().encode(), "a file")
    assert (new.name, new.created, new.network) == (old.name, old.created, old.network)
    assert (new.counts, new.gain) == (old.counts, old.gain)
    assert np.array_equal(new.head.matrices, old.head.matrices)


def changed(**values: Any) -> bytes:
    stored = json.loads(profile().text())
    for name, value in values.items():
        if value is Ellipsis:
            del stored[name]
        else:
            stored[name] = value
    return json.dumps(stored).encode()


EYE = np.eye(7).tolist()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        changed(name=...),
        changed(name=""),
        changed(name="x" * 200),
        changed(name="a\u0000b"),
        changed(name="None"),
        changed(name=7),
        changed(format=0),
        changed(created="yesterday"),
        changed(created="2024-01-01T00:00:00"),
        changed(network="../../etc/passwd"),
        changed(labels=["happy"]),
        changed(labels=["happy"] * 7),
        changed(labels=[str(n) for n in range(100_0)]),
        changed(labels=["a", "b"]),
        changed(views=[]),
        changed(views=["../x"]),
        changed(views=["as it is"] * 2),
        changed(views="as it is"),
        changed(matrices=[]),
        changed(matrices=7),
        changed(matrices=[EYE, EYE]),
        changed(matrices=[[*EYE[:6], EYE[6][:6]]]),
        changed(matrices=[[["1"] * 7] * 7]),
        changed(matrices=[[[True] * 7] * 7]),
        changed(matrices=[[[-1.0] * 7] * 7]),
        changed(matrices=[[[10**400] * 7] * 7]),
        changed(matrices=[EYE]).replace(b"1.0", b"NaN"),
        changed(matrices=[EYE]).replace(b"1.0", b"Infinity"),
        changed(matrices=[EYE]).replace(b"1.0", b"1e999"),
        changed(counts=[1] * 6),
        changed(counts=[-1] * 7),
        changed(counts=[1.5] * 7),
        changed(gain={"before": 1}),
        changed(gain=[1, 2]),
        changed(
            gain={
                "before": 1e9,
                "after": 1,
                "surprise_before": 1,
                "surprise_after": 1,
                "samples": 1,
            }
        ),
    ],
)
def test_what_is_no_profile_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(ProfileError, match=r"^here\.emojiface is no whole profile"):
        read_profile(content, "here.emojiface")


def test_a_huge_file_and_a_newer_one_are_refused_with_their_reason() -> None:
    with pytest.raises(ProfileError, match="too large"):
        read_profile(b" " * (LARGEST_FILE + 1), "big")
    with pytest.raises(ProfileError, match="newer"):
        read_profile(changed(format=2, head="of tomorrow"), "new")


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "NONE", "a\x07b"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(ProfileError):
        checked_name(name)


def test_names_are_tidied() -> None:
    assert checked_name("  Ada \t Lovelace ") == "Ada Lovelace"


def test_profiles_are_listed_by_name_and_found_whatever_their_case(store: ProfileStore) -> None:
    assert store.listing().names == ()
    assert not store.folder.exists()
    for name in ("bob", "Ada", "Çelik"):
        store.save(profile(name))
    assert store.listing().names == ("Ada", "bob", "Çelik")
    assert store.load(" ADA ").name == "Ada"
    with pytest.raises(ProfileError, match=r'no profile "Eve".*Ada, bob, Çelik'):
        store.load("Eve")


def test_a_profile_of_the_same_name_takes_the_place_of_the_old(store: ProfileStore) -> None:
    store.save(profile("Ada"))
    store.save(profile("ada", network="cd" * 32))
    assert [each.network for each in store.listing().profiles] == ["cd" * 32]
    assert len(list(store.folder.iterdir())) == 1


def test_a_name_never_decides_where_a_file_goes(store: ProfileStore, tmp_path: Path) -> None:
    name = "../../../escaped"
    store.save(profile(name))
    assert store.load(name).name == name
    assert [path.parent for path in tmp_path.rglob("*.emojiface")] == [store.folder]
    assert next(store.folder.iterdir()).stem.isalnum()


def test_a_damaged_file_is_reported_and_left_alone(store: ProfileStore) -> None:
    store.save(profile("Ada"))
    broken = store.folder / "broken.emojiface"
    broken.write_bytes(profile("Bob").text().encode()[:200])
    listing = store.listing()
    assert listing.names == ("Ada",)
    assert len(listing.remarks) == 1
    assert str(broken) in listing.remarks[0]
    assert len(broken.read_bytes()) == 200


def test_pictures_are_kept_only_when_asked_and_go_with_the_profile(store: ProfileStore) -> None:
    store.save(profile("Ada"))
    assert store.pictures("Ada") is None
    store.save(profile("Ada"), (faces_of([1, 2]), [1, 2]))
    kept = store.pictures("Ada")
    assert kept is not None
    assert np.array_equal(kept[0], faces_of([1, 2]))
    assert kept[1] == [1, 2]
    store.rename("Ada", "Eva")
    assert store.pictures("Eva") is not None
    store.save(profile("Eva"))
    assert store.pictures("Eva") is None
    store.save(profile("Eva"), (faces_of([1]), [1]))
    store.delete("Eva")
    assert list(store.folder.iterdir()) == []


@pytest.mark.parametrize("damage", [b"no archive", b"PK\x03\x04 cut off", b""])
def test_damaged_pictures_are_said_to_be(store: ProfileStore, damage: bytes) -> None:
    store.save(profile("Ada"), (faces_of([1]), [1]))
    next(store.folder.rglob("*.npz")).write_bytes(damage)
    with pytest.raises(ProfileError, match="damaged"):
        store.pictures("Ada")


def test_pictures_with_any_byte_changed_are_whole_or_said_to_be_damaged(tmp_path: Path) -> None:
    path, faces = tmp_path / "pictures.npz", np.arange(256, dtype=np.uint8).reshape(4, 8, 8)
    np.savez_compressed(path, faces=faces, shown=np.arange(4))
    content, causes = bytearray(path.read_bytes()), set()
    for place in range(len(content)):
        content[place] ^= 0x21
        path.write_bytes(content)
        content[place] ^= 0x21
        try:
            assert np.array_equal(read_pictures(path)[0], faces)
        except ProfileError as error:
            assert "damaged" in str(error)
            causes.add(type(error.__cause__).__name__)
    assert {"BadZipFile", "error", "NotImplementedError"} <= causes


def test_pictures_of_another_shape_are_refused(store: ProfileStore) -> None:
    store.save(profile("Ada"), (faces_of([1]), [1, 2, 3]))
    with pytest.raises(ProfileError, match="damaged"):
        store.pictures("Ada")


def test_a_pickle_in_the_pictures_is_not_opened(store: ProfileStore) -> None:
    store.save(profile("Ada"), (faces_of([1]), [1]))
    path = next(store.folder.rglob("*.npz"))
    np.savez(path, faces=np.array([{"a": 1}], dtype=object), shown=np.array([1]))
    with pytest.raises(ProfileError, match="damaged"):
        store.pictures("Ada")


def test_renaming_keeps_names_apart(store: ProfileStore) -> None:
    store.save(profile("Ada"))
    store.save(profile("Bob"))
    with pytest.raises(ProfileError, match="already"):
        store.rename("Ada", "bob")
    assert store.rename("Ada", "ADA").name == "ADA"
    with pytest.raises(ProfileError, match="no profile"):
        store.rename("Eve", "Eva")


def test_export_and_import(store: ProfileStore, tmp_path: Path) -> None:
    store.save(profile("Ada"), (faces_of([1]), [1]))
    file = store.export("Ada", tmp_path / "ada")
    assert file == tmp_path / "ada.emojiface"
    assert len(file.read_bytes()) < 10_000
    other = ProfileStore(tmp_path / "elsewhere")
    names = [other.take_in(file).name for _ in range(3)]
    assert names == ["Ada", "Ada 2", "Ada 3"]
    assert other.pictures("Ada") is None


def test_an_imported_name_that_is_taken_stays_short_enough(
    store: ProfileStore, tmp_path: Path
) -> None:
    store.save(profile("x" * 40))
    file = store.export("x" * 40, tmp_path / "long.emojiface")
    assert store.take_in(file).name == "x" * 38 + " 2"


def test_importing_what_is_no_file_is_a_sentence(store: ProfileStore, tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        store.take_in(tmp_path / "nowhere.emojiface")
    with pytest.raises(ProfileError, match="cannot be read"):
        store.take_in(tmp_path)
    big = tmp_path / "big.emojiface"
    big.write_bytes(b" " * (LARGEST_FILE + 5))
    with pytest.raises(ProfileError, match="too large"):
        store.take_in(big)
    assert not store.folder.exists()


def test_a_disk_that_refuses_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.write_text("in the way")
    with pytest.raises(ProfileError, match="cannot be written"):
        ProfileStore(file).save(profile())
    store = ProfileStore(tmp_path / "profiles")
    store.save(profile("Ada"))
    with pytest.raises(ProfileError, match="cannot be written"):
        store.export("Ada", file / "below.emojiface")


def test_a_write_that_fails_leaves_the_old_profile_whole(store: ProfileStore) -> None:
    store.save(profile("Ada"))
    path = next(store.folder.iterdir())
    before = path.read_bytes()
    # What is written first has this name; a folder there makes writing fail for real.
    path.with_name(f"partial-{path.name}").mkdir()
    with pytest.raises(ProfileError, match="cannot be written"):
        store.save(profile("Ada", network="cd" * 32))
    assert path.read_bytes() == before
    assert store.listing().names == ("Ada",)


def contents(folder: Path) -> dict[Path, bytes | None]:
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


PLAIN = (faces_of([1, 2]), [1, 2])
OTHER = (faces_of([3]), [3])
NOISE = (np.random.default_rng(3).integers(0, 256, (9, 48, 48), dtype=np.uint8), [1] * 9)


@pytest.mark.parametrize("before", [None, PLAIN, "nobody"], ids=["no pictures", "some", "nobody"])
@pytest.mark.parametrize(
    ("pictures", "room"),
    [(None, 50), (OTHER, 50), (OTHER, 600), (NOISE, 15_000)],
    ids=["the profile", "the pictures", "the profile after them", "many pictures"],
)
def test_what_finds_no_room_changes_nothing(
    before: Any, pictures: Any, room: int, store: ProfileStore, small_files: SmallFiles
) -> None:
    if before == "nobody":
        store.save(profile("Bob"), PLAIN)
    else:
        store.save(profile("Ada"), before)
    as_it_was = contents(store.folder)
    with small_files(room), pytest.raises(ProfileError, match=r"too large\. Nothing was changed"):
        store.save(profile("Ada", network="cd" * 32), pictures)
    assert contents(store.folder) == as_it_was


def test_pictures_that_cannot_take_their_place_change_nothing(store: ProfileStore) -> None:
    store.save(profile("Ada"), PLAIN)
    # Not to be replaced by a file, whoever asks for it.
    in_the_way = next(store.folder.rglob("*.npz"))
    in_the_way.unlink()
    (in_the_way / "x").mkdir(parents=True)
    as_it_was = contents(store.folder)
    with pytest.raises(ProfileError, match="Nothing was changed"):
        store.save(profile("Ada", network="cd" * 32), PLAIN)
    assert contents(store.folder) == as_it_was


def test_pictures_that_cannot_be_moved_keep_their_profile(store: ProfileStore) -> None:
    store.save(profile("Ada"), PLAIN)
    beside = next(store.folder.glob("*.emojiface")).with_suffix("")
    # Where they are moved to; no folder, and so not in the place of one.
    beside.with_name(f"partial-{beside.name}").write_bytes(b"")
    as_it_was = contents(store.folder)
    with pytest.raises(ProfileError, match="Nothing was changed"):
        store.save(profile("Ada", network="cd" * 32))
    assert contents(store.folder) == as_it_was


def test_pictures_that_cannot_be_deleted_whole_are_gone_all_the_same(
    store: ProfileStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*arguments: Any, **named: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    store.save(profile("Ada"), PLAIN)
    with monkeypatch.context() as patched:
        patched.setattr(os, "rmdir", refuse)
        store.save(profile("Ada", network="cd" * 32))
    assert store.load("Ada").network == "cd" * 32
    assert store.pictures("Ada") is None and list(store.folder.rglob("*.npz")) == []
    assert "could not be deleted" in caplog.text
    store.save(profile("Ada"))
    assert len(list(store.folder.iterdir())) == 1, "the rest went with the next chance"


@pytest.mark.parametrize("then", ["delete", "keep pictures", "keep none"])
def test_pictures_that_a_killed_program_moved_aside_do_not_stay(
    then: str, store: ProfileStore
) -> None:
    store.save(profile("Ada"), PLAIN)
    beside = next(store.folder.glob("*.emojiface")).with_suffix("")
    beside.rename(beside.with_name(f"partial-{beside.name}"))
    if then == "delete":
        store.delete("Ada")
    else:
        store.save(profile("Ada"), OTHER if then == "keep pictures" else None)
    assert not list(store.folder.glob("partial-*"))


def test_an_unfinished_file_of_a_killed_program_is_no_profile(store: ProfileStore) -> None:
    store.save(profile("Ada"))
    (store.folder / "partial-x.emojiface").write_text("{")
    assert store.listing().remarks == ()
