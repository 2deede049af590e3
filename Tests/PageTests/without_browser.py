"""Stories that need no browser: the README's curl lines, schedules that are replayed across a restart, the explorer
on the command line, early stops, and twenty kills at random moments.

    without_browser.py [SEED]

Uses the same server as the page's stories; INTERLEAVE names the program.
"""

import json
import os
import random
import re
import subprocess
import sys
import time

import server
from programs import LIVELOCK, LOST_UPDATE, PHILOSOPHERS, PROVED, STORE_BUFFERING

KILLS = 20
REPLAYS = 1_000


def curl_drives_everything(own):
    """Runs the lines of the README's API section as they stand, each with what the last one told."""
    readme = (server.ROOT / "README.md").read_text()
    section = re.search(r"<!-- api:begin.*?-->\n```sh\n(.*?)```", readme, re.S).group(1)
    lines = section.strip().splitlines()
    known = {"URL": own.address, "TOKEN": own.token}
    known["AUTH"] = f"Authorization: Bearer {own.token}"
    known["JSON"] = "Content-Type: application/json"
    answers = []
    for line in lines[1:]:
        done = subprocess.run(
            ["bash", "-c", line], env=os.environ | known, capture_output=True, text=True, timeout=60
        )
        answers.append(done.stdout)
        found = re.search(r'"id":"(n\w+)","title"', done.stdout)
        if found and "NOTEBOOK" not in known:
            known["NOTEBOOK"] = found.group(1)
            known["SEQUENCE"] = re.search(r'"sequence":"([^"]+)"', done.stdout).group(1)
        found = re.search(r'"runs":\[\{[^]]*"id":"(r\w+)"', done.stdout)
        if found:
            known["RUN"] = found.group(1)
            server.until(lambda: own.ask("GET", f"/api/runs/{known['RUN']}")["phase"] == "done")
    assert '"revision":2' in answers[1], answers[1]
    assert '"phase":"done"' in answers[3], answers[3]
    stream = answers[4]
    for kind in ("cellChanged", "runQueued", "runStarted", "runEvent", "runEnded"):
        assert f'"type":"{kind}"' in stream, f"the stream did not tell {kind}"


def ids_of(own, source):
    """Every schedule that the exploration of a program names: of outcomes and of findings."""
    notebook = own.notebook([source], title="Explored")
    body = {"cells": ["cell-0"], "key": "explore"}
    own.ask("POST", f"/api/notebooks/{notebook}/runs", body)
    server.until(lambda: (own.run_of(notebook, "cell-0") or {}).get("phase") == "done")
    events = own.run_of(notebook, "cell-0")["events"]
    output = next(one for one in events if one["type"] == "output")
    found = output["bundle"]["application/vnd.interleave.exploration+json"]
    ids = [reach["id"] for row in found["outcomes"] for reach in row["models"].values()]
    return ids + [one["id"] for model in found["models"] for one in model["findings"]]


def replays_are_identical_across_a_restart(own):
    """Replays each id again and again, kills the server in the middle, and compares every answer."""
    wanted = [
        (source, id)
        for source in (LOST_UPDATE, STORE_BUFFERING, PHILOSOPHERS, LIVELOCK)
        for id in ids_of(own, source)
    ]
    first = {}
    identical = 0
    for number in range(REPLAYS):
        if number == REPLAYS // 2:
            own.kill()
            own.start()
            server.until(lambda: own.ask("GET", "/health")["phase"] == "ready")
        source, id = wanted[number % len(wanted)]
        answer = own.ask("POST", "/api/schedules", {"source": source, "schedule": id})
        assert "problem" not in answer, answer["problem"]
        assert answer["schedule"]["id"] == id, f"{id} came back as {answer['schedule']['id']}"
        identical += first.setdefault(id, answer) == answer
    assert identical == REPLAYS, f"{identical} of {REPLAYS} replays were identical"
    return len(first)


def the_command_line_decides():
    """`interleave explore` and `interleave replay`: what they print, and how they end."""

    def command(*arguments, source):
        done = subprocess.run(
            [server.program(), *arguments], input=source, capture_output=True, text=True, timeout=60
        )
        return done.returncode, done.stdout, done.stderr

    code, text, _ = command("explore", "-", source=PROVED)
    assert code == 0 and "Proved: none of 2 schedules fails." in text, (code, text)
    code, text, _ = command("explore", "-", source=LOST_UPDATE.split("\n", 1)[1])
    assert code == 1 and "fewer preemptions are not enough: proved" in text, (code, text)
    id = re.search(r"shortest failing schedule, (il1\.[\w-]+)", text).group(1)
    # In the table of outcomes each has a schedule that reaches it.
    assert len(re.findall(r"^\d .*il1\.[\w-]+$", text, re.M)) == 5, text
    code, text, _ = command("replay", id, "-", source=LOST_UPDATE)
    assert code == 0 and "switch" in text, (code, text)
    changed = LOST_UPDATE.replace("1...2 {", "1...1 {")
    code, text, _ = command("replay", id, "-", source=changed)
    assert code == 1 and "The program changed at step" in text, (code, text)
    code, _, complaint = command("replay", "il1.AAAA", "-", source=LOST_UPDATE)
    assert code == 64 and complaint.strip().endswith("."), (code, complaint)
    code, text, _ = command("explore", "-", "--model", "tso", "--json", source=STORE_BUFFERING)
    found = json.loads(text)
    assert code == 0 and [one["model"] for one in found["models"]] == ["tso"], (code, text)
    assert found["seen"]["iterations"] >= 20_000, found["seen"]
    code, text, _ = command(
        "explore", "-", "--strategy", "bounded", "--bound", "0", source=LOST_UPDATE
    )
    assert code == 2 and "Proved up to 0 preemptions" in text, (code, text)
    code, _, complaint = command("explore", "-", source="vra x = 0")
    assert code == 64 and "line 2, column 1" in complaint, (code, complaint)


def a_stop_right_after_the_start_is_heard():
    """Twenty servers that are asked to end at about the moment when they print their link."""
    for _ in range(20):
        own = server.Server()
        own.process.terminate()
        own.process.wait(20)
        own.close()


def nothing_is_lost_in_twenty_kills(own, seed):
    """Kills the server again and again while a run reports; what was shown must be stored, once."""
    chance = random.Random(seed)
    interrupted = shown_in_all = 0
    histories = {}
    for number in range(KILLS):
        source = "race.lostUpdate(threads: [2, 3, 4], increments: 20_000, effort: .paper)"
        notebook = own.notebook([source], title=f"Kill {number}")
        follower = server.Follower(own, notebook)
        body = {"cells": ["cell-0"], "key": f"kill-{number}"}
        run = own.ask("POST", f"/api/notebooks/{notebook}/runs", body)["runs"][0]["id"]
        moment = chance.uniform(0.0, 1.2)
        time.sleep(moment)
        own.kill()
        follower.wait()
        shown = follower.run_events(run)
        shown_in_all += len(shown)
        own.start()
        server.until(lambda: own.ask("GET", "/health")["phase"] == "ready")
        stored = own.events(run)
        context = f"seed {seed}, kill {number} after {moment:.3f} s"
        numbers = [event["seq"] for event in shown]
        assert numbers == sorted(numbers), f"{context}: shown out of order"
        try:
            server.check_history(shown, stored)
        except AssertionError as error:
            raise AssertionError(f"{context}: {error}") from None
        phase = server.until(
            lambda: (p := own.ask("GET", f"/api/runs/{run}")["phase"]) not in ("queued", "running")
            and p
        )
        assert phase in ("interrupted", "done"), f"{context}: the run is {phase}"
        interrupted += phase == "interrupted"
        histories[run] = stored
    for run, stored in histories.items():
        now = own.events(run)
        assert now[: len(stored)] == stored, f"seed {seed}: {run} changed after another kill"
    assert shown_in_all > KILLS, f"seed {seed}: only {shown_in_all} events were shown"
    return interrupted


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(1_000_000)
    if not server.program().exists():
        print(f"skipped: there is no server program at {server.program()}.")
        return 0
    own = server.Server()
    try:
        server.until(lambda: own.ask("GET", "/health")["phase"] == "ready")
        curl_drives_everything(own)
        print("ok      the README's curl lines drive a notebook from birth to stop", flush=True)
        a_stop_right_after_the_start_is_heard()
        print("ok      a stop right after the start is heard, 20 times", flush=True)
        schedules = replays_are_identical_across_a_restart(own)
        print(
            f"ok      {REPLAYS} of {REPLAYS} replays of {schedules} schedules are identical, "
            "half of them after a restart",
            flush=True,
        )
        the_command_line_decides()
        print("ok      explore and replay answer and end as they say", flush=True)
        begun = time.monotonic()
        interrupted = nothing_is_lost_in_twenty_kills(own, seed)
        print(
            f"ok      nothing shown is lost or doubled in {KILLS} kills, {interrupted} of them in "
            f"mid-run (seed {seed}, {time.monotonic() - begun:.1f} s)"
        )
    finally:
        own.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
