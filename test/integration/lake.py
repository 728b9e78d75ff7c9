"""Drives the `lakeport` command: a configuration in a folder of its own, JSON events out."""
import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAKEPORT = os.environ.get("LAKEPORT_BIN", str(ROOT / "build" / "release" / "lakeport"))
LIMIT = 120  # seconds; nothing here takes so long unless it hangs


class Run:
    """What one run of the command said."""

    def __init__(self, process):
        self.code = process.returncode
        self.messages = process.stderr
        self.events = [json.loads(line) for line in process.stdout.splitlines() if line.startswith("{")]

    def of(self, name):
        return [event for event in self.events if event.get("event") == name]

    @property
    def tables(self):
        return {event["table"]: event for event in self.of("table")}

    @property
    def summary(self):
        return self.of("summary")[-1]


class Lake:
    """A folder with a lakeport.toml, a warehouse and a state directory."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.connections = {}

    def connect(self, connection, /, **settings):
        self.connections[connection] = settings
        lines = []
        for name, values in self.connections.items():
            lines.append(f"[connections.{name}]")
            lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
        (self.folder / "lakeport.toml").write_text("\n".join(lines) + "\n")
        return self

    def sqlite_catalog(self, name="lake"):
        return self.connect(name, type="iceberg-sql", uri=f"sqlite:///{self.folder}/{name}.db", name=name,
                            warehouse=f"file://{self.folder}/{name}")

    def command(self, *arguments):
        return [LAKEPORT, "--config", str(self.folder / "lakeport.toml"), "--state", str(self.folder / "state"),
                *map(str, arguments)]

    def run(self, *arguments, given=None):
        return Run(subprocess.run(self.command("--json", *arguments), input=given, capture_output=True, text=True,
                                  timeout=LIMIT))

    def ingest(self, source, database, *tables, to="lake", **options):
        arguments = ["ingest", "--from", source, "--database", database, "--to", to]
        for table in tables:
            arguments += ["--table", table]
        for key, value in options.items():
            arguments += ["--" + key.replace("_", "-"), value]
        return self.run(*arguments)

    def explore(self, view, *arguments):
        """What `lakeport explore` finds, one object each."""
        run = self.run("explore", view, *arguments)
        assert run.code == 0, run.messages
        return run.events

    def checksum(self, *arguments):
        """What our own reader sees of a table (CONNECTION NAMESPACE.TABLE, or --metadata LOCATION), as checksum.py has it."""
        (found,) = self.explore("checksum", *arguments)
        return {"rows": found["rows"], "columns": found["columns"]}

    def start(self, *arguments):
        log = open(self.folder / f"{arguments[0]}.log", "ab")
        return subprocess.Popen(self.command(*arguments), stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def path_of(location):
    """file:///a/b -> /a/b"""
    assert location.startswith("file:"), location
    return "/" + location[len("file:"):].lstrip("/")
