"""The server dies twenty times at random moments; needs no browser."""

import os
import random
import time

from server import Follower
from story_nothing_is_lost import check_history

DEATHS = 20


def twenty_deaths_at_random_moments_lose_and_double_nothing(_, server):
    seed = int(os.environ.get("INTERLEAVE_SEED") or random.randrange(1 << 32))
    print(f"        INTERLEAVE_SEED={seed} gives the same moments", flush=True)
    moments = random.Random(seed)
    notebook = server.notebook(["race.lostUpdate(threads: [2, 4], effort: .glance)"])
    histories = {}
    shown_in_all = 0
    for death in range(DEATHS):
        follower = Follower(server, notebook)
        body = {"cells": ["cell-0"], "key": f"death-{death}"}
        run = server.ask("POST", f"/api/notebooks/{notebook}/runs", body)["runs"][0]["id"]
        time.sleep(moments.uniform(0.0, 1.2))
        server.kill()
        follower.wait()
        shown = follower.run_events(run)
        shown_in_all += len(shown)
        server.start()
        stored = server.events(run)
        check_history(shown, stored)
        # What queued goes on after the start; what ran is interrupted or was done.
        histories[run] = stored
    for run, stored in histories.items():
        now = server.events(run)
        assert now[: len(stored)] == stored, f"the history of {run} changed after another death"
    assert shown_in_all > DEATHS, f"only {shown_in_all} events were shown: nothing was tested"


STORIES = [twenty_deaths_at_random_moments_lose_and_double_nothing]
