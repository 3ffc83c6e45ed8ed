"""A Dataset as CSV tables and back: UTF-8, LF, sorted by id, null = empty (Frictionless Table Schema).

There is one way to write a table: a reader refuses what it would not have written from what it understood.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from app.domain.dataset import Dataset, is_coarsened
from app.domain.dates import PartialDate
from app.domain.registry import SENT, TABLES
from app.domain.schema import FieldKind, FieldSpec, Level, TableSpec
from app.errors import UserError, refuse

MAX_ROWS: Final = 200_000
_MOST: Final = 2**63 - 1
RECORD_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._-]{0,63}")
"""What the id of a record may look like in a file that travels."""

_WRITE: Final[Mapping[FieldKind, Callable[[Any], str]]] = MappingProxyType(
    {
        "text": str,
        "code": str,
        "ref": str,
        "date": str,
        "int": str,
        "bool": lambda value: "true" if value else "false",
    }
)


def _read_bool(text: str) -> bool:
    return {"true": True, "false": False}[text]


def _read_int(text: str) -> int:
    value = int(text)
    if abs(value) > _MOST:
        raise ValueError(text)
    return value


_READ: Final[Mapping[FieldKind, Callable[[str], Any]]] = MappingProxyType(
    {"text": str, "code": str, "ref": str, "date": PartialDate, "int": _read_int, "bool": _read_bool}
)

_SCHEMA_TYPES: Final[Mapping[FieldKind, str]] = MappingProxyType(
    {"text": "string", "code": "string", "ref": "string", "date": "string", "int": "integer", "bool": "boolean"}
)


def table_path(table: str) -> str:
    """Name of a table's file in the package."""
    return f"data/{table}.csv"


def sent_tables(level: Level) -> tuple[TableSpec, ...]:
    """Tables that travel at a level."""
    return tuple(spec for spec in SENT if spec.level <= level)


def sent_fields(spec: TableSpec, level: Level) -> tuple[FieldSpec, ...]:
    """Columns of a table at a level, `id` not among them."""
    return tuple(field for field in spec.fields if field.level <= level or is_coarsened(field, level))


def row_counts(data: Dataset) -> dict[str, int]:
    """Rows of every table that travels."""
    return {spec.name: len(data.tables.get(spec.name, {})) for spec in sent_tables(data.level)}


def encode_tables(data: Dataset) -> dict[str, bytes]:
    """CSV files of a dataset that is already at its level; a table without rows is sent with its header."""
    return {
        table_path(spec.name): _encode_table(spec, data.level, data.tables.get(spec.name, {}))
        for spec in sent_tables(data.level)
    }


def decode_tables(unit: str, level: Level, files: Mapping[str, bytes], counts: Mapping[str, int]) -> Dataset:
    """Reads the tables back.

    Args:
        unit: reporting unit of the header.
        level: level of the header; it fixes which files and columns must be there.
        files: name → bytes.
        counts: table → rows that the header declares.

    Raises:
        UserError: NGH-09 naming file and line.
    """
    tables = {}
    for spec in sent_tables(level):
        path = table_path(spec.name)
        if path not in files:
            raise refuse("NGH-09", detail=f"thiếu {path}")
        tables[spec.name] = _decode_table(spec, level, path, files[path])
    if {name: len(rows) for name, rows in tables.items()} != dict(counts):
        raise refuse("NGH-09", detail="số dòng khác phần khai")
    return Dataset(unit, level, tables)


def table_schema(spec: TableSpec, level: Level) -> dict[str, Any]:
    """Frictionless resource of a table at a level."""
    fields = [{"name": "id", "type": "string", "title": "Mã bản ghi", "constraints": {"required": True}}]
    fields += [
        {"name": field.name, "type": _SCHEMA_TYPES[field.kind], "title": field.label}
        for field in sent_fields(spec, level)
    ]
    return {
        "name": spec.name.replace("_", "-"),
        "title": spec.label,
        "path": table_path(spec.name),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": "id", "missingValues": [""]},
    }


def require_files(files: Mapping[str, bytes], required: Collection[str], optional: Collection[str] = ()) -> None:
    """Demands that a package has all its files and no other.

    Raises:
        UserError: NGH-09 a file is missing; GOI-02 a file does not belong.
    """
    missing = sorted(set(required) - set(files))
    if missing:
        raise refuse("NGH-09", detail=f"thiếu {missing[0]}")
    strange = sorted(set(files) - set(required) - set(optional))
    if strange:
        raise refuse("GOI-02", detail=f"tệp lạ {strange[0]}")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV with LF ends, UTF-8; quoted is what holds a comma, a quotation mark or a line break."""
    lines: list[str] = []
    # Written with CR LF and cut: else the library leaves a lone CR unquoted, which no reader takes back.
    writer = csv.writer(_Lines(lines), lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return "".join(line[:-2] + "\n" for line in lines).encode()


class _Lines:
    """A stream that keeps what is written apart."""

    def __init__(self, lines: list[str]) -> None:
        self.write: Callable[[str], object] = lines.append


def csv_rows(path: str, content: bytes, header: Sequence[str]) -> list[list[str]]:
    """Body rows of a CSV whose header must be exactly this.

    Raises:
        UserError: NGH-09.
    """
    try:
        lines = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise refuse("NGH-09", detail=path) from error
    if not lines or lines[0] != list(header) or len(lines) > MAX_ROWS:
        raise refuse("NGH-09", detail=f"{path}, hàng tiêu đề")
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(header):
            raise _wrong_line(path, number)
    return lines[1:]


def _encode_table(spec: TableSpec, level: Level, rows: Mapping[str, Any]) -> bytes:
    fields = sent_fields(spec, level)
    lines = ([key, *(_text(field, rows[key]) for field in fields)] for key in sorted(rows))
    return csv_bytes(["id", *(field.name for field in fields)], lines)


def _decode_table(spec: TableSpec, level: Level, path: str, content: bytes) -> dict[str, Any]:
    fields = sent_fields(spec, level)
    readers = [(field.name, _reader(field, level)) for field in fields]
    rows: dict[str, Any] = {}
    last = ""
    lines = csv_rows(path, content, ["id", *(field.name for field in fields)])
    for number, (key, *texts) in enumerate(lines, 2):
        try:
            if key <= last or not RECORD_ID.fullmatch(key):
                raise ValueError(key)
            values = {name: read(text) for (name, read), text in zip(readers, texts, strict=True) if text}
        except (ValueError, KeyError) as error:
            raise _wrong_line(path, number) from error
        last = key
        rows[key] = TABLES[spec.name].cls(id=key, **values)
    if _encode_table(spec, level, rows) != content:
        raise refuse("NGH-09", detail=path)
    return rows


def _reader(field: FieldSpec, level: Level) -> Callable[[str], Any]:
    return _read_month if is_coarsened(field, level) else _READ[field.kind]


def _read_month(text: str) -> PartialDate:
    """A date that travels without its day; one that has it was not meant to be sent (design §3)."""
    value = PartialDate(text)
    if value.is_full:
        raise ValueError(text)
    return value


def _wrong_line(path: str, number: int) -> UserError:
    return refuse("NGH-09", detail=f"{path}, dòng {number}")


def _text(field: FieldSpec, row: Any) -> str:
    value = getattr(row, field.name)
    return "" if value is None else _WRITE[field.kind](value)
