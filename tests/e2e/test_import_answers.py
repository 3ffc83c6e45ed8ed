"""An import at the command line: asked, answered by a file, logged, mapped, taken back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.core.spreadsheets.lists import content, table
from tests.e2e.conftest import Program

_SHEET = "Danh sách"
_ROWS = (
    ["Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Chức vụ", "Mốc riêng"],
    ["Lò Thị Thử Nghiệm", "12/3/1985", "Nữ", "Thái", "Tổ trưởng Tổ thử việc", "x"],
    ["Vừ A Thử", "1979", "Nam", "Mông", "Công chức", "y"],
    ["Vừ A Thử", "1979", "Nam", "Mông", "Công chức", "z"],
)


def test_questions_are_answered_once(so2282: Program, demo: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(sorted((demo / "units").iterdir())[0] / "store", store)
    book = tmp_path / "danh sách.xlsx"
    book.write_bytes(content(table([list(row) for row in _ROWS], _SHEET)))

    def run(*words: object, code: int = 0) -> Any:
        ran = so2282("--json", "--store", store, *words)
        assert ran.code == code, ran.out + ran.err
        return ran.envelope["data"] if code == 0 or ran.envelope["data"] else ran.envelope

    def tally(data: Any) -> list[int]:
        return [data[name] for name in ("read", "added", "changed", "same", "rejected", "waiting")]

    asked = run("import", book, "--dry-run", code=1)
    assert tally(asked) == [3, 2, 0, 0, 1, 1]
    assert run("import", "list") == run("import", "list")
    known = len(run("import", "list"))
    choices = tmp_path / "F.json"
    choices.write_text(json.dumps({"same": {_SHEET: {"4": "new"}}, "columns": {_SHEET: {"5": "person.note"}}}))
    made = run("import", book, "--choices", choices)
    assert tally(made) == [3, 3, 0, 0, 0, 0]
    assert tally(run("import", book)) == [3, 0, 0, 3, 0, 0]
    assert tally(run("import", book, "--choices", choices)) == [3, 0, 0, 3, 0, 0]
    imports = run("import", "list")
    assert (len(imports), imports[0]["id"], imports[0]["file"]) == (known + 1, made["import"], "danh sách.xlsx")
    questions = run("import", "show", made["import"])["questions"]
    assert "là người khác" in {item["answer"] for item in questions}

    (title,) = [row for row in run("title", "list") if row["text"] == "Tổ trưởng Tổ thử việc"]
    assert (title["held"], title["planned"]) == (1, 0)
    assert run("title", "map", "Tổ trưởng Tổ thử việc", "phong.tp") == {"held": 1, "planned": 0}
    assert tally(run("import", book)) == [3, 0, 0, 3, 0, 0]
    refused = run("import", "undo", made["import"], code=1)
    assert refused["code"] == "NHAP-04"
    run("undo")
    assert run("import", "undo", made["import"])["records"] == len(
        {(record["table"], record["id"]) for row in made["rows"] for record in row["records"]}
    )
    assert run("import", "list")[0]["undone"]
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{")
    assert run("import", book, "--choices", wrong, code=1)["code"] == "NHAP-03"
