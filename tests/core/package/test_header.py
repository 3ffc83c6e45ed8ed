"""The header: one canonical form, nothing in it that a program of ours would not write (threats.md I25)."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from app.package.bodies import EnrolmentBody, PackName, PeriodBody
from app.package.header import Header, canonical_json, decode_header, encode_header, read_period_body
from tests.simulator.packages import DIGEST, header, receipt_body, submission
from tests.simulator.refusals import code_of
from tests.simulator.units import PON

ENROLMENT = EnrolmentBody(PON, "Xã Mường Pồn", PackName("dienbien-2282", "2026.1", DIGEST), {"person": 3})
PERIOD = PeriodBody(PON, 3, "2026", "2026-11-30", "2026-12-30", "rut-gon", ["bc", "VI.3"], "Công văn số 12")
GOOD = header(submission().body)


def changed(where: str, value: Any) -> bytes:
    """The good header as JSON with one value changed, canonical."""
    tree = json.loads(encode_header(GOOD))
    *path, last = where.split(".")
    node = tree
    for step in path:
        node = node[step]
    node[last] = value
    return canonical_json(tree)


@pytest.mark.parametrize("made", [GOOD, header(receipt_body()), header(ENROLMENT), header(PERIOD)])
def test_a_header_is_read_back(made: Header) -> None:
    assert decode_header(encode_header(made)) == made


def test_what_binds_is_in_it() -> None:
    tree = json.loads(encode_header(GOOD))
    assert set(tree) == {
        "format", "program", "sender", "recipient", "made_at", "epoch", "sequence", "previous", "last_seen",
        "recipients_digest", "practice", "body",
    }  # fmt: skip
    assert set(tree["body"]) == {
        "kind", "unit", "period", "cut_off", "level", "pack", "definitions", "counts", "nil",
        "edition", "replaces",
    }  # fmt: skip
    assert tree["body"]["counts"]["person"] == 12


@pytest.mark.fault("I25")
@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"\xef\xbb\xbf" + encode_header(GOOD),
        encode_header(GOOD) + b"\n",
        encode_header(GOOD)[:-1],
        encode_header(GOOD).replace(b'"epoch"', b'"epoch":"x.1","epoch"', 1),
        encode_header(GOOD).replace(b'"sequence":1', b'"sequence":NaN'),
        encode_header(GOOD).replace(b'"sequence":1', b'"sequence":1e400'),
        encode_header(GOOD).replace(b'"sequence":1', b'"sequence":1.0'),
        encode_header(GOOD).replace(b'"sequence":1', b'"sequence": 1'),
        encode_header(GOOD).replace(b'"store.1"', b'"\\ud800"'),
        encode_header(GOOD).replace(b'"practice":false', b'"practice":false,"surprise":1'),
        b"[" * 100_000 + b"]" * 100_000,
        json.dumps(json.loads(encode_header(GOOD))).encode(),
    ],
)
def test_any_other_form_is_refused(spoilt: bytes) -> None:
    assert code_of(decode_header, spoilt) == "NGH-09"


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("format", 0),
        ("program", ""),
        ("program", "x" * 200),
        ("sender", "../03202"),
        ("recipient", ""),
        ("made_at", "hôm qua"),
        ("made_at", "2026-11-22T08:30:00"),
        ("epoch", "a b"),
        ("sequence", -1),
        ("sequence", 2**53),
        ("previous", "AB" * 32),
        ("last_seen", "ab"),
        ("recipients_digest", ""),
        ("body.kind", "order"),
        ("body.unit", "03202 2025"),
        ("body.period", "2026-13"),
        ("body.period", "0000"),
        ("body.cut_off", "2026-02-30"),
        ("body.cut_off", "20261130"),
        ("body.level", "tat-ca"),
        ("body.pack.digest", "x"),
        ("body.pack.id", "../x"),
        ("body.definitions", ""),
        ("body.counts", {"secret": 1}),
        ("body.counts", {"person": -1}),
    ],
)
def test_values_that_cannot_be_are_refused(where: str, value: Any) -> None:
    assert code_of(decode_header, changed(where, value)) == "NGH-09"


@pytest.mark.parametrize("change", [{"number": 0}, {"package": "x"}, {"period": ""}, {"history": "x"}, {"unit": ""}])
def test_a_receipt_with_values_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    assert code_of(decode_header, encode_header(header(receipt_body(**change)))) == "NGH-09"


def test_a_newer_format_says_so_whatever_else_it_holds() -> None:
    assert code_of(decode_header, b'{"format":2,"program":"9.0","more":[1]}') == "NGH-10"
    assert code_of(decode_header, b'{"format":"2"}') == "NGH-09"


def test_a_period_is_read_back_wherever_it_travels() -> None:
    assert read_period_body(canonical_json(PERIOD)) == PERIOD


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"{}",
        b"\xff",
        canonical_json(PERIOD) + b"\n",
        canonical_json(ENROLMENT),
        *(
            canonical_json(msgspec.structs.replace(PERIOD, **wrong))
            for wrong in (
                {"unit": "Mường Pồn"},
                {"number": 0},
                {"period": "hai nghìn"},
                {"cut_off": "2026-11-31"},
                {"due": "2026-11-29"},
                {"due": "30/12/2026"},
                {"level": "tat-ca"},
                {"sections": []},
                {"sections": ["bc", "bc"]},
                {"sections": ["Biểu 01"]},
                {"request": "hai\ndòng"},
                {"request": "x" * 201},
            )
        ),
    ],
)
def test_a_period_that_cannot_be_is_refused_in_a_header_and_in_a_receipt(spoilt: bytes) -> None:
    assert code_of(read_period_body, spoilt) == "NGH-09"
    inner = spoilt if spoilt.startswith(b'{"') else b"{}"
    whole = encode_header(header(PERIOD)).replace(canonical_json(PERIOD), inner)
    if whole != encode_header(header(ENROLMENT)):
        assert code_of(decode_header, whole) == "NGH-09"
