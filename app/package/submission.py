"""A unit's report as a value, and as the inner files of its package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import msgspec

from app.domain.dataset import Dataset
from app.domain.figures import Figures, parse_cell_key
from app.domain.finding_json import finding_from_json, finding_to_json
from app.domain.findings import Finding
from app.domain.records import Person
from app.domain.schema import Level, level_of
from app.errors import refuse
from app.package.bodies import SubmissionBody
from app.package.comments import REPLIES, Reply, read_replies, replies_json
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST
from app.package.header import canonical_json
from app.package.tables import (
    csv_bytes,
    csv_rows,
    decode_tables,
    encode_tables,
    require_files,
    sent_tables,
    table_path,
    table_schema,
)
from app.package.tokens import MatchTokens
from app.package.trust import Opened

FIGURES: Final = "figures.csv"
FINDINGS: Final = "findings.json"
DESCRIPTOR: Final = "datapackage.json"
FORMS: Final = "forms.pdf"
SIGNED_FORMS: Final = "signed.pdf"
MATCH: Final = "data/match.csv"
_MATCH_HEADER: Final = ("id", "by_id", "by_name")
_FIGURES_HEADER: Final = ("cell", "value")
_TOKEN: Final = re.compile(r"([0-9a-f]{32})?")
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Submission:
    """What a package says.

    Attributes:
        body: of the header.
        data: records, at the level of the header.
        figures: as the unit declares them.
        findings: as the unit's check gave them.
        matches: match tokens, from `rut-gon` upwards.
        forms: the forms as one PDF, empty in a minimal package; signed: the PDF signed with the official token.
        requests: certificate requests of a first package, by file name.
        replies: answers to the comments of Sở Nội vụ.
    """

    body: SubmissionBody
    data: Dataset
    figures: Figures
    findings: tuple[Finding, ...]
    matches: tuple[MatchTokens, ...] = ()
    forms: bytes = b""
    signed: bytes = b""
    requests: Mapping[str, bytes] = field(default_factory=dict)
    replies: tuple[Reply, ...] = ()


def submission_files(submission: Submission) -> dict[str, bytes]:
    """Inner files of a package, without the header."""
    level = level_of(submission.body.level)
    cells = ([key, str(value)] for key, value in sorted(submission.figures.cells.items()))
    files = {
        **encode_tables(submission.data),
        **submission.requests,
        FIGURES: csv_bytes(_FIGURES_HEADER, cells),
        FINDINGS: findings_json(submission.findings),
        DESCRIPTOR: canonical_json(_descriptor(submission.body)),
    }
    if level > Level.SO_LIEU:
        rows = ([item.person, item.by_id, item.by_name] for item in sorted(submission.matches, key=_person))
        files[MATCH] = csv_bytes(_MATCH_HEADER, rows)
    replies = replies_json(submission.replies) if submission.replies else b""
    optional = {FORMS: submission.forms, SIGNED_FORMS: submission.signed, REPLIES: replies}
    files.update({name: content for name, content in optional.items() if content})
    return files


def read_submission(opened: Opened) -> Submission:
    """Reads the report out of a file whose trust was judged.

    Raises:
        UserError: NGH-09 with file and line; GOI-02 for a file that does not belong.
    """
    body = opened.header.body
    if not isinstance(body, SubmissionBody):
        raise refuse("NGH-09", detail="không phải gói báo cáo")
    level, files = level_of(body.level), opened.files
    required = {FIGURES, FINDINGS, DESCRIPTOR, *(table_path(spec.name) for spec in sent_tables(level))}
    if level > Level.SO_LIEU:
        required.add(MATCH)
    require_files(files, required, {FORMS, SIGNED_FORMS, REPLIES, SIGN_REQUEST, ENCRYPT_REQUEST})
    if files[DESCRIPTOR] != canonical_json(_descriptor(body)):
        raise refuse("NGH-09", detail=DESCRIPTOR)
    data = decode_tables(body.unit, level, files, body.counts)
    figures = Figures(body.unit, body.cut_off, body.definitions, level, _cells(files[FIGURES]))
    return Submission(
        body,
        data,
        figures,
        read_findings(files[FINDINGS]),
        _matches(files[MATCH], data) if MATCH in files else (),
        files.get(FORMS, b""),
        files.get(SIGNED_FORMS, b""),
        {name: files[name] for name in (SIGN_REQUEST, ENCRYPT_REQUEST) if name in files},
        read_replies(files[REPLIES]) if REPLIES in files else (),
    )


def findings_json(findings: Iterable[Finding]) -> bytes:
    """Findings as a file."""
    return canonical_json([finding_to_json(item) for item in findings])


def read_findings(content: bytes) -> tuple[Finding, ...]:
    """Reads a file of findings.

    Raises:
        UserError: NGH-09.
    """
    try:
        items: list[dict[str, Any]] = msgspec.json.decode(content, type=list[dict[str, Any]])
        findings = tuple(finding_from_json(item) for item in items)
        same = findings_json(findings) == content
    except (msgspec.DecodeError, KeyError, ValueError, TypeError, RecursionError) as error:
        raise refuse("NGH-09", detail=FINDINGS) from error
    if not same:
        raise refuse("NGH-09", detail=FINDINGS)
    return findings


def _cells(content: bytes) -> dict[str, int]:
    cells: dict[str, int] = {}
    last = ""
    for number, (key, value) in enumerate(csv_rows(FIGURES, content, _FIGURES_HEADER), 2):
        try:
            amount = int(value)
            if key <= last or not _is_cell(key) or abs(amount) > _LARGEST:
                raise ValueError(key)
        except ValueError as error:
            raise refuse("NGH-09", detail=f"{FIGURES}, dòng {number}") from error
        last = key
        cells[key] = amount
    if csv_bytes(_FIGURES_HEADER, ([key, str(value)] for key, value in cells.items())) != content:
        raise refuse("NGH-09", detail=FIGURES)
    return cells


@lru_cache(maxsize=20_000)
def _is_cell(text: str) -> bool:
    """Whether a text is a cell key in its one form; the same keys come in the packages of all units."""
    return str(parse_cell_key(text)) == text


def _matches(content: bytes, data: Dataset) -> tuple[MatchTokens, ...]:
    people = sorted(row.id for row in data.rows(Person))
    rows = csv_rows(MATCH, content, _MATCH_HEADER)
    for number, ((person, *tokens), expected) in enumerate(zip(rows, people, strict=False), 2):
        if person != expected or not all(map(_TOKEN.fullmatch, tokens)):
            raise refuse("NGH-09", detail=f"{MATCH}, dòng {number}")
    if len(rows) != len(people) or csv_bytes(_MATCH_HEADER, rows) != content:
        raise refuse("NGH-09", detail=MATCH)
    return tuple(MatchTokens(*row) for row in rows)


def _descriptor(body: SubmissionBody) -> dict[str, Any]:
    level = level_of(body.level)
    resources = [_FIGURES_RESOURCE, *(table_schema(spec, level) for spec in sent_tables(level))]
    return {
        "profile": "tabular-data-package",
        "name": "so2282-submission",
        "title": f"Báo cáo kỳ {body.period}",
        "resources": [*resources, _MATCH_RESOURCE] if level > Level.SO_LIEU else resources,
    }


def _resource(path: str, title: str, fields: Mapping[str, str], key: str) -> dict[str, Any]:
    return {
        "name": path.rpartition("/")[2].removesuffix(".csv"),
        "title": title,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [{"name": name, "type": kind} for name, kind in fields.items()],
            "primaryKey": key,
            "missingValues": [""],
        },
    }


_FIGURES_RESOURCE: Final = _resource(FIGURES, "Số liệu", {"cell": "string", "value": "integer"}, "cell")
_MATCH_RESOURCE: Final = _resource(
    MATCH, "Mã đối chiếu người", {"id": "string", "by_id": "string", "by_name": "string"}, "id"
)


def _person(item: MatchTokens) -> str:
    return item.person
