"""A job survives `kill -9` of its engine, its worker and the portal: it is done once, and the table is whole."""
import json
import os
import pathlib
import signal
import subprocess
import time
import urllib.request

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lake as lakes
from lake import path_of

FILES, ROWS = 300, 200
MOMENTS = [0.0, 0.15, 0.4, 0.8]  # seconds into the engine's run
DEADLINE = 90  # seconds until a job must have ended


@pytest.fixture(scope="module")
def many_files(tmp_path_factory):
    """A Hive-style table of many files: enough work that a kill strikes in the middle of it."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(FILES):
        partition = folder / "db.db" / "many" / f"p={number % 10}"
        partition.mkdir(parents=True, exist_ok=True)
        ids = list(range(number * ROWS, (number + 1) * ROWS))
        pq.write_table(pa.table({"id": ids, "text": [f"text {i}" for i in ids]}), partition / f"{number:06}_0")
    return folder


@pytest.fixture
def site(tmp_path, many_files):
    """A Lakeport with nothing running yet; what a test starts is ended with it."""
    made = lakes.Lake(tmp_path / "lakeport")
    made.connect("source", type="hive-directory", location=f"file://{many_files}")
    made.sqlite_catalog()
    made.started = []
    yield made
    for process in made.started:
        if process.poll() is None:
            process.kill()
        process.wait()


def start(site, *arguments):
    process = site.start(*arguments)
    site.started.append(process)
    return process


def submit(site):
    request = {"engine": "ingest", "from": "source", "database": "db", "to": "lake"}
    printed = subprocess.run(site.command("jobs", "submit", "-"), input=json.dumps(request), capture_output=True,
                             text=True, check=True)
    return printed.stdout.strip()


def show(site, job):
    printed = subprocess.run(site.command("--json", "jobs", "show", job), capture_output=True, text=True, check=True)
    return json.loads(printed.stdout)


def wait_until(condition, what):
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {DEADLINE} s")


def engine_of(worker):
    """The pid of the engine that this worker's process has started; 0 when there is none."""
    try:
        children = pathlib.Path(f"/proc/{worker.pid}/task").glob("*/children")
        pids = [int(pid) for file in children for pid in file.read_text().split()]
        return next((pid for pid in pids if b"ingest" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()), 0)
    except OSError:
        return 0


def ended(site, job):
    shown = show(site, job)
    return shown if shown["state"] in ("done", "failed", "cancelled") else None


def check_done_once(site, job):
    shown = wait_until(lambda: ended(site, job), f"the end of {job}")
    assert shown["state"] == "done", shown
    (result,) = shown["tables"]
    assert result["rows"] == FILES * ROWS
    from pyiceberg.table import StaticTable

    table = StaticTable.from_metadata(result["metadata_location"])
    assert len(table.snapshots()) == 1
    assert table.scan().to_arrow().num_rows == FILES * ROWS
    folder = pathlib.Path(path_of(table.location()))
    live = {path_of(path) for path in table.inspect.files()["file_path"].to_pylist()}
    # `_owner` says for good that an attempt's copies were taken over (src/jobs/ingest/copy_area.h); it is no data.
    assert {str(p) for p in (folder / "data").rglob("*") if p.is_file() and p.name != "_owner"} == live
    assert len(list((folder / "metadata").glob("*.metadata.json"))) == 1
    assert len(list((folder / "metadata").glob("snap-*.avro"))) == 1
    return shown


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_engine_is_killed(site, moment):
    worker = start(site, "worker")
    job = submit(site)
    engine = wait_until(lambda: engine_of(worker), "an engine")
    time.sleep(moment)
    try:
        os.kill(engine, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it was done before the moment came, which must be as good
    check_done_once(site, job)


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_worker_is_killed(site, moment):
    worker = start(site, "worker")
    job = submit(site)
    engine = wait_until(lambda: engine_of(worker), "an engine")
    time.sleep(moment)
    worker.kill()
    worker.wait()
    wait_until(lambda: not pathlib.Path(f"/proc/{engine}").exists() or engine_is_zombie(engine), "the end of the engine")
    start(site, "worker")
    check_done_once(site, job)


def engine_is_zombie(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].startswith("Z")
    except OSError:
        return True


@pytest.mark.parametrize("moment", MOMENTS[:2])
def test_the_portal_is_killed(site, moment):
    port = subprocess.run(["python3", "-c", "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"],
                          capture_output=True, text=True, check=True).stdout.strip()
    address = f"http://127.0.0.1:{port}"

    def answers():
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as response:
                return response.status == 200
        except OSError:
            return False

    portal = start(site, "serve", "--listen", f"127.0.0.1:{port}")
    wait_until(answers, "the portal")
    body = json.dumps({"engine": "ingest", "from": "source", "database": "db", "to": "lake"}).encode()
    request = urllib.request.Request(f"{address}/api/v1/jobs", body, {"Content-Type": "application/json"})
    job = json.load(urllib.request.urlopen(request, timeout=10))["id"]
    worker = start(site, "worker")
    wait_until(lambda: engine_of(worker), "an engine")
    time.sleep(moment)
    portal.kill()
    portal.wait()
    start(site, "serve", "--listen", f"127.0.0.1:{port}")
    wait_until(answers, "the portal again")
    assert check_done_once(site, job)["attempt"] == 1
    seen = json.load(urllib.request.urlopen(f"{address}/api/v1/jobs/{job}", timeout=10))
    assert seen["state"] == "done"


def test_up_starts_again_what_is_killed(site):
    port = "0"
    up = start(site, "up", "--listen", f"127.0.0.1:{port}")

    def child(word):
        for file in pathlib.Path(f"/proc/{up.pid}/task").glob("*/children"):
            for pid in file.read_text().split():
                if word in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                    return int(pid)
        return 0

    first = wait_until(lambda: child(b"worker"), "the worker")
    time.sleep(3.5)  # a program that ends within three seconds can't be started, and is not started again
    os.kill(first, signal.SIGKILL)
    second = wait_until(lambda: child(b"worker") not in (0, first) and child(b"worker"), "another worker")
    assert second != first
    check_done_once(site, submit(site))
    up.send_signal(signal.SIGTERM)
    assert up.wait(timeout=40) == 0
