"""A link shows a notebook to a stranger, only to read; earlier runs are looked at and compared."""

import json

from browser import watched
from server import until
from story_first_visit import ENDED, points

# Some seconds of work with many events.
LONG = "race.lostUpdate(threads: [2, 4], effort: .paper, budget: 4.s)"
QUICK = "law.amdahl(p: 0.9, n: [1, 4])"

# Whatever could change the notebook.
CONTROLS = (
    ".run-button, .tools, .insert, .end, nb-menus, textarea, [contenteditable=true], .cm-editor, "
    "input.title, .open-program:visible, .start-by-hand, nb-conflict"
)


def made_by_dialog(view, kind="live", by_keyboard=False):
    """Opens the dialog, makes a link, and returns its address."""
    page = view.page
    if by_keyboard:
        page.locator("nb-cell").first.focus()
        page.keyboard.press("Shift+S")
    else:
        page.locator("nb-menus button", has_text="File").first.click()
        page.get_by_role("menuitem", name="Share…").first.click()
    dialog = page.locator("dialog.share")
    dialog.wait_for()
    dialog.locator(f"input[value={kind}]").check()
    before = dialog.locator(".links li").count()
    dialog.get_by_role("button", name="Create link").click()
    until(lambda: dialog.locator(".links li").count() == before + 1)
    return dialog.locator(".links li input").first.input_value()


def opened(view, server, sources):
    notebook = server.notebook(sources, "Trial of sharing")
    view.page.goto(f"{server.address}/notebook.html?id={notebook}")
    view.page.locator("nb-cell[mounted]").first.wait_for()
    return notebook


def has_no_controls(page):
    shown = page.locator(CONTROLS).evaluate_all(
        "(all) => all.filter((one) => one.checkVisibility()).map((one) => one.outerHTML)"
    )
    assert shown == [], f"controls of change on a shared page: {shown}"
    # Nor does any key change anything.
    page.locator("nb-cell").first.focus()
    for key in ["Enter", "a", "d", "d", "Control+Enter", "Shift+Enter", "z", "Shift+S"]:
        page.keyboard.press(key)
    assert page.locator("dialog, textarea, .cm-editor").count() == 0


def a_stranger_follows_a_live_link_until_it_is_withdrawn(browser, server):
    with watched(browser, server) as owner:
        notebook = opened(owner, server, [LONG, QUICK])
        address = made_by_dialog(owner)
        assert address.startswith(f"{server.address}/s/"), address
        dialog = owner.page.locator("dialog.share")
        assert "only on this computer" in dialog.locator(".reach").inner_text()
        offered = dialog.locator(".reach a").first.get_attribute("href")
        assert offered.endswith("/file?format=html"), offered
        owner.accessible("the dialog of links")
        owner.look("share-dialog")
        owner.page.keyboard.press("Escape")
        with watched(browser, server, address=address) as reader:
            page = reader.page
            page.locator("nb-cell[mounted]").first.wait_for()
            assert page.locator("h1").inner_text() == "Trial of sharing"
            assert reader.context.cookies() == []
            has_no_controls(page)
            assert page.get_by_role("button", name="Make a copy").count() == 0

            # Edits, as they happen.
            version = "law.amdahl(p: 0.5, n: [1, 2])"
            revision = server.ask("GET", f"/api/notebooks/{notebook}")["revision"]
            edit = [
                {"type": "setSource", "cell": "cell-1", "source": version},
                {"type": "setTitle", "title": "Renamed"},
            ]
            server.ask(
                "POST",
                f"/api/notebooks/{notebook}/operations",
                {"base": revision, "key": "edit", "operations": edit},
            )
            page.locator("nb-cell[data-cell=cell-1]", has_text="0.5").wait_for()
            until(lambda: page.locator("h1").inner_text() == "Renamed")

            # Output, as it comes.
            owner.page.locator("nb-cell .run-button").first.click()
            cell = page.locator("nb-cell").first
            cell.locator(".live-chart").first.wait_for()
            until(lambda: points(cell) > 2)
            owner.page.locator("nb-cell").first.locator(f"nb-run{ENDED}").wait_for()
            cell.locator(f"nb-run{ENDED}").wait_for()
            has_no_controls(page)
            reader.accessible("a shared notebook")
            reader.look("shared-live")
            with page.expect_download() as download:
                page.get_by_role("button", name="Download", exact=True).click()
            assert download.value.suggested_filename == "Renamed.ipynb"
            with page.expect_download() as download:
                page.get_by_role("button", name="Web page", exact=True).click()
            assert download.value.suggested_filename == "Renamed.html"

            # The end.
            link = server.ask("GET", f"/api/notebooks/{notebook}/shares")["shares"][0]
            server.ask("DELETE", f"/api/notebooks/{notebook}/shares/{link['id']}")
            page.locator(".closed", has_text="This link was withdrawn").wait_for()
            assert page.locator("nb-cell").count() == 0
            reader.look("shared-closed")
            page.reload()
            page.locator(".closed", has_text="This link was withdrawn").wait_for()


def a_link_that_ends_while_nobody_listens_closes_the_page_later(browser, server):
    with watched(browser, server) as owner:
        notebook = opened(owner, server, [QUICK])
        address = made_by_dialog(owner)
        with watched(browser, server, address=address) as reader:
            reader.page.locator("nb-cell[mounted]").first.wait_for()
            reader.context.set_offline(True)
            link = server.ask("GET", f"/api/notebooks/{notebook}/shares")["shares"][0]
            server.ask("DELETE", f"/api/notebooks/{notebook}/shares/{link['id']}")
            reader.context.set_offline(False)
            reader.page.locator(".closed", has_text="This link was withdrawn").wait_for()


def a_frozen_link_stays_at_its_revision(browser, server):
    with watched(browser, server, scheme="dark") as owner:
        page = owner.page
        notebook = opened(owner, server, [QUICK])
        page.locator(".run-button").first.click()
        page.locator(f"nb-run{ENDED}").wait_for()
        address = made_by_dialog(owner, "frozen", by_keyboard=True)
        owner.look("share-dialog-dark")
        page.keyboard.press("Escape")
        snapshot = server.ask("GET", f"/api/notebooks/{notebook}")
        edit = [
            {"type": "setSource", "cell": "cell-0", "source": "law.amdahl(p: 0.1)"},
            {"type": "setTitle", "title": "Later"},
        ]
        body = {"base": snapshot["revision"], "key": "edit", "operations": edit}
        server.ask("POST", f"/api/notebooks/{notebook}/operations", body)
        page.locator("nb-cell", has_text="0.1").first.wait_for()
        page.locator(".run-button").first.click()
        until(lambda: server.run_of(notebook, "cell-0")["source"] == "law.amdahl(p: 0.1)")
        options = {"viewport": {"width": 360, "height": 800}}
        with watched(browser, server, scheme="dark", address=address, **options) as reader:
            shown = reader.page.locator("nb-cell[mounted]").first
            shown.locator("nb-run .verdicts li").first.wait_for()
            assert reader.page.locator("h1").inner_text() == "Trial of sharing"
            assert "0.9" in shown.locator(".still").inner_text()
            has_no_controls(reader.page)
            assert reader.page.evaluate("document.documentElement.scrollWidth") <= 360
            reader.accessible("a frozen notebook")
            reader.look("shared-frozen-dark-narrow")
        # The owner can take it over.
        page.goto(address)
        page.get_by_role("button", name="Make a copy").click()
        page.wait_for_url("**/notebook.html?id=*")
        page.locator("nb-cell[mounted]", has_text="0.9").first.wait_for()
        assert notebook not in page.url
        page.goto(f"{server.address}/s/nothing")
        page.locator(".closed", has_text="There is no such link").wait_for()


def ran(server, notebook, source, key):
    """Gives the first cell a source, runs it, and returns the run when it has ended."""
    snapshot = server.ask("GET", f"/api/notebooks/{notebook}")
    edit = [{"type": "setSource", "cell": "cell-0", "source": source}]
    body = {"base": snapshot["revision"], "key": key, "operations": edit}
    server.ask("POST", f"/api/notebooks/{notebook}/operations", body)
    server.ask("POST", f"/api/notebooks/{notebook}/runs", {"cells": ["cell-0"], "key": key + "r"})
    run = until(lambda: server.run_of(notebook, "cell-0"))
    until(lambda: server.run_of(notebook, "cell-0")["phase"] not in ("queued", "running"))
    return run["id"]


def an_earlier_run_is_looked_at_and_two_are_laid_side_by_side(browser, server):
    with watched(browser, server) as view:
        page = view.page
        notebook = server.notebook([""], "Trial of runs")
        call = "race.lostUpdate(increments: 200, protection: .{}, effort: .glance)"
        none = ran(server, notebook, call.format("none"), "one")
        lock = ran(server, notebook, call.format("lock"), "two")
        page.goto(f"{server.address}/notebook.html?id={notebook}")
        cell = page.locator("nb-cell[data-cell=cell-0]")
        cell.locator("nb-run .verdicts li").first.wait_for()
        cell.focus()
        page.keyboard.press("e")
        rows = cell.locator("nb-earlier li")
        until(lambda: rows.count() == 2)
        assert rows.nth(1).locator(".mark").inner_text() == "other source"
        assert rows.nth(0).locator(".mark").inner_text() == "newest"
        view.accessible("the list of earlier runs")
        view.look("earlier-list")

        # In the place of the newest one, clearly marked.
        rows.nth(1).locator(".look").click()
        past = cell.locator("nb-past")
        past.locator(".verdicts li").first.wait_for()
        assert "Earlier run of" in past.locator(".past-bar").inner_text()
        assert ".none" in past.locator(".past-source").inner_text()
        assert not cell.locator(".body > nb-run").is_visible()
        assert page.evaluate("location.hash") == f"#run={none}"
        view.accessible("an earlier run")
        view.look("earlier-run")
        with page.expect_download() as download:
            past.get_by_role("button", name="JSON", exact=True).click()
        assert download.value.suggested_filename == f"{none}.json"
        record = json.loads(open(download.value.path()).read())
        first = record["cases"][0]
        for fact in ("parameters", "common", "machine", "limits", "end", "samples"):
            assert first[fact], f"the record lacks {fact}"
        assert record["source"] == call.format("none") and record["outputs"]
        with page.expect_download() as download:
            past.get_by_role("button", name="CSV", exact=True).click()
        assert open(download.value.path()).read().startswith("call,case,label,chart,series,x,y")
        past.get_by_role("button", name="Back to the newest").click()
        assert past.count() == 0 and page.evaluate("location.hash") == ""
        assert cell.locator(".body > nb-run").is_visible()

        # A link opens it.
        other = view.context.new_page()
        other.goto(f"{server.address}/notebook.html?id={notebook}#run={none}")
        other.locator("nb-past .verdicts li").first.wait_for()
        elsewhere = server.notebook([""])
        other.goto(f"{server.address}/notebook.html?id={elsewhere}#run={none}")
        other.locator(".toast", has_text="belongs to no cell of this notebook").wait_for()
        assert other.locator("nb-past").count() == 0
        other.close()

        # Two of them, without a verdict about them, until both are measured again.
        for row in (0, 1):
            rows.nth(row).locator("input").check()
        cell.get_by_role("button", name="Lay two side by side").click()
        dialog = page.locator("dialog.side-by-side")
        until(lambda: dialog.locator(".columns nb-run .verdicts").count() == 2)
        words = dialog.locator(".columns .past-source").all_inner_texts()
        assert ".none" in words[0] and ".lock" in words[1], words
        assert dialog.locator("tr[differs] th", has_text="Parameters").count() == 1
        assert "times as long" not in dialog.inner_text()
        view.accessible("two runs side by side")
        view.look("side-by-side")
        page.set_viewport_size({"width": 420, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 420
        view.look("side-by-side-narrow")
        page.set_viewport_size({"width": 1280, "height": 900})
        dialog.get_by_role("button", name="Measure both again").click()
        added = page.locator("nb-cell", has_text="%%compare").first
        added.locator("nb-run[phase=done]").wait_for(timeout=90_000)
        sentence = added.locator(".verdicts li").first.inner_text()
        assert "as long as A" in sentence, sentence
        view.look("measured-again")
        assert lock in [one["id"] for one in server.ask(
            "GET", f"/api/notebooks/{notebook}/cells/cell-0/runs")["runs"]]


STORIES = [
    a_stranger_follows_a_live_link_until_it_is_withdrawn,
    a_link_that_ends_while_nobody_listens_closes_the_page_later,
    a_frozen_link_stays_at_its_revision,
    an_earlier_run_is_looked_at_and_two_are_laid_side_by_side,
]
