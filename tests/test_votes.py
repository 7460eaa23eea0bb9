"""People's votes: read, mixed into the targets, and written out as class folders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath

import numpy as np
import pytest

from model.data import find_parts, labelled, relabel
from model.data.votes import Votes
from model.errors import DataError
from model.settings import TrainingSettings
from tests.training_support import write_pictures

HEADER = "path,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n"
ROWS = (
    "train/happy/a.png,0,6,0,0,0,0,0,0,4,0",  # six of ten, happy
    "train/happy/b.png,5,5,0,0,0,0,0,0,0,0",
    "train/happy/c.png,0,0,0,0,0,0,0,0,0,10",
    "train/sad/d.png,0,8,0,2,0,0,0,0,0,0",
    "train/sad/e.png,0,0,0,0,0,0,0,6,4,0",
)


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    """Class folders ``train`` and ``test``, and the votes on the first."""
    for part in ("train", "test"):
        write_pictures(tmp_path / part, ("happy", "sad"), pictures=3)
    for label, names in (("happy", "abc"), ("sad", "def")):
        for number, name in enumerate(names):
            folder = tmp_path / "train" / label
            (folder / f"{number:03}.png").rename(folder / f"{name}.png")
    (tmp_path / "votes.csv").write_text(HEADER + "\n".join(ROWS) + "\n")
    return tmp_path / "votes.csv"


def settings_for(votes: Path) -> TrainingSettings:
    folder = votes.parent
    return TrainingSettings(str(folder / "train"), str(folder / "test"), votes=str(votes))


def test_targets_are_mixed_with_the_votes(votes: Path) -> None:
    settings = replace(settings_for(votes), votes_share=0.5)
    found = labelled(settings, find_parts(settings).train)
    # b's neutral is no label of these folders; nobody voted for a label of c and e; f has none.
    expected = np.array([[1, 0], [1, 0], [1, 0], [0.4, 0.6], [0, 1], [0, 1]], np.float32)
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    whole = labelled(replace(settings, votes_share=1.0), find_parts(settings).train)
    np.testing.assert_allclose(whole[3], [0.8, 0.2])
    assert found.dtype == np.float32


def test_what_people_call_no_face_is_left_out_of_the_training_pictures(votes: Path) -> None:
    parts = find_parts(replace(settings_for(votes), drop_no_face=True))
    assert parts.train.counts == {"happy": 2, "sad": 3}
    assert len(parts.test) == 6
    assert parts.fingerprints[0] != find_parts(settings_for(votes)).fingerprints[0]


def test_a_picture_is_known_wherever_its_class_folder_is(votes: Path) -> None:
    table = Votes.read(votes)
    paths = ("else/train/happy/a.png", "moved/sad/a.png", "f.png", "d.png")
    assert table.find(map(PurePath, paths)).tolist() == [0, 0, -1, 3]


def test_names_that_several_share_tell_no_pictures_apart(tmp_path: Path) -> None:
    known = ("train/happy/1.png", "train/sad/1.png", "test/sad/1.png", "test/sad/2.png")
    rows = [f"{path},1,9,0,0,0,0,0,0,0,0" for path in known]
    (tmp_path / "votes.csv").write_text(HEADER + "\n".join(rows))
    table = Votes.read(tmp_path / "votes.csv")
    paths = ("train/sad/1.png", "here/happy/1.png", "here/sad/1.png", "train/happy/2.png")
    assert table.find(map(PurePath, paths)).tolist() == [1, 0, -1, -1]


@pytest.mark.parametrize(
    ("text", "part"),
    [(None, "cannot be read"), ("path,happy\na,1\n", "no table of votes"), (HEADER, "no table"),
     (HEADER + "train/happy/a.png,many,0,0,0,0,0,0,0,0,0\n", "no table of votes"),
     (HEADER + "other/x/y.png,1,0,0,0,0,0,0,0,0,0\n", "names none of the pictures")],
)  # fmt: skip
def test_other_tables_are_refused(votes: Path, text: str | None, part: str) -> None:
    settings = settings_for(votes)
    votes.unlink()
    if text is not None:
        votes.write_text(text)
    with pytest.raises(DataError, match=part):
        labelled(settings, find_parts(settings).train)


def test_votes_need_folders_of_their_classes(votes: Path) -> None:
    folder = votes.parent
    settings = settings_for(votes)
    for part in ("train", "test"):
        (folder / part / "happy").rename(folder / part / "x")
        (folder / part / "sad").rename(folder / part / "y")
    with pytest.raises(DataError, match="none of these classes"):
        labelled(settings, find_parts(settings).train)
    pixels = " ".join(["7"] * 16)
    (folder / "faces.csv").write_text(f"emotion,pixels\n3,{pixels}\n4,{pixels}\n")
    table = TrainingSettings(str(folder / "faces.csv"), str(folder / "faces.csv"), votes=str(votes))
    with pytest.raises(DataError, match="is a table"):
        labelled(table, find_parts(table).train)
    with pytest.raises(ValueError, match="--drop-no-face needs --votes"):
        TrainingSettings("a", "b", drop_no_face=True)


def test_class_folders_by_majority(votes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train, output = votes.parent / "train", votes.parent / "majority"
    (train / "happy" / "d.png").write_bytes((train / "happy" / "a.png").read_bytes())
    with votes.open("a") as file:
        file.write("train/happy/d.png,0,9,0,0,0,0,0,0,1,0\n")
    words = [str(votes), str(train), "--output", str(output)]
    assert relabel.main(words) == 0
    assert "train: 3 pictures (happy 3)" in capsys.readouterr().out
    written = {path.relative_to(output) for path in output.rglob("*.png")}
    assert {path.as_posix() for path in written} == {
        "train/happy/a.png", "train/happy/d.png", "train/happy/sad-d.png",
    }  # fmt: skip
    moved = output / "train" / "happy" / "sad-d.png"
    assert moved.read_bytes() == (train / "sad" / "d.png").read_bytes()
    assert relabel.main(words) == 2
    assert "exists already" in capsys.readouterr().err
    assert relabel.main([str(votes), str(votes.parent / "test"), "--output", str(output)]) == 2
    assert "no majority" in capsys.readouterr().err


def test_folders_that_cannot_be_written_are_not_left_half(
    votes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (votes.parent / "file").write_text("in the way")
    words = [str(votes), str(votes.parent / "train"), "--output", str(votes.parent / "file")]
    assert relabel.main(words) == 2
    assert "could not be written" in capsys.readouterr().err
