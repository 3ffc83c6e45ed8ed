"""A workspace: store + packs + catalogues + clock + actor, in which commands run; see `work`."""

from app import PROGRAM_VERSION
from app.workspace.environment import Environment, load_environment
from app.workspace.ports import NewOfficer, NewStore, Store, Stores
from app.workspace.specs import CommandSpec, Need, Param
from app.workspace.work import Action, Notice, Outcome, Workspace

__all__ = [
    "PROGRAM_VERSION",
    "Action",
    "CommandSpec",
    "Environment",
    "Need",
    "NewOfficer",
    "NewStore",
    "Notice",
    "Outcome",
    "Param",
    "Store",
    "Stores",
    "Workspace",
    "load_environment",
]
