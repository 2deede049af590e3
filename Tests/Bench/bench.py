"""Measures the budgets of the design against a release build; prints figures, judges nothing.

Usage: bench.py [--runs N] [--json FILE]. INTERLEAVE_BINARY names the server.
"""

import argparse
import json
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("INTERLEAVE_BINARY", str(ROOT / ".build-release/release/interleave"))
EXPLORER = str(ROOT / ".build-release/release/explorer-bench")


class Server:
    """A server on a port of its own with a fresh database."""

    def __init__(self, folder, *arguments):
        self.database = str(pathlib.Path(folder) / "bench.sqlite")
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [BINARY, "serve", "--port", "0", "--database", self.database, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        link = urllib.parse.urlparse(self.process.stdout.readline().strip())
        self.port = link.port
        self.token = urllib.parse.parse_qs(link.query)["token"][0]

    def connection(self):
        return Connection(self.port, self.token)

    def wait_ready(self):
        connection = self.connection()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if connection.call("GET", "/health")["phase"] != "starting":
                return
            time.sleep(0.01)
        raise SystemExit("the server did not become ready")

    def memory(self):
        """PSS of the server process in bytes."""
        for line in open(f"/proc/{self.process.pid}/smaps_rollup"):
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
        return 0

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


class Connection:
    """A kept-alive connection with as little of its own as can be."""

    def __init__(self, port, token):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb")
        self.port, self.token = port, token

    def send(self, method, path, body=None):
        data = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
        head += f"Authorization: Bearer {self.token}\r\n"
        if body is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
        self.socket.sendall(head.encode() + b"\r\n" + data)

    def head(self):
        status = int(self.reader.readline().split()[1])
        headers = {}
        while (line := self.reader.readline().strip()) != b"":
            name, value = line.split(b":", 1)
            headers[name.lower().decode()] = value.strip().decode()
        return status, headers

    def read(self, path):
        """Reads an answer to its end without decoding it, which would be Python's time."""
        self.send("GET", path)
        _, headers = self.head()
        return self.reader.read(int(headers["content-length"]))

    def call(self, method, path, body=None):
        self.send(method, path, body)
        status, headers = self.head()
        data = self.reader.read(int(headers.get("content-length", 0)))
        if status >= 400:
            raise SystemExit(f"{method} {path}: {status} {data.decode()}")
        return json.loads(data) if data and "json" in headers.get("content-type", "") else data

    def events(self, path):
        """Yields the events of a stream, decoded."""
        self.send("GET", path)
        self.head()
        pending = b""
        while size := int(self.reader.readline().strip() or b"0", 16):
            pending += self.reader.read(size)
            self.reader.readline()
            while (end := pending.find(b"\n\n")) >= 0:
                block, pending = pending[:end], pending[end + 2 :]
                for line in block.split(b"\n"):
                    if line.startswith(b"data: "):
                        yield json.loads(line[6:])


def notebook(connection, source):
    made = connection.call("POST", "/api/notebooks", {"title": "bench"})
    operation = {"type": "setSource", "cell": "c1", "source": source}
    connection.call(
        "POST",
        f"/api/notebooks/{made['id']}/operations",
        {"base": made["revision"], "key": "bench", "operations": [operation]},
    )
    return connection.call("GET", f"/api/notebooks/{made['id']}")


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def interval(values):
    """Median with a distribution-free 95 % interval by order statistics."""
    values = sorted(values)
    half = 0.98 * len(values) ** 0.5
    low = values[max(0, int(len(values) / 2 - half))]
    high = values[min(len(values) - 1, int(len(values) / 2 + half))]
    return statistics.median(values), low, high


def cold_start(report):
    times = []
    for _ in range(9):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder)
            server.connection().call("GET", "/health")
            times.append(time.perf_counter() - server.began)
            server.stop()
    median, low, high = interval(times)
    report("start to first answer", f"{median * 1e3:.0f} ms [{low * 1e3:.0f}..{high * 1e3:.0f}]", "< 100 ms")


def run_times(server, source, runs):
    """Seconds from the request to the `finished` event, with a warm worker waiting."""
    control, stream = server.connection(), server.connection()
    snapshot = notebook(control, source)
    identifier = snapshot["id"]
    events = stream.events(f"/api/events?notebook={identifier}&after={snapshot['sequence']}")
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        control.call("POST", f"/api/notebooks/{identifier}/runs", {"cells": ["c1"]})
        for event in events:
            if event["type"] == "runEvent" and event["event"]["type"] == "finished":
                times.append(time.perf_counter() - began)
            if event["type"] == "runEnded":
                break
        # A warm worker is part of what is measured, so the pool gets time to make one.
        deadline = time.monotonic() + 5
        while control.call("GET", "/api/status")["workers"]["warm"] < 2 and time.monotonic() < deadline:
            time.sleep(0.002)
    return times


def programs():
    """The programs of all bundled notebooks, each with a name."""
    for path in sorted((ROOT / "Notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text())["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and source.startswith("%%program"):
                yield f"{path.stem}/{cell['id']}", source


def explorations(report, server):
    times = {name: run_times(server, source, 1)[0] for name, source in programs()}
    slowest = max(times, key=times.get)
    late = sum(time > 0.2 for time in times.values())
    report(
        f"bundled programs ({len(times)}), request to finished",
        f"p50 {statistics.median(times.values()) * 1e3:.1f}, max {times[slowest] * 1e3:.0f} ms; "
        f"{late} over 200 ms ({slowest})",
        "< 200 ms each",
    )


def round_trip(report, server, runs):
    times = run_times(server, "law.amdahl(p: 0.9, n: 10)", runs)
    report(
        f"warm run, request to finished ({runs} runs)",
        f"p50 {statistics.median(times) * 1e3:.2f}, p95 {percentile(times, 0.95) * 1e3:.2f}, "
        f"p99 {percentile(times, 0.99) * 1e3:.2f} ms",
        "p50 < 4, p99 < 15 ms",
    )


def edits(report, server):
    control = server.connection()
    snapshot = notebook(control, "0")
    revision, times = snapshot["revision"], []
    for number in range(300):
        began = time.perf_counter()
        answer = control.call(
            "POST",
            f"/api/notebooks/{snapshot['id']}/operations",
            {
                "base": revision,
                "key": f"e{number}",
                "operations": [{"type": "setSource", "cell": "c1", "source": str(number + 1)}],
            },
        )
        times.append(time.perf_counter() - began)
        revision = answer["revision"]
    report("one durable edit", f"p50 {statistics.median(times) * 1e3:.2f}, p99 {percentile(times, 0.99) * 1e3:.2f} ms", "< 2 ms")


def reading(report, server):
    control = server.connection()
    for cells, budget in ((10, "0.3 ms"), (200, "1.5 ms"), (2000, "10 ms")):
        made = control.call("POST", "/api/notebooks", {"title": "big"})
        operations = [
            {"type": "insertCell", "cell": f"b{n}", "kind": "code", "source": "x" * 1000, "after": None}
            for n in range(cells)
        ]
        control.call(
            "POST",
            f"/api/notebooks/{made['id']}/operations",
            {"base": 1, "key": "big", "operations": operations},
        )
        times = []
        for _ in range(50):
            began = time.perf_counter()
            control.read(f"/api/notebooks/{made['id']}")
            times.append(time.perf_counter() - began)
        report(f"read a notebook of {cells} cells", f"p50 {statistics.median(times) * 1e3:.2f} ms", budget)


def throughput(report, server):
    if subprocess.run(["which", "wrk"], capture_output=True).returncode != 0:
        report("GETs a second", "wrk is not installed", ">= 50,000; >= 30,000")
        return
    for name, path, budget in (
        ("small GET (/health)", "/health", ">= 50,000/s"),
        ("static file (index.html)", "/", ">= 30,000/s"),
    ):
        text = subprocess.run(
            ["wrk", "-t1", "-c32", "-d3s", f"http://127.0.0.1:{server.port}{path}"],
            capture_output=True,
            text=True,
        ).stdout
        rate = [line.split()[1] for line in text.splitlines() if line.startswith("Requests/sec")]
        errors = [line.strip() for line in text.splitlines() if "Non-2xx" in line]
        report(name, f"{float(rate[0]):,.0f}/s {' '.join(errors)}", budget)


def page_size(report):
    public = ROOT / "Public"
    own = sum(f.stat().st_size for f in public.rglob("*") if f.is_file() and "vendor" not in f.parts)
    vendor = sum(f.stat().st_size for f in (public / "vendor").rglob("*") if f.is_file())
    report("page: own files; vendor files", f"{own / 1e3:.0f} kB; {vendor / 1e6:.2f} MB", "")


def explorer(report):
    """The searches of the explorer; a program of its own measures them and prints name, figure, target."""
    if not os.access(EXPLORER, os.X_OK):
        report("searches of the explorer", "explorer-bench is not built", "")
        return
    with subprocess.Popen([EXPLORER], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            report(*line.rstrip("\n").split("\t"))
    if process.returncode != 0:
        raise SystemExit(f"explorer-bench ended with {process.returncode}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--json")
    options = parser.parse_args()
    rows = []

    def report(name, figure, budget):
        rows.append({"what": name, "measured": figure, "budget": budget})
        print(f"{name:<46} {figure:<44} {budget}", flush=True)

    print(f"load average {os.getloadavg()[0]:.2f}, {os.cpu_count()} CPUs")
    cold_start(report)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        server.wait_ready()
        time.sleep(1)
        report("idle memory (PSS of the server)", f"{server.memory() / 1e6:.1f} MB", "< 40 MB")
        round_trip(report, server, options.runs)
        explorations(report, server)
        edits(report, server)
        reading(report, server)
        throughput(report, server)
        report("memory after all that", f"{server.memory() / 1e6:.1f} MB", "")
        server.stop()
    page_size(report)
    explorer(report)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
