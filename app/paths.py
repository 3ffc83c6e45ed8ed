"""Where things are: the program's own resources and the user's settings folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def resource_root() -> Path:
    """Folder of packs, code lists, icons, help and fonts: beside the frozen program or in the checkout."""
    bundle = getattr(sys, "_MEIPASS", None)
    base = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return base / "resources"


def settings_folder() -> Path:
    """The user's settings folder; the only place written to besides the store and the files a person chose."""
    chosen = os.environ.get("SO2282_SETTINGS")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", str(Path.home()))) / "So2282"
    return Path(os.environ.get("XDG_CONFIG_HOME", str(Path.home() / ".config"))) / "so2282"
