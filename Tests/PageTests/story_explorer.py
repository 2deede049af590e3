"""A learner explores a program, steps through what was found, and plays the scheduler: by keyboard alone."""

import re
import time

from browser import watched
from programs import LOST_TWICE, STORE_BUFFERING
from server import until


def explored(view, server, source):
    """A page whose first cell has explored a program; says how long Run took to the lanes or counts."""
    notebook = server.notebook([source])
    page = view.page
    page.goto(f"{server.address}/notebook.html?id={notebook}")
    page.locator("nb-cell").first.hover()
    page.locator("nb-cell .run-button").first.focus()
    begun = time.monotonic()
    page.keyboard.press("Enter")
    page.locator(".exploration table").first.wait_for()
    return notebook, time.monotonic() - begun


def place(page):
    return page.locator(".schedule-place").inner_text()


def every_view_is_walked_by_keyboard(browser, server):
    with watched(browser, server) as view:
        page = view.page
        _, seconds = explored(view, server, LOST_TWICE)
        page.locator(".lanes tr[fails]").wait_for()
        print(f"        Run to the failing schedule: {seconds * 1e3:.0f} ms", flush=True)
        player = page.locator(".schedule-player")
        player.focus()
        assert place(page).startswith("8 of 8"), place(page)
        page.keyboard.press("Home")
        assert place(page) == "0 of 8: before the first step", place(page)
        page.keyboard.press("ArrowRight")
        assert place(page) == "1 of 8: worker 1 reads counter = 0", place(page)
        assert page.locator(".lanes tr[current]").count() == 1
        assert "seen = 0" in page.locator(".thread-states").inner_text()
        page.keyboard.press("]")
        assert place(page).startswith("4 of 8: worker 2"), place(page)
        page.keyboard.press("[")
        page.keyboard.press("End")
        assert place(page).startswith("8 of 8"), place(page)

        # Every view shows the same step.
        page.keyboard.press("ArrowLeft")
        tabs = page.locator(".view-tabs [role=tab]")
        names = tabs.all_inner_texts()
        tabs.first.focus()
        for name in names[1:] + names[:1]:
            page.keyboard.press("ArrowRight")
            chosen = page.locator('.view-tabs [aria-selected="true"]')
            assert chosen.inner_text() == name, (chosen.inner_text(), name)
            assert place(page).startswith("7 of 8"), place(page)
            view.accessible(f"the view {name}")
            view.look(f"explorer-{name.lower().replace(' ', '-')}")

        # The other schedule, and where the two part.
        page.locator('.schedule-player [role=tab][aria-selected="true"]').first.focus()
        page.keyboard.press("ArrowRight")
        assert "nothing failed" in page.locator(".hand-said").inner_text()
        page.locator('.marks [kind="parts"]').wait_for()
        view.clean()


def the_learner_is_the_scheduler(browser, server):
    with watched(browser, server) as view:
        page = view.page
        explored(view, server, LOST_TWICE)
        page.get_by_role("button", name="Start again").focus()
        page.keyboard.press("Enter")
        until(lambda: place(page) == "0 of 0: before the first step")
        page.locator(".schedule-player").focus()
        said = page.locator(".hand-said")
        for _ in range(20):
            if said.inner_text().startswith("You found it"):
                break
            steps = int(place(page).split(" of ")[1].split(":")[0])
            page.keyboard.press("h")
            until(lambda: said.inner_text().startswith("Next: "))
            wanted = re.match(r"Next: (.*?), and ", said.inner_text()).group(1)
            options = page.locator(".options button").all_inner_texts()
            page.keyboard.press(str(options.index(wanted) + 1))
            until(lambda: place(page).startswith(f"{steps + 1} of {steps + 1}"))
        assert said.inner_text().startswith("You found it: "), said.inner_text()
        assert place(page).startswith("8 of 8"), place(page)
        page.locator(".schedule-player").focus()
        page.keyboard.press("u")
        until(lambda: place(page).startswith("7 of 7"))
        view.clean()


def a_witness_stands_behind_each_outcome_and_a_link_opens_it(browser, server):
    with watched(browser, server) as view:
        page = view.page
        notebook, _ = explored(view, server, STORE_BUFFERING)
        rows = page.locator(".outcome-table tbody tr")
        assert rows.count() == 4
        assert rows.first.locator("td").first.inner_text() == "never"
        head = page.locator(".outcome-table thead th").all_inner_texts()
        assert head[1:5] == ["SC", "TSO", "PSO", "Seen on this machine"], head
        counts = [row.locator("td").nth(3).inner_text().replace(",", "") for row in rows.all()]
        seen = sum(int(count) for count in counts if count != "not seen")
        assert seen >= 20_000, counts
        assert "may happen all the same" in page.locator(".exploration .seen").inner_text()
        rows.first.locator("button").first.focus()
        page.keyboard.press("Enter")
        page.locator(".schedule-player .lanes").wait_for()
        page.locator(".schedule-player").focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        assert page.locator(".buffer li").count() == 1, "a store waits in its buffer"
        view.accessible("a witness")
        view.look("explorer-witness")

        events = server.run_of(notebook, "cell-0")["events"]
        output = next(one for one in events if one["type"] == "output")
        found = output["bundle"]["application/vnd.interleave.exploration+json"]
        id = found["outcomes"][0]["models"]["tso"]["id"]
        other = view.context.new_page()
        other.goto(f"{server.address}/notebook.html?id={notebook}#cell=cell-0&schedule={id}")
        other.locator(".schedule-player .tabs").first.get_by_text("from the link").wait_for()
        assert other.locator(".lanes tr[flush]").count() == 2
        other.close()
        view.clean()


def a_narrow_page_is_never_wider_than_its_window(browser, server):
    with watched(browser, server) as view:
        page = view.page
        page.set_viewport_size({"width": 360, "height": 800})
        explored(view, server, LOST_TWICE)
        page.locator(".lanes tr[fails]").wait_for()
        view.look("explorer-narrow")
        # Wide tables scroll within themselves.
        result = "[...document.querySelectorAll('.exploration > *')]"
        edges = page.evaluate(f"{result}.map((one) => one.getBoundingClientRect().right)")
        assert max(edges) <= 360, f"right edges of the parts: {edges}"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        view.clean()


STORIES = [
    every_view_is_walked_by_keyboard,
    the_learner_is_the_scheduler,
    a_witness_stands_behind_each_outcome_and_a_link_opens_it,
    a_narrow_page_is_never_wider_than_its_window,
]
