"""The corpus of evil packages, each delivered whole to Sở Nội vụ: its code, its sentence, nothing of it taken (F-I)."""

from __future__ import annotations

import re
import tracemalloc
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from app.commands.reception.quarantine import kept_bytes
from app.errors import CATALOGUE
from app.package.sealing import digest
from tests.faults_index import proofs
from tests.simulator.evil import CORPUS
from tests.simulator.evil.case import Evil, nothing
from tests.simulator.evil.forge import Forge, forge_in
from tests.simulator.province import codes, found, run
from tests.simulator.units import PON

EVERY_SO_MANY = 40
"""Of the corpus are delivered together in the ordinary run; all of it in the sweep."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Forge:
    return forge_in(found(tmp_path_factory.mktemp("evil")))


@pytest.fixture
def forge(made: Forge) -> Iterator[Forge]:
    """The forge, and after the test Sở Nội vụ as it was before."""
    store: Any = made.world.so.store
    kept, aside = store._content, made.world.so.store.root / "quarantine"
    store._content = kept.copy()
    yield made
    store._content = kept
    for path in aside.glob("*"):
        path.unlink()


def delivered(forge: Forge, *contents: bytes) -> list[dict[str, Any]]:
    paths = []
    for number, content in enumerate(contents):
        paths.append(forge.world.folder / f"{number:03d}.p7m")
        paths[-1].write_bytes(content)
    return forge.world.deliver(*paths)


def entered(forge: Forge) -> dict[str, Any]:
    """Everything at Sở Nội vụ but the list of files that came."""
    content: Any = forge.world.so.store._content  # type: ignore[attr-defined]
    documents = {key: item for key, item in content.documents.items() if key[0] != "received"}
    return {"documents": documents, "records": content.received, "figures": content.figures, "blobs": content.blobs}


@pytest.mark.fault(
    "F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "F11", "F12", "F13", "F14", "F15", "F16",
    "F17", "F18", "F19", "F20", "F21", "F22", "F23", "F24", "F25", "F26", "F27",
    "G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10", "G11", "G12", "G13", "G14", "G15", "G16",
    "G17", "G18", "G19", "G20", "G21", "G23", "G24", "G25", "G26", "G27", "G28", "G29", "G30", "G31", "G32", "G34",
    "G35",
    "H01", "H02", "H03", "H04", "H05", "H06", "H07", "H08", "H13",
    "I04", "I05", "I06", "I07", "I08", "I09", "I10", "I11", "I14", "I16", "I17", "I18", "I19", "I20", "I25", "I27",
    "N10",
)  # fmt: skip
@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_it_is_refused_with_its_code(forge: Forge, case: Evil) -> None:
    case.before(forge)
    before = {name: dict(values) for name, values in entered(forge).items()}
    content = case.make(forge)
    (row,) = delivered(forge, content)
    assert (row["state"], row["code"]) == (case.state, case.code), row["message"]
    assert case.says in row["message"]
    assert_told(case.code, row["message"])
    assert entered(forge) == before
    so = forge.world.so
    document = so.store.document("received", digest(content))
    assert document is not None
    assert (document.state, document.body["code"], document.body["name"]) == (case.state, case.code, "000.p7m")
    assert document.at
    assert kept_bytes(so, digest(content)) == content  # in quarantine, or as an original of a proved sender
    assert not so.store.load(document.id).tables


def assert_told(code: str, message: str) -> None:
    """The sentence of the catalogue with every placeholder filled, and nothing that could leave its line."""
    sentence = re.escape(CATALOGUE[code][0])
    assert re.fullmatch(re.sub(r"\\{\w+\\}", ".*", sentence), message), message
    assert message.isprintable()
    assert message == unicodedata.normalize("NFC", message)
    assert "{" not in CATALOGUE[code][1]
    assert len(message) < 400


def test_the_corpus_is_a_corpus() -> None:
    names = Counter(case.name for case in CORPUS)
    assert len(names) == len(CORPUS) > 400
    shown = {fault for case in CORPUS for fault in case.faults.split()}
    place = "core/package/test_evil.py::test_it_is_refused_with_its_code"
    assert shown == {fault for fault, tests in proofs().items() if any(proof.test == place for proof in tests)}
    every = {code for code in CATALOGUE if code.startswith(("GOI-", "KY-", "MAH-", "NGH-"))}
    of_order = {"NGH-01", "NGH-02", "NGH-03"}  # said of good packages only
    assert {case.code for case in CORPUS} >= every - of_order - {code for code in every if code > "NGH-12"}


@pytest.mark.fault("I22")
def test_among_many_evil_ones_the_good_one_is_taken(forge: Forge) -> None:
    together(forge, CORPUS[::EVERY_SO_MANY])


@pytest.mark.faults
@pytest.mark.fault("I22")
def test_among_all_evil_ones_the_good_one_is_taken(forge: Forge) -> None:
    together(forge, CORPUS)


def together(forge: Forge, cases: tuple[Evil, ...]) -> None:
    """One reception of all; those of a proved sender stand at one place of its chain, a person decides between them."""
    chosen = [case for case in cases if case.before is nothing]
    rows = delivered(forge, *(case.make(forge) for case in chosen), forge.spare)
    *evil, good = rows[: len(chosen) + 1]
    assert codes([good]) == [("received", "")]
    wrong = [
        case.name
        for case, row in zip(chosen, evil, strict=True)
        if (row["state"], row["code"]) != (case.state, case.code)
    ]
    assert wrong == []
    assert {row["unit"] for row in evil if row.get("unit")} <= {PON}
    assert list(forge.world.so.store._content.received) != []  # type: ignore[attr-defined]


@pytest.mark.fault("I20")
@pytest.mark.parametrize("share", [EVERY_SO_MANY, pytest.param(1, marks=pytest.mark.faults)])
def test_a_unit_takes_none_of_them_either(forge: Forge, share: int) -> None:
    """Nor the good ones: what was meant for Sở Nội vụ says nothing to a unit, its own package sent back to it least."""
    store: Any = forge.unit.store
    before = store._content.copy()
    contents = [case.make(forge) for case in CORPUS[::share]] + [forge.good, forge.spare]
    paths = []
    for number, content in enumerate(contents):
        paths.append(forge.world.folder / f"unit-{number:03d}.p7m")
        paths[-1].write_bytes(content)
    outcome = run(forge.unit, "receive", paths=paths)
    assert len(outcome.data) == len(paths)
    assert {row["state"] for row in outcome.data} == {"refused"}
    assert {row["code"] for row in outcome.data} <= set(CATALOGUE)
    after = store._content
    assert (after.documents, after.live, after.figures, after.blobs) == (
        before.documents, before.live, before.figures, before.blobs,
    )  # fmt: skip


@pytest.mark.fault("F17", "F18", "F20", "G28", "I07")
@pytest.mark.parametrize(
    "name",
    ["ratio bomb", "bomb declared small", "total beyond the limit", "20,000 files", "nested 5,000 deep",
     "length of four gigabytes", "envelope nested 10,000 deep", "header nested 10,000 deep"],
)  # fmt: skip
def test_a_bomb_costs_no_memory(forge: Forge, name: str) -> None:
    """Beyond the file itself, a few copies of which are held."""
    case = next(item for item in CORPUS if item.name == name)
    content = case.make(forge)
    tracemalloc.start()
    try:
        delivered(forge, content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * 1024 * 1024 + 8 * len(content)
