"""``train_model.py``: its options, and the sentences with which it refuses."""

from __future__ import annotations

import importlib.util
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from model import command, environment, progress
from model.console import guarded
from model.environment import resolve_precision
from model.interrupt import Interrupt
from model.options import kept_settings, new_settings, parse
from model.run_log import RunLog
from model.runs import EpochResult, RunFolder, RunState
from model.settings import TrainingSettings, option_name, options
from model.training import Progress
from model.typed import command_of
from tests.training_support import needs_tensorflow, write_data


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder to work in, and an environment that is given back as it was."""
    before = dict(os.environ)
    monkeypatch.chdir(tmp_path)
    yield
    os.environ.clear()
    os.environ.update(before)


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence with which a command is refused."""
    try:
        status: object = command.main(arguments)
    except SystemExit as ended:
        status = ended.code
    assert status == 2
    sentence = capsys.readouterr().err.strip()
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


def test_help_names_every_setting_with_its_default(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    text = " ".join(capsys.readouterr().out.split())
    for setting in options():
        assert option_name(setting.name) in text
    for words in ("(default: 64)", "(default: 32 64 128 256)", "(default: auto)", "(default: on)"):
        assert words in text
    assert text.count("(default: ") == len(list(options())) + 4


def test_options_become_settings() -> None:
    words = ["a", "b", "--channels", "4", "8", "--no-flip", "--learning-rate", "0.01"]
    words += ["--precision", "float32"]
    settings = new_settings(parse(words))
    assert settings == TrainingSettings(
        "a", "b", channels=(4, 8), flip=False, learning_rate=0.01, precision="float32"
    )
    assert new_settings(parse(command_of(settings).split()[2:])) == settings


def test_help_says_how_each_network_is_trained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    lines = " ".join(capsys.readouterr().out.split())
    for words in (
        "--classes happy sad neutral --split 90 10 --seed 42",
        "--limit 6000",
        "--color-mode rgb",
        "--plateau-minimum 1e-07",
        "--learning-rate 0.0005",
    ):
        assert words in lines


@pytest.mark.parametrize("words", [
    "a b --network krishna --epochs 3", "a --network vignesh --split 80 20", "a.csv --limit 60",
    "a b --network vignesh --no-flip --classes happy sad", "a --split 60 20 20 --schedule plateau",
    "a --network bharodiya --color-mode grayscale", "a b --network li --channels 4 8",
    "a b --blocks 2 1 --learning-rate 0.0012345678",
])  # fmt: skip
def test_a_run_can_be_started_again_by_the_command_it_describes(words: str) -> None:
    settings = new_settings(parse(words.split()))
    command = command_of(settings)
    assert new_settings(parse(command.split()[2:])) == settings
    assert command.count(" --") <= words.count("--")


def test_a_typed_option_goes_before_the_default_of_the_network() -> None:
    settings = new_settings(parse(["a", "b", "--network", "krishna", "--learning-rate", "0.01"]))
    assert (settings.learning_rate, settings.epochs) == (0.01, 15)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("a", "TEST is missing"),
        ("", "two folders"),
        ("a b --epochs 0", "--epochs is at least 1, not 0"),
        ("a b --epochs many", "--epochs"),
        ("a b --dropout 1.5", "--dropout is from 0 to 0.95, not 1.5"),
        ("a b --learning-rate nan", "--learning-rate"),
        ("a b --seed -1", "--seed"),
        ("a b --channels 4 0", "--channels"),
        ("a b --size 8 --channels 4 4 4 4", "to nothing"),
        ("a b --color-mode cmyk", "--color-mode"),
        ("a b --colour", "--colour"),
        ("a b --split 90 10", "--split divides TRAIN"),
        ("a --split 90 20", "--split is two or three numbers that make 100"),
        ("a --split 100", "--split"),
        ("a --network purohit", "TEST is missing"),
        ("a b --network purohit --channels 4 8", "purohit has a fixed structure"),
        ("a b --network vignesh --dropout 0.1", "leave --dropout away"),
        ("a b --network bharodiya --size 30", "--size 38 or more"),
        ("a b --network vgg", "--network"),
        ("a b --classes happy", "--classes is two or more"),
        ("a b --plateau-factor 1", "--plateau-factor is from 0.001 to 0.999, not 1"),
        ("a b --votes-share 0.5", "--votes-share needs --votes, the table"),
        ("a b --drop-no-face", "--drop-no-face needs --votes, the table"),
        ("a b --teacher-share 0.5", "--teacher-share needs --teacher, the networks"),
        ("a b --votes v.csv --teacher-temperature 2", "--teacher-temperature needs --teacher"),
        ("--resume", "no run to resume"),
        ("--resume --run nowhere", "nowhere holds no run"),
    ],
)
def test_mistakes_get_a_sentence(words: str, part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert part in refused(words.split(), capsys)


@needs_tensorflow
@pytest.mark.train
def test_bad_data_is_refused_before_a_run_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_data(tmp_path)
    (tmp_path / "test" / "left").rename(tmp_path / "test" / "middle")
    assert "differ" in refused(["train", "test"], capsys)
    assert "nowhere" in refused(["train", "nowhere"], capsys)
    assert not (tmp_path / "runs").exists()


@needs_tensorflow
@pytest.mark.train
def test_other_data_is_refused_on_resuming(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_data(tmp_path)
    state = RunState(TrainingSettings("train", "test"), ("left", "right"), fingerprints=("1", "2"))
    RunFolder.create(tmp_path / "runs" / "one", tmp_path).save(state)
    assert "do not hold the pictures" in refused(["--resume"], capsys)


def test_a_contradicting_option_is_refused_on_resuming(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = RunState(TrainingSettings("train", "test", precision="float32"), ("a", "b"))
    RunFolder.create(tmp_path / "runs" / "one", tmp_path).save(state)
    sentence = refused(["--resume", "--epochs", "5", "--precision", "auto"], capsys)
    assert "--epochs 80, not 5" in sentence


@pytest.mark.parametrize("words", [
    "--votes-share 0.3", "--teacher-share 0.5 --teacher-temperature 2",
])  # fmt: skip
def test_a_resumed_run_takes_what_it_was_started_with_alone(words: str) -> None:
    """Also what did nothing, which an earlier version let through."""
    stored = TrainingSettings("train", "test", votes_share=0.3, teacher_temperature=2.0)
    assert kept_settings(parse(["--resume", *words.split()]), stored, Path("run")) == stored
    with_votes = replace(stored, votes="votes.csv", teacher=("network.keras",))
    assert kept_settings(parse(["--resume", *words.split()]), with_votes, Path()) == with_votes


def test_options_that_need_another_are_taken_with_it() -> None:
    words = (
        "a b --votes v.csv --votes-share 0.3 --drop-no-face --teacher t.keras --teacher-share 0.2"
    )
    settings = new_settings(parse(words.split()))
    assert (settings.votes_share, settings.drop_no_face, settings.teacher_share) == (0.3, True, 0.2)


@pytest.mark.parametrize("module", ["tensorflow", "sklearn"])
def test_missing_packages_are_named_with_their_cure(
    module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    for name in (module, "jax"):
        monkeypatch.setitem(sys.modules, name, None)
    sentence = refused(["train", "test"], capsys)
    assert {"tensorflow": "TensorFlow", "sklearn": "scikit-learn"}[module] in sentence
    assert "set_up.py train" in sentence


def test_without_tensorflow_jax_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    real = importlib.util.find_spec
    monkeypatch.setattr(
        environment, "find_spec", lambda name: object() if name == "jax" else real(name)
    )
    environment.set_up_environment()
    assert os.environ["KERAS_BACKEND"] == "jax"


def test_a_fault_becomes_a_sentence_and_its_traceback_goes_to_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    # Another user's, in the temporary folder of all.
    (tmp_path / "emoji-mirror-train.log").mkdir()

    def fails() -> None:
        raise ArithmeticError("out of numbers")

    monkeypatch.setattr(command, "check_packages", fails)
    assert command.main(["train", "test"]) == 1
    sentence = capsys.readouterr().err
    assert "out of numbers" in sentence
    assert "Traceback" not in sentence
    assert "Nothing was trained yet: start again" in sentence and "--resume" not in sentence
    assert "Traceback" in Path(sentence.rsplit("details are in ", 1)[1].strip()).read_text()
    assert not logging.getLogger("model").handlers


def test_a_log_that_cannot_be_written_stops_nothing_and_is_kept_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))

    def work(run_log: RunLog) -> int:
        # In a folder that is gone, so that the first record cannot open it.
        run_log.move_to(tmp_path / "gone" / "train.log")
        logging.getLogger("model").info("the training goes on")
        raise ArithmeticError("out of numbers")

    assert guarded(work) == 1
    written = capsys.readouterr().err.rsplit("details are in ", 1)[1].strip()
    assert Path(written).parent == tmp_path / "temporary"
    assert "the training goes on" in Path(written).read_text()
    assert "out of numbers" in Path(written).read_text()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    assert guarded(work) == 1
    assert "no log of it could be written" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_log_on_a_full_disk_hides_no_end() -> None:
    def work(run_log: RunLog) -> int:
        run_log.move_to(Path("/dev/full"))
        logging.getLogger("model").info("the training goes on")
        return 0

    assert guarded(work) == 0


def test_what_stopped_before_a_run_is_started_again_and_a_run_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def stops(run_log: RunLog) -> int:
        run_log.move_to(tmp_path / "train.log")
        raise KeyboardInterrupt

    assert guarded(stops) == 130
    assert "start again" in capsys.readouterr().err
    (tmp_path / "state.json").touch()
    assert guarded(stops) == 130
    assert "--resume goes on" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "precision"),
    [("avx2", "float32"), ("avx512f avx512_bf16", "mixed_bfloat16"), (None, "float32")],
)
def test_auto_precision_follows_the_processor(
    tmp_path: Path, flags: str | None, precision: str
) -> None:
    listed = tmp_path / "cpuinfo"
    if flags is not None:
        listed.write_text(f"processor : 0\nflags : fpu {flags}\n")
    assert resolve_precision("auto", listed) == precision
    assert resolve_precision("float32", listed) == "float32"


def test_one_epoch_is_one() -> None:
    settings = TrainingSettings("a", "b", network="purohit", precision="float32", epochs=1)
    said = "Training purohit in r1: 1 epoch, float32; Ctrl-C keeps the best network."
    assert command.first_sentence(settings, Path("r1")) == said
    assert "2 epochs," in command.first_sentence(replace(settings, epochs=2), Path("r1"))


def test_an_epoch_has_one_line() -> None:
    result = EpochResult(3, 1.5, 0.44, 1.55, 0.448, 1.99e-3, 80.0)
    line = progress.epoch_line(Progress(result, 40, True, 3905.0))
    assert line == (
        "Epoch 3/40: training loss 1.500, accuracy 44.0%; test loss 1.550, accuracy 44.8%, "
        "the best so far; learning rate 1.99e-03; 1 h 05 min left"
    )
    worse = replace(result, test_accuracy=0.1)
    assert "best" not in progress.epoch_line(Progress(worse, 40, False, 0.0))


class Screen:
    """A terminal that remembers."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass


def test_the_bar_is_drawn_in_place_and_not_too_often() -> None:
    times = iter([0.0, 0.0, 0.01, 0.2, 0.21])
    screen = Screen()
    bar = progress.ProgressBar(screen, clock=lambda: next(times))  # type: ignore[arg-type]
    for step in (1, 2, 3, 4):
        bar.show(1, step, 4)
    bar.clear()
    assert "\n" not in screen.text
    assert screen.text.count("Epoch 1") == 2
    assert "4/4" in screen.text


def test_the_first_ctrl_c_waits_and_the_second_does_not() -> None:
    import signal

    with Interrupt() as interrupt:
        signal.raise_signal(signal.SIGINT)
        assert interrupt.asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            interrupt.check()
