"""Train a network: ``python train_model.py TRAIN TEST``; ``--help`` lists the options."""

from __future__ import annotations

import sys

from model.command import main

if __name__ == "__main__":
    sys.exit(main())
