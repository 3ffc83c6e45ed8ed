"""Tries the frozen program from a folder with spaces and Vietnamese letters: `python installer/smoke.py dist/so2282`.

Prints a JSON report; exit code 1 with the reason when something does not work. Nothing of the checkout is used by the
program under test: it is copied away, and its environment holds neither Python's nor Qt's variables.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from screen import Screen

PLACE = "Thư mục thử nghiệm có dấu"
PASSPHRASE = "một mật khẩu để thử 2282"
_STARTS = 5
_ALIVE_SECONDS = 4.0
_HARMLESS = ("This plugin does not support propagateSizeHints()",)
"""What Qt's offscreen plugin says about itself."""
_KEPT = ("PATH", "LANG", "TZ", "TMPDIR")


class SmokeError(Exception):
    """The frozen program did not do what it must."""


def smoke(folder: Path, picture: Path | None = None) -> dict[str, Any]:
    """Runs the demo, reads a workbook and a picture, and opens the window of a frozen program.

    Args:
        folder: of the program.
        picture: where to keep what the window showed.

    Returns:
        What was seen, with times in seconds.

    Raises:
        SmokeError: with the words of the program.
    """
    with tempfile.TemporaryDirectory(prefix="so2282-") as temporary:
        place = Path(temporary) / PLACE
        shutil.copytree(folder, place / "so2282", symlinks=True)
        program = place / "so2282" / ("so2282.exe" if sys.platform == "win32" else "so2282")
        environment = _environment(place)
        report: dict[str, Any] = {"command_line_seconds": _median(lambda: _help(program, environment))}
        report["demo"] = _demo(program, place / "Dữ liệu mẫu", environment)
        report["import"] = _import(program, place / "Dữ liệu mẫu", environment)
        report["signatures"] = _signatures(program, place / "Dữ liệu mẫu", environment)
        report["photograph"] = _photograph(program, place / "Dữ liệu mẫu", environment)
        report["window"] = _window(program, environment, picture)
    return report


def _environment(place: Path) -> dict[str, str]:
    home = place / "Nhà"
    home.mkdir(parents=True)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "SO2282_SETTINGS": str(home / "cài đặt"),
        "SO2282_PASSPHRASE": PASSPHRASE,
        "XDG_RUNTIME_DIR": str(home),
    }


def _help(program: Path, environment: dict[str, str]) -> float:
    started = time.monotonic()
    done = _call([program, "--help"], environment)
    if done.returncode != 0 or "demo" not in done.stdout:
        raise SmokeError(f"--help: {done.stderr}")
    return time.monotonic() - started


def _demo(program: Path, out: Path, environment: dict[str, str]) -> dict[str, Any]:
    started = time.monotonic()
    data = _run(program, environment, "demo", "--out", str(out), "--units", "3", "--people", "200")["data"]
    made = [path for path in out.rglob("*") if path.is_file()]
    forms = {path.suffix for path in made if "forms" in path.parts}
    if not {".pdf", ".xlsx", ".docx"} <= forms:
        raise SmokeError(f"demo: forms {sorted(forms)}")
    return {"seconds": round(time.monotonic() - started, 2), "units": data["units"], "files": len(made)}


def _import(program: Path, out: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Reads a workbook of the demo once more: the reader process works, and nothing changes."""
    workbook = sorted((out / "units").glob("*/in/*.xlsx"))[0]
    store = workbook.parent.parent / "store"
    started = time.monotonic()
    data = _run(program, environment, "--store", str(store), "import", str(workbook), "--dry-run")["data"]
    counters = {name: data[name] for name in ("read", "added", "changed", "same", "rejected")}
    if not counters["read"] or counters["rejected"]:
        raise SmokeError(f"import: {counters}")
    return {"seconds": round(time.monotonic() - started, 2), **counters}


def _signatures(program: Path, out: Path, environment: dict[str, str]) -> dict[str, Any]:
    """The libraries of PDF signatures and of signing devices are in the program, without a network client."""
    started = time.monotonic()
    form = min(path for path in out.rglob("*.pdf") if "forms" in path.parts)
    verdict = _run(program, environment, "pdf", "check", str(form))["data"]["verdict"]
    missing = _call([program, "--json", "token", "list", "--library", str(out / "none.so")], environment)
    code = json.loads(missing.stdout)["code"]
    if (verdict, code) != ("none", "TB-01"):
        raise SmokeError(f"signatures: {verdict} {code}")
    return {"seconds": round(time.monotonic() - started, 2)}


def _photograph(program: Path, out: Path, environment: dict[str, str]) -> dict[str, Any]:
    """A form is printed and read back by its QR code: the reader process of pictures works."""
    store = min((out / "units").glob("*/store"))
    started = time.monotonic()
    paper = out / "giấy.pdf"
    _run(program, environment, "--store", str(store), "form", "01", "--out", str(paper))
    told = _run(program, environment, "--store", str(store), "verify", "--photo", str(paper))["data"]["paper"]
    if not told["package"]:
        raise SmokeError(f"photograph: {told}")
    return {"seconds": round(time.monotonic() - started, 2)}


def _window(program: Path, environment: dict[str, str], picture: Path | None) -> dict[str, Any]:
    _stays_open(program, {**environment, "QT_QPA_PLATFORM": "offscreen"})
    times = []
    with Screen() as screen:
        shown = {**environment, "DISPLAY": screen.display}
        for _ in range(_STARTS):
            started = time.monotonic()
            with _Running(program, shown):
                times.append(screen.wait_until_painted(20) - started)
                time.sleep(0.3)
                colours = screen.picture().colours
                if picture is not None:
                    screen.save_png(picture)
            screen.wait_until_blank()
    return {"first_paint_seconds": round(statistics.median(times), 3), "colours": colours}


def _stays_open(program: Path, environment: dict[str, str]) -> None:
    with _Running(program, environment) as process:
        time.sleep(_ALIVE_SECONDS)
        if process.poll() is not None:
            raise SmokeError(f"window: ended with {process.returncode}")


class _Running:
    """A started window; ended at the end, and its complaints are errors."""

    def __init__(self, program: Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen([program], env=environment, stderr=subprocess.PIPE, text=True)

    def __enter__(self) -> subprocess.Popen[str]:
        return self._process

    def __exit__(self, *problem: object) -> None:
        self._process.terminate()
        _, complaints = self._process.communicate(timeout=10)
        found = [line for line in complaints.splitlines() if line and line not in _HARMLESS]
        if found:
            raise SmokeError(f"window: {found}")


def _run(program: Path, environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    done = _call([program, "--json", *arguments], environment)
    if done.returncode != 0:
        raise SmokeError(f"{arguments[:3]}: {done.stdout[-2000:]}{done.stderr[-2000:]}{_crashes(environment)}")
    envelope: dict[str, Any] = json.loads(done.stdout)
    return envelope


def _crashes(environment: dict[str, str]) -> str:
    """What the program itself wrote about bugs."""
    reports = Path(environment["SO2282_SETTINGS"]).rglob("su-co*.txt")
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(reports))


def _call(command: list[Path | str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def _median(measure: Any) -> float:
    return round(statistics.median(measure() for _ in range(_STARTS)), 3)


def main() -> int:
    """Entry of the script."""
    folder = Path(sys.argv[1]).resolve()
    try:
        report = smoke(folder, folder.parent.parent / "build" / "window.png")
    except (SmokeError, TimeoutError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
