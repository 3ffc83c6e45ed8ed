"""The values of a plan pack as a person edits them: each with its name, its clause, and whether it awaits confirmation.

What may stand where is known to those who read a pack, and to nobody else: an edit is taken when `read_pack` takes the
files, and refused with their file and line when it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.errors import refuse
from app.plan.confirmed import FILE as CONFIRMED
from app.plan.confirmed import Confirmed, confirmed_file, read_confirmed
from app.plan.pack import FORMS, read_pack
from app.plan.pack_text import Spot, Value, added, replaced, rows_of, spots
from app.plan.source import text_of

Files = Mapping[str, bytes]

_FIXED: Final = frozenset({"id", "version"})
_DOUBTS: Final = ("unconfirmed", "doubt")
GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "target": "Mục tiêu",
        "definitions": "Định nghĩa",
        "periods": "Ngày chốt, hạn nộp",
        "rule": "Quy tắc",
        "indicator": "Chỉ tiêu",
        "forms": "Biểu",
        "report": "Báo cáo",
        "": "Chung",
    }
)
"""Kinds of values in the order in which they are shown."""
FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "value": "Giá trị", "percent": "Mục tiêu (%)", "number": "Số trong kế hoạch", "first_year": "Từ năm",
        "last_year": "Đến năm", "clause": "Căn cứ", "cut_off": "Ngày chốt (tháng-ngày)", "due": "Hạn nộp (tháng-ngày)",
        "severity": "Mức", "title": "Tên", "reference": "Căn cứ", "message": "Câu thông báo", "from": "Áp dụng từ ngày",
        "to": "Áp dụng đến ngày", "limit": "Ngưỡng", "low": "Cận dưới", "high": "Cận trên", "months": "Số tháng",
        "most": "Nhiều nhất", "hours": "Số tiết", "label": "Nhãn", "source": "Nguồn", "name": "Tên gọi",
        "unit": "Đơn vị tính", "numerator": "Tử số", "denominator": "Mẫu số", "notes": "Ghi chú dưới biểu",
        "basis": "Dòng đầu bên trái", "caption": "Tên bảng", "width": "Độ rộng", "landscape": "Trang nằm ngang",
        "cells": "Ô số liệu", "posts": "Chức vụ", "years": "Số năm", "fields": "Các trường", "field": "Trường",
        "unconfirmed": "Chờ xác nhận", "doubt": "Điều cần xác nhận",
    }
)  # fmt: skip
"""Names of keys; one that has none here is shown as it is written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value that can be edited.

    Attributes:
        key: file, table and name: "rules.toml#rule.12.low".
        group: of `GROUPS`. owner: whose value it is, such as "HS02 Tuổi dưới 18 …"; field: which one, in words.
        value: as TOML reads it.
        source: clause or source of the owner; "" where none is written.
        unconfirmed: the owner awaits confirmation by Sở Nội vụ.
        line: in the file.
    """

    key: str
    group: str
    owner: str
    field: str
    value: Value
    source: str
    unconfirmed: bool
    line: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that awaits confirmation: its key (file and table), what it is, its value, its source."""

    key: str
    label: str
    value: str
    source: str


def entries(files: Files) -> Iterator[Entry]:
    """Every value of the TOML files, files in the order of the groups."""
    for file in _toml(files):
        text = text_of(files, file)
        rows = rows_of(text)
        for spot in spots(text):
            if spot.key in _DOUBTS or (not spot.table and spot.key in _FIXED):
                continue
            row = rows[spot.table]
            yield Entry(
                _key(file, spot.table, spot.key),
                _group(file, spot.table),
                _owner(file, spot.table, row, rows),
                FIELDS.get(spot.key, spot.key),
                spot.value,
                str(row.get("clause") or row.get("reference") or row.get("source") or ""),
                bool(row.get("unconfirmed") or row.get("doubt")),
                spot.line,
            )


def doubts(files: Files) -> Iterator[Doubt]:
    """What awaits confirmation, in the TOML files and in the bands of the retirement age."""
    for file in _toml(files):
        rows = rows_of(text_of(files, file))
        for table, row in rows.items():
            if row.get("unconfirmed") or row.get("doubt"):
                value = row.get("doubt") or row.get("value") or row.get("severity") or _dates(row)
                source = str(row.get("clause") or row.get("reference") or row.get("source") or "")
                yield Doubt(_key(file, table, ""), _owner(file, table, row, rows), _shown(value), source)
    for number, cells in _bands(files):
        if cells[-1] == "1":
            label = (
                f"Tuổi nghỉ hưu, {'nam' if cells[0] == 'm' else 'nữ'} sinh từ {cells[1] or '…'} đến {cells[2] or '…'}"
            )
            yield Doubt(
                f"{_RETIREMENT}#{number}", label, f"{cells[3]} tuổi {cells[4]} tháng", "Nghị định 135/2020/NĐ-CP"
            )


def with_value(files: Files, key: str, value: Value | None) -> dict[str, bytes]:
    """The files with another value, checked as a whole.

    Args:
        key: of an entry, or of one that its table has not yet.
        value: None takes it away.

    Raises:
        UserError: NHAP-02 no such place, QT-01 the pack may not have this value there.
    """
    file, table, name = _place(files, key)
    if not table and name in _FIXED:
        raise refuse("NHAP-01", detail="tên và phiên bản của bộ đặt khi lập bản thảo và khi ban hành")
    if name in _DOUBTS:
        raise refuse("NHAP-01", detail="dấu chờ xác nhận chỉ bỏ được bằng việc xác nhận, có ghi ai và ngày nào")
    made = _written(files, file, table, name, value)
    read_pack(made)
    return made


def with_version(files: Files, version: str) -> dict[str, bytes]:
    """The files under another version."""
    return _written(files, "pack.toml", (), "version", version)


def confirmed(files: Files, key: str, by: str, on: str, paper: str) -> dict[str, bytes]:
    """The files in which a value does not await confirmation any more, and who confirmed it is written.

    Args:
        key: of a doubt. by: who. on: ISO day. paper: number and day of the document, "" for none.

    Raises:
        UserError: NHAP-02, nothing there awaits confirmation.
    """
    found = next((item for item in doubts(files) if item.key == key), None)
    if found is None:
        raise refuse("NHAP-02", what="nội dung chờ xác nhận", value=key)
    made = dict(files)
    file, _, place = key.partition("#")
    if file == _RETIREMENT:
        lines = text_of(files, file).splitlines()
        lines[int(place)] = lines[int(place)].rpartition(",")[0] + ",0"
        made[file] = ("\n".join(lines) + "\n").encode()
    else:
        table = _path(place)
        row = rows_of(text_of(files, file))[table]
        for name in _DOUBTS:
            if name in row:
                made = _written(made, file, table, name, None)
    row_of = Confirmed(key, found.label, found.value, by, on, paper)
    made[CONFIRMED] = confirmed_file((*read_confirmed(files), row_of))
    read_pack(made)
    return made


_RETIREMENT: Final = "retirement.csv"
_REPORT: Final = "report.toml"


def _bands(files: Files) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text_of(files, _RETIREMENT).splitlines()):
        if number and line.strip():
            yield number, line.split(",")


def _toml(files: Files) -> list[str]:
    first = ["pack.toml", "rules.toml", "indicators.toml"]
    others = sorted(name for name in files if name.endswith(".toml") and name not in {*first, CONFIRMED})
    return [*first, *others]


def _key(file: str, table: tuple[str | int, ...], name: str) -> str:
    return f"{file}#{'.'.join(map(str, (*table, *([name] if name else []))))}"


def _path(text: str) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isdigit() else part for part in text.split(".") if part)


def _place(files: Files, key: str) -> tuple[str, tuple[str | int, ...], str]:
    file, _, way = key.partition("#")
    path = _path(way)
    if file not in files or not path or not isinstance(path[-1], str):
        raise refuse("NHAP-02", what="giá trị của bộ chỉ tiêu", value=key)
    return file, path[:-1], path[-1]


def _written(files: Files, file: str, table: tuple[str | int, ...], name: str, value: Value | None) -> dict[str, bytes]:
    text = text_of(files, file)
    spot: Spot | None = next((item for item in spots(text) if (item.table, item.key) == (table, name)), None)
    if spot is None and value is None:
        raise refuse("NHAP-02", what="giá trị của bộ chỉ tiêu", value=_key(file, table, name))
    after = replaced(text, spot, value) if spot else added(text, table, name, value or "")
    return {**files, file: after.encode()}


def _group(file: str, table: tuple[str | int, ...]) -> str:
    if file.startswith(FORMS):
        return "forms"
    if file == _REPORT:
        return "report"
    first = str(table[0]) if table else ""
    return first if first in GROUPS else ""


def _owner(
    file: str,
    table: tuple[str | int, ...],
    row: Mapping[str, Value],
    rows: Mapping[tuple[str | int, ...], Mapping[str, Value]],
) -> str:
    """Whose values a table holds, as an official would name it."""
    if file.startswith(FORMS):
        inside = " ".join(str(part) for part in (row.get("id"), row.get("title") or row.get("label")) if part)
        return f"Biểu {rows[()].get('code', '')}" + (f": {inside}" if table and inside else "")
    if file == _REPORT:
        return f"Đoạn {row['id']}" if "id" in row else "Câu khung"
    parts = (row.get("code") or row.get("indicator"), row.get("line"), row.get("title") or row.get("label"))
    named = " ".join(str(part) for part in parts if part)
    if "first_year" in row:
        return f"{named}, {row['first_year']}-{row['last_year']}"
    if table and table[0] == "periods":
        return f"{GROUPS['periods']}: {_PERIODS.get(str(table[1]), str(table[1]))}"
    return named or ".".join(map(str, table)) or "Bộ chỉ tiêu"


_PERIODS: Final[Mapping[str, str]] = MappingProxyType(
    {"year": "báo cáo năm", "half1": "6 tháng đầu năm", "half2": "6 tháng cuối năm", "adhoc": "đột xuất",
     "stage": "sơ kết, tổng kết"}
)  # fmt: skip


def _dates(row: Mapping[str, Value]) -> str:
    return f"chốt {row['cut_off']}, hạn {row['due']}" if "cut_off" in row else ""


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {item}" for name, item in value.items())
    return str(value)
