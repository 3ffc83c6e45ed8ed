"""What each kind of file says in its header: one struct for each kind, named by its tag; `header` judges the values."""

from __future__ import annotations

from typing import Literal

import msgspec

RequestReason = Literal["first", "renewal", "machine", "handover", "compromise"]


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
        edition: which report of the period this is, from 1; shown on paper ("bản số 2").
        replaces: SHA-256 of the accepted package that this one amends, "" for none.
    """

    unit: str
    period: str
    cut_off: str
    level: str
    pack: PackName
    definitions: str
    counts: dict[str, int]
    nil: bool
    edition: int
    replaces: str


class ReceiptBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="receipt"):
    """What Sở Nội vụ says of one package.

    Attributes:
        number: running number of receipts. unit, period: of the package.
        package: SHA-256 of the package's bytes.
        follows: the package that it continues, as its header says, so that every machine of the unit knows the chain.
        state: furthest state; each one is its own signed file.
        reason: of a return, empty otherwise.
        enrolled: whether the unit's certificates are inside.
        history: head of the history chain of Sở Nội vụ when the receipt was made, "" for none (threats.md N08).
        received_at: when the package arrived, by the clock of Sở Nội vụ, ISO with offset; lateness is judged by it.
        late: by how much and by whose leave, in words; "" for a package in time.
        edition, made_at: of the package, as its header says, so that every machine of the unit can name it on paper.
    """

    number: int
    unit: str
    period: str
    package: str
    follows: str
    state: Literal["received", "checked", "accepted", "returned"]
    reason: str
    enrolled: bool
    history: str
    received_at: str
    late: str
    edition: int
    made_at: str


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


class RequestBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="request"):
    """A unit asks for certificates; the PKCS #10 requests are inside.

    Attributes:
        unit: code@valid_from.
        reason: "first" enrolment, "renewal" before the certificates end, another "machine" of the unit, "handover" to
            another officer, "compromise" of the key held before.
        machine: what people call the machine; shown only.
    """

    unit: str
    reason: RequestReason
    machine: str


class CertificatesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="certificates"):
    """Sở Nội vụ answers a request with certificates.

    Attributes:
        unit: code@valid_from. request: SHA-256 of the request file's bytes.
    """

    unit: str
    request: str


class PeriodBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="period"):
    """A đợt báo cáo: what a unit owes, by when.

    Attributes:
        unit: code@valid_from.
        number: running number of what Sở Nội vụ has asked for; a lower one never takes the place of a higher one.
        period: such as "2026". cut_off, due: ISO days. level: "so-lieu", "rut-gon" or "ho-so".
        sections: codes of the list `report_parts`, at least one.
        request: number and day of the document that asks for it, "" for none.
    """

    unit: str
    number: int
    period: str
    cut_off: str
    due: str
    level: str
    sections: list[str]
    request: str


class PlanPackBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="pack"):
    """A plan pack that Sở Nội vụ issues; its files are inside.

    Attributes:
        unit: code@valid_from.
        pack: of the files inside. effective: ISO day from which new work goes by it.
        title: what it is, one line. issued_by: who signed it off.
    """

    unit: str
    pack: PackName
    effective: str
    title: str
    issued_by: str


class QuestionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="difficulty"):
    """Vướng mắc that a unit sends at any time.

    Attributes:
        unit: code@valid_from. items: how many are inside.
    """

    unit: str
    items: int


class AnswerBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="answer"):
    """Where the vướng mắc of a unit stand at Sở Nội vụ.

    Attributes:
        unit: code@valid_from.
    """

    unit: str


Body = (
    SubmissionBody
    | ReceiptBody
    | EnrolmentBody
    | RequestBody
    | CertificatesBody
    | PeriodBody
    | PlanPackBody
    | QuestionBody
    | AnswerBody
)
