"""What binds stands in the signed header: who, to whom, what, in which order, by which rules (design §6).

JSON in one canonical form (sorted keys, no spaces), so that equal headers are equal bytes and a reader refuses a
duplicated key, an unknown key, a NaN or a byte order mark by comparing its own re-encoding.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from app.errors import refuse

FORMAT: Final = 1

Kind = Literal["submission", "receipt", "enrolment"]


class PackName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plan pack as a header names it; `digest` is the SHA-256 of its files."""

    id: str
    version: str
    digest: str


class SubmissionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="submission"):
    """A unit's report.

    Attributes:
        unit: code@valid_from. period: such as "2026". cut_off: ISO day.
        level: "so-lieu", "rut-gon" or "ho-so".
        pack: whose rules and definitions counted it.
        definitions: digest of the definitions of the counted cells.
        counts: table → rows in it. nil: the unit reports "không phát sinh".
    """

    unit: str
    period: str
    cut_off: str
    level: str
    pack: PackName
    definitions: str
    counts: dict[str, int]
    nil: bool


class ReceiptBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="receipt"):
    """What Sở Nội vụ says of one package.

    Attributes:
        number: running number of receipts. unit, period: of the package.
        package: SHA-256 of the package's bytes.
        state: furthest state; each one is its own signed file.
        reason: of a return, empty otherwise.
        enrolled: whether the unit's certificates are inside.
    """

    number: int
    unit: str
    period: str
    package: str
    state: Literal["received", "checked", "accepted", "returned"]
    reason: str
    enrolled: bool


class EnrolmentBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="enrolment"):
    """What a unit is given to begin: its name, the pack and the periods it owes.

    Attributes:
        unit: code@valid_from. name: of the unit. pack: of the plan pack inside.
        counts: table → rows of Sở's own list of the unit, to verify instead of typing.
    """

    unit: str
    name: str
    pack: PackName
    counts: dict[str, int]


Body = SubmissionBody | ReceiptBody | EnrolmentBody


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
        UserError: NGH-10 made by a newer format; NGH-09 not in the canonical form or with unknown keys.
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
    return header


def canonical_json(value: object) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8."""
    return msgspec.json.encode(value, order="sorted")
