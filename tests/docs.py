"""Pages of docs/ that are made from the program: `python -m tests.docs` writes them, a test compares them.

A page is written by hand but for its sections between two comments, which are made here; the data dictionary, the
index of faults and the list of evil packages are made whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from inspect import Parameter, getdoc, signature
from pathlib import Path
from typing import Any, Final, get_type_hints

from app.commands.table import COMMANDS
from app.domain.dates import PartialDate
from app.domain.registry import SENT, TABLES
from app.domain.schema import FieldSpec, TableSpec
from app.plan.definitions import Definitions
from app.plan.form_notes import NOTES
from app.plan.kinds import KINDS
from app.plan.pack_values import Dates, Targets
from app.plan.retirement import RetirementTable
from app.plan.rules import CellName, FieldPath, Kind, TableName
from app.plan.subjects import SUBJECTS
from app.workspace import CommandSpec, Need, Param
from tests.faults_index import page as faults_page
from tests.simulator.evil.page import page as evil_page

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
_SECTION: Final = re.compile(r"(<!-- made by tests/docs\.py: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_SUPPLIED: Final = {RetirementTable, Targets, Dates, Definitions}
_TYPES: Final[Mapping[Any, str]] = {
    int: "integer",
    str: "text",
    bool: "true or false",
    date: "day",
    tuple[str, ...]: "list of texts",
    tuple[int, ...]: "list of integers",
    FieldPath: "`table.field`",
    tuple[FieldPath, ...]: "list of `table.field`",
    tuple[TableName, ...]: "list of tables",
    CellName: "cell key",
    tuple[CellName, ...]: "list of cell keys",
    Mapping[str, PartialDate]: "table of months",
    Mapping[str, str]: "table of texts",
}
_KINDS_OF_FIELD: Final = {
    "text": "text",
    "int": "integer",
    "bool": "yes or no",
    "date": "date, may be partial",
    "code": "code",
    "ref": "reference",
}
_NEEDS: Final = {
    Need.NOTHING: "no store",
    Need.RESOURCES: "no store",
    Need.KNOWN_UNITS: "a store or none",
    Need.OPTIONAL_STORE: "a store or none",
    Need.STORE: "a store",
    Need.SIGNING_KEY: "a store, its signing key",
}


def made(name: str) -> str:
    """A page as it should stand in docs/."""
    whole = WHOLE.get(name)
    if whole is not None:
        return whole()
    text = (DOCS / name).read_text(encoding="utf-8")
    return _SECTION.sub(lambda found: found[1] + SECTIONS[found[2]]() + found[3], text)


def _table(*rows: tuple[str, ...]) -> str:
    head, *body = [" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]
    rule = "|".join("---" for _ in rows[0])
    return "\n".join([f"| {head} |", f"|{rule}|", *(f"| {line} |" for line in body)]) + "\n"


def kinds() -> str:
    """Kinds of rules, with their parameters and placeholders."""
    rows = [_kind_row(kind) for kind in sorted(KINDS.values(), key=lambda item: item.name)]
    return _table(("kind", "about", "parameters", "placeholders", "finds"), *rows)


def _kind_row(kind: Kind) -> tuple[str, ...]:
    said = (getdoc(kind.function) or "").split("\n\n")[0].replace("\n", " ")
    notes = ", ".join(filter(None, ("dated" if kind.dated else "", "partial" if kind.partial else "")))
    about = f"{kind.scope} ({notes})" if notes else kind.scope
    return (
        f"`{kind.name}`",
        about,
        "; ".join(parameters(kind)) or "none",
        ", ".join(f"`{name}`" for name in sorted(kind.says)) or "none",
        said,
    )


def parameters(kind: Kind) -> Iterator[str]:
    """Parameters of a kind that an entry gives: name, type, and whether it may be left out."""
    hints = get_type_hints(kind.function)
    for parameter in list(signature(kind.function).parameters.values())[2:]:
        hint = hints[parameter.name]
        if hint not in _SUPPLIED:
            optional = "" if parameter.default is Parameter.empty else ", may be left out"
            yield f"`{parameter.name}` ({_TYPES[hint]}{optional})"


def subjects() -> str:
    """Subjects of cell keys, with measures and dimensions."""
    rows = [
        (
            f"`{item.name}`",
            f"{item.title} ({item.unit_word})",
            ", ".join(f"`{name}`" for name in sorted(item.measures)) or "none",
            ", ".join(f"`{name}`" + ("*" if name in item.overlapping else "") for name in sorted(item.dims)),
        )
        for item in SUBJECTS.values()
    ]
    return _table(("subject", "counts", "measures", "dimensions"), *rows)


def places() -> str:
    """Places that notes and titles of a form may have."""
    return ", ".join(f"`{{{name}}}`" for name in NOTES) + ".\n"


def commands() -> str:
    """Commands with their parameters."""
    rows = [_command_row(spec) for spec in COMMANDS if not spec.internal]
    return _table(("command", "title", "where", "needs", "parameters"), *rows)


def _command_row(spec: CommandSpec) -> tuple[str, ...]:
    modes = {"unit": "unit", "province": "Sở Nội vụ"}
    where = ", ".join(modes[mode] for mode in spec.modes) or "both"
    words = "; ".join(_param(param) for param in spec.params)
    return f"`{spec.name}`", spec.title, where, _NEEDS[spec.needs], words or "none"


def _param(param: Param) -> str:
    name = param.name.upper() if param.positional else f"--{param.flag_name or param.name.replace('_', '-')}"
    more = []
    if param.choices:
        more.append(" or ".join(param.choices))
    if not param.required:
        more.append("may be left out" if param.default is None else f"{param.default} if left out")
    return f"`{name}` {param.label}" + (f" ({', '.join(more)})" if more else "")


def dictionary() -> str:
    """The data dictionary: every table and field, from their one declaration."""
    parts = [
        "# Data dictionary\n\nMade by `python -m tests.docs` from `app/domain`, where each field is declared once; "
        "a test compares.\n\n- **level**: from which level of a package the field leaves a unit (`so-lieu` < "
        "`rut-gon` < "
        "`ho-so`); *month* means that below it the date travels as year and month.\n- **required**: its absence is a "
        "finding, never a refusal to save.\n- **text that may name people** is searched for recorded names before "
        "sealing.\n- Every record also has `id` (UUIDv7, made at the unit; of a unit `code@first day`). Dates may be "
        "known to the year or month only: `2026`, `2026-03`, `2026-03-08`.\n"
    ]
    parts += [_dictionary_of(spec) for spec in TABLES.values()]
    return "\n".join(parts)


def _dictionary_of(spec: TableSpec) -> str:
    notes = [f"level {spec.level.code}"]
    if spec not in SENT:
        notes.append("stays where it is, not in a unit's package")
    if spec.system:
        notes.append("kept by the program")
    said = (getdoc(spec.cls) or "").split("\n\n")[0].replace("\n", " ")
    rows = [_field_row(field) for field in spec.fields]
    head = ("field", "label", "kind", "level", "notes")
    return f"## {spec.name}: {spec.label}\n\n{said} ({'; '.join(notes)}.)\n\n{_table(head, *rows)}"


def _field_row(field: FieldSpec) -> tuple[str, ...]:
    declared = field.declared
    kind = _KINDS_OF_FIELD[field.kind]
    kind += f" of `{declared.codes}`" if declared.codes else f" to `{declared.ref}`" if declared.ref else ""
    kind += f", {declared.unit}" if declared.unit else ""
    notes = [
        "required" if declared.required else "",
        "text that may name people" if declared.free_text else "",
        f"at least {declared.minimum}" if field.kind == "int" and declared.minimum not in (None, 0) else "",
        f"also read as: {', '.join(declared.aliases)}" if declared.aliases else "",
        declared.help,
    ]
    level = field.level.code + (" (month below)" if declared.coarse else "")
    return f"`{field.name}`", field.label, kind, level, "; ".join(filter(None, notes))


SECTIONS: Final[Mapping[str, Callable[[], str]]] = {
    "kinds": kinds,
    "subjects": subjects,
    "places": places,
    "commands": commands,
}
WHOLE: Final[Mapping[str, Callable[[], str]]] = {
    "data-dictionary.md": dictionary,
    "evil-packages.md": evil_page,
    "faults.md": faults_page,
}
PAGES: Final = ("plan-pack.md", "command-line.md", *WHOLE)


if __name__ == "__main__":
    for page in PAGES:
        (DOCS / page).write_text(made(page), encoding="utf-8")
