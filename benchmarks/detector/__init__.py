"""How well faces are found, beside Haar: ``python -m benchmarks.detector``."""
