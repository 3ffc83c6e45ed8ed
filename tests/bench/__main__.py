"""`make bench`: every stage in a process of its own, several times; ratios within this one run; build/bench.json.

`--slow` also runs all of it once as on a slow laptop: one processor that a busy program shares, less memory.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path

from tests.bench import processes, report, windows
from tests.bench.processes import NO_LIMIT, Limit, Result

BUILD = Path(__file__).resolve().parents[2] / "build"
GROUPS = (
    ("excel:excel_bare", "excel:excel_read", "excel:excel_preview", "excel:excel_short", "excel:excel_again"),
    ("storing:insert_raw", "storing:insert_program"),
    ("checking:judge_one", "checking:judge_units"),
    ("packages:seal_open_floor", "packages:seal_open", "packages:submit"),
    ("packages:reception_parts", "packages:reception", "packages:drop"),
    ("packages:reception_memory",),
    ("windows:people_list",),
    ("grid:grid_scroll",),
    ("paper:annex_300", "paper:annex_bare"),
    ("paper:form_pdf",),
    ("server:server_board",),
    ("server:server_figures", "server:server_form"),
    ("server:server_explain", "server:server_people"),
)
SLOW = Limit(processor=0, memory=3 * 2**30)


def main() -> int:
    """Measures and reports; never fails because something is slow."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--repeat", type=int, default=5, help="how often each stage runs; the median counts")
    parser.add_argument("--slow", action="store_true", help="once more under the limits of a slow laptop")
    parser.add_argument("--keep", action="store_true", help="use the material that is there, whatever its sources")
    parser.add_argument("--only", default="", help="groups with a stage whose name contains this text")
    chosen = parser.parse_args()
    work = BUILD / "bench"
    runs = {}
    prepared = {} if chosen.keep else processes.repeat(["making:prepare"], work, 1)
    runs["free"] = prepared | measure(work, chosen.repeat, chosen.only)
    _say("free", runs["free"])
    if chosen.slow:
        with processes.busy(SLOW.processor):
            runs["slow"] = measure(work, 1, chosen.only, SLOW)
        _say("slow laptop: one processor shared with a busy program, 3 GiB", runs["slow"])
    content = report.as_json(_machine(), runs)
    (BUILD / "bench.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(work: Path, times: int, only: str = "", limit: Limit = NO_LIMIT) -> dict[str, Result]:
    """Runs the stages and the windows; a figure and its floor alternate."""
    results: dict[str, Result] = {}
    for group in GROUPS:
        if any(only in stage for stage in group):
            results |= processes.repeat(group, work, times, limit)
            print(", ".join(f"{stage.partition(':')[2]} done" for stage in group), file=sys.stderr)
    commands = {"window_empty": windows.empty_command(), "window": windows.program_command(work)}
    if any(only in name for name in commands):
        results |= windows.first_paints(commands, times, limit)
    return results


def _say(title: str, results: dict[str, Result]) -> None:
    print(f"\n== {title}\n{report.table(results)}\n\n{report.details(results)}")


def _machine() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "load_average": os.getloadavg(),
    }


if __name__ == "__main__":
    sys.exit(main())
