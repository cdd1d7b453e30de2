"""Finds a PostgreSQL server for the tests of the database, or installs one: `python -m tests.api.postgresql`."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

USER, PASSWORD, NAME = "communique", "a password: with @ and /", "postgres"
PATIENCE = 60


def find() -> Path | None:
    """The folder of the server's programs: on the path, or where Debian has them, the newest first."""
    if path := shutil.which("initdb"):
        return Path(path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in found), key=lambda folder: float(folder.parent.name), default=None)


def install() -> None:
    """Install Debian's package where that may be done."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for what in (["update"], ["install", "-y", "--no-install-recommends", "postgresql"]):
            command = ["apt-get", "-q", *what]
            subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)


def who() -> dict[str, Any]:
    """As whom the server runs, for subprocess: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {one.pw_name: one for one in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


class Server:
    """A server with a folder and a port of loopback of its own; as a context, it is gone at the end."""

    def __init__(self, programs: Path) -> None:
        self._programs, self._who = programs, who()
        self._process: subprocess.Popen[Any] | None = None
        # Not in a folder of pytest's, which only its owner may enter; and short, for the name of the socket.
        self.folder = Path(tempfile.mkdtemp(prefix="communique-"))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])

    def __enter__(self) -> Self:
        """Make a cluster and start."""
        try:
            self._initialise()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and leave nothing behind."""
        self._end(signal.SIGQUIT)  # at once, and its children first
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str = NAME) -> str:
        """Where a database is, as SQLAlchemy writes it."""
        return f"postgresql+psycopg://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start, and wait until it lets clients in. A server that was killed may need more than one attempt."""
        until = time.monotonic() + PATIENCE
        options = ["-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.folder), "-c", "fsync=on"]
        command = [str(self._programs / "postgres"), "-D", str(self.folder / "data"), *options]
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                with (self.folder / "log").open("ab") as log:
                    self._process = subprocess.Popen(
                        command, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT, **self._who
                    )
            if self._is_ready():
                return
            time.sleep(0.1)
        raise TimeoutError((self.folder / "log").read_text(encoding="utf-8", errors="replace"))

    def stop(self) -> None:
        """Have it end as on a restart: clients are cut off, what was acknowledged is written."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Kill it, as a lack of power would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)

    def _is_ready(self) -> bool:
        command = [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER]
        return subprocess.run(command, check=False).returncode == 0

    def _initialise(self) -> None:
        secret = self.folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        if self._who:
            for path in (self.folder, secret):
                os.chown(path, self._who["user"], self._who["group"])
        options = ["-A", "scram-sha-256", "-U", USER, f"--pwfile={secret}", "-E", "UTF8", "--locale=C", "--no-sync"]
        command = [str(self._programs / "initdb"), "-D", str(self.folder / "data"), *options]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, **self._who)


def main() -> None:
    """Make sure that there is a server, or say that there is none and what comes of that."""
    if find() is None:
        print("Installing PostgreSQL for the tests of the database (once) ...", flush=True)
        install()
    if find() is None:
        print("There is no PostgreSQL, so its tests are skipped: install it, so that `initdb` is found on the path.")


if __name__ == "__main__":
    main()
