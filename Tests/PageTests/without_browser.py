"""Two stories that need no browser: the README's curl lines, and twenty kills at random moments.

    without_browser.py [SEED]

Uses the same server as the page's stories; INTERLEAVE names the program.
"""

import os
import random
import re
import subprocess
import sys
import time

import server

KILLS = 20


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
