"""Evil enrolment files: nothing is made of them; the plan pack that a unit works by is the one that Sở Nội vụ names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.commands.keys.activation import activation_key
from app.commands.keys.authorities import authorities_of
from app.commands.keys.province_identity import province_keys
from app.commands.storing import new_unit
from app.crypto.certificates import Identity
from app.crypto.envelope import open_envelope, prepare, seal
from app.package.bodies import PackName
from app.package.container import build, read
from app.package.header import decode_header
from app.package.sealing import HEADER, seal_file
from tests.simulator.pki import province
from tests.simulator.province import PASSPHRASE, World, run
from tests.simulator.refusals import code_of


@pytest.fixture
def given(world: World) -> dict[str, Any]:
    """An enrolment file in its parts: code, key, header, files."""
    (row,) = run(world.so, "enrol file", out=world.folder, unit="03202").data
    key = activation_key(row["code"])
    files = dict(read(open_envelope(Path(row["file"]).read_bytes(), [key]).plaintext).files)
    return {"code": row["code"], "key": key, "header": decode_header(files.pop(HEADER)), "files": files}


def refused(world: World, given: Mapping[str, Any], content: bytes) -> str:
    """The code; nothing was made."""
    path, folder = world.folder / "evil.p7m", world.folder / "none"
    path.write_bytes(content)
    code = code_of(new_unit, world.env, folder, path, given["code"], "Người lập biểu", PASSPHRASE)
    assert not folder.exists()
    return code


def signed_again(world: World, given: Mapping[str, Any], signer: Identity | None = None, **body: Any) -> bytes:
    header = given["header"]
    changed = msgspec.structs.replace(header, body=msgspec.structs.replace(header.body, **body))
    own, chain = signer or province_keys(world.so).signer, [authorities_of(world.so)[0].issuing]
    return seal_file(changed, given["files"], own, [given["key"]], world.clock.at, chain)


def test_what_is_signed_again_unchanged_is_taken(world: World, given: dict[str, Any]) -> None:
    path = world.folder / "good.p7m"
    path.write_bytes(signed_again(world, given))
    ws = new_unit(world.env, world.folder / "unit", path, given["code"], "Người lập biểu", PASSPHRASE)
    assert ws.pack.digest == given["header"].body.pack.digest


@pytest.mark.fault("I17")
@pytest.mark.parametrize(
    "change", [{"version": "2019.1"}, {"version": "2099.1"}, {"id": "other"}, {"digest": "0" * 64}]
)
def test_a_pack_that_is_older_newer_foreign_or_forged(
    world: World, given: dict[str, Any], change: dict[str, str]
) -> None:
    pack: PackName = given["header"].body.pack
    content = signed_again(world, given, pack=msgspec.structs.replace(pack, **change))
    assert refused(world, given, content) == "NGH-07"


@pytest.mark.fault("I17")
@pytest.mark.parametrize("name", ["pack/rules.toml", "pack/pack.toml", "forms/01.toml"])
def test_a_file_of_the_pack_changed_on_the_way(world: World, given: dict[str, Any], name: str) -> None:
    """Whoever has the code can open and seal, but not sign."""
    changed = {**given["files"], name: given["files"][name] + b"\n# x\n"}
    header = msgspec.json.encode(given["header"], order="sorted")
    stranger = province().so_sign
    forged = build({**changed, HEADER: header}, lambda manifest: province().sign(manifest, stranger))
    assert refused(world, given, seal(prepare([given["key"]]), forged)) in {"KY-01", "KY-03"}


def test_signed_by_somebody_else(world: World, given: dict[str, Any]) -> None:
    eve = province()
    assert refused(world, given, signed_again(world, given, eve.so_sign)) == "KY-03"
    assert refused(world, given, signed_again(world, given, eve.unit("03202@2025-07-01").sign)) == "KY-03"
    assert refused(world, given, b"") == "GOI-01"
