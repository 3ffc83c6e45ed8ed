"""Licence texts of everything that is shipped, taken from the installed packages at build time.

Hides where each package keeps its texts. A package that ships none has its text in `installer/notices`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

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
    "psycopg",
    "psycopg-binary",
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
    "zxing-cpp",
    "pyHanko",
    "pyhanko-certvalidator",
    "asn1crypto",
    "python-pkcs11",
    "tzlocal",
    "uritools",
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


def unlisted(program: Path) -> tuple[str, ...]:
    """Distributions whose modules are in the frozen program and that `SHIPPED` (and so NOTICE) does not name."""
    archive = CArchiveReader(str(program))
    modules = archive.open_embedded_archive(next(name for name in archive.toc if name.startswith("PYZ"))).toc
    homes = metadata.packages_distributions()
    found = {home for module in modules for home in homes.get(module.partition(".")[0], ())}
    listed = {_normal(name) for name in (*SHIPPED, "so2282", "pyinstaller")}
    return tuple(sorted(name for name in found if _normal(name) not in listed))


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def gather_system(libraries: Path, to: Path) -> dict[str, str]:
    """Copies the copyright files of the Debian packages whose shared libraries were bundled.

    Args:
        libraries: folder with the bundled libraries.
        to: folder of licence texts.

    Returns:
        Library → Debian package.

    Raises:
        MissingLicenceError: nobody owns a library.
    """
    owners = {}
    for library in sorted(libraries.glob("lib*.so*")):
        if library.is_symlink() or library.name.startswith("libpython"):
            continue  # links lead to libraries of Python packages
        package = _owner(library.name)
        _copy(Path("/usr/share/doc") / package / "copyright", to / "system" / package)
        owners[library.name] = package
    return owners


def _owner(library: str) -> str:
    found = subprocess.run(["dpkg-query", "-S", f"*/{library}"], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        raise MissingLicenceError(library)
    return found.stdout.partition(":")[0]


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
