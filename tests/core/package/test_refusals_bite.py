"""Each refusal of the reader is taken away, one by one: then a package of the evil corpus is judged otherwise (M18).

A refusal that no package shows is explained here, or the test fails.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from app.commands.figures.recounting import judged_package
from app.commands.reception.reception import open_desk
from app.errors import UserError
from app.package.submission import read_submission
from app.package.trust import open_signed, read_signed
from tests.simulator.evil import CORPUS
from tests.simulator.evil.case import Evil
from tests.simulator.evil.forge import Forge, forge_in
from tests.simulator.province import found

MODULES = (
    "app.package.zip_reader", "app.package.container", "app.package.trust", "app.package.header",
    "app.package.submission", "app.package.tables", "app.package.credentials", "app.package.comments",
    "app.crypto.der", "app.crypto.signing", "app.crypto.recipients", "app.crypto.envelope", "app.crypto.path",
    "app.crypto.certificates", "app.crypto.issuing", "app.commands.figures.recounting",
)  # fmt: skip


@dataclass(frozen=True)
class Refusal:
    """A `raise` of a module: the function it stands in, and its lines."""

    module: str
    function: str
    first: int
    last: int
    text: str

    @property
    def name(self) -> str:
        """As the table of explained ones names it."""
        return f"{self.function}: {self.text}"


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Forge:
    return forge_in(found(tmp_path_factory.mktemp("bites")))


@pytest.fixture(scope="module")
def packages(forge: Forge) -> dict[str, bytes]:
    return {case.name: case.make(forge) for case in CORPUS}


@pytest.fixture(scope="module")
def shown(forge: Forge, packages: Mapping[str, bytes]) -> dict[tuple[str, int], list[Evil]]:
    """File and line of a `raise` → the packages that end there."""
    places: dict[tuple[str, int], list[Evil]] = defaultdict(list)
    for case in CORPUS:
        for place in raised(judged(forge, case, packages[case.name])):
            places[place].append(case)
    return places


def judged(forge: Forge, case: Evil, content: bytes) -> BaseException | None:
    """What reception stops at; None where it would take the package."""
    store = forge.world.so.store
    kept = store._content  # type: ignore[attr-defined]
    store._content = kept.copy()  # type: ignore[attr-defined]
    try:
        case.before(forge)
        desk = open_desk(forge.world.so)
        signed = open_signed(content, desk.keys, desk.state, forge.world.env.now())
        _ = judged_package(forge.world.so, read_submission(read_signed(signed, desk.state)))
    except Exception as stopped:
        return stopped
    finally:
        store._content = kept  # type: ignore[attr-defined]
    return None


def raised(stopped: BaseException | None) -> Iterator[tuple[str, int]]:
    """Where an exception was raised, and those that it came from."""
    while stopped is not None:
        trace = stopped.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is not None:
            yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        stopped = stopped.__cause__


def refusals(module: ModuleType) -> Iterator[Refusal]:
    """Every `raise` in the functions of a module."""
    for name, node in _functions(ast.parse(inspect.getsource(module))):
        for inside in ast.walk(node):
            if isinstance(inside, ast.Raise) and inside.exc is not None:
                text = ast.unparse(inside)
                yield Refusal(module.__name__, name, inside.lineno, inside.end_lineno or inside.lineno, text)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef))


class _Without(ast.NodeTransformer):
    """A module without one of its refusals."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        return ast.copy_location(ast.Pass(), node) if node.lineno == self.refusal.first else node


def without(module: ModuleType, refusal: Refusal) -> CodeType:
    """The code of the refusal's function as it would be without it."""
    tree = _Without(refusal).visit(ast.parse(inspect.getsource(module)))
    return next(
        code for code in _codes(compile(tree, str(module.__file__), "exec")) if code.co_qualname == refusal.function
    )


def _codes(code: CodeType) -> Iterator[CodeType]:
    for inside in code.co_consts:
        if isinstance(inside, CodeType):
            yield inside
            yield from _codes(inside)


def function_of(module: ModuleType, qualified: str) -> FunctionType:
    found_there: object = module
    for name in qualified.split("."):
        found_there = getattr(found_there, name)
    assert isinstance(found_there, FunctionType)
    return found_there


def bites(forge: Forge, packages: Mapping[str, bytes], refusal: Refusal, cases: list[Evil]) -> bool:
    """Whether some package is judged otherwise without the refusal."""
    module = importlib.import_module(refusal.module)
    function = function_of(module, refusal.function)
    whole = function.__code__
    function.__code__ = without(module, refusal)
    try:
        for case in cases:
            stopped = judged(forge, case, packages[case.name])
            if not isinstance(stopped, UserError) or stopped.code != case.code or case.says not in stopped.message:
                return True
    finally:
        function.__code__ = whole
    return False


WRITES = "guards what we write; no package comes here"
TWICE = "a later check says the same with the same code; this one says it first, and for other callers"
ELSEWHERE = "needs a state that this corpus has not: tests/core/"
EXPLAINED: dict[str, dict[str, str]] = {
    "app.package.container": {"build: raise ValueError('no file, or a name that the reader refuses')": WRITES},
    "app.package.header": {
        "read_period_body: raise refuse('NGH-09', detail='period.json') from error": (
            f"{ELSEWHERE}package/test_header.py"
        ),
        "read_period_body: raise refuse('NGH-09', detail='period.json')": f"{ELSEWHERE}package/test_header.py",
    },
    "app.package.trust": {
        "open_signed: raise refuse('KY-05')": f"{TWICE} (the kind of the file, in read_signed)",
        "_may_come_first: raise refuse('KY-03')": f"{ELSEWHERE}package/test_trust.py, a confirmed first package",
        "require_readers: raise refuse('GOI-02', detail='nơi nhận trong phong bì khác quy định')": (
            f"{ELSEWHERE}package/test_trust_requests.py, files of Sở Nội vụ at a unit"
        ),
    },
    "app.package.submission": {
        "read_submission: raise refuse('NGH-09', detail='không phải gói báo cáo')": f"{TWICE} (reception)"
    },
    "app.package.tables": {"decode_tables: raise refuse('NGH-09', detail=f'thiếu {path}')": f"{TWICE} (require_files)"},
    "app.crypto.der": {
        "Reader._header: raise MalformedError('high tag number')": f"{TWICE} (the tag is not the one asked for)",
        "Reader._header: raise MalformedError('value longer than its buffer')": f"{TWICE} (finish)",
        "Reader.element: raise MalformedError(f'tag {found:#x} instead of {tag:#x}')": (
            f"{TWICE} (every element is compared whole, or written again)"
        ),
    },
    "app.package.credentials": {
        "read_requests: raise refuse('KY-03')": f"{TWICE} (trust: a self-signed file without requests)",
        "read_office: raise refuse('NGH-09', detail='chứng thư của Sở Nội vụ')": f"{ELSEWHERE}package/test_comments.py",
    },
    "app.package.comments": {
        "read_comments: raise refuse('NGH-09', detail=COMMENTS)": f"{ELSEWHERE}package/test_comments.py"
    },
    "app.crypto.issuing": {
        "issue: raise ValueError('an authority is not issued here')": WRITES,
        "_subject: raise ValueError(f'not a holder: {holder!r}')": WRITES,
    },
    "app.crypto.recipients": {"write_recipients: raise ValueError('no recipient, or too many')": WRITES},
    "app.crypto.envelope": {"seal: raise refuse('GOI-03')": WRITES},
    "app.crypto.path": {
        "_known_extensions_only: raise refuse('KY-03') from wrong": f"{TWICE} (no key of the authority is found)",
        "_check_purpose: raise refuse('KY-05')": f"{TWICE} (open_signed: no role)",
        (
            "_list_of: raise refuse('KY-04', state='không kiểm tra được vì danh sách thu hồi cũ hơn bản đã biết', "
            "date=date)"
        ): f"{ELSEWHERE}crypto/test_path.py, lists that go back",
    },
    "app.crypto.certificates": {
        "load_certificate: raise refuse('KY-03') from wrong": f"{ELSEWHERE}crypto/test_path.py, PEM",
        "load_certificate_der: raise refuse('KY-03')": f"{TWICE} (version 1 has no extensions)",
    },
}
"""Refusals that no package shows, by module: what they are there for."""


def survivors(
    forge: Forge, packages: Mapping[str, bytes], shown: Mapping[tuple[str, int], list[Evil]], name: str
) -> list[str]:
    """Refusals of a module that can be taken away unseen."""
    module = importlib.import_module(name)
    path = str(Path(str(module.__file__)))
    unseen = []
    for refusal in refusals(module):
        lines = range(refusal.first, refusal.last + 1)
        cases = [case for line in lines for case in shown.get((path, line), ())]
        if not bites(forge, packages, refusal, cases):
            unseen.append(refusal.name)
    return unseen


@pytest.mark.faults
@pytest.mark.fault("G33")
@pytest.mark.parametrize("name", MODULES)
def test_no_refusal_can_be_taken_away_unseen(
    forge: Forge, packages: dict[str, bytes], shown: dict[tuple[str, int], list[Evil]], name: str
) -> None:
    assert sorted(survivors(forge, packages, shown, name)) == sorted(EXPLAINED.get(name, {}))
