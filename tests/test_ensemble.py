"""Several networks as one: the mean of their answers, in one file that says where it came from."""

from __future__ import annotations

import shutil
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import ExpressionClassifier, ensemble
from model.card import card_text
from model.data import find_parts
from model.description import NetworkDescription, read_description
from model.errors import ModelError
from model.install import install
from model.members import Member, members_of, parts_of
from model.networks import build
from model.settings import TrainingSettings
from tests.training_support import needs_tensorflow, write_data

LABELS = ("left", "right")
SHARES = ({"left": 0.5, "right": 0.5}, {"left": 0.7, "right": 0.3})


@pytest.fixture
def runs(tmp_path: Path) -> list[Path]:
    """Two runs as far as an ensemble looks at them; their networks are no networks."""
    data = write_data(tmp_path / "data")
    settings = TrainingSettings(str(data / "train"), str(data / "test"), channels=(4, 8))
    parts = find_parts(settings)
    folders = []
    for number, shares in enumerate(SHARES):
        folder = tmp_path / f"run{number}"
        folder.mkdir()
        (folder / "network.keras").write_bytes(b"network")
        described = {
            name: {
                "folder": name, "pictures": len(part), "classes": part.counts,
                "sha256_of_names_and_sizes": part.fingerprint,
            }
            for name, part in (("train", parts.train), ("test", parts.test))
        }  # fmt: skip
        described["train"]["target_shares"] = shares
        NetworkDescription(
            folder.name, LABELS, 48, 1, "network.int8.tflite", "", views=2, data=described,
            settings=settings.to_json(), command=f"python train_model.py {number}", seed=number,
            origins={"votes": [{"file": "votes.csv", "sha256": "ab12", "command": ""}]},
        ).save(folder / "network.int8.json")  # fmt: skip
        folders.append(folder)
    return folders


def change(run: Path, **changes: Any) -> None:
    file = run / "network.int8.json"
    replace(read_description(file), **changes).save(file)


@needs_tensorflow
@pytest.mark.train
def test_an_ensemble_says_what_its_members_say_on_average(
    runs: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import keras

    faces = np.random.default_rng(0).integers(0, 255, (4, 48, 48), np.uint8)
    said = []
    for seed, run in enumerate(runs):
        keras.utils.set_random_seed(seed)
        settings = TrainingSettings.from_json(read_description(run / "network.int8.json").settings)
        network = build(settings, 2)
        network.save(run / "network.keras")
        said.append(network.predict_on_batch(faces[..., np.newaxis].astype(np.float32)))
    assert np.abs(said[0] - said[1]).max() > 0.01
    both = tmp_path / "both"
    assert ensemble.main([*map(str, runs), "--run", str(both)]) == 0
    assert "2 members" in capsys.readouterr().out

    network_file = both / "network.float32.tflite"
    described = read_description(network_file.with_suffix(".json"))
    replace(described, temperature=1.0, views=1).save(tmp_path / "plain.json")
    shutil.copy(network_file, tmp_path / described.weights)
    answers = ExpressionClassifier.load(tmp_path / "plain.json").predict(faces)
    np.testing.assert_allclose(answers, np.mean(said, axis=0), atol=1e-3)
    assert described.views == 2
    assert described.scores["members"] == 2
    assert described.data["train"]["target_shares"] == pytest.approx({"left": 0.6, "right": 0.4})
    assert [origin["file"] for origin in described.origins["member"]] == [
        str(run / "network.keras") for run in runs
    ]
    assert len(described.origins["votes"]) == 1
    installed = install(both, folder=tmp_path / "weights", prior=1.0).with_suffix(".json")
    assert read_description(installed).prior == pytest.approx((0.6, 0.4))
    card = card_text(described)
    assert "The best epoch of each member was chosen on" in card
    assert "| networks whose answers are averaged | 2 |" in card
    assert "A member's targets were mixed with the votes in `votes.csv`" in card
    assert card.count("of which one is `") == 2 and "random" not in card
    (both / "state.json").touch()
    assert ensemble.main([*map(str, runs), "--run", str(both)]) == 2
    assert "holds a run already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"labels": ("a", "b")}, "other labels"),
        ({"size": 40}, "other input"),
        ({"data": {"test": {"sha256_of_names_and_sizes": "x"}}}, "other test pictures"),
    ],
)
def test_members_that_do_not_belong_together_are_refused(
    runs: list[Path], changes: dict[str, Any], part: str
) -> None:
    change(runs[1], **changes)
    with pytest.raises(ModelError, match=part):
        members_of(runs)


def test_what_is_no_finished_run_is_refused(
    runs: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ModelError, match="two members or more"):
        members_of(runs[:1])
    (runs[1] / "network.keras").unlink()
    assert ensemble.main([*map(str, runs), "--run", str(tmp_path / "both")]) == 2
    assert "train_model.py --resume --run" in capsys.readouterr().err
    assert not (tmp_path / "both").exists()


def test_the_test_pictures_are_those_of_the_members(runs: list[Path], tmp_path: Path) -> None:
    member = Member.of(runs[0])
    assert len(parts_of(member).test) == 24
    elsewhere = (tmp_path / "data").rename(tmp_path / "elsewhere")
    with pytest.raises(ModelError, match="There is no folder"):
        parts_of(member)
    assert len(parts_of(member, [elsewhere / "train", elsewhere / "test"]).test) == 24
    with pytest.raises(ModelError, match="--data TRAIN TEST"):
        parts_of(member, [elsewhere / "test", elsewhere / "train"])


@pytest.mark.parametrize("before", [0, 1, 2])
def test_runs_may_follow_the_places_of_the_pictures(
    runs: list[Path],
    before: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: list[Any] = []

    def told_of(member: Member, data: list[Path]) -> None:
        asked.extend((member.file.parent, *data))
        raise ModelError("Far enough.")

    monkeypatch.setattr(ensemble, "has_tensorflow", lambda: True)
    monkeypatch.setattr(ensemble, "parts_of", told_of)
    names = [*map(str, runs)]
    data = ("--data", "TRAIN", "TEST")
    words = [*names[:before], "--run", str(tmp_path / "both"), *data, *names[before:]]
    assert ensemble.main(words) == 2
    assert capsys.readouterr().err == "Far enough.\n"
    assert asked == [runs[0], Path("TRAIN"), Path("TEST")]


def test_no_runs_at_all_are_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ensemble.main(["--run", str(tmp_path / "both")]) == 2
    assert "two members or more" in capsys.readouterr().err


def test_the_pictures_of_a_run_on_one_place_are_given_with_one(
    runs: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = [tmp_path / "data" / "train", tmp_path / "data" / "test"]
    if find_spec("tensorflow"):
        words = [*map(str, runs), "--run", str(tmp_path / "both"), "--data"]
        assert ensemble.main([*words, str(places[0])]) == 2
        assert "lay in two places, not in one place: give --data TRAIN TEST" in (
            capsys.readouterr().err
        )
    settings = TrainingSettings(str(tmp_path / "moved"), "", split=(60, 20, 20))
    divided = find_parts(replace(settings, train=str(places[0])))
    described = {
        name: {"sha256_of_names_and_sizes": part.fingerprint} for name, part in divided.named()
    }
    change(runs[0], settings=settings.to_json(), data=described)
    member = Member.of(runs[0])
    found = parts_of(member, places[:1])
    assert found.fingerprints == divided.fingerprints
    assert ensemble.shared_choice([member, member], found) is found.validation is not None
    assert ensemble.shared_choice([member, Member.of(runs[1])], found) is None
    for wrong in (places, [*places, places[0]]):
        with pytest.raises(ModelError, match=r"lay in one place, not in .*: give --data DATA\."):
            parts_of(member, wrong)
    with pytest.raises(ModelError, match=r"--data DATA\."):
        parts_of(member, places[1:])


def test_a_file_that_does_not_say_how_it_was_trained_is_no_member(
    runs: list[Path], tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="there is no such file"):
        members_of([runs[0], tmp_path / "none.tflite"])
    file = tmp_path / "foreign.tflite"
    file.write_bytes(b"network")
    file.with_suffix(".json").write_text('{"labels": ["left", "right"], "input_range": [0, 1]}')
    with pytest.raises(ModelError, match=r"Nothing says how .*foreign\.tflite was trained"):
        members_of([runs[0], file])
