"""Certificates and keys as a list, on both sides: whose, for what, how it stands, how long it still goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography import x509

from app.commands.keys.authorities import authorities_of, former_authorities
from app.commands.keys.device_keys import DEVICE, REQUESTED, certified
from app.commands.keys.own_keys import KeyState, own_key_state, pending_request
from app.commands.keys.pairs import certificates_of, pairs, run_out
from app.crypto.certificates import holder_of, load_certificate, name_of, public_key_of
from app.crypto.codes import fingerprint_groups
from app.crypto.keys import public_der
from app.domain.storage import Document
from app.progress import Progress
from app.workspace import Outcome, Workspace


@dataclass(frozen=True, slots=True)
class _Line:
    """What a row says beside its certificate."""

    use: str
    state: str
    machine: str = ""
    reason: str = ""
    own: bool = False


def listed(ws: Workspace, progress: Progress) -> Outcome:
    """Every certificate that this store knows of, and the requests that wait."""
    rows = [*_office(ws), *(_units(ws) if ws.mode == "province" else _own(ws))]
    return Outcome(data=rows)


def _office(ws: Workspace) -> Iterator[dict[str, Any]]:
    """Certificates of Sở Nội vụ, the present ones and those before; they are this store's own there."""
    held, own = authorities_of(ws)[0], ws.mode == "province"
    yield _row(ws, held.so_sign, _Line("sign", "active", own=own))
    yield _row(ws, held.so_encrypt, _Line("encrypt", "active", own=own))
    yield _row(ws, held.so_spare, _Line("encrypt", "active", "khóa dự phòng, để ngoài máy", own=own))
    for item in former_authorities(ws):
        yield _row(ws, item.so_sign, _Line("sign", "replaced", own=own))
        yield _row(ws, item.so_encrypt, _Line("encrypt", "replaced", own=own))


def _units(ws: Workspace) -> Iterator[dict[str, Any]]:
    over = {item.id for item in run_out(ws)}
    for pair in pairs(ws):
        state = "revoked" if pair.id in over else pair.state
        reason = pair.body["ended_why"] or pair.body["reason"]
        for use, certificate in zip(("sign", "encrypt"), certificates_of(pair), strict=True):
            yield _row(ws, certificate, _Line(use, state, pair.body["machine"], reason))
    for request in ws.store.documents("request", state="pending"):
        yield _waiting(ws, request.unit, request, own=False)


def _own(ws: Workspace) -> Iterator[dict[str, Any]]:
    own, asked = own_key_state(ws), pending_request(ws)
    issued = ws.store.document("setting", "certificates")
    if issued is None:
        if asked is None or asked.fingerprint != own.fingerprint:  # the first request is for the keys of the store
            yield _bare(ws, ws.unit, own.fingerprint, _Line("sign", "pending", reason="first", own=True))
    else:
        state = "revoked" if own.state is KeyState.REVOKED else "active"
        for use in ("sign", "encrypt"):
            yield _row(ws, load_certificate(issued.body[use].encode()), _Line(use, state, own=True))
    if asked is not None:
        line = _Line("sign", "pending", asked.machine, asked.reason, own=True)
        yield _bare(ws, ws.unit, asked.fingerprint, line)
    yield from _devices(ws)


def _devices(ws: Workspace) -> Iterator[dict[str, Any]]:
    """Keys of signing devices: those that Sở Nội vụ has certified, and those that wait."""
    for certificate in certified(ws):
        yield _row(ws, certificate, _Line("sign", "active", DEVICE, "machine", own=True))
    for asked in ws.store.documents(REQUESTED, state="pending"):
        machine = asked.body["device"] or DEVICE
        yield _bare(ws, ws.unit, asked.body["fingerprint"], _Line("sign", "pending", machine, "machine", own=True))


def _waiting(ws: Workspace, unit: str, request: Document, *, own: bool) -> dict[str, Any]:
    body = request.body
    line = _Line("sign", "pending", body.get("machine", ""), body.get("reason", "first"), own)
    return _bare(ws, unit, body["fingerprint"], line)


def _row(ws: Workspace, certificate: x509.Certificate, line: _Line) -> dict[str, Any]:
    end = certificate.not_valid_after_utc
    fingerprint = fingerprint_groups(public_der(public_key_of(certificate)))
    row = _bare(ws, holder_of(certificate), fingerprint, line)
    dates = {"from": certificate.not_valid_before_utc.date().isoformat(), "to": end.date().isoformat()}
    name = row["name"] or name_of(certificate)
    return {**row, **dates, "name": name, "days_left": max((end - ws.env.now()).days, 0)}


def _bare(ws: Workspace, holder: str, fingerprint: str, line: _Line) -> dict[str, Any]:
    """A key without a certificate: a request that waits."""
    return {
        "holder": holder,
        "name": ws.env.units.name(holder),
        "use": line.use,
        "fingerprint": fingerprint,
        "machine": line.machine,
        "state": line.state,
        "from": "",
        "to": "",
        "days_left": None,
        "reason": line.reason,
        "own": line.own,
    }
