"""Enrolment files and receipts: read back as they were made, refused in any other form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.domain.dataset import Dataset, dataset
from app.domain.schema import Level
from app.package.bodies import Body, EnrolmentBody, PackName
from app.package.exchange import (
    Authorities,
    Enrolment,
    EnrolmentSettings,
    Obliged,
    Receipt,
    enrolment_files,
    read_enrolment,
    read_enrolment_root,
    read_receipt,
    receipt_files,
)
from app.package.policy import default_policy
from app.package.tables import row_counts, sent_tables
from app.package.trust import Opened
from tests.simulator.packages import DIGEST, header, receipt_body, submission
from tests.simulator.pki import Province, province
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, small_unit

PACK = {"pack.toml": b'id = "x"\n', "rules.toml": b"", "forms/01.toml": b'code = "01"\n'}


@pytest.fixture(scope="module")
def pki() -> Province:
    return province()


def opened(pki: Province, body: Body, files: Mapping[str, bytes]) -> Opened:
    return Opened("d" * 64, header(body), files, pki.so_sign.certificate, None, (), ())


def enrolment(pki: Province, data: Dataset | None = None) -> Enrolment:
    own = small_unit() if data is None else data
    held = (pki.root, pki.issuing, pki.so_sign, pki.so_encrypt, pki.so_spare)
    return Enrolment(
        EnrolmentBody(PON, "Xã Mường Pồn", PackName("dienbien-2282", "2026.1", DIGEST), row_counts(own)),
        Authorities(*(identity.certificate for identity in held)),
        EnrolmentSettings("ab" * 32, [Obliged("2026", "2026-11-30", "2026-12-30", "rut-gon")], default_policy()),
        PACK,
        own,
    )


def whole(data: Dataset) -> Dataset:
    tables = {spec.name: dict(data.tables.get(spec.name, {})) for spec in sent_tables(Level.HO_SO)}
    return Dataset(data.unit, Level.HO_SO, tables)


@pytest.mark.parametrize("data", [small_unit(), dataset(PON, ())])
def test_an_enrolment_file_is_read_back(pki: Province, data: Dataset) -> None:
    made = enrolment(pki, data)
    files = enrolment_files(made)
    assert read_enrolment(opened(pki, made.body, files)) == replace(made, data=whole(data))
    assert read_enrolment_root(files) == made.authorities
    assert "pack/pack.toml" in files
    assert "forms/01.toml" in files


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"settings.json": b"{}"}, "NGH-09"),
        ({"settings.json": b'{"obliged":[],"token_key":"zz"}'}, "NGH-09"),
        ({"settings.json": b'{"obliged":[],"token_key":"abab"}'}, "NGH-09"),
        ({"settings.json": b'{"obliged":[],"token_key":"' + b"ab" * 32 + b'","more":1}'}, "NGH-09"),
        ({"settings.json": None}, "NGH-09"),
        ({"certificates/root.cer": None}, "NGH-09"),
        ({"certificates/root.cer": b"x"}, "KY-03"),
        ({"certificates/other.cer": b"x"}, "GOI-02"),
        ({"data/person.csv": None}, "NGH-09"),
        ({"notes.txt": b""}, "GOI-02"),
    ],
)
def test_other_enrolment_files_are_refused(pki: Province, change: Mapping[str, Any], code: str) -> None:
    made = enrolment(pki)
    files = {name: content for name, content in {**enrolment_files(made), **change}.items() if content is not None}
    assert code_of(read_enrolment, opened(pki, made.body, files)) == code


def test_a_root_that_is_missing_is_refused(pki: Province) -> None:
    assert code_of(read_enrolment_root, {}) == "NGH-09"


def test_receipts_are_read_back(pki: Province) -> None:
    unit = pki.unit(PON)
    plain = Receipt(receipt_body(), (), (), None)
    full = Receipt(
        receipt_body(state="returned", reason="Đề nghị bổ sung.", enrolled=True, history=DIGEST),
        (),
        (unit.sign.certificate, unit.encrypt.certificate),
        pki.crl(),
    )
    for receipt in (plain, full):
        assert read_receipt(opened(pki, receipt.body, receipt_files(receipt))) == receipt


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"certificates/sign.cer": None}, "NGH-09"),
        ({"certificates/sign.cer": b"x"}, "KY-03"),
        ({"certificates/issuing.crl": b"x"}, "KY-03"),
        ({"findings.json": b"[ ]"}, "NGH-09"),
        ({"findings.json": None}, "NGH-09"),
        ({"forms.pdf": b""}, "GOI-02"),
    ],
)
def test_other_receipts_are_refused(pki: Province, change: Mapping[str, Any], code: str) -> None:
    unit = pki.unit(PON)
    certificates = (unit.sign.certificate, unit.encrypt.certificate)
    made = Receipt(receipt_body(enrolled=True), (), certificates, pki.crl())
    files = {name: content for name, content in {**receipt_files(made), **change}.items() if content is not None}
    assert code_of(read_receipt, opened(pki, made.body, files)) == code


def test_certificates_in_a_receipt_that_announces_none_are_refused(pki: Province) -> None:
    unit = pki.unit(PON)
    made = Receipt(receipt_body(enrolled=False), (), (unit.sign.certificate, unit.encrypt.certificate), None)
    assert code_of(read_receipt, opened(pki, made.body, receipt_files(made))) == "GOI-02"


@pytest.mark.parametrize("read", [read_receipt, read_enrolment])
def test_a_report_is_neither(pki: Province, read: Callable[[Opened], object]) -> None:
    assert code_of(read, opened(pki, submission().body, {})) == "NGH-09"
