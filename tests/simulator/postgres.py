"""A private PostgreSQL server: a real one, in a folder of its own, ended with the tests.

PostgreSQL refuses to run as root; there the account `postgres` of the package runs it. A missing server is an error.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

USER, PASSWORD = "so2282_ha", "mật khẩu máy chủ"
SECOND, SECOND_PASSWORD = "so2282_lan", "mật khẩu thứ hai"
FAR = "127.0.0.2"
_SETTINGS = (
    f"listen_addresses={FAR}",
    "ssl=on",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
)
_names = count(1)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    Attributes:
        folder: of its data; the socket is there too.
        port: of TLS on 127.0.0.2, which is not called local by the program.
    """

    folder: Path
    port: int

    @property
    def certificate(self) -> Path:
        """Of the server, for 127.0.0.2."""
        return self.folder / "server.crt"

    def far(self, address: str) -> str:
        """The same database over the network of this machine, where TLS is needed."""
        database = address.partition("?")[2]
        return f"postgresql://{USER}@{FAR}:{self.port}?{database}"

    def new_database(self) -> str:
        """Makes an empty database that the officers' group owns; gives the first officer's address."""
        name = f"so{next(_names)}"
        with self._administrator("postgres") as admin:
            admin.execute(f"CREATE DATABASE {name} OWNER so2282 TEMPLATE template0 ENCODING 'UTF8'".encode())
        return f"postgresql://{USER}@{self.folder}:{self.port}?{name}"

    def run(self, database: str, statement: str) -> list[tuple[object, ...]]:
        """Runs a statement as the administrator of the server."""
        with self._administrator(database) as admin:
            cursor = admin.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        """Ends the server as if somebody had pulled the plug."""
        _as_server("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def start(self) -> None:
        """Starts it again."""
        settings = (*_SETTINGS, f"port={self.port}", f"ssl_cert_file={self.certificate}")
        settings += (f"ssl_key_file={self.folder / 'server.key'}",)
        options = " ".join(f"-c {setting}" for setting in settings) + f" -k {self.folder}"
        log = self.folder / "log"
        _as_server("pg_ctl", "-D", self.folder / "data", "-l", log, "-w", "-o", options, "start")

    def _administrator(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host=str(self.folder), port=self.port, dbname=database, user="chu", autocommit=True)


@contextmanager
def running() -> Iterator[Server]:
    """A new server with two officers' users; its folder goes when it ends."""
    folder = Path(tempfile.mkdtemp(prefix="so2282-pg-", dir="/tmp"))
    server = Server(folder, _free_port())
    try:
        _make_certificate(folder)
        if os.geteuid() == 0:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, "postgres")
        _as_server("initdb", "-D", folder / "data", "-U", "chu", "-A", "trust", "--no-sync", "--locale", "C.UTF-8")
        rules = "local all chu trust\nlocal all all scram-sha-256\nhostssl all all all scram-sha-256\n"
        (folder / "data" / "pg_hba.conf").write_text(rules, encoding="ascii")
        server.start()
        server.run("postgres", "CREATE ROLE so2282 NOLOGIN")
        for name, password in ((USER, PASSWORD), (SECOND, SECOND_PASSWORD)):
            server.run("postgres", f"CREATE USER {name} IN ROLE so2282 PASSWORD '{password}'")
            server.run("postgres", f"ALTER USER {name} SET role = 'so2282'")
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((FAR, 0))
        port: int = free.getsockname()[1]
        return port


def _make_certificate(folder: Path) -> None:
    wanted = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=so2282", "-days", "3650")
    files = ("-keyout", folder / "server.key", "-out", folder / "server.crt", "-addext", f"subjectAltName=IP:{FAR}")
    command = ["openssl", "req", "-x509", "-nodes", *wanted, *map(str, files)]
    subprocess.run(command, check=True, capture_output=True)
    (folder / "server.key").chmod(0o600)


def _as_server(program: str, *arguments: object) -> None:
    command = [str(_programs() / program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", check=False)
    if done.returncode:
        raise RuntimeError(f"{program} ended with {done.returncode}")


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise RuntimeError("PostgreSQL is not installed; `make test` installs postgresql-15")
    return found[-1]
