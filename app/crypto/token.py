"""Devices that keep a signing key (PKCS #11): which are there, what is on them, and a `Signer` whose key stays inside.

Hides the vendor's library and its traps: the library is initialised for one operation and ended after it, so that a
device put in later is seen, nobody stays logged in, and a second login in one process is a first one. The hash is made
here and only the raw mechanisms are asked for, which every device has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NoReturn, TypeAlias

import pkcs11
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import Attribute, Mechanism, ObjectClass, PKCS11Error, TokenFlag

from app.crypto import der, oids
from app.crypto.certificates import UNREADABLE
from app.crypto.pins import wipe
from app.crypto.token_uri import TokenUri
from app.errors import refuse

PinState: TypeAlias = Literal["ok", "low", "last", "locked"]
_LEFT: Final[dict[PinState, str]] = {
    "ok": "",
    "low": "Sai thêm vài lần nữa thiết bị sẽ khóa.",
    "last": "Chỉ còn MỘT lần thử: sai nữa thiết bị sẽ khóa.",
    "locked": "",
}


@dataclass(frozen=True, slots=True)
class OnToken:
    """A certificate on a device.

    Attributes:
        uri: how `--sign` names it (RFC 7512).
        certificate: as it is; its key may be of a kind that signs no package.
    """

    label: str
    uri: str
    certificate: x509.Certificate


@dataclass(frozen=True, slots=True)
class Device:
    """A token in a slot, with the certificates that can be read without a PIN."""

    slot: str
    token: str
    serial: str
    pin_state: PinState
    certificates: tuple[OnToken, ...]


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """A `Signer` whose key never leaves the device; lives as long as `open_token` does.

    Attributes:
        key: of the library.
        pin: empty, but for a key that wants it at every signature (CKA_ALWAYS_AUTHENTICATE).
    """

    certificate: x509.Certificate
    key: Any
    pin: bytearray

    def sign(self, data: bytes) -> bytes:
        """Signs bytes with SHA-256: ECDSA as DER, RSA as PKCS #1 v1.5.

        Raises:
            UserError: TB-07 the device is gone or does not answer, TB-06 its key is not the certificate's.
        """
        public = self.certificate.public_key()
        digest = hashlib.sha256(data).digest()
        try:
            if isinstance(public, ec.EllipticCurvePublicKey):
                raw = self._raw(digest, Mechanism.ECDSA)
                middle = len(raw) // 2
                signature: bytes = encode_dss_signature(int.from_bytes(raw[:middle]), int.from_bytes(raw[middle:]))
                public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
                return signature
            assert isinstance(public, rsa.RSAPublicKey)
            info = der.sequence(der.sequence(oids.SHA256, der.NULL), der.octets(digest))
            signature = self._raw(info, Mechanism.RSA_PKCS)
            public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature as wrong:
            raise refuse("TB-06", detail="khóa trên thiết bị không phải của chứng thư") from wrong
        except PKCS11Error as wrong:
            raise refuse("TB-07", detail=type(wrong).__name__) from wrong
        return signature

    def _raw(self, data: bytes, mechanism: Mechanism) -> bytes:
        again = {"pin": self.pin.decode()} if self.pin else {}
        made: bytes = self.key.sign(data, mechanism=mechanism, **again)
        return made


def list_devices(library: Path) -> tuple[Device, ...]:
    """Tokens that are in, with their certificates; nothing that needs a PIN is read.

    Raises:
        UserError: TB-01 the library cannot be loaded.
    """
    with _initialised(library) as lib:
        slots = [(str(slot.slot_description), slot.get_token()) for slot in _slots(lib)]
        return tuple(
            Device(
                description, _text(token.label), _serial(token), pin_state(token.flags), _certificates(library, token)
            )
            for description, token in slots
        )


def state_of(uri: TokenUri) -> PinState:
    """How many tries the PIN of a token has left, as far as the device says.

    Raises:
        UserError: TB-01, TB-02.
    """
    with _initialised(uri.library) as lib:
        return pin_state(_chosen(lib, uri).flags)


@contextmanager
def open_token(uri: TokenUri, pin: bytearray, *, try_last: bool = False) -> Iterator[TokenSigner]:
    """Logs in for one operation and logs out after it.

    Args:
        uri: which key.
        pin: UTF-8; overwritten with zeros before anything is signed, or right after where the key wants it again.
        try_last: the person was told that a wrong PIN locks the device now, and wants to try.

    Raises:
        UserError: TB-01 library, TB-02 no such token, TB-03 wrong PIN, TB-04 only one try is left, TB-05 locked,
            TB-06 no certificate or key, TB-07 gone.
    """
    try:
        with _initialised(uri.library) as lib:
            session = _logged_in(_chosen(lib, uri), pin, try_last=try_last)
            try:
                certificate, key = _found(session, uri)
                if not _asks_each_time(key):
                    wipe(pin)
                yield TokenSigner(certificate, key, pin if _asks_each_time(key) else bytearray())
            finally:
                _close(session)
    finally:
        wipe(pin)


def pin_state(flags: int) -> PinState:
    """What the flags of a token say of its PIN; the standard has no numbers, only "low", "last" and "locked"."""
    if flags & TokenFlag.USER_PIN_LOCKED:
        return "locked"
    if flags & TokenFlag.USER_PIN_FINAL_TRY:
        return "last"
    return "low" if flags & TokenFlag.USER_PIN_COUNT_LOW else "ok"


@contextmanager
def _initialised(library: Path) -> Iterator[Any]:
    try:
        lib = pkcs11.lib(str(library))
        if lib.initialized:  # left behind by an operation that was torn off
            _end(lib)
        lib.initialize()
    except (PKCS11Error, OSError, RuntimeError, ValueError) as wrong:
        raise refuse("TB-01", place=library) from wrong
    try:
        yield lib
    except PKCS11Error as wrong:
        raise refuse("TB-07", detail=type(wrong).__name__) from wrong
    finally:
        _end(lib)


def _end(lib: Any) -> None:
    """Ends the library; a device that is gone makes it complain, which changes nothing any more."""
    try:
        lib.finalize()
    except PKCS11Error:
        return


def _close(session: Any) -> None:
    try:
        session.close()
    except PKCS11Error:
        return


def _slots(lib: Any) -> list[Any]:
    found = lib.get_slots(token_present=True)
    return [slot for slot in found if slot.get_token().flags & TokenFlag.TOKEN_INITIALIZED]


def _chosen(lib: Any, uri: TokenUri) -> Any:
    fitting = [
        token
        for token in (slot.get_token() for slot in _slots(lib))
        if uri.token in ("", _text(token.label)) and uri.serial in ("", _serial(token))
    ]
    if not fitting:
        raise refuse("TB-02", which=f" «{uri.token}»" if uri.token else "")
    if len(fitting) > 1:
        detail = "có nhiều thiết bị cùng tên; thêm serial=… vào địa chỉ"
        raise refuse("NHAP-03", what="thiết bị ký số", value=uri.token or "pkcs11:", detail=detail)
    return fitting[0]


def _logged_in(token: Any, pin: bytearray, *, try_last: bool) -> Any:
    state = pin_state(token.flags)
    if state == "locked":
        raise refuse("TB-05")
    if state == "last" and not try_last:
        raise refuse("TB-04")
    if token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH:
        return _login(token, pkcs11.PROTECTED_AUTH)
    if not pin:
        raise refuse("TB-10")
    try:
        return _login(token, pin.decode())
    except UnicodeDecodeError as wrong:
        raise refuse("TB-03", left=_LEFT[state]) from wrong


def _login(token: Any, pin: object) -> Any:
    try:
        return token.open(user_pin=pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as wrong:
        _wrong_pin(token, wrong)
    except pkcs11.PinLocked as wrong:
        raise refuse("TB-05") from wrong


def _wrong_pin(token: Any, wrong: PKCS11Error) -> NoReturn:
    """Says what a wrong PIN leaves; the flags are read anew, because this try has changed them."""
    state = pin_state(token.slot.get_token().flags)
    raise (refuse("TB-05") if state == "locked" else refuse("TB-03", left=_LEFT[state])) from wrong


def _found(session: Any, uri: TokenUri) -> tuple[x509.Certificate, Any]:
    wanted: dict[Attribute, Any] = {Attribute.CLASS: ObjectClass.CERTIFICATE}
    if uri.key_id:
        wanted[Attribute.ID] = uri.key_id
    if uri.label:
        wanted[Attribute.LABEL] = uri.label
    for found in list(session.get_objects(wanted)):
        certificate = _certificate(found)
        key = certificate and _private_key(session, found)
        if certificate is not None and key is not None:
            return certificate, key
    raise refuse("TB-06", detail="không có chứng thư nào có khóa ký đi cùng")


def _asks_each_time(key: Any) -> bool:
    try:
        return bool(key[Attribute.ALWAYS_AUTHENTICATE])
    except PKCS11Error:  # a device that does not know the attribute
        return False


def _private_key(session: Any, certificate: Any) -> Any:
    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: certificate[Attribute.ID]}
    return next(iter(list(session.get_objects(wanted))), None)


def _certificates(library: Path, token: Any) -> tuple[OnToken, ...]:
    session = token.open()
    try:
        objects = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))
        found = (_on_token(library, token, one, read) for one in objects if (read := _certificate(one)))
        return tuple(sorted(found, key=lambda one: one.uri))
    finally:
        _close(session)


def _certificate(found: Any) -> x509.Certificate | None:
    """A certificate of the token; None where it is none that can be read, or one of an authority."""
    try:
        read = x509.load_der_x509_certificate(bytes(found[Attribute.VALUE]))
        constraints = read.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return read
    except (*UNREADABLE, PKCS11Error):
        return None
    return None if constraints.ca else read


def _on_token(library: Path, token: Any, found: Any, certificate: x509.Certificate) -> OnToken:
    label, key_id = _text(found[Attribute.LABEL]), bytes(found[Attribute.ID] or b"")
    where = TokenUri(library, _text(token.label), _serial(token), key_id, "" if key_id else label)
    return OnToken(label, str(where), certificate)


def _text(value: object) -> str:
    return str(value).rstrip("\0 ")


def _serial(token: Any) -> str:
    serial = token.serial
    return (serial.decode("utf-8", "replace") if isinstance(serial, bytes) else str(serial)).rstrip("\0 ")
