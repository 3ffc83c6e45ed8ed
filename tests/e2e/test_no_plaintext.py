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


@pytest.mark.fault("B16", "K14")
def test_nothing_stored_or_sent_can_be_read(
    demo: Path, people: Mapping[str, tuple[Person, ...]], settings: Path
) -> None:
    """A search of bytes, as a thief of the disk would do it; forms and workbooks are meant to be read and left out.

    Looked for: the first two words of every name in four spellings, and every ID number.
    """
    everybody = [person for group in people.values() for person in group]
    starts = {" ".join((person.full_name or "").split()[:2]) for person in everybody} - {""}
    needles = {spelt for text in starts for spelt in _spellings(text)}
    numbers = {person.id_number.encode() for person in everybody if person.id_number}
    assert min(len(needles), len(numbers)) > 100
    sent = (demo / name for name in ("province", "packages", "receipts", "keys", "enrolment"))
    folders = (*(demo / "units").glob("*/store"), *sent, settings)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 30
    for path in files:
        content = path.read_bytes()
        assert not [needle for needle in needles if needle in content], path
        assert not [number for number in numbers if number in content], path


@pytest.mark.parametrize("level", ["so-lieu", "rut-gon", "ho-so"])
def test_only_a_package_with_names_has_names(
    level: str, so2282: Program, demo: Path, people: Mapping[str, tuple[Person, ...]], tmp_path: Path
) -> None:
    """Opened with the key of Sở Nội vụ: no full name, ID number or birth day in any inner file or in the PDF's text.

    At the level with names the same search finds every one of them: it is no blind one.
    """
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
    texts = {name: _text(name, content, tmp_path) for name, content in _opened(package, demo).items()}
    assert any(name.endswith(".pdf") for name in texts)
    assert any(name.endswith("person.csv") for name in texts) == (level != "so-lieu")
    signers = {profile.signer, profile.preparer, profile.checker}
    told = {text for person in people[code] for text in _personal(person) if text not in signers}
    assert len(told) > 100
    found = {item for item in told if any(item in text for text in texts.values())}
    names = {unicodedata.normalize("NFC", person.full_name or "") for person in people[code]} - signers - {""}
    assert found == set() if level != "ho-so" else found >= names


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
