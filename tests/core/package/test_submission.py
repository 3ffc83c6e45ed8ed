"""A report as inner files and back; nothing missing, nothing strange, one form of everything (threats.md I08)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.domain.dataset import Dataset, redact
from app.domain.findings import FieldValue, Place, RecordRef, Severity, UnitRef, finding
from app.domain.schema import Level
from app.package.header import Header, canonical_json
from app.package.submission import (
    DESCRIPTOR,
    FIGURES,
    FINDINGS,
    FORMS,
    MATCH,
    Submission,
    read_submission,
    submission_files,
)
from app.package.tables import sent_tables
from app.package.trust import Opened
from tests.simulator.packages import CELLS, header, receipt_body, submission
from tests.simulator.pki import Province, province
from tests.simulator.refusals import code_of
from tests.simulator.units import PON

FOUND = (
    finding(
        "HS01", Severity.WARNING, Place("person", "03202-p-001", "birth"), person=RecordRef("person", "03202-p-001")
    ),
    finding("DC02", Severity.NOTE, Place(""), value=3, old=FieldValue("person", "x", "sex"), unit=UnitRef(PON)),
)


@pytest.fixture(scope="module")
def pki() -> Province:
    return province()


def opened(pki: Province, head: Header, files: Mapping[str, bytes]) -> Opened:
    return Opened("d" * 64, head, files, pki.so_sign.certificate, None, (), ())


def read(pki: Province, report: Submission, **changed: bytes | None) -> Submission:
    """What is read when files are replaced, added or (None) left out."""
    files: dict[str, bytes | None] = {**submission_files(report)}
    files |= {
        name.replace("__", "/").replace("_csv", ".csv").replace("_json", ".json"): content
        for name, content in changed.items()
    }
    return read_submission(
        opened(pki, header(report.body), {name: content for name, content in files.items() if content is not None})
    )


@pytest.mark.parametrize("level", list(Level))
def test_a_report_is_read_back(pki: Province, level: Level) -> None:
    report = submission(level, findings=FOUND, forms=b"%PDF-1.7")
    back = read(pki, report)
    tables = {spec.name: dict(report.data.tables.get(spec.name, {})) for spec in sent_tables(level)}
    assert back == replace(report, data=Dataset(PON, level, tables))
    assert (MATCH in submission_files(report)) == (level > Level.SO_LIEU)


def test_figures_stand_by_key_with_zeros() -> None:
    files = submission_files(submission())
    assert files[FIGURES].decode().splitlines() == ["cell,value", "body{kind=ubnd},1", "leader{sex=f},5", "leader{},11"]
    assert set(CELLS) == {"body{kind=ubnd}", "leader{sex=f}", "leader{}"}


@pytest.mark.parametrize("level", list(Level))
def test_the_descriptor_names_every_table_and_column(level: Level) -> None:
    files = submission_files(submission(level))
    resources = {item["path"]: item for item in json.loads(files[DESCRIPTOR])["resources"]}
    assert set(resources) == {name for name in files if name.endswith(".csv")}
    for path, item in resources.items():
        columns = [field["name"] for field in item["schema"]["fields"]]
        assert files[path].decode().splitlines()[0].split(",") == columns
        assert item["encoding"] == "utf-8"


@pytest.mark.parametrize(
    "figures",
    [
        b"cell,value\nleader{},11\nleader{sex=f},5\n",
        b"cell,value\nleader{},11\nleader{},11\n",
        b"cell,value\nleader{sex=f,post=x},5\n",
        b"cell,value\nleader,5\n",
        b"cell,value\nleader{,5\n",
        b"cell,value\nleader{},05\n",
        b"cell,value\nleader{},5.0\n",
        b"cell,value\nleader{},\n",
        b"cell,value\nleader{},9223372036854775808\n",
        b'cell,value\n"leader{}",5\n',
        b"value,cell\n5,leader{}\n",
        b"cell,value\r\nleader{},5\r\n",
        b"",
    ],
)
def test_other_figures_are_refused(pki: Province, figures: bytes) -> None:
    assert code_of(read, pki, submission(), figures_csv=figures) == "NGH-09"


@pytest.mark.parametrize(
    "findings",
    [
        b"{}",
        b"[{}]",
        b"[ ]",
        b"null",
        b'[{"rule":"HS01"}]',
        b"\xff",
        b"[" * 100_000,
        canonical_json([{"rule": "X", "severity": "fatal", "at": ["", "", ""], "params": {}}]),
        canonical_json(
            [{"rule": "X", "severity": "note", "at": ["", "", ""], "params": {"a": {"record": ["no", "1"]}}}]
        ),
        canonical_json([{"rule": "X", "severity": "note", "at": ["", "", ""], "params": {}, "more": 1}]),
        canonical_json([{"rule": "X", "severity": "note", "at": ["", ""], "params": {}}]),
    ],
)
def test_other_findings_are_refused(pki: Province, findings: bytes) -> None:
    assert code_of(read, pki, submission(), findings_json=findings) == "NGH-09"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"03202-p-001", b"03202-p-099"),
        (b"\n03202-p-001", b"\n\n03202-p-001"),
        (b"id,by_id", b"by_id,id"),
    ],
)
def test_other_tokens_are_refused(pki: Province, before: bytes, after: bytes) -> None:
    match = submission_files(submission())[MATCH]
    assert code_of(read, pki, submission(), data__match_csv=match.replace(before, after, 1)) == "NGH-09"
    lines = match.splitlines(keepends=True)
    assert code_of(read, pki, submission(), data__match_csv=b"".join(lines[:-1])) == "NGH-09"
    assert (
        code_of(read, pki, submission(), data__match_csv=match.replace(lines[1].split(b",")[1], b"Lo Thi", 1))
        == "NGH-09"
    )


def test_missing_and_strange_files(pki: Province) -> None:
    report = submission()
    for name in ("figures_csv", "findings_json", "datapackage_json", "data__person_csv", "data__match_csv"):
        assert code_of(read, pki, report, **{name: None}) == "NGH-09"
    for name in ("data__salary_csv", "notes_csv", "data__unit_csv", "data__adjustment_csv"):
        assert code_of(read, pki, report, **{name: b"id\n"}) == "GOI-02"
    assert code_of(read, pki, report, datapackage_json=b"{}") == "NGH-09"
    numbers = submission(Level.SO_LIEU)
    assert code_of(read, pki, numbers, data__person_csv=submission_files(report)["data/person.csv"]) == "GOI-02"
    assert code_of(read, pki, numbers, data__match_csv=b"id,by_id,by_name\n") == "GOI-02"


def test_another_kind_of_file_is_no_report(pki: Province) -> None:
    assert code_of(read_submission, opened(pki, header(receipt_body()), {FORMS: b"", FINDINGS: b"[]"})) == "NGH-09"


def test_a_level_that_says_less_than_its_tables_is_refused(pki: Province) -> None:
    """A unit cannot send names under the name of a lower level."""
    named = submission_files(submission(Level.HO_SO))["data/person.csv"]
    assert code_of(read, pki, submission(Level.RUT_GON), data__person_csv=named) == "NGH-09"
    assert redact(submission(Level.RUT_GON).data, Level.SO_LIEU).tables.keys() & {"person", "training"} == set()
