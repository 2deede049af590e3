"""A newcomer opens the welcome lesson, runs a cell and reads what comes."""

from browser import watched
from server import until

ENDED = ':not([phase="queued"]):not([phase="running"])'


def open_welcome(view):
    page = view.page
    if "notebook.html" not in page.url:
        page.locator(".lesson .open").first.wait_for()
        page.locator(".lesson .open").first.click()
        page.wait_for_url("**/notebook.html?id=*")
    page.locator("nb-cell").first.wait_for()


def points(cell):
    """How many points the first live chart says that it has."""
    text = cell.locator(".chart-sentence").first.inner_text()
    words = text.replace(",", "").split()
    numbers = [int(a) for a, b in zip(words, words[1:]) if b.startswith("point") and a.isdigit()]
    return sum(numbers)


def the_welcome_lesson_opens_and_a_cell_shows_everything(browser, server):
    with watched(browser, server) as view:
        view.look("list-light") if "notebook.html" not in view.page.url else None
        open_welcome(view)
        page = view.page
        cell = page.locator('nb-cell[kind="code"]').first
        cell.scroll_into_view_if_needed()
        cell.locator(".run-button").click()
        run = cell.locator("nb-run")
        run.locator(".live-chart canvas").first.wait_for()
        first = until(lambda: points(cell))
        until(lambda: points(cell) > first or run.get_attribute("phase") == "done")
        assert points(cell) >= first > 0
        cell.locator(f"nb-run{ENDED}").wait_for()
        assert run.get_attribute("phase") == "done"

        verdicts = run.locator(".verdicts > li")
        assert verdicts.count() > 0
        intervals = run.locator(".verdicts .statistics").all_inner_texts()
        assert any("95 % interval" in text and "repetitions" in text for text in intervals), (
            f"a verdict with an interval: {intervals}"
        )
        run.locator("nb-timeline").scroll_into_view_if_needed()
        run.locator("nb-timeline[filled]").wait_for()
        assert "threads over" in run.locator("nb-timeline .finding").inner_text()
        code = run.locator(".listing code").inner_text()
        assert "func " in code
        run.get_by_role("tab", name="The idea in Python").click()
        assert "def " in run.locator(".listing code").inner_text()
        view.accessible("the notebook")
        view.look("notebook-light")


def the_timeline_is_driven_by_the_keyboard_alone(browser, server):
    notebook = server.notebook(["deadlock.dining(philosophers: 5, effort: .glance)"])
    with watched(browser, server) as view:
        page = view.page
        page.goto(f"{server.address}/notebook.html?id={notebook}")
        page.locator("nb-cell .run-button").first.click()
        page.locator(f"nb-run{ENDED}").wait_for()
        page.locator("nb-timeline").scroll_into_view_if_needed()
        timeline = page.locator("nb-timeline[filled]")
        timeline.wait_for()
        stage = timeline.get_by_role("application")
        stage.focus()
        for key in ["ArrowDown", "n", "+", "+", "ArrowRight", "n"]:
            stage.press(key)
        said = timeline.locator(".choice")
        said.filter(has_text="philosopher 1").filter(has_text="from").wait_for()
        search = timeline.get_by_role("searchbox")
        search.fill("waiting fork 2")
        search.press("Enter")
        said.filter(has_text="waiting for fork 2").wait_for()
        stage.press("0")
        stage.press("Escape")
        timeline.get_by_text("Summary per thread").click()
        timeline.locator("table").first.locator("tbody tr").nth(4).wait_for()


def a_mistake_is_named_with_its_place(browser, server):
    notebook = server.notebook(["race.lostUpdate(thread: 2)"])
    with watched(browser, server) as view:
        page = view.page
        page.goto(f"{server.address}/notebook.html?id={notebook}")
        page.locator("nb-cell .run-button").first.click()
        text = page.locator("nb-run .failure").first.inner_text()
        assert "Line 1, column" in text and "threads" in text, text


def light_and_dark_are_both_readable(browser, server):
    notebook = server.notebook(
        ["law.amdahl(p: [0.5, 0.9], n: 1...64)", "rw.variants(effort: .glance)"], "Both themes"
    )
    for scheme in ("light", "dark"):
        with watched(browser, server, scheme) as view:
            page = view.page
            if "notebook.html" in page.url:
                page.goto(f"{server.address}/index.html")
            page.locator(".lesson").first.wait_for()
            view.accessible(f"the list, {scheme}")
            view.look(f"list-{scheme}")
            page.goto(f"{server.address}/notebook.html?id={notebook}")
            cells = page.locator("nb-cell")
            cells.first.wait_for()
            # A high window, so that everything that waits to be seen is drawn.
            page.set_viewport_size({"width": 1280, "height": 5000})
            if scheme == "light":
                for index in range(2):
                    cells.nth(index).locator(".run-button").click()
                cells.nth(1).locator(".live-chart canvas").first.wait_for()
                view.look("running-light")
            for index in range(2):
                cells.nth(index).locator(f"nb-run{ENDED}").wait_for()
            for part in ("nb-timeline", ".finished-chart"):
                page.locator(part).first.scroll_into_view_if_needed()
            page.locator("nb-timeline[filled]").first.wait_for()
            page.locator(".finished-chart[drawn]").first.wait_for()
            view.accessible(f"a notebook with results, {scheme}")
            view.look(f"results-{scheme}")


STORIES = [
    the_welcome_lesson_opens_and_a_cell_shows_everything,
    the_timeline_is_driven_by_the_keyboard_alone,
    a_mistake_is_named_with_its_place,
    light_and_dark_are_both_readable,
]
