"""A process of its own that works on a store until it is killed: `python -m tests.db.worker FOLDER ACKNOWLEDGED`."""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

from app.domain.records import Person
from db.opening import open_store
from tests.db.samples import PASSPHRASE, added, entry


def main() -> None:
    """Saves a person after another; writes each id to the acknowledged file after its save returned."""
    store = open_store(Path(sys.argv[1]), None, PASSPHRASE)
    said = os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(said, b"ready\n")
    for number in count():
        person = Person(id=f"{os.getpid()}-{number}", full_name="Lò Thị Ánh", note="x" * (number % 5000))
        store.apply(added(person), entry("Thêm"))
        os.write(said, f"{person.id}\n".encode())


if __name__ == "__main__":
    main()
