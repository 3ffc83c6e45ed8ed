"""Two machines from one backup, as subprocesses on real stores: different edits, files both ways, one package."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.domain.dataset import Change, Dataset
from app.domain.storage import HistoryEntry
from db.opening import open_store
from tests.e2e.conftest import PASSPHRASE, Program


@pytest.fixture
def machines(so2282: Program, demo: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A unit's store, and what was restored from its backup on a second machine."""
    source = next(folder for folder in sorted((demo / "units").iterdir()) if (folder / "store").is_dir())
    first, second = tmp_path / "may-mot", tmp_path / "may-hai"
    shutil.copytree(source / "store", first)
    ran = so2282("--json", "--store", first, "store", "backup", "--out", tmp_path / "usb")
    assert ran.code == 0, ran.out + ran.err
    ran = so2282("--json", "--store", second, "store", "restore", ran.envelope["data"]["backup"])
    assert ran.code == 0, ran.out + ran.err
    assert ran.envelope["data"]["epoch"] == 2
    return first, second


def records(folder: Path) -> Dataset:
    store = open_store(folder, None, PASSPHRASE)
    try:
        return store.load()
    finally:
        store.close()


def period_of(folder: Path) -> str:
    """The period that the unit reports."""
    store = open_store(folder, None, PASSPHRASE)
    try:
        campaign = store.document("setting", "campaign")
    finally:
        store.close()
    assert campaign is not None
    return str(campaign.body["period"])


def edit(folder: Path, place: int, **values: Any) -> str:
    """Changes one person of a store, as the window does; gives the id."""
    store = open_store(folder, None, PASSPHRASE)
    try:
        people = store.load("", ["person"]).tables["person"]
        person = people[sorted(people)[place]]
        after = type(person)(
            **{name: getattr(person, name) for name in ("id", *(item.name for item in person.__table__.fields))}
            | values
        )
        entry = HistoryEntry("record save", store.user, "2026-12-01T01:00:00+00:00", "Sửa.")
        store.apply([Change("person", person.id, person, after)], entry)
        return str(person.id)
    finally:
        store.close()


def test_two_machines_end_equal_and_sound_and_one_of_them_submits(
    so2282: Program, demo: Path, machines: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = machines
    alone = edit(first, 0, note="máy một ghi", professional="ts")
    both = edit(first, 1, note="máy một ghi")
    edit(second, 1, note="máy hai ghi")
    other = edit(second, 2, note="máy hai cũng ghi")

    def carry(source: Path, target: Path, *more: object) -> Any:
        name = tmp_path / f"{source.name}.p7m"
        made = so2282("--json", "--store", source, "changes", "export", "--out", name)
        assert made.code == 0, made.out + made.err
        code = tmp_path / "mã.txt"
        code.write_text(made.envelope["data"]["code"] + "\n", encoding="ascii")
        return so2282("--json", "--store", target, "changes", "import", name, "--code-file", code, *more)

    waits = carry(first, second)
    assert waits.code == 1
    assert (waits.envelope["data"]["changed"], waits.envelope["data"]["rejected"]) == (1, 1)
    answers = json.dumps({f"person/{both}/note": "theirs"})
    answered = carry(first, second, "--answers", answers)
    assert answered.code == 0, answered.out + answered.err
    back = carry(second, first)
    assert back.code == 0, back.out + back.err
    here, there = records(first), records(second)
    assert dict(here.tables) == dict(there.tables)
    notes = {key: here.tables["person"][key].note for key in (alone, both, other)}
    assert notes == {alone: "máy một ghi", both: "máy một ghi", other: "máy hai cũng ghi"}

    checks = [so2282("--json", "--store", folder, "check") for folder in machines]
    assert checks[0].envelope["findings"] == checks[1].envelope["findings"]
    for folder in machines:
        sound = so2282("--json", "--store", folder, "store", "check")
        assert sound.code == 0, sound.out + sound.err

    package, province = tmp_path / "gói.p7m", tmp_path / "so"
    shutil.copytree(demo / "province" / "store", province)
    sent = so2282("--json", "--store", first, "submit", "--period", period_of(first), "--out", package)
    assert sent.code == 0, sent.out + sent.err
    received = so2282("--json", "--store", province, "receive", package)
    assert [row["state"] for row in received.envelope["data"]] == ["received"], received.out


def test_a_wrong_code_is_one_sentence_and_writes_nothing(
    so2282: Program, machines: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = machines
    made = so2282("--json", "--store", first, "changes", "export", "--out", tmp_path / "x.p7m")
    code = tmp_path / "code.txt"
    code.write_text("12345 67890\n", encoding="ascii")
    before = records(second)
    ran = so2282("--json", "--store", second, "changes", "import", tmp_path / "x.p7m", "--code-file", code)
    assert made.code == 0
    assert (ran.code, ran.envelope["code"]) == (1, "GHEP-03")
    assert records(second) == before
