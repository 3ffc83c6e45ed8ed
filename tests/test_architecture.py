"""The house rules that import-linter does not say."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [path for folder in ("app", "db", "ui") for path in sorted((ROOT / folder).rglob("*.py"))]


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): n for path in SOURCES if (n := len(path.read_text("utf-8").splitlines())) > 420
    }
    assert not long


def test_every_module_says_what_it_hides() -> None:
    silent = [
        str(path.relative_to(ROOT)) for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_the_core_runs_without_qt() -> None:
    """Every module of the core can be imported where PySide6 cannot."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in SOURCES
        if path.is_relative_to(ROOT / "app") and path.name != "__main__.py"
    ]
    code = (
        "import sys, importlib\n"
        "sys.modules['PySide6'] = None\n"
        f"for name in {names!r}:\n    importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


QUICK = (
    "tests/core/domain",
    "tests/core/plan/test_rules.py",
    "tests/core/package/test_container.py",
    "tests/core/reports/test_values_and_layout.py",
    "tests/core/vietnamese/test_fold.py",
)
"""Some of the core's tests; all of them pass so, which takes minutes."""


def test_the_cores_tests_pass_without_qt(tmp_path: Path) -> None:
    """Not only its modules: nothing in these tests reaches for Qt either."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]
    markers = "\n".join(f"    {line}" for line in settings["markers"])
    config = tmp_path / "pytest.ini"
    config.write_text(f"[pytest]\nfilterwarnings = error\nmarkers =\n{markers}\n", encoding="utf-8")
    plugins = ["-p", "no:pytest-qt", "-p", "no:cacheprovider", "-p", "tests.without_qt"]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, "-c", str(config), f"--rootdir={ROOT}"]
    done = subprocess.run(
        [*command, f"--basetemp={tmp_path / 'inner'}", *QUICK], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr


NETWORK = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "xmlrpc", "asyncio", "requests", "QtNetwork"}


def test_nothing_reaches_for_the_network() -> None:
    """Threats INV8: the program opens no connection; the one to a province's server may only be db's."""
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        for name in _imported(ast.parse(path.read_text("utf-8")))
        if NETWORK & set(name.split("."))
    ]
    assert not found


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (item.name for item in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{item.name}" for item in node.names)


@pytest.mark.fault("K01")
def test_no_statement_is_made_of_values() -> None:
    """Threats K01: SQL is SQLAlchemy Core with bound values; only settings of the file (PRAGMA) are texts."""
    made = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if name in {"execute", "exec_driver_sql", "text"} and isinstance(first, ast.JoinedStr | ast.BinOp):
                start = first.values[0] if isinstance(first, ast.JoinedStr) else first
                if not (isinstance(start, ast.Constant) and str(start.value).startswith("PRAGMA ")):
                    made.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not made


@pytest.mark.fault("W02")
def test_text_is_read_and_written_as_utf8() -> None:
    """Threats W02: never in the code page of the machine."""
    loose = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and _opens_text(node) and "encoding" not in {item.arg for item in node.keywords}
    ]
    assert not loose


def _opens_text(node: ast.Call) -> bool:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name in {"read_text", "write_text"}:
        return True
    modes = [item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return name == "open" and bool(modes) and all(mode and set(mode) <= set("rwax+") for mode in modes)
