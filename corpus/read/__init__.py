"""The reader: a file of any format that is read becomes canonical text with its pages.

    read(path) -> Document        read_bytes(data, name="report.pdf") -> Document

Both raise FileRefused, and nothing else, for whatever cannot become a source.
"""

from dzherelo.corpus.read.reader import MAX_BYTES, read, read_bytes

__all__ = ["MAX_BYTES", "read", "read_bytes"]
