"""A GGUF file read without any library: what it says of itself, and what its tensors are."""

import struct
from pathlib import Path
from typing import Any, BinaryIO

_PLAIN = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
TEXT, LIST = 8, 9
F32, Q8_0 = 0, 8
BLOCK, BYTES_OF_BLOCK = 32, 34


def read(path: Path) -> tuple[dict[str, Any], dict[str, tuple[tuple[int, ...], int, int]], int]:
    """Metadata; shape, kind and offset by tensor; where the data begin."""
    with path.open("rb") as file:
        assert file.read(4) == b"GGUF"
        version, tensors, pairs = _unpack(file, "<IQQ")
        assert version == 3
        told = {_text(file): _value(file, _unpack(file, "<I")[0]) for _ in range(pairs)}
        found = {}
        for _ in range(tensors):
            name = _text(file)
            (dimensions,) = _unpack(file, "<I")
            shape = _unpack(file, f"<{dimensions}Q")
            found[name] = (shape, *_unpack(file, "<IQ"))
        alignment = int(told.get("general.alignment", 32))
        return told, found, -(-file.tell() // alignment) * alignment


def size(shape: tuple[int, ...], kind: int) -> int:
    """Bytes of a tensor."""
    count = 1
    for one in shape:
        count *= one
    return count * 4 if kind == F32 else count // BLOCK * BYTES_OF_BLOCK


def _unpack(file: BinaryIO, form: str) -> Any:
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _text(file: BinaryIO) -> str:
    return file.read(_unpack(file, "<Q")[0]).decode()


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == TEXT:
        return _text(file)
    if kind == LIST:
        inner, count = _unpack(file, "<IQ")
        return [_value(file, inner) for _ in range(count)]
    return _unpack(file, "<" + _PLAIN[kind])[0]
