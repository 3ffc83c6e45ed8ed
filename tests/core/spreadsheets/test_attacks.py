"""Files that attack end in one sentence, before they are parsed, within 300 MB of both processes.

Each is read by a real program in a process of its own, which tells its own peak and that of the reader process.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest

from app.errors import UserError
from app.paths import resource_root
from app.progress import Silent
from app.spreadsheets.sniff import kind_of, open_zip
from app.spreadsheets.wire import Refused
from app.spreadsheets.workbook import read_workbook
from app.spreadsheets.xlsx_scan import check_xlsx
from tests.core.spreadsheets import attacks
from tests.core.spreadsheets.attacks import GOOD, Attack
from tests.core.spreadsheets.lists import content, l1, look, read, repacked, table, write

MOST_MEGABYTES: Final = 300
MOST_SECONDS: Final = 5.0
_PROGRAM: Final = """
import json, resource, sys, time
from pathlib import Path
from app.errors import UserError
from app.progress import Silent
from app.spreadsheets.workbook import read_workbook
start = time.monotonic()
try:
    read_workbook(Path(sys.argv[1]), Silent())
    said = ["read", "", ""]
except UserError as problem:
    said = [problem.code, problem.message, problem.hint]
peaks = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"said": said, "peaks": peaks, "seconds": time.monotonic() - start}))
"""


def _read_apart(folder: Path, attack: Attack) -> dict[str, Any]:
    path = write(folder, attack.name, attack.data)
    ran = subprocess.run(
        ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", _PROGRAM, str(path)],  # a peak is inherited by exec
        cwd=resource_root().parent, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def _is_held(folder: Path, attack: Attack) -> dict[str, Any]:
    told = _read_apart(folder, attack)
    code, message, hint = told["said"]
    assert code == attack.ends, (attack.name, told)
    assert code == "read" or (message.endswith(".") and hint), (attack.name, told)
    assert max(told["peaks"]) <= MOST_MEGABYTES, (attack.name, told)
    return told


@pytest.mark.fault("J03", "J05", "J06", "J07", "J17", "J22")
@pytest.mark.parametrize(
    "kind",
    [attacks.archive_attacks, attacks.sheet_attacks, attacks.text_attacks, attacks.disguised],
    ids=lambda kind: kind.__name__,
)
def test_attacks_end_in_a_sentence(tmp_path: Path, kind: Callable[[], Iterator[Attack]]) -> None:
    for attack in kind():
        _is_held(tmp_path, attack)
        if kind is attacks.archive_attacks:
            with pytest.raises(Refused):  # before anything is parsed
                kind_of(attack.data, ".xlsx")
                open_zip(attack.data)


@pytest.mark.fault("J06")
def test_no_part_with_a_document_type_is_parsed(tmp_path: Path) -> None:
    """`open_zip` comes before any parser, and none of these passes it."""
    found = list(attacks.entity_attacks())
    for attack in found:
        with pytest.raises(Refused) as refused:
            open_zip(attack.data)
        assert refused.value.code == attack.ends, attack.name
        assert "thực thể" in refused.value.reason or "UTF-8" in refused.value.reason
    for attack in random.Random(4).sample(found, 4):
        _is_held(tmp_path, attack)


@pytest.mark.fault("J06")
def test_pictures_and_texts_that_speak_of_document_types_are_harmless() -> None:
    stream = BytesIO(content(table([["Họ và tên", "Ghi chú"], ["Lò Thị Pâng", "<!DOCTYPE html>"]])))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/media/a.svg", b"<!DOCTYPE svg><svg/>")
        archive.writestr("customXml/item1.xml", "<a/>".encode("utf-16"))
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf<!DOCTYPE html>")
    found = read(stream.getvalue())
    assert found.sheets[0].rows[1][1] == "<!DOCTYPE html>"
    assert found.macros


@pytest.mark.fault("J07")
def test_a_text_in_too_many_cells_is_seen_before_it_is_read() -> None:
    found = next(attack for attack in attacks.sheet_attacks() if attack.name.startswith("one long text"))
    for change in (bytes, lambda held: held.replace(b't="s"', b"t='s'"), lambda held: held.replace(b"<v>", b"<v >")):
        with pytest.raises(Refused) as refused:
            check_xlsx(open_zip(repacked(found.data, attacks.SHEET, change)))
        assert refused.value.code == "XLS-03"


@pytest.mark.fault("J09", "J10")
def test_links_and_macros_are_told_and_the_values_read() -> None:
    stream = BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(
            "xl/externalLinks/externalLink1.xml", b'<externalLink><ddeLink ddeService="cmd"/></externalLink>'
        )
        archive.writestr("xl/connections.xml", b"<connections/>")
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf")
    called = (
        b"""<row r="3"><c r="A3" t="str"><f>cmd|'/c calc'!A1</f><v>Ly A P\xc3\xa1o</v></c>"""
        b'<c r="B3"><v>1981</v></c></row>'
    )
    data = repacked(
        stream.getvalue(), attacks.SHEET, lambda held: held.replace(b"</sheetData>", called + b"</sheetData>")
    )
    seen = look(data)
    assert seen.counters["added"] == 2
    assert any("macro" in notice for notice in seen.notices)
    assert any("liên kết" in notice for notice in seen.notices)


@pytest.mark.fault("J09", "J10")
@pytest.mark.parametrize(
    "formula", ["of:=DDE(&quot;soffice&quot;;&quot;a&quot;;&quot;b&quot;)", "of:=['file:///a.ods'#$A.B1]"]
)
def test_links_and_macros_of_open_document_are_told(formula: str) -> None:
    cell = (
        f'<table:table-cell table:formula="{formula}" office:value-type="string"><text:p>Lò</text:p></table:table-cell>'
    )
    data = attacks.ods(b"<table:table-row>" + cell.encode() + b"</table:table-row>")
    found = read(data, ".ods")
    assert (found.sheets[0].rows[0][0], found.external, found.macros) == ("Lò", True, False)
    stream = BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("Basic/Standard/script-lb.xml", b"<a/>")
    assert read(stream.getvalue(), ".ods").macros


@pytest.mark.fault("J12")
def test_cells_that_two_readers_count_differently_are_told() -> None:
    """The second count does not know this way to end a tag; the cell reader does."""
    data = repacked(GOOD, attacks.SHEET, lambda held: held.replace(b"</is>", b"</is >"))
    seen = look(data)
    assert seen.counters["added"] == 1
    assert any("Hai cách đọc" in notice for notice in seen.sheets[0].notices)
    assert not any("Hai cách đọc" in notice for notice in look(GOOD).sheets[0].notices)


@pytest.mark.fault("J05", "J22")
def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "rất lớn.csv"
    with large.open("wb") as stream:
        stream.truncate(2 * 2**30)  # takes no room on the disk
    pipe = tmp_path / "ống.xlsx"
    os.mkfifo(pipe)
    for path, code in ((large, "XLS-03"), (pipe, "XLS-01"), (Path("/dev/zero"), "XLS-01")):
        with pytest.raises(UserError) as refused:
            read_workbook(path, Silent())
        assert refused.value.code == code


@pytest.fixture(scope="module")
def old_workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("old")
    source = write(folder, "l1.xlsx", content(l1()))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xls",
         "--outdir", folder, source],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    data: bytes = (folder / "l1.xls").read_bytes()
    return data


@pytest.mark.fault("J09")
def test_macros_of_an_old_workbook_are_told(old_workbook: bytes) -> None:
    assert not read(old_workbook, ".xls").macros
    assert read(old_workbook + "_VBA_PROJECT".encode("utf-16-le") + bytes(512), ".xls").macros


def _spoiled(data: bytes, seed: int) -> Attack:
    dice = random.Random(seed)
    held = bytearray(data)
    for _ in range(dice.randint(1, 12)):
        held[dice.randrange(512, len(held))] = dice.choice((0, 1, 0x7F, 0x80, 0xFE, 0xFF))
    return Attack(f"{seed}.xls", bytes(held), "")


def _ends_well(folder: Path, attack: Attack) -> dict[str, Any]:
    told = _read_apart(folder, attack)
    assert told["said"][0] in {"read", "XLS-01", "XLS-02", "XLS-03"}, (attack.name, told)
    assert max(told["peaks"]) <= MOST_MEGABYTES, (attack.name, told)
    return told


@pytest.mark.fault("J03")
@pytest.mark.parametrize("seed", [*range(9), 27])  # 27 spans 16 million cells
def test_old_workbooks_with_wrong_bytes(tmp_path: Path, old_workbook: bytes, seed: int) -> None:
    _ends_well(tmp_path, _spoiled(old_workbook, seed))


@pytest.mark.fault("J03")
@pytest.mark.fuzz
def test_many_old_workbooks_with_wrong_bytes(tmp_path: Path, old_workbook: bytes) -> None:
    for seed in range(10, 600):
        told = _ends_well(tmp_path, _spoiled(old_workbook, seed))
        assert told["seconds"] <= MOST_SECONDS, (seed, told)


@pytest.mark.fault("J03", "J05", "J06", "J07")
@pytest.mark.faults
def test_every_attack_ends_in_time(tmp_path: Path) -> None:
    for kind in (attacks.entity_attacks, attacks.archive_attacks, attacks.sheet_attacks, attacks.text_attacks):
        for attack in kind():
            told = _is_held(tmp_path, attack)
            assert told["seconds"] <= MOST_SECONDS, (attack.name, told)
