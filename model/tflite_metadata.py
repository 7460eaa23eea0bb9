"""The description of a network in the form that the mobile tools read: TFLite Metadata.

It is a flatbuffer of its own (root table ``ModelMetadata``, file identifier ``M001``)
in a buffer of the network's flatbuffer, under the name ``TFLITE_METADATA``
(https://ai.google.dev/edge/litert/conversion/tensorflow/metadata; the tables are those of
``metadata_schema.fbs`` 1.1.0 in tensorflow/tflite-support). The package that wrote it
is no longer kept, so the few tables that a picture's classifier needs are written here
with the flatbuffers' own builder.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from model.description import GRAY_LEVELS, LOGITS, NetworkDescription
from model.errors import WeightsError

FIELD: Final = b"TFLITE_METADATA"
"""Name of the metadata among those of the network's flatbuffer."""

LABELS_FILE: Final = "labels.txt"
DESCRIPTION_FILE: Final = "description.json"
"""Names of the appended files."""

IDENTIFIER: Final = b"M001"
NETWORK_IDENTIFIER: Final = b"TFL3"


# Values of the schema's enumerations and unions.
_DESCRIPTIONS, _AXIS_LABELS = 1, 2
_RGB, _GRAYSCALE = 1, 2
_FEATURE, _IMAGE = 1, 2
_NORMALIZATION = 1


def with_metadata(network: bytes, description: NetworkDescription) -> bytes:
    """The flatbuffer of a network with its metadata in it; older ones are replaced.

    Args:
        network: contents of a ``.tflite`` file, without appended files.
        description: what to say of it.

    Raises:
        WeightsError: it is no such file.
    """
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    if network[4:8] != NETWORK_IDENTIFIER:
        raise WeightsError("What should be a LiteRT network is none: its mark is missing.")
    model = schema.ModelT.InitFromPackedBuf(network, 0)
    data = np.frombuffer(metadata(description), np.uint8)
    entries = [entry for entry in model.metadata or [] if entry.name == FIELD]
    if entries:
        model.buffers[entries[0].buffer].data = data
    else:
        buffer, entry = schema.BufferT(), schema.MetadataT()
        buffer.data = data
        entry.name, entry.buffer = FIELD, len(model.buffers)
        model.buffers.append(buffer)
        model.metadata = [*(model.metadata or []), entry]
    builder = flatbuffers.Builder(len(network) + len(data))
    builder.Finish(model.Pack(builder), NETWORK_IDENTIFIER)
    return bytes(builder.Output())


def metadata(description: NetworkDescription) -> bytes:
    """The metadata of a network, as a flatbuffer."""
    writer = _Writer()
    size, labels = description.size, ", ".join(description.labels)
    subgraph = writer.table(
        {
            2: writer.vector([_input(writer, description)]),
            3: writer.vector([_output(writer, description)]),
        }
    )
    root = writer.table(
        {
            0: writer.text(description.name),
            1: writer.text(f"Tells the expression of a face of {size}x{size} pixels: {labels}."),
            3: writer.vector([subgraph]),
            6: writer.vector(
                [_file(writer, DESCRIPTION_FILE, "All that serving does, as JSON", _DESCRIPTIONS)]
            ),
            7: writer.text("1.0.0"),
        }
    )
    return writer.finish(root)


def _input(writer: _Writer, description: NetworkDescription) -> int:
    low, high = description.input_range
    deviation = (GRAY_LEVELS[1] - GRAY_LEVELS[0]) / (high - low)
    side = writer.table({}, uints={0: description.size, 1: description.size})
    color = _GRAYSCALE if description.channels == 1 else _RGB
    image = writer.table({1: side}, small={0: color})
    options = writer.table(
        {0: writer.floats([0.0 - low * deviation]), 1: writer.floats([deviation])}
    )
    return writer.table(
        {
            0: writer.text("face"),
            1: writer.text("A face that fills the square, float32."),
            3: writer.table({1: image}, small={0: _IMAGE}),
            4: writer.vector([writer.table({1: options}, small={0: _NORMALIZATION})]),
            5: writer.table({0: writer.floats([high]), 1: writer.floats([low])}),
        }
    )


def _output(writer: _Writer, description: NetworkDescription) -> int:
    feature = writer.table({})
    tables = {
        0: writer.text(description.outputs),
        1: writer.text("One number a label, float32."),
        3: writer.table({1: feature}, small={0: _FEATURE}),
        6: writer.vector([_file(writer, LABELS_FILE, "One a line", _AXIS_LABELS)]),
    }
    if description.outputs != LOGITS:
        tables[5] = writer.table({0: writer.floats([1.0]), 1: writer.floats([0.0])})
    return writer.table(tables)


def _file(writer: _Writer, name: str, text: str, kind: int) -> int:
    return writer.table({0: writer.text(name), 1: writer.text(text)}, small={2: kind})


class _Writer:
    """Writes a flatbuffer from its leaves to its root; each part is known by its place."""

    def __init__(self) -> None:
        import flatbuffers

        self._builder: Any = flatbuffers.Builder(0)

    def text(self, value: str) -> int:
        """A string."""
        return int(self._builder.CreateString(value))

    def floats(self, values: Sequence[float]) -> int:
        """A vector of float32."""
        return int(self._builder.CreateNumpyVector(np.asarray(values, np.float32)))

    def vector(self, places: Sequence[int]) -> int:
        """A vector of tables."""
        self._builder.StartVector(4, len(places), 4)
        for place in reversed(places):
            self._builder.PrependUOffsetTRelative(place)
        return int(self._builder.EndVector())

    def table(
        self,
        places: dict[int, int],
        *,
        small: dict[int, int] | None = None,
        uints: dict[int, int] | None = None,
    ) -> int:
        """A table: slot -> place of a part, slot -> value of a byte or of a uint32."""
        small, uints = small or {}, uints or {}
        self._builder.StartObject(1 + max([-1, *places, *small, *uints]))
        for slot, place in places.items():
            self._builder.PrependUOffsetTRelativeSlot(slot, place, 0)
        for slot, value in uints.items():
            self._builder.PrependUint32Slot(slot, value, 0)
        for slot, value in small.items():
            self._builder.PrependUint8Slot(slot, value, 0)
        return int(self._builder.EndObject())

    def finish(self, root: int) -> bytes:
        """The bytes, with their identifier."""
        self._builder.Finish(root, IDENTIFIER)
        return bytes(self._builder.Output())
