"""A network that learns one person's face: a small head over its answers, fitted in a second.

``corrections`` are the ways in which a face is shown to the network, ``exchanges``
the ways in which a person's expressions may be swapped in its eyes, ``head`` puts
answers together, ``fitting`` finds the head, ``classifier`` serves it.
docs/calibration.md has the method and its figures.
"""
