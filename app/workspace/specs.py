"""Commands as data: name, function, title, parameters, and who may run them where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from app.domain.storage import Mode


class Need(Enum):
    """What a command needs to run."""

    NOTHING = "nothing"
    RESOURCES = "resources"
    KNOWN_UNITS = "resources, with the units of a store that is named"
    OPTIONAL_STORE = "optional store"
    STORE = "store"
    SIGNING_KEY = "signing key"


ParamKind = Literal["text", "path", "paths", "new_path", "int", "flag", "date"]


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a command, for the command line and for help.

    Attributes:
        name: of the keyword; `--name` on the command line, or its place where `positional`.
        label: Vietnamese.
        flag_name: on the command line, where it differs from the keyword.
    """

    name: str
    label: str
    kind: ParamKind = "text"
    required: bool = False
    positional: bool = False
    choices: tuple[str, ...] = ()
    default: object = None
    flag_name: str = ""


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command as data: name, function, title, who may run it where.

    Attributes:
        name: as typed, such as "store new".
        function: "module:function", resolved when run, so that the first screen needs none of their libraries.
        title: Vietnamese, as in menus and history.
        modes: in which stores it runs; empty for both.
        roles: of users who may run it at Sở Nội vụ; empty for everybody.
        alone: runs while nobody else writes, because it decides by what it reads.
        internal: takes values that cannot be typed; not on the command line.
        undoable: its changes of records can be taken back.
    """

    name: str
    function: str
    title: str
    modes: tuple[Mode, ...] = ()
    needs: Need = Need.STORE
    params: tuple[Param, ...] = ()
    internal: bool = False
    undoable: bool = False
    roles: tuple[str, ...] = ()
    alone: bool = False
