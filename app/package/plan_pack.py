"""A plan pack on its way to a unit: in an enrolment file, in a file of its own, in a receipt; hides the inner names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from app.errors import refuse
from app.package.bodies import PlanPackBody
from app.package.header import canonical_json, plan_pack_values
from app.package.tables import require_files
from app.package.trust import Opened

NOTICE: Final = "pack.json"
"""In a receipt: which pack it carries; the header says so in a file of its own."""
_PACK: Final = "pack/"
_FORMS: Final = "forms/"


def packed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files of a pack by their name inside a container."""
    return {name if name.startswith(_FORMS) else _PACK + name: content for name, content in files.items()}


def packed_in(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The inner files of a container that belong to a pack, by their inner name."""
    return {name: content for name, content in files.items() if name.startswith((_PACK, _FORMS))}


def unpacked(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files of a pack by their own name."""
    return {name.removeprefix(_PACK): content for name, content in packed_in(files).items()}


def read_pack_file(opened: Opened, extra: frozenset[str] = frozenset()) -> dict[str, bytes]:
    """The files of a pack that travels in a file of its own.

    Raises:
        UserError: GOI-02 for a file that does not belong.
    """
    inside = packed_in(opened.files)
    require_files(opened.files, extra, inside)
    return unpacked(inside)


def notice_json(body: PlanPackBody) -> bytes:
    """What a receipt says of the pack that it carries."""
    return canonical_json(body)


def read_notice(content: bytes, unit: str) -> PlanPackBody:
    """Reads it as strictly as a header.

    Raises:
        UserError: NGH-09.
    """
    try:
        body = msgspec.json.decode(content, type=PlanPackBody)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse("NGH-09", detail=NOTICE) from error
    fits = body.unit == unit and all(plan_pack_values(body).values())
    if canonical_json(body) != content or not fits:
        raise refuse("NGH-09", detail=NOTICE)
    return body
