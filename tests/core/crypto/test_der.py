"""DER: the same bytes as asn1crypto writes, and nothing but DER is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import der, oids
from app.crypto.der import MalformedError, Reader


@given(st.integers(0, 1 << 200))
def test_integers(value: int) -> None:
    assert der.integer(value) == core.Integer(value).dump()
    assert Reader(der.integer(value)).integer() == value


@given(st.binary(max_size=70_000))
def test_octets(content: bytes) -> None:
    assert der.octets(content) == core.OctetString(content).dump()
    assert Reader(der.octets(content)).octets() == content


@given(st.lists(st.integers(0, 1 << 128), min_size=1, max_size=9), st.integers(0, 2))
def test_identifiers(arcs: list[int], first: int) -> None:
    second = arcs[0] % 40 if first < 2 else arcs[0]
    dotted = ".".join(map(str, (first, second, *arcs[1:])))
    assert der.oid(dotted) == core.ObjectIdentifier(dotted).dump()
    assert oids.dotted(der.oid(dotted)) == dotted


@given(st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - made aware below
def test_times(at: datetime) -> None:
    moment = at.replace(tzinfo=UTC, microsecond=0)
    assert Reader(der.time(moment)).time() == moment
    theirs = core.UTCTime(moment) if moment.year < 2050 else core.GeneralizedTime(moment)
    assert der.time(moment) == theirs.dump()


@pytest.mark.fault("G27")
@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "02",
        "0200",
        "0201",
        "020200",
        "02020001",
        "0201ff",
        "028101",
        "02810101",
        "0280",
        "0285000000000101",
        "1f8101",
    ],
)
def test_other_encodings_are_refused(wrong: str) -> None:
    with pytest.raises(MalformedError):
        Reader(bytes.fromhex(wrong)).integer()


@pytest.mark.parametrize("wrong", ["048101ff", "0480", "048000", "0402ff", "0482ffff", "0201ff", "04"])
def test_other_encodings_of_octets_are_refused(wrong: str) -> None:
    for read in (Reader.octets, lambda reader: reader.element(der.OCTET_STRING)):
        with pytest.raises(MalformedError):
            read(Reader(bytes.fromhex(wrong)))


def test_sets_stand_in_order_without_repetition() -> None:
    one, two = der.integer(1), der.integer(2)
    assert der.set_of(two, one) == der.tlv(der.SET, one, two)
    assert Reader(der.set_of(two, one)).members() == [one, two]
    for wrong in (der.tlv(der.SET, two, one), der.tlv(der.SET, one, one)):
        with pytest.raises(MalformedError):
            Reader(wrong).members()


def test_high_tag_numbers_are_refused_even_where_any_member_is_taken() -> None:
    with pytest.raises(MalformedError):
        Reader(der.tlv(der.SET, bytes.fromhex("1f8101"))).members()
    with pytest.raises(MalformedError):
        Reader(der.tlv(der.SET, bytes.fromhex("1f0100"))).members()


def test_nothing_may_be_left_over() -> None:
    with pytest.raises(MalformedError):
        der.read_one(der.sequence() + b"\0")
    with pytest.raises(MalformedError):
        Reader(b"\0").finish()


@pytest.mark.fault("G28")
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_never_a_crash(content: bytes) -> None:
    for read in (Reader.integer, Reader.octets, Reader.time, Reader.members, Reader.enter):
        try:
            read(Reader(content))
        except MalformedError:
            continue
