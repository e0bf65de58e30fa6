"""Windows (读取窗口): one file read by several at once, each from a place of its own."""

import codecs
import io
from collections.abc import Iterator
from typing import IO

_BUFFER_BYTES = 1 << 17


class Window(io.RawIOBase):
    """A file as one reader sees it, from its beginning; what others read of it meanwhile does not matter."""

    def __init__(self, file: IO[bytes]) -> None:
        """Take the file, which stays open when the window is closed."""
        super().__init__()
        self._file, self._at = file, 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that its place can be changed."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Change its place. Units: bytes."""
        before = {io.SEEK_SET: 0, io.SEEK_CUR: self._at}
        self._at = max(offset + (size_of(self._file) if whence == io.SEEK_END else before[whence]), 0)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill a buffer from its place on. Units: bytes."""
        self._file.seek(self._at)
        taken = self._file.read(len(buffer))
        buffer[: len(taken)] = taken
        self._at += len(taken)
        return len(taken)


def lines_of(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """Return a file's text from its beginning, line by line, each with the end that it has."""
    return io.TextIOWrapper(io.BufferedReader(Window(file), _BUFFER_BYTES), encoding, newline="")


def lines_by_piece(file: IO[bytes], encoding: str) -> Iterator[list[str]]:
    """Yield the same lines without their ends, those of a piece of the file at once."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    window, rest = Window(file), ""
    while piece := window.read(_BUFFER_BYTES):
        lines = (rest + decoder.decode(piece)).split("\n")
        rest = lines.pop()
        yield lines
    lines = (rest + decoder.decode(b"", final=True)).split("\n")
    yield lines if lines[-1] else lines[:-1]


def size_of(file: IO[bytes]) -> int:
    """Return the size of a file. Units: bytes."""
    return file.seek(0, io.SEEK_END)


def beginning_of(file: IO[bytes], size: int) -> bytes:
    """Return the first bytes of a file."""
    file.seek(0)
    return file.read(size)
