"""One bad record, five walks: window, Excel preview, `check`, the gate and reception say the same of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.commands.table import command, resolve
from app.progress import Silent
from app.workspace import Workspace
from tests.e2e.bad_record import ID_NUMBER, LIST_NUMBER, NAME, RULES, opened, without_gate, write_bad_workbook
from tests.e2e.conftest import Program
from ui.screens.so.package_data import preview as shown_at_reception
from ui.work.queries import check as shown_in_window

Said = dict[str, tuple[str, str]]
"""Key of a finding → severity and sentence."""


class Walks:
    """A unit whose store holds the bad record, and what was said of it on the way."""

    def __init__(self, so2282: Program, demo: Path, folder: Path) -> None:
        self.folder = folder
        self.unit, self.province = folder / "unit", folder / "province"
        shutil.copytree(sorted((demo / "units").iterdir())[0] / "store", self.unit)
        shutil.copytree(demo / "province" / "store", self.province)
        workbook = folder / "sai.xlsx"
        write_bad_workbook(workbook, self.unit)
        self.previewed = so2282("--json", "--store", self.unit, "import", "--dry-run", workbook)
        self.imported = so2282("--json", "--store", self.unit, "import", workbook)
        self.checked = so2282("--json", "--store", self.unit, "check")
        self.period = self._period()
        self.gate = so2282(
            "--json", "--store", self.unit, "submit", "--period", self.period, "--out", folder / "chan.p7m"
        )  # fmt: skip

    def _period(self) -> str:
        with opened(self.unit) as ws:
            return ws.store.documents("sent")[-1].period

    def at_reception(self, level: str) -> tuple[Said, tuple[str, ...]]:
        """What Sở Nội vụ shows of a package that passed no gate, and the rules it could not run again."""
        unit, province = self.folder / f"unit-{level}", self.folder / f"province-{level}"
        shutil.copytree(self.unit, unit)
        shutil.copytree(self.province, province)
        package = self.folder / f"{level}.p7m"
        with opened(unit) as ws, without_gate():
            _run(ws, "submit", period=self.period, out=package, level=level, minimal=True)
        with opened(province) as ws:
            row = _run(ws, "receive", paths=[package]).data[0]
            assert row["state"] == "received"
            assert row["errors"] == 1
            seen = shown_at_reception(ws, row["id"])
            assert seen is not None
            return _said(map(_as_mapping, seen.findings)), tuple(seen.document.body["not_recomputed"])


@pytest.fixture(scope="module")
def walks(so2282: Program, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Walks:
    return Walks(so2282, demo, tmp_path_factory.mktemp("walks"))


@pytest.fixture(scope="module")
def expected(walks: Walks) -> Said:
    """Everything that `check` says of the unit, the bad record among it."""
    assert walks.checked.code == 1
    rows = walks.checked.envelope["data"]
    about = [row for row in rows if NAME in row["sentence"] or LIST_NUMBER in row["sentence"]]
    assert {row["rule"] for row in about} >= RULES
    return _said(rows)


def test_the_preview_says_it_before_anything_is_written(walks: Walks, expected: Said) -> None:
    """Records get their ids when they are taken in, so the sentences are compared, not the keys."""
    data = walks.previewed.envelope["data"]
    assert data["rejected"] == 0
    previewed = set(_said(data["findings"]).values())
    assert {row["rule"] for row in data["findings"]} >= RULES
    assert previewed <= set(expected.values())
    assert walks.imported.code == 0
    assert set(_said(walks.imported.envelope["data"]["findings"]).values()) == previewed


def test_the_window_says_it(walks: Walks, expected: Said) -> None:
    with opened(walks.unit) as ws:
        assert _said(map(_as_mapping, shown_in_window(ws))) == expected


def test_the_gate_says_it_and_stays_shut(walks: Walks, expected: Said) -> None:
    assert walks.gate.code == 1
    assert _said(walks.gate.envelope["data"]["findings"]) == expected
    assert not (walks.folder / "chan.p7m").exists()


def test_reception_says_it(walks: Walks, expected: Said) -> None:
    """With names in the package, word for word."""
    found, _ = walks.at_reception("ho-so")
    assert found == expected


def test_reception_shows_the_declared_finding_where_a_field_is_withheld(walks: Walks, expected: Said) -> None:
    """Without names: the same findings, the person called by post and unit, the number not told."""
    found, not_recomputed = walks.at_reception("rut-gon")
    assert {key: severity for key, (severity, _) in found.items()} == {
        key: severity for key, (severity, _) in expected.items()
    }
    assert "HS04" in not_recomputed
    texts = " ".join(sentence for _, sentence in found.values())
    assert NAME not in texts
    assert ID_NUMBER not in texts
    assert LIST_NUMBER in texts


def _run(ws: Workspace, name: str, **params: Any) -> Any:
    spec = command(name)
    outcome = ws.run(spec, resolve(spec), Silent(), **params)
    assert outcome.ok, outcome.data
    return outcome


def _as_mapping(row: Any) -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in ("key", "severity", "sentence")}


def _said(rows: Iterable[Mapping[str, Any]]) -> Said:
    return {row["key"]: (row["severity"], row["sentence"]) for row in rows}
