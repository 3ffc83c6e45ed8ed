"""The command line, made of the command table: parsing, the one JSON envelope, exit codes 0, 1 and 2."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TextIO

from app.commands.storing import new_province, new_unit
from app.commands.submission.unfinished import settle_unfinished
from app.commands.table import COMMANDS, command, resolve
from app.crash_report import FOLDER, keep_report
from app.domain.finding_json import finding_to_json
from app.errors import Cancelled, UserError, refuse
from app.paths import settings_folder
from app.workspace import PROGRAM_VERSION, CommandSpec, Environment, Need, Outcome, Param, Workspace

PASSPHRASE_VARIABLE: Final = "SO2282_PASSPHRASE"  # noqa: S105 - the name of a variable
_DONE, _REFUSED = 0, 1
_NAMES: Final = frozenset(spec.name for spec in COMMANDS)
_ALONE: Final = frozenset(name for name in _NAMES if " " not in name)


@dataclass(frozen=True, slots=True)
class Streams:
    """Where the command line speaks."""

    out: TextIO
    err: TextIO


class Meter:
    """Progress as one line on a terminal, at most ten times a second."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last = 0.0
        self._shown = stream.isatty()

    def step(self, done: int, total: int, text: str) -> None:
        """Shows a step."""
        now = time.monotonic()
        if self._shown and now - self._last > 0.1:
            self._last = now
            self._stream.write(f"\r\x1b[K{done}/{total} {text}")
            self._stream.flush()

    def end(self) -> None:
        """Clears the line."""
        if self._shown and self._last:
            self._stream.write("\r\x1b[K")


def take_passphrase() -> str | None:
    """The passphrase of the environment, which is removed at once."""
    return os.environ.pop(PASSPHRASE_VARIABLE, None)


def run(environment: Callable[[], Environment], arguments: Sequence[str], streams: Streams | None = None) -> int:
    """Runs one command line.

    Args:
        environment: makes what the command reads; called once the arguments are understood.
        arguments: without the program's name.
        streams: None for those of the process.

    Returns:
        0 done, 1 errors found or refused; argparse itself exits with 2 on wrong usage.
    """
    streams = streams or Streams(sys.stdout, sys.stderr)
    given_passphrase = take_passphrase()
    options = vars(_parser().parse_args(_with_whole_names(arguments)))
    as_json: bool = options.pop("json")
    name: str = options.pop("command_name")
    meter = Meter(streams.err)
    try:
        passphrase = _from_descriptor(options.pop("passphrase_fd")) or given_passphrase
        outcome = _perform(environment(), name, options, passphrase, meter)
        meter.end()
        _say(outcome, streams, as_json=as_json)
        streams.out.flush()
    except BrokenPipeError:
        return _nobody_reads()
    except Exception as wrong:
        meter.end()
        _say_error(_refusal(wrong), streams, as_json=as_json)
        return _REFUSED
    except KeyboardInterrupt:
        meter.end()
        _say_error(_refusal(Cancelled()), streams, as_json=as_json)
        return _REFUSED
    return _DONE if outcome.ok else _REFUSED


def _refusal(wrong: Exception) -> UserError:
    """What a person is told; of a bug only that it is one, with a report on this machine."""
    if isinstance(wrong, UserError):
        return wrong
    if isinstance(wrong, Cancelled):
        return refuse("NHAP-01", detail="đã dừng theo yêu cầu; chưa ghi gì")
    now = datetime.now().astimezone()
    report = keep_report(settings_folder() / FOLDER, wrong, PROGRAM_VERSION, now)
    return refuse("LOI-01", place=report or "(không ghi được)")


def _nobody_reads() -> int:
    """Ends quietly where the reader of a pipe has gone, as `head` does; the command itself is done."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _REFUSED


def _perform(env: Environment, name: str, options: dict[str, Any], passphrase: str | None, meter: Meter) -> Outcome:
    store: Path | None = options.pop("store")
    user: str | None = options.pop("user")
    if name == "store new":
        return _store_new(env, store, user, passphrase, options)
    if name == "store restore":
        return _store_restore(env, store, user, passphrase, options)
    spec = command(name)
    if spec.needs is Need.NOTHING:
        made: Outcome = resolve(spec)(env, meter, passphrase=passphrase, **options)
        return made
    if spec.needs is Need.RESOURCES or (store is None and spec.needs in (Need.OPTIONAL_STORE, Need.KNOWN_UNITS)):
        told: Outcome = resolve(spec)(None if spec.needs is Need.OPTIONAL_STORE else env, meter, **options)
        return told
    ws = _open(env, store, user, passphrase)
    try:
        return ws.run(spec, resolve(spec), meter, **options)
    finally:
        ws.close(meter)


def _open(env: Environment, store: Path | None, user: str | None, passphrase: str | None) -> Workspace:
    folder = _store_folder(store)
    env.stores.card(folder)  # a folder without a store is refused before a passphrase is asked
    ws = Workspace(env, env.stores.open(folder, user, _passphrase(passphrase)))
    settle_unfinished(ws)
    return ws


def _store_new(
    env: Environment, store: Path | None, user: str | None, passphrase: str | None, options: dict[str, Any]
) -> Outcome:
    folder, secret = _store_folder(store), _passphrase(passphrase)
    name = user or getpass.getuser()
    if options["mode"] == "province":
        apart = _from_descriptor(options["root_passphrase_fd"]) or ""
        ws = new_province(env, folder, name, secret, practice=options["practice"], root_passphrase=apart)
    else:
        code = _from_descriptor(options["code_fd"])
        if options["enrolment"] is None or not code:
            raise refuse("NHAP-01", detail="cần --enrolment và --code-fd")
        ws = new_unit(env, folder, options["enrolment"], code, name, secret)
    data = {"store": str(folder), "unit": ws.unit, "mode": ws.mode}
    message = f"Đã tạo dữ liệu của {env.units.name(ws.unit)} tại {folder.resolve()}."
    ws.store.close()
    return Outcome(data=data, message=message)


def _store_restore(
    env: Environment, store: Path | None, user: str | None, passphrase: str | None, options: dict[str, Any]
) -> Outcome:
    folder = _store_folder(store)
    opened = env.stores.restore(options["backup"], folder, user, _passphrase(passphrase))
    data = {"store": str(folder), "epoch": opened.info.epoch}
    opened.close()
    return Outcome(data=data, message="Đã khôi phục; bản trước đó vẫn được giữ trong thư mục backups.")


def _store_folder(store: Path | None) -> Path:
    if store is None:
        raise refuse("NHAP-01", detail="chưa chọn dữ liệu, thêm --store THƯ_MỤC")
    return store


def _passphrase(given: str | None) -> str:
    if given:
        return given
    if not sys.stdin.isatty():
        raise refuse("KHOA-05")
    return getpass.getpass("Mật khẩu: ")


def _from_descriptor(descriptor: int | None) -> str | None:
    if descriptor is None:
        return None
    try:
        with os.fdopen(descriptor, "r", encoding="utf-8", closefd=False) as stream:
            return stream.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as wrong:
        raise refuse("NHAP-03", what="bộ mô tả tệp", value=descriptor, detail="không đọc được") from wrong


def _say(outcome: Outcome, streams: Streams, *, as_json: bool) -> None:
    if as_json:
        findings = [finding_to_json(item) for item in outcome.findings]
        _envelope(streams, ok=outcome.ok, message=outcome.message, data=outcome.data, findings=findings)
        return
    for line in _lines(outcome.data):
        streams.out.write(line + "\n")
    if outcome.message:
        streams.out.write(outcome.message + "\n")


def _say_error(error: UserError, streams: Streams, *, as_json: bool) -> None:
    if as_json:
        _envelope(streams, ok=False, code=error.code, message=error.message, hint=error.hint)
        return
    streams.err.write(f"{error.code}: {error.message} {error.hint}".rstrip() + "\n")


def _envelope(streams: Streams, **values: Any) -> None:
    shape = {"ok": True, "code": "", "message": "", "hint": "", "data": None, "findings": []}
    streams.out.write(json.dumps({**shape, **values}, ensure_ascii=False, default=str) + "\n")


def _lines(data: Any) -> Iterable[str]:
    if isinstance(data, Mapping):
        nested = {name: value for name, value in data.items() if isinstance(value, list | tuple)}
        plain = {name: value for name, value in data.items() if name not in nested}
        yield from (f"{name}: {value}" for name, value in plain.items())
        for name, rows in nested.items():
            yield f"{name}:"
            yield from ("  " + line for line in _lines(rows))
    elif isinstance(data, list | tuple):
        for row in data:
            if isinstance(row, Mapping) and "sentence" in row:
                about = f"{row['label']} {row['rule']}" if "rule" in row else row.get("unit_name", "")
                yield f"{about}: {row['sentence']}" if about else str(row["sentence"])
            elif isinstance(row, Mapping):
                yield " · ".join(str(value) for value in row.values() if value not in ("", None, [], {}))
            else:
                yield str(row)
    elif data is not None:
        yield str(data)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="so2282", description="Sổ 2282: sổ theo dõi Chương trình 2282")
    parser.add_argument("--store", type=Path, help="thư mục dữ liệu")
    parser.add_argument("--user", help="người dùng")
    parser.add_argument("--json", action="store_true", help="in một phong bì JSON")
    parser.add_argument("--passphrase-fd", type=int, help="đọc mật khẩu từ bộ mô tả tệp này")
    groups = parser.add_subparsers(required=True, metavar="LỆNH")
    nested: dict[str, Any] = {}
    for spec in COMMANDS:
        if not spec.internal:
            _add_command(_place(groups, nested, spec.name, spec.title), spec)
    new = _place(groups, nested, "store new", "Tạo dữ liệu mới")
    new.set_defaults(command_name="store new")
    new.add_argument("--mode", choices=("unit", "province"), required=True)
    new.add_argument("--enrolment", type=Path, help="tệp đăng ký đơn vị")
    new.add_argument("--code-fd", type=int, help="đọc mã kích hoạt từ bộ mô tả tệp này")
    new.add_argument("--root-passphrase-fd", type=int, help="đọc mật khẩu của tệp khóa gốc, nếu khác, từ bộ mô tả này")
    new.add_argument("--practice", action="store_true", help="dữ liệu thực hành, không nộp được")
    new.add_argument("--user", default=argparse.SUPPRESS, help="người dùng đầu tiên")
    restore = _place(groups, nested, "store restore", "Khôi phục từ bản sao lưu")
    restore.set_defaults(command_name="store restore")
    restore.add_argument("backup", type=Path)
    return parser


def _with_whole_names(arguments: Sequence[str]) -> list[str]:
    """Joins the two words of a command whose first word is a command too: "import FILE" and "import list"."""
    for place, pair in enumerate(pairwise(arguments)):
        if pair[0] in _ALONE and " ".join(pair) in _NAMES:
            return [*arguments[:place], " ".join(pair), *arguments[place + 2 :]]
    return list(arguments)


def _place(groups: Any, nested: dict[str, Any], name: str, title: str) -> argparse.ArgumentParser:
    *groups_of, last = [name] if name.partition(" ")[0] in _ALONE else name.split()
    place = groups
    for number, word in enumerate(groups_of, 1):
        path = " ".join(groups_of[:number])
        if path not in nested:
            nested[path] = place.add_parser(word, help=path).add_subparsers(required=True, metavar="LỆNH")
        place = nested[path]
    made: argparse.ArgumentParser = place.add_parser(last, help=title, description=title)
    return made


def _add_command(parser: argparse.ArgumentParser, spec: CommandSpec) -> None:
    parser.set_defaults(command_name=spec.name)
    for param in spec.params:
        _add_param(parser, param)


def _add_param(parser: argparse.ArgumentParser, param: Param) -> None:
    if param.kind == "flag":
        flag = f"--{param.flag_name or param.name.replace('_', '-')}"
        parser.add_argument(flag, dest=param.name, action="store_true", help=param.label)
        return
    more: dict[str, Any] = {"help": param.label}
    if param.kind in ("path", "new_path", "paths"):
        more["type"] = Path
    if param.kind == "int":
        more["type"] = int
    if param.choices:
        more["choices"] = param.choices
    if param.positional:
        more["nargs"] = "+" if param.kind == "paths" else None if param.required else "?"
        parser.add_argument(param.name, **more)
        return
    name = f"--{param.flag_name or param.name.replace('_', '-')}"
    parser.add_argument(name, dest=param.name, required=param.required, default=param.default, **more)
