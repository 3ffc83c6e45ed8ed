"""Opening and making data, as work for the store thread; the modules are imported there."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from app.progress import Progress
from ui.start.first import NewData

if TYPE_CHECKING:
    from app.workspace import Environment, Workspace

_PRACTICE_UNITS: Final = 2
_PRACTICE_PEOPLE: Final = 160
_PRACTICE_SEED: Final = 2282
EnvironmentMaker: TypeAlias = "Callable[[], Environment]"


@dataclass(slots=True)
class Opening:
    """The environment, made once in the store thread, and where the data is that was opened last."""

    make: EnvironmentMaker
    env: Environment | None = None
    folder: Path | None = None

    def open(self, folder: Path, user: str, password: str) -> Workspace:
        """Opens data.

        Raises:
            UserError: MO-*, KHOA-*, LUU-*.
        """
        env = self._environment()
        store = env.stores.open(folder, user or None, password)
        self.folder = folder
        made: Workspace = _function("app.workspace", "Workspace")(env, store)
        _function("app.commands.submission.unfinished", "settle_unfinished")(made)
        _function("app.commands.twins", "remember_place")(made)
        return made

    def create(self, wanted: NewData, progress: Progress) -> Workspace:
        """Makes new data and opens it.

        Args:
            wanted: what a person said. progress: told the steps of the practice data.

        Raises:
            UserError: LUU-*, KHOA-*, and those of the enrolment file.
        """
        env = self._environment()
        if wanted.kind == "practice":
            return self._practice(env, wanted.folder, progress)
        self.folder = wanted.folder
        made: Workspace
        if wanted.kind == "province":
            found = _function("app.commands.storing", "new_province")
            made = found(env, wanted.folder, wanted.user, wanted.password, practice=False)
        else:
            made = _function("app.commands.storing", "new_unit")(
                env, wanted.folder, wanted.enrolment, wanted.code, wanted.user, wanted.password
            )
        return made

    def _practice(self, env: Environment, folder: Path, progress: Progress) -> Workspace:
        password = importlib.import_module("app.commands.demo.loop").PASSPHRASE
        stores = folder / "units"
        if not stores.is_dir():
            _function("app.commands.demo.loop", "demo")(
                env,
                progress,
                out=folder,
                units=_PRACTICE_UNITS,
                people=_PRACTICE_PEOPLE,
                seed=_PRACTICE_SEED,
                passphrase=password,
            )
        first = sorted(stores.glob("*/store"))[0]
        return self.open(first, "", password)

    def _environment(self) -> Environment:
        if self.env is None:
            self.env = self.make()
        return self.env


def _function(module: str, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found
