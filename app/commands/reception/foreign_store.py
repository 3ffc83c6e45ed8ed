"""A store, a part or a copy of one, sent instead of a package: recognised so that the sender learns what to do.

Hides by what it is known: the folder by its parts, a lone database by being whole pages of ciphertext. Nothing of it is
read, kept or judged (threats.md N02).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.errors import UserError, refuse

_HINT: Final = (
    "Đây là tệp dữ liệu của chương trình, không phải gói nộp: ở màn hình Nộp báo cáo hãy bấm «Ký và lưu tệp nộp…» "
    "rồi gửi tệp .p7m vừa lập."
)
_PARTS: Final = ("so.db", "keys.json")
_PAGE: Final = 4096
_LEAST_PAGES: Final = 8
_RANDOM: Final = 230
"""Different bytes in a page of ciphertext: 256 · (1 - 1/e^16) is nearly all of them; text and pictures have fewer."""
_BEGINNINGS: Final = (
    b"\x30",
    b"PK",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
)
"""Of packages and of other files that are random inside."""


def is_store_folder(path: Path) -> bool:
    """Whether a folder is a store or a backup of one."""
    return all((path / name).is_file() for name in _PARTS)


def refuse_store(path: Path, content: bytes = b"") -> None:
    """Refuses what is a store, a file of one, or its database under another name.

    Raises:
        UserError: GOI-01, with the hint to make a package.
    """
    if is_store_folder(path) or is_store_folder(path.parent) or _is_database(content):
        wrong = refuse("GOI-01")
        raise UserError(wrong.code, wrong.message, _HINT)


def _is_database(content: bytes) -> bool:
    pages, rest = divmod(len(content), _PAGE)
    if rest or pages < _LEAST_PAGES or content.startswith(_BEGINNINGS):
        return False
    return len(set(content[:_PAGE])) >= _RANDOM
