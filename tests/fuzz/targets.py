"""What is fuzzed: one function of bytes each, its seeds from real packages, and the only way in which it may refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from app.crypto.certificates import (
    Role,
    certificate_der,
    holder_of,
    is_self_signed,
    load_certificate,
    load_certificate_der,
    name_of,
    public_key_of,
    role_of,
)
from app.crypto.envelope import open_envelope
from app.crypto.issuing import check_request, request
from app.crypto.keys import PrivateKey, key_from_pem
from app.crypto.path import check_authority, check_path
from app.crypto.revocation import load_revocations, signed_by
from app.crypto.signing import verify_detached
from app.domain.dataset import Dataset
from app.domain.registry import SENT
from app.domain.schema import Level
from app.errors import CATALOGUE, UserError
from app.package.comments import comments_json, read_comments, read_replies
from app.package.container import Container, read, verify
from app.package.exchange import EnrolmentSettings, Obliged, _settings
from app.package.header import canonical_json, decode_header, encode_header, read_period_body
from app.package.policy import default_policy, policy_json, read_policy
from app.package.submission import FIGURES, FINDINGS, MATCH, _cells, _matches, read_findings, read_submission
from app.package.tables import csv_bytes, csv_rows, decode_tables, table_path
from app.package.trust import Opened, TrustState, open_file
from app.package.zip_reader import read_zip
from tests.simulator.zips import Member, archive

GOLDEN = sorted(path.parent for path in (Path(__file__).parents[1] / "golden" / "packages").glob("*/expected.json"))[-1]
_FIELDS = ("flags", "method", "size", "packed_size", "crc", "disk", "internal", "external")
UNIT = "03202@2025-07-01"
AT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
_ANY = re.compile(r".*", re.DOTALL)
LISTED = frozenset(code for code in CATALOGUE if code.startswith(("GOI-", "KY-", "MAH-", "NGH-")))


@dataclass(frozen=True)
class Target:
    """A reader and what it is fed with first.

    Attributes:
        run: reads bytes; whatever it raises that is no `UserError` of a listed code is a find.
        seeds: good inputs.
        good: what is said of them: "" where they are simply read.
    """

    run: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]
    good: frozenset[str] = frozenset({""})


def judge(target: Target, data: bytes) -> str:
    """The code of the refusal, "" where the bytes were read.

    Raises:
        Exception: a find.
    """
    try:
        target.run(data)
    except UserError as refused:
        if refused.code not in LISTED:
            raise
        return refused.code
    return ""


@cache
def _key() -> PrivateKey:
    return key_from_pem((GOLDEN / "so-encrypt.key").read_bytes())


@cache
def _state() -> TrustState:
    return TrustState(load_certificate((GOLDEN / "root.pem").read_bytes()), (), "")


@cache
def _inner() -> bytes:
    return open_envelope(_sealed()[0], [_key()]).plaintext


@cache
def _container() -> Container:
    return read(_inner())


@cache
def _opened() -> Opened:
    at = datetime.fromisoformat(json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))["at"])
    return open_file(_sealed()[0], [_key()], _state(), at)


def _sealed() -> list[bytes]:
    return [path.read_bytes() for path in sorted(GOLDEN.glob("*.p7m"), key=lambda path: path.name != "package.p7m")]


def _file(name: str) -> bytes:
    return _container().files[name]


def _envelope(data: bytes) -> object:
    return open_envelope(data, [_key()])


def _signed(data: bytes) -> object:
    return verify(read(data))


def _members(data: bytes) -> object:
    """An archive with right checksums and whatever the bytes say of its files: what raw bytes rarely reach."""
    numbers = iter(data)
    members = list(_drawn(numbers))[:60]
    ends = {"total": len(members) + next(numbers, 128) - 128} if next(numbers, 0) == 7 else {}
    return read_zip(archive(*members, **{name: value % 65_536 for name, value in ends.items()}), _ANY)


def _drawn(numbers: Iterator[int]) -> Iterator[Member]:
    for kind in numbers:
        name = bytes(next(numbers, 97) for _ in range(1 + kind % 5)) + b".csv"
        content = bytes(next(numbers, 0) for _ in range(next(numbers, 0) % 16))
        odd = {
            field: next(numbers, 0)
            for bit, field in enumerate(
                ("flags", "method", "size", "packed_size", "crc", "disk", "internal", "external")
            )
            if next(numbers, 255) == bit
        }
        yield Member(name, content, **{"method": 8 * (kind & 1), **odd})  # type: ignore[arg-type]


def _signature(data: bytes) -> object:
    return verify_detached(_container().manifest, data)


def _certificate(data: bytes) -> object:
    certificate, root = load_certificate_der(data), _state().root
    with suppress(UserError):
        check_authority(certificate, root)
    with suppress(UserError):
        _ = check_path(certificate, [certificate], root, [], AT, role_of(certificate) or Role.UNIT_SIGN)
    return name_of(certificate), is_self_signed(certificate), public_key_of(certificate), holder_of(certificate)


def _revocations(data: bytes) -> object:
    return signed_by(load_revocations(data), _state().root)


@cache
def _bare() -> dict[str, bytes]:
    """Every table with nothing but its first line."""
    return {table_path(spec.name): _file(table_path(spec.name)).partition(b"\n")[0] + b"\n" for spec in SENT}


def _table(data: bytes) -> object:
    """A table by the first byte; what is read is written again as the same bytes."""
    spec = SENT[data[0] % len(SENT)] if data else SENT[0]
    counts = dict.fromkeys((one.name for one in SENT), 0) | {spec.name: max(data[1:].count(b"\n") - 1, 0)}
    return decode_tables(UNIT, Level.HO_SO, _bare() | {table_path(spec.name): data[1:]}, counts)


@cache
def _people() -> Dataset:
    return read_submission(_opened()).data


def _header(data: bytes) -> object:
    header = decode_header(data)
    assert encode_header(header) == data
    return header


def _csv(data: bytes) -> object:
    rows = csv_rows("x.csv", data, ("a", "b"))
    assert csv_rows("x.csv", csv_bytes(("a", "b"), rows), ("a", "b")) == rows
    return rows


def _tables() -> list[bytes]:
    return [bytes([number]) + _file(table_path(spec.name)) for number, spec in enumerate(SENT)]


def _certificates() -> list[bytes]:
    signature = verify_detached(_container().manifest, _container().signature)
    return [certificate_der(one) for one in (signature.certificate, *signature.others, _state().root)]


def _receipt(name: str) -> list[bytes]:
    unit = key_from_pem((GOLDEN / "unit-encrypt.key").read_bytes())
    files = read(open_envelope((GOLDEN / "receipt.p7m").read_bytes(), [unit]).plaintext).files
    return [files[name]] if name in files else []


def _settings_seeds() -> list[bytes]:
    made = EnrolmentSettings("ab" * 32, [Obliged("2026", "2026-11-30", "2026-12-15", "rut-gon")], default_policy())
    return [canonical_json(made)]


TARGETS: Mapping[str, Target] = {
    "envelope": Target(_envelope, _sealed, frozenset({"", "MAH-01"})),
    "container": Target(_signed, lambda: [_inner()]),
    "archive": Target(_members, lambda: [b"\0a.c\3abc", bytes(range(60)), b"\1" * 40]),
    "signature": Target(_signature, lambda: [_container().signature]),
    "certificate": Target(_certificate, _certificates, frozenset({"", "KY-03"})),
    "revocations": Target(_revocations, lambda: _receipt("certificates/issuing.crl")),
    "request": Target(check_request, lambda: [request(Role.UNIT_SIGN, UNIT, "Xã Mường Pồn", _key())]),
    "header": Target(_header, lambda: [_file("header.json"), *_receipt("header.json")]),
    "table": Target(_table, _tables),
    "csv": Target(_csv, lambda: [b'a,b\n1,"x,y"\n', 'a,b\n"dòng\nhai",\n'.encode()]),
    "figures": Target(_cells, lambda: [b"".join(_file(FIGURES).splitlines(keepends=True)[:40])]),
    "findings": Target(read_findings, lambda: [_file(FINDINGS)]),
    "match": Target(lambda data: _matches(data, _people()), lambda: [_file(MATCH)]),
    "comments": Target(read_comments, lambda: [comments_json([]), _COMMENT]),
    "replies": Target(read_replies, lambda: [_REPLY]),
    "settings": Target(_settings, _settings_seeds),
    "period": Target(read_period_body, lambda: _receipt("period.json")),
    "policy": Target(read_policy, lambda: [policy_json(default_policy())]),
}
_ID = "01900000-0000-7000-8000-000000000000"
_COMMENT = (
    b'[{"cell":"leader{}","field":"birth","finding":"","id":"%s","record":"x","table":"person","text":"Xem"}]'
    % _ID.encode()
)
_REPLY = b'[{"comment":"%s","state":"done","text":""}]' % _ID.encode()
