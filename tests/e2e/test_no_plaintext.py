"""Names, ID numbers and birth days: not readable in anything that is stored or sent, not in a package without names."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.crypto.envelope import open_envelope
from app.crypto.keys import key_from_pem
from app.domain.records import Person
from app.domain.unit_records import UnitProfile
from app.package.container import read
from app.vietnamese.dates import write_date
from tests.e2e.bad_record import opened
from tests.e2e.conftest import Program


@pytest.fixture(scope="module")
def people(demo: Path) -> Mapping[str, tuple[Person, ...]]:
    """Unit code → its people."""
    found = {}
    for folder in sorted((demo / "units").iterdir()):
        with opened(folder / "store") as ws:
            found[folder.name] = tuple(ws.store.load("", ["person"]).rows(Person))
    return found


def _spellings(text: str) -> Iterator[bytes]:
    for form in ("NFC", "NFD"):
        spelt = unicodedata.normalize(form, text)
        yield spelt.encode("utf-8")
        yield spelt.encode("utf-16-le")


def test_nothing_stored_or_sent_can_be_read(
    demo: Path, people: Mapping[str, tuple[Person, ...]], settings: Path
) -> None:
    """A search of bytes, as a thief of the disk would do it; forms and workbooks are meant to be read and left out."""
    everybody = [person for group in people.values() for person in group]
    secrets = {person.full_name for person in everybody} | {person.id_number for person in everybody}
    needles = {spelt for text in secrets if text for spelt in _spellings(text)}
    assert len(needles) > 400
    folders = [
        *(demo / "units").glob("*/store"),
        *(demo / name for name in ("province", "packages", "receipts", "keys")),
    ]
    files = [
        path for folder in (*folders, demo / "enrolment", settings) for path in folder.rglob("*") if path.is_file()
    ]
    assert len(files) > 30
    for path in files:
        content = path.read_bytes()
        assert not [needle for needle in needles if needle in content], path


def test_the_search_would_find_a_name(demo: Path, people: Mapping[str, tuple[Person, ...]]) -> None:
    """The forms are made for reading: a search that finds no name there would prove nothing."""
    code, group = next(iter(people.items()))
    text = _pdf_text(demo / "forms" / code / "bieu.pdf")
    assert "Biểu" in text or "BIỂU" in text
    assert group[0].full_name


@pytest.mark.parametrize("level", ["so-lieu", "rut-gon"])
def test_a_package_without_names_has_none(
    level: str, so2282: Program, demo: Path, people: Mapping[str, tuple[Person, ...]], tmp_path: Path
) -> None:
    """Opened with the key of Sở Nội vụ: no full name, ID number or birth day in any inner file or in the PDF's text."""
    code = next(iter(people))
    store = tmp_path / "store"
    shutil.copytree(demo / "units" / code / "store", store)
    with opened(store) as ws:
        period = ws.store.documents("sent")[-1].period
        profile = next(iter(ws.store.load("", ["unit_profile"]).rows(UnitProfile)))
    package = tmp_path / "goi.p7m"
    _change_something(so2282, store)
    ran = so2282("--json", "--store", store, "submit", "--period", period, "--level", level, "--out", package)
    assert ran.code == 0, ran.out
    files = _opened(package, demo)
    assert "bieu.pdf" in files or any(name.endswith(".pdf") for name in files)
    texts = {name: _text(name, content, tmp_path) for name, content in files.items()}
    assert ("person.csv" in str(sorted(texts))) == (level == "rut-gon")
    signers = {profile.signer, profile.preparer, profile.checker}
    told = [text for person in people[code] for text in _personal(person) if text not in signers]
    assert len(told) > 100
    for name, text in texts.items():
        assert not [item for item in told if item in text], name


def _change_something(so2282: Program, store: Path) -> None:
    with opened(store) as ws:
        person = next(row for row in ws.store.load("", ["training"]).tables["training"].values())
    ran = so2282("--json", "--store", store, "record", "delete", "--table", "training", "--record", person.id)
    assert ran.code == 0, ran.out


def _personal(person: Person) -> Iterator[str]:
    if person.full_name:
        yield unicodedata.normalize("NFC", person.full_name)
    if person.id_number:
        yield person.id_number
    if person.birth and len(person.birth.text) == len("1980-01-01"):
        yield person.birth.text
        yield write_date(person.birth.text)


def _opened(package: Path, demo: Path) -> Mapping[str, bytes]:
    key = key_from_pem((demo / "keys" / "so-noi-vu-ma-hoa.pem").read_bytes())
    return read(open_envelope(package.read_bytes(), [key]).plaintext).files


def _text(name: str, content: bytes, folder: Path) -> str:
    if not name.endswith(".pdf"):
        return unicodedata.normalize("NFC", content.decode("utf-8", "replace"))
    path = folder / "bieu.pdf"
    path.write_bytes(content)
    return _pdf_text(path)


def _pdf_text(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return unicodedata.normalize("NFC", done.stdout.decode("utf-8"))
