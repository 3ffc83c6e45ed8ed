"""Evil contents (threats.md I): rightly signed and sealed by an enrolled unit whose program lies, errs or is newer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import msgspec

from app.domain.storage import Document
from app.package.submission import FIGURES, FINDINGS
from tests.simulator.evil.case import Evil, Maker
from tests.simulator.evil.forge import Forge
from tests.simulator.packages import receipt_body
from tests.simulator.province import PERIOD
from tests.simulator.units import PON

PERSON: Final = "data/person.csv"


def edited(path: str, before: str, after: str) -> Maker:
    """A passage of an inner file replaced."""
    return lambda forge: forge.made(files=forge.edited(path, before.encode(), after.encode()))


def rewritten(path: str, change: Callable[[bytes], bytes]) -> Maker:
    """An inner file changed as bytes."""
    return lambda forge: forge.made(files={path: change(forge.files[path])})


def head(**values: Any) -> Maker:
    """Other values in the header."""
    return lambda forge: forge.made(header=forge.head(**values))


def body(**values: Any) -> Maker:
    """Other values in the header's body."""
    return lambda forge: forge.made(header=forge.body(**values))


def header_text(before: str, after: str) -> Maker:
    """A passage of the header replaced, which is signed as it then is."""

    def change(content: bytes) -> bytes:
        assert before.encode() in content, before
        return content.replace(before.encode(), after.encode(), 1)

    return header_bytes(change)


def header_bytes(change: Callable[[bytes], bytes]) -> Maker:
    """The header changed as bytes before it is signed."""
    return lambda forge: forge.made(header_bytes=change)


def of_pack(**values: str) -> Maker:
    """Another plan pack named."""
    return lambda forge: forge.made(header=forge.body(pack=msgspec.structs.replace(forge.header.body.pack, **values)))


def cells(before: str, after: str) -> Maker:
    return edited(FIGURES, f"\n{before}\n", f"\n{after}\n")


def closed(forge: Forge) -> None:
    """The period is closed."""
    _put(forge, Document("closed", PERIOD, period=PERIOD))


def _put(forge: Forge, document: Document) -> None:
    forge.world.so.store._content.documents[document.kind, document.id] = document  # type: ignore[attr-defined]


def receipt_of_a_unit(forge: Forge) -> bytes:
    """A unit that writes receipts."""
    return forge.made(header=forge.head(body=receipt_body()), files={**dict.fromkeys(forge.files), FINDINGS: b"[]"})


def newer_format(content: bytes) -> bytes:
    """A header of a later program, with keys that nobody knows yet."""
    held = json.loads(content)
    return json.dumps({**held, "format": 2, "program": "2.0.0", "zzz": []}, separators=(",", ":")).encode()


HEADER = (
    Evil("header twice the same key", "NGH-09", header_text('{"body"', '{"epoch":"x","body"'), "I25", "header.json"),
    Evil(
        "header with an unknown key",
        "NGH-09",
        header_text('"format":1', '"format":1,"gift":1'),
        "I08 I25",
        "header.json",
    ),
    Evil("header with blanks", "NGH-09", header_text('"format":1', '"format": 1'), "I25", "header.json"),
    Evil(
        "header with a byte order mark", "NGH-09", header_bytes(lambda old: b"\xef\xbb\xbf" + old), "I25", "header.json"
    ),
    Evil("header with NaN", "NGH-09", header_text('"sequence":2', '"sequence":NaN'), "I25", "header.json"),
    Evil("header with a huge number", "NGH-09", header_text('"sequence":2', '"sequence":1e400'), "I25", "header.json"),
    Evil("header with a lone surrogate", "NGH-09", header_text('"epoch":"', '"epoch":"\\ud800'), "I25", "header.json"),
    Evil("header nested 10,000 deep", "NGH-09", header_bytes(lambda old: b"[" * 10_000), "I25", "header.json"),
    Evil("header that is no JSON", "NGH-09", header_bytes(lambda old: b"<header/>"), "I25", "header.json"),
    Evil(
        "header not in UTF-8",
        "NGH-09",
        header_bytes(lambda old: old.replace(b"memory", b"\xff\xfe")),
        "I25",
        "header.json",
    ),
    Evil("format 0", "NGH-09", head(format=0), "I25", "format"),
    Evil("sequence below zero", "NGH-09", head(sequence=-1), "I04", "sequence"),
    Evil("sequence beyond 2^53", "NGH-09", head(sequence=2**53), "I04", "sequence"),
    Evil("previous that is no digest", "NGH-09", head(previous="x"), "I04", "previous"),
    Evil("last seen that is no digest", "NGH-09", head(last_seen="AB" * 32), "I20", "last_seen"),
    Evil("moment without zone", "NGH-09", head(made_at="2026-12-01T08:00:00"), "G31", "made_at"),
    Evil("sender with a path", "NGH-09", head(sender="../x"), "I09", "sender"),
    Evil("program with a path", "NGH-09", head(program="../x"), "I25", "program"),
    Evil("epoch with a path", "NGH-09", head(epoch="../x"), "I25", "epoch"),
    Evil("period that is none", "NGH-09", body(period="2026-Q9"), "I25", "period"),
    Evil("period of another century", "NGH-09", body(period="1026"), "I25", "period"),
    Evil("cut-off that is none", "NGH-09", body(cut_off="2026-02-30"), "I25", "cut_off"),
    Evil("level that is none", "NGH-09", body(level="tat-ca"), "I25", "level"),
    Evil("definitions that are no digest", "NGH-09", body(definitions=""), "I25", "definitions"),
    Evil("edition 0", "NGH-09", body(edition=0), "I25", "edition"),
    Evil("replaces that is no digest", "NGH-09", body(replaces="x"), "I25", "replaces"),
    Evil("counts of an unknown table", "NGH-09", body(counts={"evil": 1}), "I08", "counts"),
    Evil("counts below zero", "NGH-09", body(counts={"person": -1}), "I08", "counts"),
    Evil("a receipt from a unit", "KY-05", receipt_of_a_unit, "G24 I20"),
    Evil("a kind that is none", "NGH-09", header_text('"kind":"submission"', '"kind":"order"'), "I08", "header.json"),
)

WAITING = (
    Evil("newer format", "NGH-10", header_bytes(newer_format), "I16", "2.0.0", "waiting_program"),
    Evil("newer pack", "NGH-07", of_pack(version="2027.1"), "I16 I17", "dienbien-2282 2027.1", "waiting_pack"),
    Evil("another pack", "NGH-07", of_pack(id="lai-chau-2282"), "I17", "lai-chau-2282", "waiting_pack"),
    Evil(
        "a package before it is missing",
        "NGH-11",
        head(previous="ab" * 32, sequence=2**31),
        "I04",
        "Mường Pồn",
        "waiting_previous",
    ),
)

MEANING = (
    Evil("a known pack with other content", "NGH-07", of_pack(digest="0" * 64), "I17", "dienbien-2282 2026.1"),
    Evil("another cut-off", "NGH-12", body(cut_off="2026-11-29"), "I14", "29/11/2026"),
    Evil("period closed", "NGH-05", lambda forge: forge.made(), "I14", PERIOD, before=closed),
    Evil("unit that does not exist yet", "NGH-06", body(cut_off="2020-11-30"), "I11", PON),
    Evil(
        "figure that the records do not give",
        "NGH-08",
        cells("leader{sex=f},6", "leader{sex=f},8"),
        "I18",
        "leader{sex=f}: 8 ≠ 6",
    ),
    Evil("figure below zero", "NGH-08", cells("leader{sex=f},6", "leader{sex=f},-6"), "I18", "leader{sex=f}: -6 ≠ 6"),
    Evil(
        "figure left out", "NGH-08", edited(FIGURES, "\nleader{sex=f},6\n", "\n"), "I18", "leader{sex=f}: không có ≠ 6"
    ),
    Evil("record changed, figures not", "NGH-08", edited(PERSON, "03202-p-010,f", "03202-p-010,m"), "I18", "sex="),
    Evil(
        "cell that the pack does not name", "NGH-09", rewritten(FIGURES, lambda old: old + b"zzz{},1\n"), "I08", "zzz{}"
    ),
)

CONTENTS = (*HEADER, *WAITING, *MEANING)
