"""Evil inner files (threats.md I): figures, tables, findings and tokens that no program of ours would have written."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from app.package.submission import DESCRIPTOR, FIGURES, FINDINGS, MATCH
from tests.simulator.evil.case import Evil, Maker
from tests.simulator.evil.contents import cells, edited, rewritten
from tests.simulator.evil.forge import Forge

BODY: Final = "data/body.csv"
COUNTS: Final = "data/headcount.csv"
PERSON: Final = "data/person.csv"
LONG: Final = random.Random(1).randbytes(100_000).hex()


def instead(path: str, content: bytes) -> Maker:
    """Another content of an inner file, or one more file."""
    return lambda forge: forge.made(files={path: content})


def dropped(path: str) -> Maker:
    """An inner file left out, of the manifest too."""
    return lambda forge: forge.made(files={path: None})


def counted(path: str, change: Callable[[list[str]], list[str]], table: str) -> Maker:
    """Other lines of a table, with their number in the header."""

    def make(forge: Forge) -> bytes:
        lines = change(forge.files[path].decode().splitlines())
        counts = {**forge.header.body.counts, table: len(lines) - 1}
        return forge.made(files={path: ("\n".join(lines) + "\n").encode()}, header=forge.body(counts=counts))

    return make


def many_rows(lines: list[str]) -> list[str]:
    """More rows than any unit has."""
    return [lines[0], *(f"x{number:07d},,,,,,,,,,," for number in range(200_001))]


FIGURE_FILE = (
    Evil(
        "figures disordered",
        "NGH-09",
        rewritten(FIGURES, lambda old: old + b"activity{},1\n"),
        "I08",
        "figures.csv, dòng",
    ),
    Evil(
        "a cell twice",
        "NGH-09",
        cells("leader{sex=f},6", "leader{sex=f},6\nleader{sex=f},6"),
        "I18",
        "figures.csv, dòng",
    ),
    Evil("a figure with decimals", "NGH-09", cells("leader{sex=f},6", "leader{sex=f},6.0"), "I25", "figures.csv, dòng"),
    Evil("a figure with a plus", "NGH-09", cells("leader{sex=f},6", "leader{sex=f},+6"), "I25", FIGURES),
    Evil("a figure with a leading zero", "NGH-09", cells("leader{sex=f},6", "leader{sex=f},06"), "I25", FIGURES),
    Evil("a figure in other digits", "NGH-09", cells("leader{sex=f},6", "leader{sex=f},६"), "I25", FIGURES),
    Evil(
        "a figure of 5,000 digits",
        "NGH-09",
        cells("leader{sex=f},6", "leader{sex=f}," + "9" * 5_000),
        "I25",
        "figures.csv, dòng",
    ),
    Evil(
        "a formula in place of a figure",
        "NGH-09",
        cells("leader{sex=f},6", "leader{sex=f},=1+1"),
        "I25",
        "figures.csv, dòng",
    ),
    Evil(
        "a cell with dimensions disordered",
        "NGH-09",
        rewritten(FIGURES, lambda old: old + b'"zz{b=1,a=1}",1\n'),
        "I25",
        "figures.csv, dòng",
    ),
    Evil("figures with other columns", "NGH-09", edited(FIGURES, "cell,value", "cell,number"), "I08", "hàng tiêu đề"),
    Evil(
        "figures with three columns",
        "NGH-09",
        cells("leader{sex=f},6", "leader{sex=f},6,x"),
        "I08",
        "figures.csv, dòng",
    ),
    Evil("figures with an open quotation mark", "NGH-09", rewritten(FIGURES, lambda old: old + b'"'), "I25", FIGURES),
    Evil("figures not in UTF-8", "NGH-09", rewritten(FIGURES, lambda old: old + b"\xff{},1\n"), "I25", FIGURES),
    Evil("empty figures", "NGH-09", instead(FIGURES, b""), "I08", "hàng tiêu đề"),
)

TABLE_FILES = (
    Evil("table missing", "NGH-09", dropped(BODY), "I08", "thiếu data/body.csv"),
    Evil("table that nobody knows", "GOI-02", instead("data/evil.csv", b"id\n"), "I08", "tệp lạ data/evil.csv"),
    Evil(
        "page of another kind of file", "GOI-02", instead("compared.pdf", b"%PDF-1.7\n"), "I08", "tệp lạ compared.pdf"
    ),
    Evil("column missing", "NGH-09", edited(PERSON, "id,sex,birth", "id,sex"), "I08", "hàng tiêu đề"),
    Evil("column renamed", "NGH-09", edited(PERSON, "id,sex,birth", "id,sex,born"), "I08", "hàng tiêu đề"),
    Evil("column added", "NGH-09", edited(PERSON, "left_reason\n", "left_reason,salary\n"), "I08", "hàng tiêu đề"),
    Evil(
        "names at a level that has none", "NGH-09", edited(PERSON, "id,sex", "id,full_name,sex"), "I08", "hàng tiêu đề"
    ),
    Evil(
        "day of birth at a level that has none",
        "NGH-09",
        edited(PERSON, "f,1978-05,", "f,1978-05-14,"),
        "I08",
        "data/person.csv, dòng 2",
    ),
    Evil("row too short", "NGH-09", rewritten(PERSON, lambda old: old[:-4] + b"\n"), "I08", "data/person.csv, dòng 13"),
    Evil("row too long", "NGH-09", rewritten(BODY, lambda old: old[:-1] + b",x\n"), "I08", "data/body.csv, dòng 7"),
    Evil(
        "rows disordered",
        "NGH-09",
        counted(BODY, lambda lines: [lines[0], *reversed(lines[1:])], "body"),
        "I08",
        "data/body.csv, dòng 3",
    ),
    Evil(
        "id twice", "NGH-09", counted(BODY, lambda lines: [*lines, lines[-1]], "body"), "I08", "data/body.csv, dòng 8"
    ),
    Evil("number of rows said wrong", "NGH-09", counted(BODY, lambda lines: lines[:-1], "course"), "I08", "số dòng"),
    Evil(
        "row left out, figures as before",
        "NGH-08",
        counted("data/population.csv", lambda lines: lines[:-1], "population"),
        "I18",
        "≠",
    ),
    Evil("too many rows", "NGH-09", counted(BODY, many_rows, "body"), "I07", "data/body.csv"),
    Evil(
        "formula as id",
        "NGH-09",
        edited(BODY, "03202-o-005,", "=cmd|' /C calc'!A0,"),
        "I25",
        "data/body.csv, dòng 7",
    ),
    Evil("address as id", "NGH-09", edited(BODY, "03202-o-005,", "../03202-o-005,"), "I25", "data/body.csv, dòng"),
    Evil(
        "formula in place of a number",
        "NGH-09",
        edited(COUNTS, ",6,3,4,2", ",=6,3,4,2"),
        "I25",
        "data/headcount.csv, dòng 2",
    ),
    Evil("number with a blank", "NGH-09", edited(COUNTS, ",6,3,4,2", ", 6,3,4,2"), "I25", COUNTS),
    Evil(
        "number beyond 2^63",
        "NGH-09",
        edited(COUNTS, ",6,3,4,2", f",{2**63},3,4,2"),
        "I25",
        "data/headcount.csv, dòng 2",
    ),
    Evil(
        "date that is none", "NGH-09", edited(COUNTS, "2026-11-15", "2026-13-15"), "I25", "data/headcount.csv, dòng 2"
    ),
    Evil(
        "date as people write it",
        "NGH-09",
        edited(COUNTS, "2026-11-15", "15/11/2026"),
        "I25",
        "data/headcount.csv, dòng 2",
    ),
    Evil(
        "truth in capitals", "NGH-09", edited("data/course.csv", ",true,", ",TRUE,"), "I25", "data/course.csv, dòng 2"
    ),
    Evil("needless quotation marks", "NGH-09", edited(BODY, "03202-o-005,", '"03202-o-005",'), "I25", BODY),
    Evil("line ends of Windows", "NGH-09", rewritten(BODY, lambda old: old.replace(b"\n", b"\r\n")), "I25", BODY),
    Evil("byte order mark", "NGH-09", rewritten(BODY, lambda old: b"\xef\xbb\xbf" + old), "I25", "hàng tiêu đề"),
    Evil("table in UTF-16", "NGH-09", rewritten(BODY, lambda old: old.decode().encode("utf-16")), "I25", BODY),
    Evil(
        "NUL in a table", "NGH-09", rewritten(BODY, lambda old: old.replace(b"hdnd", b"hd\0d", 1) + b"\0"), "I25", BODY
    ),
    Evil("semicolons", "NGH-09", rewritten(BODY, lambda old: old.replace(b",", b";")), "I25", "hàng tiêu đề"),
    Evil(
        "a field of 200,000 letters",
        "NGH-09",
        edited(BODY, "Phòng Kinh tế", LONG),
        "I07",
        BODY,
    ),
)

OTHER_FILES = (
    Evil(
        "findings disordered",
        "NGH-09",
        instead(FINDINGS, b'[{"rule":"BC02","at":["","",""],"severity":"note","params":{}}]'),
        "I25",
        FINDINGS,
    ),
    Evil(
        "findings with an unknown table",
        "NGH-09",
        instead(
            FINDINGS, b'[{"at":["","",""],"params":{"a":{"record":["evil","x"]}},"rule":"BC02","severity":"note"}]'
        ),
        "I08",
        FINDINGS,
    ),
    Evil(
        "findings of another severity",
        "NGH-09",
        instead(FINDINGS, b'[{"at":["","",""],"params":{},"rule":"BC02","severity":"fatal"}]'),
        "I08",
        FINDINGS,
    ),
    Evil("findings nested 10,000 deep", "NGH-09", instead(FINDINGS, b"[" * 10_000 + b"]" * 10_000), "I25", FINDINGS),
    Evil("findings that are no list", "NGH-09", instead(FINDINGS, b"{}"), "I25", FINDINGS),
    Evil("findings missing", "NGH-09", dropped(FINDINGS), "I08", f"thiếu {FINDINGS}"),
    Evil(
        "description of another package",
        "NGH-09",
        edited(DESCRIPTOR, "tabular-data-package", "data-package"),
        "I08",
        DESCRIPTOR,
    ),
    Evil(
        "description that points outside",
        "NGH-09",
        edited(DESCRIPTOR, '"figures.csv"', '"/etc/passwd"'),
        "I08",
        DESCRIPTOR,
    ),
    Evil(
        "tokens of other people", "NGH-09", edited(MATCH, "03202-p-000", "03202-p-xxx"), "I19", "data/match.csv, dòng 2"
    ),
    Evil("tokens of too few people", "NGH-09", rewritten(MATCH, lambda old: old[: old.rindex(b"03202")]), "I19", MATCH),
    Evil(
        "tokens that are none",
        "NGH-09",
        edited(MATCH, "03202-p-000,", "03202-p-000,Z"),
        "I19",
        "data/match.csv, dòng 2",
    ),
    Evil("tokens missing", "NGH-09", dropped(MATCH), "I19", f"thiếu {MATCH}"),
    Evil(
        "replies that are none",
        "NGH-09",
        instead("replies.json", b'[{"comment":"1","state":"done","text":""}]'),
        "I25",
        "replies.json",
    ),
    Evil(
        "replies of another state",
        "NGH-09",
        instead("replies.json", b'[{"comment":"01900000-0000-7000-8000-000000000000","state":"never","text":""}]'),
        "I25",
        "replies.json",
    ),
    Evil("forms that are a program", "GOI-02", instead("forms.toml", b"x = 1\n"), "I08", "tệp lạ forms.toml"),
)

INNER_FILES = (*FIGURE_FILE, *TABLE_FILES, *OTHER_FILES)
