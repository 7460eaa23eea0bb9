"""The networks by name, built with Keras: the mirror's own and five published ones.

Importing this package loads no Keras.
"""

from __future__ import annotations

from model.networks.mirror import mirror_network
from model.networks.registry import MIRROR, NETWORKS, Network, build

__all__ = ["MIRROR", "NETWORKS", "Network", "build", "mirror_network"]
