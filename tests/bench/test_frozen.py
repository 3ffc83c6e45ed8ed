"""What is shipped is listed and has its licence; and the frozen program works where it was built (`make build`)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist" / "so2282"
sys.path.insert(0, str(ROOT / "installer"))

import licences  # noqa: E402


def _spec(name: str) -> set[str]:
    tree = ast.parse((ROOT / "installer" / "so2282.spec").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return set(ast.literal_eval(node.value))
    raise AssertionError(name)


def _imported(folder: str) -> set[str]:
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
            elif isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
    return found


def test_the_modules_of_qt_that_are_shipped_are_those_that_the_window_imports() -> None:
    wanted = {name.split(".")[1] for name in _imported("ui") if name.startswith("PySide6.")}
    assert wanted <= _spec("QT_MODULES")


def test_nothing_that_is_left_out_is_imported() -> None:
    imported = {name for folder in ("app", "db", "ui") for name in _imported(folder)}
    left_out = _spec("LEFT_OUT")
    assert not {name for name in imported if name in left_out or name.split(".")[0] in left_out}


def test_notice_names_every_package_that_is_shipped() -> None:
    words = set(re.split(r"[\s,()]+", (ROOT / "NOTICE").read_text("utf-8").lower()))
    assert not {name for name in licences.SHIPPED if name.lower() not in words}


def test_every_package_that_is_shipped_has_its_licence(tmp_path: Path) -> None:
    shipped = licences.gather(tmp_path / "licences")
    assert len(shipped) == len(licences.SHIPPED)
    for item in shipped:
        texts = [path for path in (tmp_path / "licences" / item.name.lower()).iterdir() if path.stat().st_size > 100]
        assert texts, item.name


@pytest.mark.frozen
def test_the_frozen_program_runs_the_demo_reads_a_workbook_and_opens_its_window() -> None:
    if not DIST.is_dir():
        pytest.skip("not built: make build")
    done = subprocess.run(
        [sys.executable, "installer/smoke.py", str(DIST)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
