"""A screen of memory: an X server without a monitor whose picture can be read while a program starts.

Hides Xvfb and the format of its framebuffer file, so that "the window is painted" is seen from outside, in the same way
for any program, from sources or frozen.
"""

from __future__ import annotations

import mmap
import os
import struct
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

WIDTH, HEIGHT = 1366, 768
_HEADER = struct.Struct(">25I")
_OPTIONS = ("-nolisten", "tcp", "-noreset", "-br", "-dpi", "96")
_SAMPLED_ROWS = 6
_PAINTED = 12
"""So many colours in the sampled rows are a window with words on it; a blank or half-made one has fewer."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands on the screen: 32-bit pixels, row by row."""

    pixels: bytes

    @property
    def colours(self) -> int:
        """Number of colours in every sixth row."""
        line = WIDTH * 4
        rows = b"".join(self.pixels[row * line : (row + 1) * line] for row in range(0, HEIGHT, _SAMPLED_ROWS))
        return len(set(memoryview(rows).cast("I")))

    @property
    def filled(self) -> float:
        """Share of the sampled pixels that are not the black of the empty screen."""
        line = WIDTH * 4
        seen = [pixel for row in range(0, HEIGHT, 32) for pixel in self._row(row * line, line)]
        return sum(pixel & 0xFFFFFF != 0 for pixel in seen) / len(seen)

    def _row(self, start: int, length: int) -> memoryview:
        return memoryview(self.pixels[start : start + length]).cast("I")


class Screen:
    """A running X server; a context manager."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="so2282-screen-")
        read, write = os.pipe()
        geometry = f"{WIDTH}x{HEIGHT}x24"
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", geometry, "-fbdir", self._folder.name, *_OPTIONS],
            pass_fds=(write,),
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as stream:
            self.display = ":" + stream.readline().strip()
        with (Path(self._folder.name) / "Xvfb_screen0").open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = _HEADER.unpack_from(self._memory)
        assert header[4:6] == (WIDTH, HEIGHT), header
        assert header[11] == 32, header
        self._start = header[0] + header[19] * 12
        self._size = header[12] * HEIGHT

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._memory.close()
        self._server.terminate()
        self._server.wait()
        self._folder.cleanup()

    def environment(self) -> dict[str, str]:
        """The environment of a program that is to show itself here."""
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8"}

    def picture(self) -> Picture:
        """What is shown now."""
        return Picture(self._memory[self._start : self._start + self._size])

    def wait_until_painted(self, seconds: float, least_filled: float = 0.05, colours: int = _PAINTED) -> float:
        """Waits for a painted window.

        Args:
            seconds: at most.
            least_filled: share of the screen that is no longer black.
            colours: so many at least.

        Returns:
            The monotonic time at which it was seen.

        Raises:
            TimeoutError: nothing was painted.
        """
        limit = time.monotonic() + seconds
        while (now := time.monotonic()) < limit:
            shown = self.picture()
            if shown.filled >= least_filled and shown.colours >= colours:
                return now
            time.sleep(0.005)
        raise TimeoutError("no window was painted")

    def wait_until_blank(self, seconds: float = 10.0) -> None:
        """Waits until the last window is gone; the pointer stays."""
        limit = time.monotonic() + seconds
        while self.picture().filled > 0.01:
            if time.monotonic() > limit:
                raise TimeoutError("the window stayed")
            time.sleep(0.02)

    def save_png(self, path: Path) -> None:
        """Keeps the picture as a file."""
        from PIL import Image  # noqa: PLC0415 - only the smoke test keeps pictures

        path.parent.mkdir(parents=True, exist_ok=True)
        Image.frombuffer("RGB", (WIDTH, HEIGHT), self.picture().pixels, "raw", "BGRX", WIDTH * 4, 1).save(path)
