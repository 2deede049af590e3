"""Nothing that was written is lost: two tabs, no network, undo after a reload, old revisions, the bin."""

from browser import watched
from server import until

POEM = "// one\n// two\n// three\n// four\n// five"


def open_notebook(page, server, notebook):
    page.goto(f"{server.address}/notebook.html?id={notebook}")
    page.locator("nb-cell").first.wait_for()


def write(page, cell, text):
    """Replaces the text of a cell as a person would."""
    cell.locator("nb-editor").click()
    page.locator(".cm-focused").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    # Line by line: of a text with line ends the browser makes elements with styles of their own.
    for index, line in enumerate(text.split("\n")):
        if index > 0:
            page.keyboard.press("Enter")
        page.keyboard.insert_text(line)


def saved(page):
    """Waits until the state line says that all is saved."""
    page.locator('.save-state[data-state="saved"]').wait_for()


def source_of(server, notebook, cell="cell-0"):
    cells = server.ask("GET", f"/api/notebooks/{notebook}")["cells"]
    return next((one["source"] for one in cells if one["id"] == cell), None)


def text_of(cell):
    return "\n".join(cell.locator(".cm-line").all_inner_texts())


def cut_off(page):
    """Lets no edit of this tab reach the server."""
    page.route("**/operations", lambda route: route.abort())


def let_through(page):
    page.unroute("**/operations")


def the_other_tab(view, server, notebook):
    page = view.context.new_page()
    open_notebook(page, server, notebook)
    return page


def two_tabs_change_different_lines_and_both_changes_stay(browser, server):
    notebook = server.notebook([POEM])
    with watched(browser, server) as view:
        mine = view.page
        open_notebook(mine, server, notebook)
        theirs = the_other_tab(view, server, notebook)
        cut_off(mine)
        cell = mine.locator('[data-cell="cell-0"]')
        write(mine, cell, POEM.replace("one", "ONE"))
        mine.locator('.save-state[data-state="unsaved"]').wait_for()
        assert "cell 1" in mine.locator(".save-state").inner_text()
        write(theirs, theirs.locator('[data-cell="cell-0"]'), POEM.replace("five", "FIVE"))
        saved(theirs)
        let_through(mine)
        saved(mine)
        both = POEM.replace("one", "ONE").replace("five", "FIVE")
        until(lambda: source_of(server, notebook) == both)
        until(lambda: text_of(cell) == both)
        mine.locator(".toast", has_text="Both changes are in it").wait_for()
        until(lambda: text_of(theirs.locator('[data-cell="cell-0"]')) == both)


def two_tabs_change_the_same_line_and_somebody_chooses(browser, server):
    notebook = server.notebook([POEM])
    for scheme, choice in (("light", "Keep both, mine below"), ("dark", "Keep mine")):
        with watched(browser, server, scheme) as view:
            mine = view.page
            open_notebook(mine, server, notebook)
            theirs = the_other_tab(view, server, notebook)
            cut_off(mine)
            my_text = POEM.replace("two", f"my {scheme} two")
            their_text = POEM.replace("two", f"their {scheme} two")
            cell = mine.locator('[data-cell="cell-0"]')
            write(mine, cell, my_text)
            mine.locator('.save-state[data-state="unsaved"]').wait_for()
            write(theirs, theirs.locator('[data-cell="cell-0"]'), their_text)
            saved(theirs)
            let_through(mine)
            conflict = cell.locator("nb-conflict")
            conflict.wait_for()
            marks = conflict.locator("mark").all_inner_texts()
            assert marks == [f"// my {scheme} two", f"// their {scheme} two"], marks
            assert "changed elsewhere" in mine.locator(".save-state").inner_text()
            # What the cell shows is one's own, and it survives a reload too.
            mine.reload()
            conflict.wait_for()
            view.accessible(f"a conflict, {scheme}")
            view.look(f"conflict-{scheme}")
            conflict.get_by_role("button", name=choice).click()
            saved(mine)
            if scheme == "light":
                until(lambda: source_of(server, notebook) == their_text)
                cells = server.ask("GET", f"/api/notebooks/{notebook}")["cells"]
                assert [one["source"] for one in cells][1] == my_text
            else:
                until(lambda: source_of(server, notebook) == my_text)
            assert conflict.count() == 0


def what_is_typed_without_a_network_is_sent_on_return(browser, server):
    notebook = server.notebook([POEM, "law.amdahl()"])
    with watched(browser, server) as view:
        page = view.page
        open_notebook(page, server, notebook)
        saved(page)
        # Without its library an editor would be a plain text area.
        page.locator('[data-cell="cell-0"] .cm-content').wait_for()
        view.context.set_offline(True)
        write(page, page.locator('[data-cell="cell-0"]'), "// typed on the train")
        page.locator('.save-state[data-state="unsaved"]').wait_for()
        assert page.locator(".save-state").inner_text().strip() == "Not saved: cell 1"
        title = page.locator(".save-state").get_attribute("title")
        assert "kept in this browser" in title, title
        assert source_of(server, notebook) == POEM
        # The laptop is closed there, and opened at home.
        page.close()
        view.context.set_offline(False)
        page = view.page = view.context.new_page()
        open_notebook(page, server, notebook)
        saved(page)
        until(lambda: source_of(server, notebook) == "// typed on the train")

        # And without closing anything.
        page.locator('[data-cell="cell-1"] .cm-content').wait_for()
        view.context.set_offline(True)
        write(page, page.locator('[data-cell="cell-1"]'), "law.amdahl(p: 0.5)")
        page.locator('.save-state[data-state="unsaved"]').wait_for()
        view.context.set_offline(False)
        saved(page)
        until(lambda: source_of(server, notebook, "cell-1") == "law.amdahl(p: 0.5)")


def a_text_written_into_a_cell_that_was_deleted_elsewhere_comes_back(browser, server):
    notebook = server.notebook([POEM, "law.amdahl()"])
    with watched(browser, server) as view:
        mine = view.page
        open_notebook(mine, server, notebook)
        theirs = the_other_tab(view, server, notebook)
        cut_off(mine)
        write(mine, mine.locator('[data-cell="cell-0"]'), "// mine")
        mine.locator('.save-state[data-state="unsaved"]').wait_for()
        gone = theirs.locator('[data-cell="cell-0"]')
        gone.focus()
        theirs.keyboard.press("d")
        theirs.keyboard.press("d")
        until(lambda: source_of(server, notebook) is None)
        let_through(mine)
        conflict = mine.locator('[data-cell="cell-0"] nb-conflict')
        conflict.get_by_role("button", name="Bring the cell back with mine").click()
        until(lambda: source_of(server, notebook) == "// mine")
        gone.wait_for()


def undo_goes_on_after_a_reload_and_leaves_the_work_of_others(browser, server):
    notebook = server.notebook([POEM, "law.amdahl()"])
    with watched(browser, server) as view:
        page = view.page
        open_notebook(page, server, notebook)
        first, second = (page.locator(f'[data-cell="cell-{index}"]') for index in range(2))
        write(page, first, POEM.replace("one", "ONE"))
        saved(page)
        page.keyboard.press("Escape")
        page.keyboard.press("Control+Shift+ArrowDown")
        second.focus()
        page.keyboard.press("d")
        page.keyboard.press("d")
        until(lambda: source_of(server, notebook, "cell-1") is None)
        server.ask(
            "POST",
            f"/api/notebooks/{notebook}/operations",
            {
                "base": 999,
                "key": "somebody-else",
                "operations": [
                    {
                        "type": "setSource",
                        "cell": "cell-0",
                        "source": POEM.replace("one", "ONE").replace("five", "FIVE"),
                    }
                ],
            },
        )
        page.reload()
        first.wait_for()
        first.focus()
        assert second.count() == 0
        page.keyboard.press("z")
        second.wait_for()
        until(lambda: source_of(server, notebook, "cell-1") == "law.amdahl()")
        order = lambda: [
            one["id"] for one in server.ask("GET", f"/api/notebooks/{notebook}")["cells"]
        ]
        assert order().index("cell-0") > order().index("cell-1")
        page.keyboard.press("z")
        until(lambda: order().index("cell-0") < order().index("cell-1"))
        page.keyboard.press("z")
        # Their line stays.
        until(lambda: source_of(server, notebook) == POEM.replace("five", "FIVE"))
        page.keyboard.press("Shift+z")
        until(
            lambda: source_of(server, notebook)
            == POEM.replace("one", "ONE").replace("five", "FIVE")
        )
        page.keyboard.press("Shift+z")
        page.keyboard.press("Shift+z")
        until(lambda: source_of(server, notebook, "cell-1") is None)
        page.keyboard.press("Shift+z")
        page.locator(".toast", has_text="Nothing to redo").wait_for()


def an_old_revision_comes_back_and_can_be_taken_back(browser, server):
    notebook = server.notebook([POEM, "law.amdahl(p: 0.9)"], "Old and new")
    for scheme in ("light", "dark"):
        with watched(browser, server, scheme) as view:
            page = view.page
            open_notebook(page, server, notebook)
            first, second = (page.locator(f'[data-cell="cell-{index}"]') for index in range(2))
            write(page, first, POEM.replace("three", f"3 in {scheme}"))
            saved(page)
            second.locator(".run-button").click()
            second.locator('nb-run[phase="done"]').wait_for()
            second.focus()
            page.keyboard.press("d")
            page.keyboard.press("d")
            until(lambda: source_of(server, notebook, "cell-1") is None)
            page.keyboard.press("h")
            panel = page.locator("nb-history")
            entries = panel.locator(".revisions button")
            entries.first.wait_for()
            assert "Deleted “law.amdahl(p: 0.9)”" in entries.first.inner_text()
            assert "You" in entries.first.inner_text()
            panel.get_by_label("Your name here").fill("Ada")
            view.look(f"history-deleted-{scheme}")
            # The list is walked by the keyboard.
            entries.first.focus()
            page.keyboard.press("ArrowDown")
            difference = panel.locator("nb-difference")
            difference.locator('.line[data-type="added"]', has_text=f"3 in {scheme}").wait_for()
            gone = difference.locator('.line[data-type="removed"]').first.inner_text()
            assert "three" in gone or "3 in" in gone, gone
            view.accessible(f"the history, {scheme}")
            view.look(f"history-edited-{scheme}")
            # The results stand apart, and can be looked at.
            results = difference.locator(".results")
            results.get_by_role("button", name="after: done").click()
            results.locator('nb-run[phase="done"]').wait_for()
            view.look(f"history-results-{scheme}")
            page.set_viewport_size({"width": 420, "height": 900})
            view.accessible(f"the history on a narrow page, {scheme}")
            view.look(f"history-narrow-{scheme}")
            page.set_viewport_size({"width": 1280, "height": 900})
            difference.get_by_label("Compared with").select_option("now")
            difference.locator("section", has_text="deleted").wait_for()
            difference.get_by_role("button", name="Restore revision").click()
            second.wait_for()
            toast = page.locator(".toast", has_text="The notebook is as in revision")
            toast.wait_for()
            toast.get_by_role("button", name="Undo").click()
            until(lambda: source_of(server, notebook, "cell-1") is None)

            # One cell alone, and the name is there.
            page.keyboard.press("Escape")
            first.focus()
            page.keyboard.press("h")
            entries.nth(1).wait_for()
            assert "Ada (you)" in entries.first.inner_text()
            entry = panel.locator(".revisions button", has_text="Deleted").first
            entry.click()
            difference.get_by_role("button", name="Restore this cell as in revision").click()
            second.wait_for()
            until(lambda: source_of(server, notebook, "cell-1") == "law.amdahl(p: 0.9)")
            # With the results that it had.
            second.locator('nb-run[phase="done"]').wait_for()


def a_new_notebook_has_a_history_that_says_so(browser, server):
    made = server.ask("POST", "/api/notebooks", {"title": "Empty"})
    with watched(browser, server) as view:
        open_notebook(view.page, server, made["id"])
        view.page.locator("nb-cell").first.focus()
        view.page.keyboard.press("h")
        view.page.get_by_text("Nothing was changed yet").wait_for()
        view.look("history-empty-light")
        view.page.keyboard.press("Escape")
        view.page.locator("dialog").wait_for(state="detached")


def a_notebook_is_found_by_what_stands_in_it(browser, server):
    server.notebook(["race.lostUpdate(threads: 2)", "law.amdahl()"], "Races of two")
    other = server.notebook(["// nothing\nrw.variants(effort: .glance)"], "Readers and writers")
    body = {
        "base": 0,
        "key": "tags",
        "operations": [{"type": "setTags", "tags": ["course", "week 3"]}],
    }
    server.ask("POST", f"/api/notebooks/{other}/operations", body)
    for scheme in ("light", "dark"):
        with watched(browser, server, scheme) as view:
            page = view.page
            page.goto(f"{server.address}/index.html")
            page.locator(".notebooks li").first.wait_for()
            page.locator(".tag", has_text="week 3").wait_for()
            page.keyboard.press("/")
            page.keyboard.type("update")
            page.locator(".found mark").first.wait_for()
            assert page.locator(".found mark").all_inner_texts() == ["Update"]
            assert page.locator(".notebooks-place").is_hidden()
            page.keyboard.press("Escape")
            page.locator(".found").wait_for(state="hidden")
            page.keyboard.type("WEEK variants")
            page.locator(".found mark", has_text="variants").wait_for()
            view.accessible(f"search, {scheme}")
            view.look(f"search-{scheme}")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            page.wait_for_url(f"**/notebook.html?id={other}#cell=cell-0")
            page.locator('[data-cell="cell-0"][selected]').wait_for()


def a_notebook_goes_into_the_bin_and_comes_back(browser, server):
    for scheme in ("light", "dark"):
        name = f"Precious, {scheme}"
        notebook = server.notebook(["law.amdahl()"], name)
        with watched(browser, server, scheme) as view:
            page = view.page
            # No other notebook has a name that begins so.
            row = page.locator(".notebooks-place li", has_text=name)
            open_notebook(page, server, notebook)
            page.get_by_role("button", name="File", exact=True).click()
            page.get_by_role("menuitem", name="Delete the notebook").click()
            page.locator("dialog").get_by_role("button", name="Delete", exact=True).click()
            toast = page.locator(".toast", has_text="is in the bin")
            toast.get_by_role("button", name="Undo").click()
            row.wait_for()
            row.get_by_role("button", name="Delete").click()
            row.wait_for(state="detached")
            page.locator(".bin summary").click()
            binned = page.locator(".bin li", has_text=name)
            assert "deleted just now" in binned.inner_text()
            view.accessible(f"the bin, {scheme}")
            view.look(f"bin-{scheme}")
            binned.get_by_role("button", name="Restore").click()
            row.wait_for()
            page.get_by_text("Nothing is in the bin").wait_for()

            # Renamed and tagged in the list, and duplicated.
            row.get_by_role("button", name="Rename or tag").click()
            page.get_by_label("Title").fill(f"Kept in {scheme}")
            page.get_by_label("Tags").fill("keep, keep, mine")
            view.look(f"rename-{scheme}")
            page.keyboard.press("Enter")
            row = page.locator(".notebooks-place li", has_text=f"Kept in {scheme}").first
            row.wait_for()
            assert row.locator(".tag").all_inner_texts() == ["keep", "mine"]
            row.get_by_role("button", name="Duplicate").click()
            page.get_by_text(f"Copy of Kept in {scheme}", exact=True).first.wait_for()
            view.look(f"list-with-tags-{scheme}")


STORIES = [
    two_tabs_change_different_lines_and_both_changes_stay,
    two_tabs_change_the_same_line_and_somebody_chooses,
    what_is_typed_without_a_network_is_sent_on_return,
    a_text_written_into_a_cell_that_was_deleted_elsewhere_comes_back,
    undo_goes_on_after_a_reload_and_leaves_the_work_of_others,
    an_old_revision_comes_back_and_can_be_taken_back,
    a_new_notebook_has_a_history_that_says_so,
    a_notebook_is_found_by_what_stands_in_it,
    a_notebook_goes_into_the_bin_and_comes_back,
]
