"""The network of a run with its loss and optimizer, new or as after its last whole epoch."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from model.averaging import WeightAverage
from model.errors import RunError
from model.networks import build
from model.normalization import fuse_normalization
from model.origins import Origin, origins_of
from model.rebuilding import networks_in
from model.runs import RunFolder, RunState
from model.settings import TrainingSettings

MOMENTUM: Final = 0.9
"""Of plain gradient descent."""


def prepared(folder: RunFolder, state: RunState) -> Any:
    """The network with its optimizer, both as after the last whole epoch."""
    model = build_network(state)
    fuse_normalization(model)
    _compile(model, state.settings)
    if state.checkpoint is not None:
        # Not load_model: it forgets which variables are not to decay.
        model.optimizer.build(model.trainable_variables)
        load_weights(model, folder.path / state.checkpoint)
    else:
        for origin in origins_of(state, "start_from"):
            take_weights(model, origin, state.labels)
    return model


def check_start(state: RunState) -> None:
    """Refuse a new run that could not start where its settings say.

    Raises:
        RunError, WeightsError: the network to start from is none for this run.
    """
    for origin in origins_of(state, "start_from"):
        take_weights(build_network(state), origin, state.labels)


def take_weights(model: Any, origin: Origin, labels: tuple[str, ...]) -> None:
    """Give a model the weights of a network of the same structure.

    Args:
        model: a Keras model.
        origin: the network.
        labels: of the model, in output order.

    Raises:
        RunError: its labels or its structure are others.
        WeightsError: its file cannot be opened.
    """
    if origin.labels not in (None, labels):
        raise RunError(
            f"The network {origin.file} knows {', '.join(origin.labels or ())}, the pictures show "
            f"{', '.join(labels)}: it cannot start from there."
        )
    given, *more = networks_in(origin.file, to_train=True)
    if more:
        raise RunError(
            f"{origin.file} averages the answers of {1 + len(more)} networks: training can start "
            "from one only, or take them all as its --teacher."
        )
    if _structure(given) != _structure(model):
        raise RunError(
            f"The network {origin.file} has another structure than the one to be trained: give "
            "the options that shaped it (--network, --channels, --blocks, --size), or leave "
            "--from away."
        )
    model.set_weights(given.get_weights())


def _structure(model: Any) -> list[Any]:
    """What two networks must share for one to take the other's weights."""
    kinds = [type(layer).__name__ for layer in model.layers]
    return [model.input_shape, *kinds, *(tuple(weight.shape) for weight in model.weights)]


def averaged(folder: RunFolder, state: RunState) -> WeightAverage:
    """The mean of the weights so far, as after the last whole epoch."""
    network = build_network(state)
    _compile(network, state.settings)
    if state.average is not None:
        load_weights(network, folder.path / state.average)
    return WeightAverage(network, state.averaged)


def build_network(state: RunState) -> Any:
    """The run's network with fresh weights, in Keras's precision of the moment."""
    return build(state.settings, len(state.labels))


def load_weights(model: Any, path: Any) -> None:
    """Load weights, and the optimizer's state if the model has an optimizer.

    Raises:
        RunError: the file is missing or damaged.
    """
    try:
        model.load_weights(path)
    # h5py and zipfile have an error of their own for each kind of damage.
    except Exception as error:
        raise RunError(
            f"The saved network {path} cannot be read: it is missing or damaged, so the run "
            "cannot go on. Start another without --resume."
        ) from error


def _compile(model: Any, settings: TrainingSettings) -> None:
    """Give the model its loss and optimizer; the schedule sets the learning rate."""
    import keras

    optimizer = _optimizer(settings)
    # Decaying what normalises the activations only weakens the normalisation.
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=settings.label_smoothing),
        metrics=["accuracy"],
    )


def _optimizer(settings: TrainingSettings) -> Any:
    """Adam (Kingma and Ba 2015, arXiv:1412.6980), AdamW or one of the plainer ones.

    The decay is apart from the gradient in all of them (Loshchilov and Hutter 2019,
    arXiv:1711.05101).
    """
    from keras import optimizers

    kinds = {
        "adamw": optimizers.AdamW,
        "adam": optimizers.Adam,
        "sgd": partial(optimizers.SGD, momentum=MOMENTUM),
        "rmsprop": optimizers.RMSprop,
    }
    # AdamW refuses to have none; the others would multiply by one for nothing.
    decay = settings.weight_decay or (0.0 if settings.optimizer == "adamw" else None)
    return kinds[settings.optimizer](settings.learning_rate, weight_decay=decay)


def seed_dropout(model: Any, seed: int, first_step: int) -> None:
    """Make the dropout masks from a step of the run on depend on seed and step alone.

    Args:
        model: a Keras model.
        seed: of the run.
        first_step: number of the next step, counted over the whole run: Keras adds 1 to it
            with each, so the number of an epoch would let all epochs drop much the same.
    """
    for number, layer in enumerate(model.layers):
        generator = getattr(layer, "seed_generator", None)
        if generator is not None:
            # Two numbers, as Keras keeps them: int64 under TensorFlow, uint32 under JAX.
            generator.state.assign([seed + 7919 * number, first_step % 2**32])
