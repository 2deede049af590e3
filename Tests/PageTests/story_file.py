"""A notebook is saved as a page of its own, mailed, and opened from disk on a laptop without a network."""

import http.client
import http.server
import json
import os
import re
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from browser import Watched
from programs import STORE_BUFFERING
from server import program, until

HOSTILE = "top.hacked = parent.hacked = window.hacked = true; document.title = 'hacked'"
HTML = f"""<style>td {{ color: rebeccapurple }}</style>
<table><tr><td style="font-weight: bold">seven</td></tr></table>
<script>{HOSTILE}</script><img src="x" onerror="{HOSTILE}">
<img src="https://example.com/pixel.png"><link rel="stylesheet" href="https://example.com/a.css">
<meta http-equiv="refresh" content="0; url=https://example.com/">
<svg onload="{HOSTILE}"></svg><iframe src="https://example.com/"></iframe>
<a href="https://example.com/click">Look</a><video src="https://example.com/film.mp4"></video>
<form action="https://example.com/"><button>Send</button></form>"""
TEXT = f"""# Who wins, and why

Amdahl's law says $S(n) = \\frac{{1}}{{(1-p) + p/n}}$, so

$$\\lim_{{n \\to \\infty}} S(n) = \\frac{{1}}{{1-p}}.$$

| threads | seconds |
| ---: | ---: |
| 1 | 4.2 |

</script><script>{HOSTILE}</script><!-- <img src=x onerror="{HOSTILE}">
[a link](javascript:{HOSTILE.split(";")[0]}) and ![a picture](https://example.com/pixel.png)"""


def cell(kind, id, source, outputs=()):
    code = {"execution_count": None, "outputs": list(outputs)} if kind == "code" else {}
    return {"cell_type": kind, "id": id, "metadata": {}, "source": source, **code}


def display(**data):
    bundle = {key.replace("_", "/"): value for key, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": bundle}


NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"title": "Saved </title><script>hacked = 1</script> & read"},
    "cells": [
        cell("markdown", "text", TEXT),
        cell("code", "chart", "law.amdahl(p: [0.5, 0.9], n: 1...64)"),
        cell("code", "timeline", "deadlock.dining(philosophers: 3)"),
        cell("code", "program", STORE_BUFFERING),
        cell(
            "code",
            "html",
            "# </script><script>hacked = 1</script>",
            [
                {"output_type": "stream", "name": "stdout", "text": "</pre><script>hacked = 1</script>\u2028\n"},
                display(text_html=HTML, text_plain="seven"),
            ],
        ),
    ],
}


def request(server, method, path, body=None, kind="application/json"):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": kind}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert answer.status < 300, (method, path, answer.status, content[:300])
    return content


class Canary(http.server.BaseHTTPRequestHandler):
    """Stands for everything that a file might ask: writes down who came."""

    visits = []

    def do_GET(self):
        self.visits.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_):
        pass


def saved(server, runs=("chart", "timeline", "program"), elsewhere="https://example.com"):
    """The notebook with its cells run, as a file in the server's folder."""
    content = json.dumps(NOTEBOOK).replace("https://example.com", elsewhere)
    made = json.loads(
        request(server, "POST", "/api/notebooks", content, "application/x-ipynb+json")
    )
    id = made["id"]
    server.ask("POST", f"/api/notebooks/{id}/runs", {"cells": list(runs), "key": "all"})

    def has_ended():
        cells = server.ask("GET", f"/api/notebooks/{id}")["cells"]
        phases = {one["id"]: (one.get("run") or {}).get("phase") for one in cells}
        assert "failed" not in phases.values(), phases
        return all(phases[one] == "done" for one in runs)

    until(has_ended)
    begun = time.monotonic()
    html = request(server, "GET", f"/api/notebooks/{id}/file?format=html")
    print(f"        {len(html) / 1e6:.2f} MB in {(time.monotonic() - begun) * 1e3:.0f} ms", flush=True)
    path = Path(server.folder.name) / "saved.html"
    path.write_bytes(html)
    return path


@contextmanager
def opened(browser, server, path, scheme="light", width=1280, offline=True, **options):
    """The file in a browser, by default without a network, whose every request is written down."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce",
        offline=offline, **options,
    )
    context.set_default_timeout(30_000)
    view = Watched(context, server)
    view.requests = []
    # The browser also tells of what it stopped before anything was asked: for the policy's sake, or
    # ("other") because a sandboxed frame may not look at the disk.
    stopped = ("csp", "other")
    view.page.on("requestfinished", lambda one: view.requests.append(one.url))
    view.page.on(
        "requestfailed",
        lambda one: one.failure in stopped or view.requests.append(f"{one.url} ({one.failure})"),
    )
    view.page.goto(path.as_uri())
    if options.get("java_script_enabled", True):
        view.page.locator("html[data-drawn]").wait_for()
    yield view
    view.page.wait_for_timeout(300)
    asked = [url for url in view.requests if not url.startswith(("data:", "about:", "blob:"))]
    assert asked == [path.as_uri()], f"requests: {asked}"
    assert not view.errors, view.errors
    context.close()


def unharmed(view):
    """No script of the notebook ran, here or in a frame."""
    page = view.page
    assert page.title() == NOTEBOOK["metadata"]["title"], page.title()
    assert page.evaluate("'hacked' in window") is False
    own = [frame for frame in page.main_frame.child_frames]
    assert [frame.url for frame in own] == ["about:srcdoc"], own
    # It wears its own style, and what it wanted from elsewhere was stopped.
    seven = page.frame_locator(".html-frame").locator("td")
    assert seven.evaluate("(one) => getComputedStyle(one).color") == "rgb(102, 51, 153)"
    inner = [frame.url for frame in own[0].child_frames]
    assert inner in ([], ["chrome-error://chromewebdata/"], ["about:blank"], [""]), inner
    printed = page.locator("[data-cell=html] .texts").text_content()
    assert "</pre><script>hacked = 1</script>" in printed, printed
    assert page.locator("main script").count() == 0


def a_saved_notebook_is_read_and_stepped_by_keyboard_offline(browser, server):
    path = saved(server)
    with opened(browser, server, path) as view:
        page = view.page
        unharmed(view)
        assert page.locator("h1").first.inner_text() == NOTEBOOK["metadata"]["title"]
        assert page.locator("nb-markdown .katex").count() >= 2
        assert page.locator("nb-markdown td").count() == 2
        assert page.locator("nb-markdown a[href^='javascript']").count() == 0
        assert page.locator("nb-markdown img").count() == 0
        view.accessible("the saved page")

        # From cell to cell, then into the schedule of the program.
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.dataset.cell") == "text"
        for _ in range(3):
            page.keyboard.press("j")
        assert page.evaluate("document.activeElement.dataset.cell") == "program"
        outcomes = page.locator(".outcome-table tbody tr")
        assert outcomes.count() == 4
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.outcome-table button')"):
                break
        page.keyboard.press("Enter")
        player = page.locator(".schedule-player")
        until(lambda: page.evaluate("document.activeElement.matches('.schedule-player')"))
        place = page.locator(".schedule-place")
        length = int(place.inner_text().split(" of ")[1].split(":")[0])
        assert place.inner_text().startswith(f"{length} of {length}: "), place.inner_text()
        page.keyboard.press("Home")
        assert place.inner_text() == f"0 of {length}: before the first step", place.inner_text()
        page.keyboard.press("ArrowRight")
        assert place.inner_text().startswith(f"1 of {length}: "), place.inner_text()
        page.keyboard.press("]")
        assert not place.inner_text().startswith("1 of "), place.inner_text()
        page.keyboard.press("End")
        assert place.inner_text().startswith(f"{length} of {length}: "), place.inner_text()
        assert player.locator(".schedule-hand").is_hidden(), "nothing can be chosen in a file"

        # Every outcome opens: its schedule came along.
        for button in outcomes.locator("button").all():
            button.press("Enter")
            assert page.locator(".schedule-problem:not(:empty)").count() == 0
        # Of 12 places in the table, 4 outcomes in 3 models, only SC never shows (0, 0).
        assert outcomes.locator("button").count() == 11
        # The other views are there, too.
        page.locator(".view-tabs [role=tab]").first.focus()
        for name in page.locator(".view-tabs [role=tab]").all_inner_texts():
            assert page.locator('.view-tabs [aria-selected="true"]').inner_text() == name
            page.keyboard.press("ArrowRight")
        view.accessible("a schedule in the saved page")

        # The timeline came along and zooms.
        stage = page.locator("nb-timeline .stage, .timelines .stage").first
        stage.focus()
        window = page.locator(".overview .window").first
        assert window.is_hidden()
        page.keyboard.press("+")
        window.wait_for()
        width = window.bounding_box()["width"]
        page.keyboard.press("+")
        until(lambda: window.bounding_box()["width"] < width)
        page.keyboard.press("n")
        until(lambda: page.locator(".choice").first.inner_text() != "")
        page.keyboard.press("0")
        until(window.is_hidden)
        assert page.locator(".finished-chart[drawn]").count() >= 1
        view.look("file-light")


def a_saved_notebook_is_good_to_look_at(browser, server):
    path = saved(server)
    with opened(browser, server, path, scheme="dark") as view:
        view.accessible("the saved page in the dark")
        view.look("file-dark")
        view.page.get_by_label("Colours").select_option("light")
        view.accessible("the saved page, turned light")
        view.page.keyboard.press("Escape")
        view.page.locator("main").focus()
        view.page.keyboard.press("?")
        view.page.get_by_text("next and previous cell").wait_for()
        view.look("file-turned-light")
    with opened(browser, server, path, width=320) as view:
        assert view.page.evaluate("document.documentElement.scrollWidth") <= 320
        view.accessible("the saved page in a narrow window")
        view.look("file-narrow")


def the_command_line_writes_the_same_page(browser, server):
    """From the running server by id, and from a file that Jupyter could have saved, with its outputs."""
    page = saved(server)
    id = server.ask("GET", "/api/notebooks")["notebooks"][0]["id"]
    folder = Path(server.folder.name)
    notebook = folder / "notebook.ipynb"
    notebook.write_bytes(request(server, "GET", f"/api/notebooks/{id}/file?format=ipynb"))
    worker = os.environ.get("INTERLEAVE_WORKER")
    options = ["--format", "html", "--database", folder / "test.sqlite"]
    options += ["--worker", worker] if worker else []
    for name, source in [("by-id.html", id), ("from-file.html", notebook)]:
        command = [program(), "export", source, "-o", folder / name, *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
    when = re.compile(rb"on [0-9-]{10} at [0-9:]{5} UTC|\"saved\":\"[^\"]*\"")
    one, other = (when.sub(b"", (folder / name).read_bytes()) for name in [page, "by-id.html"])
    assert one == other, "the server writes what it downloads"
    with opened(browser, server, folder / "from-file.html") as view:
        unharmed(view)
        assert view.page.locator(".left-out").count() == 0
        button = view.page.locator(".outcome-table button").first
        button.press("Enter")
        view.page.locator(".schedule-player .lanes").wait_for()
        view.page.keyboard.press("Home")
        assert view.page.locator(".schedule-place").inner_text().endswith("before the first step")
        assert view.page.locator(".finished-chart[drawn]").count() >= 1
        view.look("file-from-file")


def nothing_is_fetched_even_with_a_network(browser, server):
    canary = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=canary.serve_forever, daemon=True).start()
    try:
        path = saved(server, [], f"http://127.0.0.1:{canary.server_port}")
        for scripted in (True, False):
            options = {} if scripted else {"java_script_enabled": False}
            with opened(browser, server, path, offline=False, **options) as view:
                frame = view.page.frame_locator("[data-cell=html] iframe")
                if scripted:
                    frame.locator("td").wait_for()
                    frame.get_by_role("button").click()
                    frame.get_by_role("link").click()
                # A second is long for a visit on one machine.
                view.page.wait_for_timeout(1_000)
        assert Canary.visits == [], Canary.visits
    finally:
        canary.shutdown()
        canary.server_close()


def without_javascript_the_text_is_still_there(browser, server):
    path = saved(server)
    with opened(browser, server, path, java_script_enabled=False) as view:
        page = view.page
        text = page.locator("body").inner_text()
        for words in ["Amdahl's law says", "law.amdahl(p: [0.5, 0.9]", "seven", "</pre><script>hacked"]:
            assert words in text, words
        assert page.locator("main img").count() >= 2, "pictures of the chart and the timeline"
        sizes = page.locator("main img").evaluate_all("all => all.map((one) => one.naturalWidth)")
        assert all(sizes), sizes
        if view_path := shot("file-no-script"):
            page.screenshot(path=view_path, full_page=True)


def paper_shows_it_all(browser, server):
    path = saved(server)
    with opened(browser, server, path, scheme="dark") as view:
        pdf = view.page.pdf(format="A4", print_background=True)
        assert pdf.count(b"/Type /Page\n") >= 2 or pdf.count(b"/Type/Page") >= 2
        if view_path := shot("file-print"):
            Path(str(view_path).replace(".png", ".pdf")).write_bytes(pdf)


def shot(name):
    from browser import SHOTS

    if not SHOTS:
        return None
    SHOTS.mkdir(parents=True, exist_ok=True)
    return SHOTS / f"{name}.png"


STORIES = [
    a_saved_notebook_is_read_and_stepped_by_keyboard_offline,
    a_saved_notebook_is_good_to_look_at,
    the_command_line_writes_the_same_page,
    nothing_is_fetched_even_with_a_network,
    without_javascript_the_text_is_still_there,
    paper_shows_it_all,
]
