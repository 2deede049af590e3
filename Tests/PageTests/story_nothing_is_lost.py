"""A run survives the reload of the page and the sudden death of the server."""

from browser import watched
from server import Follower, check_history, until
from story_first_visit import ENDED, points

# Some seconds of work with many events.
LONG = "race.lostUpdate(threads: [2, 4, 8], effort: .paper, budget: 8.s)"


def start_long_run(view, server):
    notebook = server.notebook([LONG])
    view.page.goto(f"{server.address}/notebook.html?id={notebook}")
    cell = view.page.locator("nb-cell").first
    cell.wait_for()
    follower = Follower(server, notebook)
    cell.locator(".run-button").click()
    cell.locator(".live-chart").first.wait_for()
    until(lambda: points(cell) > 2)
    return notebook, cell, follower


def a_reload_in_mid_run_goes_on_where_it_was(browser, server):
    with watched(browser, server) as view:
        notebook, cell, follower = start_long_run(view, server)
        shown = points(cell)
        assert cell.locator("nb-run").get_attribute("phase") == "running"
        view.page.reload()
        cell.locator("nb-run .live-chart").first.wait_for()
        first_case = 'nb-run .cases tbody tr:first-child button'
        until(lambda: points(cell) >= shown or cell.locator(first_case).count() > 0)
        cell.locator(f"nb-run{ENDED}").wait_for(timeout=120_000)
        assert cell.locator("nb-run").get_attribute("phase") == "done"
        run = server.run_of(notebook, "cell-0")
        until(lambda: len(follower.run_events(run["id"])) >= len(run["events"]))
        check_history(follower.run_events(run["id"]), run["events"])
        assert [event["type"] for event in run["events"]].count("finished") == 1


def a_killed_server_comes_back_with_everything_that_was_shown(browser, server):
    with watched(browser, server) as view:
        notebook, cell, follower = start_long_run(view, server)
        until(lambda: points(cell) > 6)
        shown_points = points(cell)
        server.kill()
        follower.wait()
        server.start()
        # The page finds the server again by itself.
        cell.locator('nb-run[phase="interrupted"]').wait_for(timeout=60_000)
        assert "The server ended" in cell.locator("nb-run .failure").first.inner_text()
        assert points(cell) >= shown_points, "points that were shown are gone"
        run = server.run_of(notebook, "cell-0")
        assert run["phase"] == "interrupted"
        shown = follower.run_events(run["id"])
        assert len(shown) > 5
        check_history(shown, run["events"])
        view.look("interrupted-light")

        # Signed in as before, and a new run works at once.
        cell.locator(".run-button").click()
        cell.locator('nb-run[phase="running"]').wait_for()
        cell.locator(".run-button").click()
        cell.locator(f"nb-run{ENDED}").wait_for()


STORIES = [
    a_reload_in_mid_run_goes_on_where_it_was,
    a_killed_server_comes_back_with_everything_that_was_shown,
]
