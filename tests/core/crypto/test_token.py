"""Devices by PKCS #11, tried with a device of software: what is seen without a PIN, who may sign, what goes wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pkcs11 import Attribute, ObjectClass, TokenFlag
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
from pkcs11.util.x509 import decode_x509_certificate

from app.crypto import token as devices
from app.crypto import token_probe
from app.crypto.certificates import Role, certificate_der, public_key_of
from app.crypto.holders import algorithm_of, named
from app.crypto.issuing import Validity, check_request, issue, request_by
from app.crypto.keys import PublicKey
from app.crypto.signing import sign_detached, verify_detached
from app.crypto.token import TokenSigner, list_devices, open_token, pin_state, state_of
from app.crypto.token_uri import TokenUri, read_uri
from app.errors import UserError
from app.processes import Part
from tests.core.crypto.judges import openssl_accepts, pyhanko_accepts
from tests.simulator.pki import DAY, NOW, province
from tests.simulator.refusals import code_of
from tests.simulator.softhsm import ISSUER, LABEL, LIBRARY, OFFICER, PIN, Token, ec_key, plugged_in, rsa_key
from tests.simulator.units import PON

pytestmark = pytest.mark.skipif(not LIBRARY.exists(), reason="SoftHSM is not installed")
EC, RSA = b"\x01", b"\x02\xab"


@pytest.fixture(scope="module")
def plugged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    with plugged_in(tmp_path_factory.mktemp("hsm"), NOW, {EC: ec_key(), RSA: rsa_key()}) as made:
        yield made


def uri_of(key_id: bytes = EC) -> TokenUri:
    return TokenUri(LIBRARY, LABEL, key_id=key_id)


def pin(text: str = PIN) -> bytearray:
    return bytearray(text.encode())


def opened(uri: TokenUri, typed: bytearray, **more: bool) -> TokenSigner:
    """The signer as it was; what it holds is closed by now."""
    with open_token(uri, typed, **more) as signer:
        return signer


def test_devices_are_listed_without_a_pin(plugged: Token) -> None:
    (device,) = list_devices(LIBRARY)
    assert (device.token, device.pin_state) == (LABEL, "ok")
    assert [algorithm_of(one.certificate) for one in device.certificates] == ["EC P-256", "RSA 3072"]
    assert named(device.certificates[0].certificate) == (OFFICER, ISSUER)
    for found, key_id in zip(device.certificates, (EC, RSA), strict=True):
        address = read_uri(found.uri)
        assert (address.library, address.token, address.serial) == (LIBRARY, LABEL, device.serial)
        assert address.key_id == key_id
        assert str(address) == found.uri


@pytest.mark.parametrize("key_id", [EC, RSA])
def test_the_container_signature_of_a_device_is_accepted_by_every_judge(
    plugged: Token, key_id: bytes, tmp_path: Path
) -> None:
    pki = province()
    own = issue(
        Role.UNIT_SIGN,
        PON,
        "Xã",
        _public(plugged, key_id),
        Validity(NOW - DAY, NOW + 365 * DAY),
        pki.issuing,
    )
    with open_token(uri_of(key_id), pin()) as device:
        p7s = sign_detached(b"manifest", replace(device, certificate=own), NOW, [pki.issuing.certificate])
    assert verify_detached(b"manifest", p7s).certificate == own
    assert openssl_accepts(tmp_path, b"manifest", p7s, pki.root.certificate)
    assert pyhanko_accepts(b"manifest", p7s, pki.root.certificate)
    assert not openssl_accepts(tmp_path, b"manifesT", p7s, pki.root.certificate)


def _public(plugged: Token, key_id: bytes) -> PublicKey:
    return public_key_of(plugged.certificates[key_id])


@pytest.mark.parametrize("key_id", [EC, RSA])
def test_a_request_is_signed_by_the_device(plugged: Token, key_id: bytes, tmp_path: Path) -> None:
    with open_token(uri_of(key_id), pin()) as device:
        made = request_by(Role.UNIT_SIGN, PON, "Xã Mường Pồn", device)
    asked = check_request(made)
    assert (asked.holder, asked.role, asked.name) == (PON, Role.UNIT_SIGN, "Xã Mường Pồn")
    assert asked.public_key == _public(plugged, key_id)
    (tmp_path / "p10").write_bytes(made)
    command = ["openssl", "req", "-inform", "DER", "-in", "p10", "-verify", "-noout"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "verify OK" in done.stdout + done.stderr


def test_the_pin_is_overwritten_whatever_happens(plugged: Token) -> None:
    right, wrong = pin(), pin("999999")
    opened(uri_of(), right)
    assert code_of(opened, uri_of(), wrong) == "TB-03"
    assert set(right) == set(wrong) == {0}
    opened(uri_of(), pin())  # the device counts from the start again


def test_a_wrong_pin_is_counted_and_said(plugged: Token) -> None:
    assert state_of(uri_of()) == "ok"
    for _ in range(3):
        with pytest.raises(UserError) as refused:
            opened(uri_of(), pin("000000"))
        assert refused.value.code == "TB-03"
        assert "sẽ khóa" in refused.value.message
        assert state_of(uri_of()) == "low"
    opened(uri_of(), pin())
    assert state_of(uri_of()) == "ok"
    assert code_of(opened, uri_of(), bytearray()) == "TB-10"
    assert code_of(opened, uri_of(), bytearray(b"\xff\xfe")) == "TB-03"


def test_the_flags_of_the_standard() -> None:
    assert pin_state(0) == "ok"
    assert pin_state(TokenFlag.USER_PIN_COUNT_LOW) == "low"
    assert pin_state(TokenFlag.USER_PIN_COUNT_LOW | TokenFlag.USER_PIN_FINAL_TRY) == "last"
    assert pin_state(TokenFlag.USER_PIN_FINAL_TRY | TokenFlag.USER_PIN_LOCKED) == "locked"


def test_the_last_try_is_made_only_when_it_is_wanted(plugged: Token, monkeypatch: pytest.MonkeyPatch) -> None:
    """SoftHSM never locks; its flags are answered for it."""
    monkeypatch.setattr(devices, "pin_state", lambda _: "last")
    assert code_of(opened, uri_of(), pin()) == "TB-04"
    with pytest.raises(UserError) as refused:
        opened(uri_of(), pin("000000"), try_last=True)
    assert "MỘT lần" in refused.value.message
    assert opened(uri_of(), pin(), try_last=True).certificate == plugged.certificates[EC]
    monkeypatch.setattr(devices, "pin_state", lambda _: "locked")
    assert code_of(opened, uri_of(), pin(), try_last=True) == "TB-05"


def test_a_device_pulled_out_while_signing(plugged: Token) -> None:
    with open_token(uri_of(), pin()) as device:
        pkcs11.lib(str(LIBRARY)).finalize()  # what the library does when its reader is gone
        assert code_of(device.sign, b"x") == "TB-07"
    opened(uri_of(), pin())  # plugged in again


def test_a_login_left_behind_does_not_let_a_wrong_pin_in(plugged: Token) -> None:
    """A second login in one process answers UserAlreadyLoggedIn, whatever the PIN (measured)."""
    lib = pkcs11.lib(str(LIBRARY))
    lib.initialize()
    lib.get_token(token_label=LABEL).open(user_pin=PIN)
    assert code_of(opened, uri_of(), pin("000000")) == "TB-03"
    opened(uri_of(), pin())


def test_what_is_not_there(plugged: Token, tmp_path: Path) -> None:
    assert code_of(list_devices, tmp_path / "none.so") == "TB-01"
    empty = tmp_path / "empty.so"
    empty.write_bytes(b"\x7fELF not a library")
    assert code_of(list_devices, empty) == "TB-01"
    assert code_of(opened, TokenUri(LIBRARY, "thiết bị khác"), pin()) == "TB-02"
    assert code_of(opened, uri_of(b"\x09"), pin()) == "TB-06"
    assert code_of(opened, TokenUri(LIBRARY, serial="0000"), pin()) == "TB-02"


def test_a_certificate_of_another_key_signs_nothing(plugged: Token) -> None:
    with open_token(uri_of(EC), pin()) as device:
        stranger = replace(device, certificate=province().so_sign.certificate)
        assert code_of(stranger.sign, b"x") == "TB-06"


@pytest.mark.parametrize(
    "text",
    [
        "pkcs11:token=x",
        "token=x?module-path=/lib.so",
        "pkcs11:token=x?module-path=/lib.so&pin-value=1234",
        "pkcs11:token=x;unknown=y?module-path=/lib.so",
        "pkcs11:",
    ],
)
def test_an_address_that_is_none(text: str) -> None:
    with pytest.raises(UserError) as refused:
        read_uri(text)
    assert refused.value.code == "NHAP-03"
    assert "1234" not in refused.value.message


def test_private_parts_are_not_seen_without_a_login(plugged: Token) -> None:
    list_devices(LIBRARY)
    lib = pkcs11.lib(str(LIBRARY))
    lib.initialize()
    with lib.get_token(token_label=LABEL).open() as session:
        assert list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})) == []
    lib.finalize()


def test_a_certificate_object_that_is_damaged_is_passed_over(plugged: Token) -> None:
    assert devices._certificate({Attribute.VALUE: b"junk"}) is None
    root = {Attribute.VALUE: certificate_der(plugged.root)}
    assert devices._certificate(root) is None  # of an authority, not of a person


def test_a_library_is_tried_in_a_process_of_its_own(plugged: Token, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that crashes or hangs is refused like one that is none."""
    token_probe.require_loadable(LIBRARY)
    assert code_of(token_probe.require_loadable, Path("/none.so")) == "TB-01"
    crash = [sys.executable, "-c", "import os; os.abort()"]
    monkeypatch.setattr(Part, "command", lambda _: crash)
    assert code_of(token_probe.require_loadable, LIBRARY) == "TB-01"
    monkeypatch.setattr(Part, "command", lambda _: [sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(token_probe, "_LONGEST_SECONDS", 0.2)
    assert code_of(token_probe.require_loadable, LIBRARY) == "TB-01"
    assert token_probe.main([str(LIBRARY)]) == 0
    assert token_probe.main([]) == 1


def test_addresses_are_read_as_they_are_written() -> None:
    told = TokenUri(Path("C:/Chương trình/ký số;1.dll"), "Thiết bị; của=xã?", "0A 1B", b"\x00\xff%", "khóa&1")
    assert read_uri(str(told)) == told
    assert read_uri(str(told).lower().replace("%3b", "%3B")).serial == "0a 1b"
    assert read_uri("pkcs11:token=My%20token%201;id=%69%95%3E%5C?module-path=/usr/lib/p11.so") == TokenUri(
        Path("/usr/lib/p11.so"), "My token 1", "", b"\x69\x95\x3e\x5c"
    )


def test_a_key_that_wants_its_pin_at_every_signature(plugged: Token) -> None:
    """CKA_ALWAYS_AUTHENTICATE; SoftHSM makes such a key, its certificate is that of its public half."""
    lib = pkcs11.lib(str(LIBRARY))
    lib.initialize()
    with lib.get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        curve = session.create_domain_parameters(
            pkcs11.KeyType.EC, {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
        )
        public, _ = curve.generate_keypair(
            id=b"\x07", store=True, private_template={Attribute.ALWAYS_AUTHENTICATE: True}
        )
        made = load_der_public_key(encode_ec_public_key(public))
        pki = province()
        certificate = issue(Role.UNIT_SIGN, PON, "Xã", made, Validity(NOW - DAY, NOW + DAY), pki.issuing)  # type: ignore[arg-type]
        value = certificate_der(certificate)
        session.create_object(
            {
                **decode_x509_certificate(value),
                Attribute.TOKEN: True,
                Attribute.ID: b"\x07",
                Attribute.LABEL: "Chứng thư hỏi PIN",
            }
        )
    lib.finalize()
    typed = pin()
    with open_token(uri_of(b"\x07"), typed) as device:
        assert verify_detached(b"x", sign_detached(b"x", device, NOW)).certificate == certificate
        assert typed == pin()
    assert set(typed) == {0}
    lib.initialize()
    with lib.get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        for made_here in list(session.get_objects({Attribute.ID: b"\x07"})):
            made_here.destroy()
    lib.finalize()
