"""A real server for the page tests: started, asked, killed and started again."""

import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def program():
    """The server's program: INTERLEAVE, or the release build of this tree."""
    given = os.environ.get("INTERLEAVE") or os.environ.get("INTERLEAVE_BINARY")
    return Path(given) if given else ROOT / ".build-release/release/interleave"


def free_port():
    """A port that nobody listens on; a server that is started again needs the same one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One database and the server on it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="interleave-page-")
        self.port = free_port()
        self.process = None
        self.log = open(Path(self.folder.name) / "log", "w+")
        self.start()

    def start(self):
        command = [program(), "serve", "--port", str(self.port)]
        command += ["--database", f"{self.folder.name}/test.sqlite"]
        command += ["--public", str(ROOT / "Public")]
        worker = os.environ.get("INTERLEAVE_WORKER")
        if worker:
            command += ["--worker", worker]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log, text=True, start_new_session=True
        )
        self.link = self.process.stdout.readline().strip()
        if "token=" not in self.link:
            self.log.seek(0)
            raise RuntimeError(f"The server did not start: {self.log.read()[-2000:]}")
        self.address, self.token = self.link.split("/?token=")

    def kill(self):
        """What a power failure of the process would be: nothing can be tidied up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
        self.log.close()
        self.folder.cleanup()

    def ask(self, method, path, body=None):
        """A JSON answer of the interface."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        text = None if body is None else json.dumps(body)
        connection.request(method, path, text, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return json.loads(content) if content else None

    def notebook(self, sources, title="Trial"):
        """A new notebook with one code cell for each source; returns its id."""
        made = self.ask("POST", "/api/notebooks", {"title": title})
        operations = []
        for index, source in enumerate(sources):
            after = f"cell-{index - 1}" if index else None
            operations.append(
                {
                    "type": "insertCell",
                    "cell": f"cell-{index}",
                    "kind": "code",
                    "source": source,
                    "after": after,
                }
            )
        body = {"base": made["revision"], "key": "set-up", "operations": operations}
        self.ask("POST", f"/api/notebooks/{made['id']}/operations", body)
        return made["id"]

    def run_of(self, notebook, cell):
        """The run that a cell shows, with all its events; None while there is none."""
        snapshot = self.ask("GET", f"/api/notebooks/{notebook}")
        run = next(one for one in snapshot["cells"] if one["id"] == cell).get("run")
        return run and {**run, "events": self.events(run["id"])}

    def events(self, run):
        """All stored events of a run, page by page."""
        events = []
        while True:
            start = events[-1]["seq"] + 1 if events else 1
            page = self.ask("GET", f"/api/runs/{run}/events?from={start}&limit=1000")["events"]
            if not page:
                return events
            events += page


class Follower:
    """Writes down every event that the server showed, as a second browser would."""

    def __init__(self, server, notebook):
        self.seen = []
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        sequence = server.ask("GET", f"/api/notebooks/{notebook}")["sequence"]
        self.connection.request(
            "GET",
            f"/api/events?notebook={notebook}&after={sequence}",
            headers={"Authorization": f"Bearer {server.token}"},
        )
        self.answer = self.connection.getresponse()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        try:
            while line := self.answer.readline():
                if line.startswith(b"data:"):
                    self.seen.append(json.loads(line[5:]))
        except (OSError, ValueError, http.client.HTTPException, AttributeError):
            pass  # The server was killed in the middle of a line; that one was not shown.

    def run_events(self, run):
        return [e["event"] for e in self.seen if e["type"] == "runEvent" and e["run"] == run]

    def wait(self):
        """Until the stream has ended with the server."""
        self.thread.join(10)


def until(question, seconds=60):
    """Asks until there is an answer; the limit is far above what it should take."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.02)
    raise TimeoutError("It did not happen in time.")


def canonical(event):
    return sorted((key, repr(value)) for key, value in event.items())


def check_history(shown, stored):
    """Every event that was shown is stored once and unchanged; the numbers have no gap."""
    numbers = [event["seq"] for event in stored]
    assert numbers == list(range(1, len(stored) + 1)), "numbers of the stored events"
    by_number = {event["seq"]: event for event in stored}
    shown_numbers = [event["seq"] for event in shown]
    assert len(set(shown_numbers)) == len(shown_numbers), "an event was shown twice"
    lost = [n for n in shown_numbers if n not in by_number]
    assert not lost, f"shown and lost: {lost}"
    changed = [e["seq"] for e in shown if canonical(e) != canonical(by_number[e["seq"]])]
    assert not changed, f"shown and changed: {changed}"
