"""The mean of a network's weights over the last epochs, tested beside the network itself."""

from __future__ import annotations

from typing import Any


class WeightAverage:
    """Stochastic weight averaging (Izmailov et al. 2018, arXiv:1803.05407).

    Single epochs overshoot to one side or another of what the training pictures
    ask for; their mean lies between them, and is right more often. The moving
    statistics of batch normalisation are averaged with the weights: over epochs
    with a falling learning rate that stands in for another pass over the data.
    """

    def __init__(self, network: Any, included: int) -> None:
        """Take over a network that holds the mean of ``included`` epochs, 0 for none yet.

        Args:
            network: a compiled Keras model like the one that is trained.
            included: epochs in it.
        """
        self.network = network
        self._included = included

    def include(self, trained: Any) -> None:
        """Take an epoch's network into the mean."""
        weights = trained.get_weights()
        # The first as it is: rounding would leave a trace of the weights that were there.
        if self._included:
            share = 1 / (self._included + 1)
            pairs = zip(self.network.get_weights(), weights, strict=True)
            weights = [mean + share * (new - mean) for mean, new in pairs]
        self.network.set_weights(weights)
        self._included += 1
