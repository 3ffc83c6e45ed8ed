"""Licence texts of everything that is shipped, taken from the installed packages at build time.

Hides where each package keeps its texts. A package that ships none has its text in `installer/notices`.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

NOTICES = Path(__file__).parent / "notices"
FONTS_COPYRIGHT = Path("/usr/share/doc/fonts-liberation2/copyright")
COMMON = Path("/usr/share/common-licenses")
_COMMON_TEXTS = {"PySide6_Essentials": ("LGPL-3", "GPL-3"), "shiboken6": ("LGPL-3", "GPL-3")}
# Distributions whose files reach the bundle, as NOTICE lists them.
SHIPPED = (
    "PySide6-Essentials",
    "shiboken6",
    "SQLAlchemy",
    "alembic",
    "Mako",
    "MarkupSafe",
    "typing_extensions",
    "sqlcipher3",
    "cryptography",
    "cffi",
    "msgspec",
    "python-calamine",
    "xlrd",
    "openpyxl",
    "et_xmlfile",
    "reportlab",
    "pillow",
    "charset-normalizer",
    "python-docx",
    "lxml",
    "pypdfium2",
    "segno",
)
_NAMES = ("licen", "copying", "notice", "authors")


class MissingLicenceError(Exception):
    """A shipped package without a licence text: it must not be shipped so."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A package in the bundle."""

    name: str
    version: str
    texts: int


def gather(to: Path) -> tuple[Shipped, ...]:
    """Copies the licence texts of all shipped packages, of Python and of the fonts into a folder.

    Raises:
        MissingLicenceError: a package has no text here or in `installer/notices`.
    """
    shutil.rmtree(to, ignore_errors=True)
    found = tuple(_copy_texts(metadata.distribution(name), to) for name in SHIPPED)
    python = Path(sys.base_prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "LICENSE.txt"
    _copy(python if python.exists() else NOTICES / "python" / "LICENSE.txt", to / "python" / "LICENSE.txt")
    _copy(FONTS_COPYRIGHT, to / "liberation-fonts" / "copyright")
    return found


def _copy_texts(distribution: metadata.Distribution, to: Path) -> Shipped:
    name = distribution.metadata["Name"]
    own = [Path(str(distribution.locate_file(path))) for path in distribution.files or () if _is_text(str(path))]
    kept = NOTICES / name.lower()
    common = [COMMON / text for text in _COMMON_TEXTS.get(name, ())]
    texts = [*own, *(sorted(kept.iterdir()) if kept.is_dir() else ()), *common]
    if not texts:
        raise MissingLicenceError(name)
    for number, text in enumerate(texts):
        target = to / name.lower() / text.name
        _copy(text, target.with_stem(f"{target.stem}-{number}") if target.exists() else target)
    return Shipped(name, distribution.version, len(texts))


def _is_text(path: str) -> bool:
    folder, _, name = path.lower().rpartition("/")
    inside = folder.split("/")[0].endswith(".dist-info")
    return inside and ("/licenses" in folder or name.startswith(_NAMES)) and not name.endswith((".py", ".pyc"))


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise MissingLicenceError(str(source))
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
