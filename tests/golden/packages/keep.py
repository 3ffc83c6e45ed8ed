"""Keeps one real package of a release, with its receipt, its enrolment and period file and the keys that open them.

Run once for a release, `python -m tests.golden.packages.keep`; what is kept is never made again, because every later
program must still open it. Everything in it is invented, and so are the keys.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

from app.commands.keys.authorities import authorities_of
from app.commands.keys.province_identity import province_keys
from app.commands.keys.unit_identity import unit_keys
from app.crypto.certificates import certificate_pem
from app.crypto.keys import key_to_pem
from app.package.submission import read_submission
from app.package.trust import TrustState, open_file
from app.workspace import PROGRAM_VERSION
from tests.simulator.province import CUT_OFF, PERIOD, World, found, run
from tests.simulator.units import PON

HERE = Path(__file__).parent


def keep(folder: Path) -> None:
    """Makes the files of this release in a new folder."""
    folder.mkdir()
    with tempfile.TemporaryDirectory() as place:
        _keep(found(Path(place)), folder)


def _keep(world: World, folder: Path) -> None:
    (row,) = run(world.so, "enrol file", out=world.folder / "kept", unit=PON[:5]).data
    unit = world.enrolled(PON)
    path = world.package(unit, level="ho-so", minimal=False)
    world.deliver(path)
    package = world.received(path).id
    run(world.so, "accept", package=package)
    run(world.so, "receipt", package=package, out=folder / "receipt.p7m")
    (folder / "package.p7m").write_bytes(path.read_bytes())
    (folder / "enrolment.p7m").write_bytes(Path(row["file"]).read_bytes())
    asked = run(world.so, "period issue", period=PERIOD, cut_off=CUT_OFF, due="2026-12-20", out=world.folder / "asked")
    (folder / "period.p7m").write_bytes(Path(asked.data["files"][0]["file"]).read_bytes())
    (folder / "root.pem").write_bytes(certificate_pem(authorities_of(world.so)[0].root))
    (folder / "so-encrypt.key").write_bytes(key_to_pem(province_keys(world.so).encryption.key))
    (folder / "unit-encrypt.key").write_bytes(key_to_pem(unit_keys(unit).encryption_key))
    state = TrustState(authorities_of(world.so)[0].root, (), "")
    opened = open_file(path.read_bytes(), [province_keys(world.so).encryption.key], state, world.clock.at)
    report = read_submission(opened)
    expected = {
        "at": world.clock.at.isoformat(),
        "code": row["code"],
        "package": package,
        "counts": dict(report.body.counts),
        "figures": dict(sorted((key, value) for key, value in report.figures.cells.items() if value)),
        "names": hashlib.sha256("\n".join(_names(world)).encode()).hexdigest(),
    }
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _names(world: World) -> list[str]:
    return sorted(row.full_name for row in world.units[PON].store.load().tables["person"].values())


if __name__ == "__main__":
    keep(HERE / PROGRAM_VERSION)
