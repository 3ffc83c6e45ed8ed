"""What binds stands in the signed header: who, to whom, what, in which order, by which rules (design §6).

JSON in one canonical form (sorted keys, no spaces), so that equal headers are equal bytes and a reader refuses a
duplicated key, an unknown key, a NaN or a byte order mark by comparing its own re-encoding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

import msgspec

from app.crypto.certificates import HOLDER
from app.domain.periods import parse_period
from app.domain.registry import TABLES
from app.domain.schema import level_of
from app.errors import UserError, refuse
from app.package.bodies import (
    Body,
    CertificatesBody,
    EnrolmentBody,
    PackName,
    PeriodBody,
    PlanPackBody,
    QuestionBody,
    ReceiptBody,
    RequestBody,
    SubmissionBody,
)

FORMAT: Final = 1

MACHINE_LONGEST: Final = 60
LATE_LONGEST: Final = 500
REQUEST_LONGEST: Final = 200
NAME_LONGEST: Final = 300
TEXT_LONGEST: Final = 2000

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_LABEL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_MOST: Final = 2**53  # what every reader of JSON holds exactly
_YEARS: Final = range(1990, 2100)


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The header of every file that travels.

    Attributes:
        format: version of this format.
        program: version of the program that made it.
        sender, recipient: holders, "code@valid_from".
        made_at: ISO time with offset, of the sender's clock; shown, not trusted.
        epoch: id of the sender's store since its last restore; sequence: number within it.
        previous: SHA-256 of the sender's previous file to this recipient, "" for the first.
        last_seen: SHA-256 of the last file seen from the recipient, "" for none.
        recipients_digest: SHA-256 of the DER of the whole RecipientInfos SET of the envelope.
        practice: made with invented data; never accepted outside practice.
        body: what this kind of file says.
    """

    format: int
    program: str
    sender: str
    recipient: str
    made_at: str
    epoch: str
    sequence: int
    previous: str
    last_seen: str
    recipients_digest: str
    practice: bool
    body: Body


class _Version(msgspec.Struct):
    format: int
    program: str = "?"


def encode_header(header: Header) -> bytes:
    """Canonical JSON of a header."""
    return canonical_json(header)


def decode_header(content: bytes) -> Header:
    """Reads a header strictly.

    Raises:
        UserError: NGH-10 made by a newer format; NGH-09 not in the canonical form, with unknown keys, or with a value
            that cannot be.
    """
    try:
        version = msgspec.json.decode(content, type=_Version)
        if version.format > FORMAT:
            raise refuse("NGH-10", version=version.program)
        header = msgspec.json.decode(content, type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse("NGH-09", detail="header.json") from error
    if encode_header(header) != content:
        raise refuse("NGH-09", detail="header.json")
    wrong = next(_wrong_values(header), "")
    if wrong:
        raise refuse("NGH-09", detail=f"header.json, {wrong}")
    return header


def read_period_body(content: bytes) -> PeriodBody:
    """Reads a period that travels in another file, as strictly as a header.

    Raises:
        UserError: NGH-09.
    """
    try:
        body = msgspec.json.decode(content, type=PeriodBody)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse("NGH-09", detail="period.json") from error
    fits = HOLDER.fullmatch(body.unit) and all(_period_values(body).values())
    if canonical_json(body) != content or not fits:
        raise refuse("NGH-09", detail="period.json")
    return body


def canonical_json(value: object) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8."""
    return msgspec.json.encode(value, order="sorted")


def is_text(text: str) -> bool:
    """Whether a text of several lines says something, and nothing in it is unseen or steers what is shown."""
    plain = (char == "\n" or char.isprintable() or unicodedata.category(char) == "Zs" for char in text)
    return bool(text.strip()) and len(text) <= TEXT_LONGEST and all(plain)


def _wrong_values(header: Header) -> Iterator[str]:
    """Names of values that no program of ours would have written; nothing behind this has to doubt them."""
    body = header.body
    judged = {
        "format": header.format == FORMAT,
        "program": bool(_LABEL.fullmatch(header.program)),
        "sender": bool(HOLDER.fullmatch(header.sender)),
        "recipient": bool(HOLDER.fullmatch(header.recipient)),
        "made_at": _is_moment(header.made_at),
        "epoch": bool(_LABEL.fullmatch(header.epoch)),
        "sequence": 0 <= header.sequence < _MOST,
        "previous": _is_digest(header.previous, optional=True),
        "last_seen": _is_digest(header.last_seen, optional=True),
        "recipients_digest": _is_digest(header.recipients_digest),
        "body.unit": bool(HOLDER.fullmatch(body.unit)),
    }
    match body:
        case SubmissionBody():
            judged |= _submission_values(body)
        case ReceiptBody():
            judged |= _receipt_values(body)
        case EnrolmentBody():
            judged |= {"body.pack": _is_pack(body.pack), "body.counts": _are_counts(body.counts)}
            judged |= {"body.name": len(body.name) <= NAME_LONGEST and body.name.isprintable()}
        case RequestBody():
            judged |= {"body.machine": len(body.machine) <= MACHINE_LONGEST and body.machine.isprintable()}
        case CertificatesBody():
            judged |= {"body.request": _is_digest(body.request)}
        case PeriodBody():
            judged |= _period_values(body)
        case PlanPackBody():
            judged |= plan_pack_values(body)
        case QuestionBody():
            judged |= {"body.items": 0 < body.items < _MOST}
    return (name for name, fits in judged.items() if not fits)


def _submission_values(body: SubmissionBody) -> dict[str, bool]:
    return {
        "body.period": _is_period(body.period),
        "body.cut_off": _is_day(body.cut_off),
        "body.level": _is_level(body.level),
        "body.pack": _is_pack(body.pack),
        "body.definitions": _is_digest(body.definitions),
        "body.counts": _are_counts(body.counts),
        "body.edition": 0 < body.edition < _MOST,
        "body.replaces": _is_digest(body.replaces, optional=True),
    }


def _receipt_values(body: ReceiptBody) -> dict[str, bool]:
    return {
        "body.number": 0 < body.number < _MOST,
        "body.period": _is_period(body.period),
        "body.package": _is_digest(body.package),
        "body.follows": _is_digest(body.follows, optional=True),
        "body.reason": not body.reason or is_text(body.reason),
        "body.history": _is_digest(body.history, optional=True),
        "body.received_at": _is_moment(body.received_at),
        "body.edition": 0 < body.edition < _MOST,
        "body.made_at": _is_moment(body.made_at),
        "body.late": len(body.late) <= LATE_LONGEST and body.late.isprintable(),
    }


def _period_values(body: PeriodBody) -> dict[str, bool]:
    days = _is_day(body.cut_off) and _is_day(body.due)
    return {
        "body.number": 0 < body.number < _MOST,
        "body.period": _is_period(body.period),
        "body.cut_off": _is_day(body.cut_off),
        "body.due": days and body.cut_off <= body.due,
        "body.level": _is_level(body.level),
        "body.sections": _are_labels(body.sections),
        "body.request": len(body.request) <= REQUEST_LONGEST and body.request.isprintable(),
    }


def plan_pack_values(body: PlanPackBody) -> dict[str, bool]:
    """Names of the values of a plan pack's header → whether they can be."""
    return {
        "body.pack": _is_pack(body.pack),
        "body.effective": _is_day(body.effective),
        "body.title": len(body.title) <= REQUEST_LONGEST and body.title.isprintable(),
        "body.issued_by": len(body.issued_by) <= NAME_LONGEST and body.issued_by.isprintable(),
    }


def _are_labels(texts: list[str]) -> bool:
    return 0 < len(texts) == len(set(texts)) and all(map(_LABEL.fullmatch, texts))


def _is_digest(text: str, *, optional: bool = False) -> bool:
    return bool(_DIGEST.fullmatch(text)) or (optional and not text)


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_period(text: str) -> bool:
    try:
        period = parse_period(text)
    except UserError:
        return False
    return period.first_year in _YEARS and period.last_year in _YEARS


def _is_level(text: str) -> bool:
    try:
        level_of(text)
    except KeyError:
        return False
    return True


def _is_pack(pack: PackName) -> bool:
    return bool(_LABEL.fullmatch(pack.id) and _LABEL.fullmatch(pack.version)) and _is_digest(pack.digest)


def _are_counts(counts: Mapping[str, int]) -> bool:
    return set(counts) <= set(TABLES) and all(0 <= number < _MOST for number in counts.values())
