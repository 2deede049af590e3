"""Files come and go: what was mended is told, results that came along are shown, and a run can be had again."""

import json
from pathlib import Path

from browser import watched
from server import ROOT, until

ENDED = ':not([phase="queued"]):not([phase="running"])'
CALL = "deadlock.dining(philosophers: 3, effort: .glance, seed: 41)"


def exported(server, source):
    """The file of a notebook whose only cell has run."""
    notebook = server.notebook([source], title="Sent by somebody")
    server.ask("POST", f"/api/notebooks/{notebook}/runs", {"cells": ["cell-0"], "key": "run"})
    until(lambda: (server.run_of(notebook, "cell-0") or {}).get("phase") == "done")
    return server.ask("GET", f"/api/notebooks/{notebook}/file")


def bring(page, files):
    """Chooses files in the list of notebooks, once the page listens."""
    page.locator(".lesson").first.wait_for()
    page.locator(".file-input").set_input_files(files)


def choose(page, menu, item):
    page.locator("nb-menus").get_by_role("button", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=item).click()


def results_that_came_with_a_file_are_shown_and_can_be_had_again(browser, server):
    file = exported(server, CALL)
    cell = next(one for one in file["cells"] if one["cell_type"] == "code" and one["outputs"])
    # Somebody has changed the call since.
    cell["source"] = ["deadlock.dining(philosophers: 3, effort: .glance, seed: 5)"]
    path = Path(server.folder.name) / "sent.ipynb"
    path.write_text(json.dumps(file))
    with watched(browser, server) as view:
        page = view.page
        bring(page, path)
        page.wait_for_url("**/notebook.html?id=*")
        shown = page.locator('nb-cell:has(nb-run)').first
        shown.get_by_text("These results came with the file").wait_for()
        shown.locator(".verdicts > li").first.wait_for()
        assert shown.get_by_text("edited since this run").is_visible()
        view.accessible("results of a file")
        view.look("results-of-a-file")
        shown.focus()
        choose(page, "Run", "Run again with the same seed")
        shown.locator(f"nb-run{ENDED}").wait_for()
        shown.get_by_text("Done in").wait_for()
        id = page.url.rsplit("id=", 1)[1]
        snapshot = server.ask("GET", f"/api/notebooks/{id}")
        sources = [one["source"] for one in snapshot["cells"]]
        assert CALL in sources, sources
        shown.locator(".cm-content, .still").filter(has_text="seed: 41").wait_for()


def what_was_mended_in_a_file_is_told(browser, server):
    with watched(browser, server) as view:
        page = view.page
        bring(page, ROOT / "Tests/Fixtures/notebooks/invalid-cells.ipynb")
        dialog = page.get_by_role("dialog")
        dialog.get_by_text("Cell 1 had no list of outputs.").wait_for()
        view.accessible("the report of an import")
        view.look("import-report")
        dialog.get_by_role("button", name="Open the notebook").press("Enter")
        page.wait_for_url("**/notebook.html?id=*")
        page.locator("nb-cell").nth(2).wait_for()


def a_file_that_cannot_be_opened_says_what_to_do(browser, server):
    with watched(browser, server) as view:
        page = view.page
        bring(page, ROOT / "Tests/Fixtures/notebooks/conflict.ipynb")
        page.locator("nb-toasts").get_by_text("git checkout --ours").wait_for()


def a_notebook_leaves_as_text_and_comes_back(browser, server):
    notebook = server.notebook(["law.amdahl(p: 0.9, n: 8)"], title="Going out")
    with watched(browser, server) as view:
        page = view.page
        page.goto(f"{server.address}/notebook.html?id={notebook}")
        page.locator("nb-cell").first.wait_for()
        with page.expect_download() as download:
            choose(page, "File", "Download as text for version control")
        assert download.value.suggested_filename == "Going out.nb.md"
        path = Path(server.folder.name) / "Going out.nb.md"
        download.value.save_as(path)
        assert "law.amdahl(p: 0.9, n: 8)" in path.read_text()
        page.goto(server.address)
        bring(page, path)
        page.wait_for_url(lambda url: "id=" in url and notebook not in url)
        page.get_by_text("law.amdahl").first.wait_for()


def several_files_come_at_once_and_a_script_becomes_a_cell(browser, server):
    script = Path(server.folder.name) / "hello.py"
    script.write_text("print('hello')\n")
    fixtures = ROOT / "Tests/Fixtures/notebooks"
    with watched(browser, server) as view:
        page = view.page
        chosen = [script, fixtures / "four.ipynb", fixtures / "three.ipynb"]
        bring(page, chosen)
        dialog = page.get_by_role("dialog")
        dialog.get_by_text("2 of 3 files were imported").wait_for()
        assert "older than 4" in dialog.inner_text()
        view.accessible("several imports")
        dialog.get_by_role("link", name="hello.py").click()
        page.wait_for_url("**/notebook.html?id=*")
        page.locator("nb-cell").get_by_text("%%python").wait_for()


STORIES = [
    several_files_come_at_once_and_a_script_becomes_a_cell,
    results_that_came_with_a_file_are_shown_and_can_be_had_again,
    what_was_mended_in_a_file_is_told,
    a_file_that_cannot_be_opened_says_what_to_do,
    a_notebook_leaves_as_text_and_comes_back,
]
