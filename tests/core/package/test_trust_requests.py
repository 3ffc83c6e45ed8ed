"""Trust in requests for certificates and in their answers: who may sign, who may open (threats.md E14, G, H06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.crypto.certificates import Identity, Role
from app.crypto.issuing import request
from app.crypto.recipients import Recipient, recipient_id
from app.package.bodies import CertificatesBody, RequestBody, RequestReason
from app.package.credentials import ENCRYPT_REQUEST, SIGN_REQUEST
from app.package.trust import Opened, TrustState, open_file, require_readers
from tests.simulator.packages import DIGEST, header, keys_of, sealed, to_everybody, trust
from tests.simulator.pki import NOW, SO, Province, UnitKeys, pending, province
from tests.simulator.refusals import code_of
from tests.simulator.units import PON, TAM


@pytest.fixture(scope="module")
def pki() -> Province:
    return province()


@pytest.fixture(scope="module")
def unit(pki: Province) -> UnitKeys:
    return pki.unit(PON)


@pytest.fixture(scope="module")
def state(pki: Province, unit: UnitKeys) -> TrustState:
    return trust(pki, unit)


def asking(
    pki: Province,
    signer: Identity,
    keys: UnitKeys,
    recipients: Sequence[Recipient],
    reason: RequestReason = "renewal",
    unit: str = PON,
    **changes: Any,
) -> bytes:
    """A request for keys, signed by somebody."""
    files = {
        SIGN_REQUEST: request(Role.UNIT_SIGN, unit, "Đơn vị mẫu", keys.sign.key),
        ENCRYPT_REQUEST: request(Role.UNIT_ENCRYPT, unit, "Đơn vị mẫu", keys.encrypt.key),
    }
    return sealed(pki, signer, recipients, header(RequestBody(unit, reason, ""), **changes), files)


def office(pki: Province) -> list[Recipient]:
    return [pki.so_encrypt.certificate, pki.so_spare.certificate]


def bare(keys: UnitKeys) -> Any:
    return keys.encrypt.key.public_key()


def opened(pki: Province, content: bytes, state: TrustState) -> Opened:
    return open_file(content, keys_of(pki), state, NOW)


def refused(pki: Province, content: bytes, state: TrustState) -> str:
    return code_of(opened, pki, content, state)


@pytest.mark.parametrize("reason", ["first", "machine", "compromise", "handover"])
def test_a_request_that_its_new_key_has_signed_waits_for_an_officer(
    pki: Province, state: TrustState, reason: RequestReason
) -> None:
    keys = pending(PON)
    content = asking(pki, keys.sign, keys, [*office(pki), bare(keys)], reason)
    for known in (state, trust(pki)):  # of a unit with certificates, and of one without
        found = opened(pki, content, known)
        assert found.pending is not None
        assert found.pending.recipient == recipient_id(bare(keys))


def test_a_request_that_the_present_key_has_signed(pki: Province, unit: UnitKeys, state: TrustState) -> None:
    content = asking(pki, unit.sign, pending(PON), to_everybody(pki, unit))
    found = opened(pki, content, state)
    assert found.pending is None
    assert found.signer == unit.sign.certificate
    revoked = replace(state, revocations=(pki.crl(unit.sign.certificate, number=2),))
    assert refused(pki, content, revoked) == "KY-04"


@pytest.mark.fault("E14")
def test_requests_that_are_forged(pki: Province, unit: UnitKeys, state: TrustState) -> None:
    keys, other = pending(PON), pending(PON)
    own = [*office(pki), bare(keys)]
    assert refused(pki, asking(pki, other.sign, keys, own), state) == "KY-03"  # signed by a key it does not ask for
    stranger = pki.unit(TAM)
    assert refused(pki, asking(pki, stranger.sign, keys, to_everybody(pki, unit)), state) in ("GOI-02", "NGH-04")
    every = trust(pki, unit, stranger)
    assert refused(pki, asking(pki, stranger.sign, keys, to_everybody(pki, stranger)), every) == "NGH-04"
    foreign = asking(pki, keys.sign, keys, own, unit=TAM, sender=TAM)
    assert refused(pki, foreign, state) in ("KY-03", "NGH-04")


@pytest.mark.fault("H06")
def test_who_can_open_a_request(pki: Province, unit: UnitKeys, state: TrustState) -> None:
    keys, other = pending(PON), pending(PON)
    for recipients in (
        [*office(pki), bare(other)],
        [*office(pki), bare(keys), bare(other)],
        [pki.so_encrypt.certificate, bare(keys)],
        office(pki),
    ):
        assert refused(pki, asking(pki, keys.sign, keys, recipients), state) == "GOI-02"
    by_new = asking(pki, unit.sign, keys, [*office(pki), bare(keys)])
    assert refused(pki, by_new, state) == "GOI-02"


def test_an_answer_is_signed_by_the_office_and_for_this_unit(pki: Province, unit: UnitKeys) -> None:
    here = TrustState(pki.root.certificate, (pki.issuing.certificate,), PON, revocations=(pki.crl(),))
    body = CertificatesBody(PON, DIGEST)
    recipients = [pki.so_encrypt.certificate, bare(unit)]

    def judged(signer: Identity, **changes: Any) -> str:
        content = sealed(pki, signer, recipients, header(body, **{"sender": SO, "recipient": PON, **changes}), {})
        try:
            open_file(content, (unit.encrypt.key,), here, NOW)
        except Exception as wrong:
            return str(getattr(wrong, "code", wrong))
        return ""

    assert judged(pki.so_sign) == ""
    assert judged(unit.sign, sender=PON) == "KY-05"
    assert judged(pki.so_sign, recipient=TAM) == "MAH-01"
    assert judged(pending(PON).sign, sender=PON) == "KY-03"


def test_a_file_of_the_office_is_for_it_and_for_us_whoever_else(pki: Province, unit: UnitKeys) -> None:
    so, own = recipient_id(pki.so_encrypt.certificate), recipient_id(unit.encrypt.certificate)
    machine = recipient_id(bare(pending(PON)))
    require_readers([so, own], frozenset({so}), frozenset({own}))
    require_readers([so, own, machine], frozenset({so}), frozenset({own}))
    for found in ([so], [own], [so, machine], [own, machine], [so, own, own], []):
        assert code_of(require_readers, found, frozenset({so}), frozenset({own})) == "GOI-02"
