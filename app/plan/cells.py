"""Cell keys in the pack's files: read, checked and joined with the dimensions of a row."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.figures import CellKey, parse_cell_key
from app.plan.source import Source
from app.plan.subjects import known


def read_cells(source: Source, key: str) -> tuple[str, ...]:
    """Reads a list of cell keys, in their canonical form.

    Raises:
        UserError: QT-01 where one is no cell key.
    """
    return tuple(_canonical(source, text) for text in source.texts(key, ()))


def with_dims(cell: str, dims: Mapping[str, str]) -> str:
    """The cell with further dimensions; those already set must not differ.

    Raises:
        ValueError: a dimension is set twice with different codes.
    """
    key = parse_cell_key(cell)
    own = dict(key.dims)
    for name, code in dims.items():
        if own.setdefault(name, code) != code:
            raise ValueError(f"{cell}: {name}={code}")
    return str(CellKey(key.subject, key.measure, tuple(sorted(own.items()))))


def _canonical(source: Source, text: str) -> str:
    try:
        key = parse_cell_key(text)
    except ValueError:
        raise source.wrong(f"«{text}» không phải khóa ô số liệu") from None
    if not known(key):
        raise source.wrong(f"«{text}»: không có đối tượng, số đo hoặc chiều này")
    return str(key)
