"""Makes the frozen program, dist/so2282, and tries it: `make build`.

Hides PyInstaller. Prints one JSON report, also left in build/frozen.json: sizes, seconds, and what the smoke test saw.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from licences import MissingLicenceError, gather, gather_system, unlisted
from smoke import smoke

REPOSITORY = Path(__file__).resolve().parent.parent
BUILD = REPOSITORY / "build"
MADE = BUILD / "made"
DIST = REPOSITORY / "dist" / "so2282"
FONTS = Path("/usr/share/fonts/truetype/liberation2")
_TOOLS = {"objdump": "binutils", "strip": "binutils", "Xvfb": "xvfb"}


def main() -> int:
    """Builds and tries; 0 when the frozen program works."""
    missing = sorted({package for tool, package in _TOOLS.items() if shutil.which(tool) is None})
    if not FONTS.is_dir():
        missing.append("fonts-liberation2")
    if missing:
        print("Needed first: apt-get install -y " + " ".join(missing), file=sys.stderr)
        return 1
    started = time.monotonic()
    shipped = gather(MADE / "licences")
    copy_fonts(MADE / "fonts")
    freeze()
    inside = DIST / "_internal"
    if strange := unlisted(DIST / "so2282"):
        raise MissingLicenceError(f"shipped but not in licences.SHIPPED and NOTICE: {', '.join(strange)}")
    system = gather_system(inside, inside / "licences")
    report = {
        "build_seconds": round(time.monotonic() - started, 1),
        "folder": str(DIST.relative_to(REPOSITORY)),
        "size_mb": size_mb(DIST),
        "largest": largest(DIST, 8),
        "shipped": {item.name: item.version for item in shipped},
        "system_libraries": len(system),
        "smoke": smoke(DIST, BUILD / "window.png"),
    }
    text = json.dumps(report, ensure_ascii=False, indent=2)
    (BUILD / "frozen.json").write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def copy_fonts(to: Path) -> None:
    """Copies Liberation Serif and Sans, which paper and window fall back to."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    for family in ("Serif", "Sans"):
        for font in sorted(FONTS.glob(f"Liberation{family}-*.ttf")):
            shutil.copyfile(font, to / font.name)


def freeze() -> None:
    """Runs PyInstaller on the specification.

    Raises:
        subprocess.CalledProcessError: it failed; its own words are on the terminal.
    """
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(DIST.parent), "--workpath", str(BUILD / "pyinstaller")]
    subprocess.run([*command, *places, "installer/so2282.spec"], cwd=REPOSITORY, check=True)


def size_mb(folder: Path) -> float:
    """Size of all files, in millions of bytes."""
    return round(sum(path.stat().st_size for path in folder.rglob("*") if not path.is_symlink()) / 1e6, 1)


def largest(folder: Path, count: int) -> dict[str, float]:
    """The largest files with their millions of bytes."""
    files = sorted((path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()), key=_size)
    return {str(path.relative_to(folder)): round(_size(path) / 1e6, 1) for path in files[: -count - 1 : -1]}


def _size(path: Path) -> int:
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
