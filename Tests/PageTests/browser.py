"""A browser that notes what must never happen: policy reports, foreign requests, page errors."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

SHOTS = Path(os.environ.get("INTERLEAVE_SCREENSHOTS", "")) if os.environ.get(
    "INTERLEAVE_SCREENSHOTS"
) else None

WATCH = """
document.addEventListener("securitypolicyviolation", (event) => {
  report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""


def chromium():
    """Debian's browser; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Watched:
    """One page in one browser context."""

    def __init__(self, context, server):
        self.context = context
        self.server = server
        self.reports = []
        self.errors = []
        self.foreign = []
        self.is_measuring = False
        self.page = context.new_page()
        # Tools put styles into the page, which the policy rightly reports.
        self.page.expose_function("report", self.note)
        self.page.add_init_script(WATCH)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self.check)

    def note(self, text):
        if not self.is_measuring:
            self.reports.append(text)

    def check(self, request):
        own = (self.server.address, "data:", "blob:")
        if not request.url.startswith(own):
            self.foreign.append(request.url)

    @contextmanager
    def measuring(self):
        # Reports of what the page itself did come first.
        self.page.evaluate("new Promise((done) => setTimeout(done, 50))")
        self.is_measuring = True
        yield
        self.page.evaluate("new Promise((done) => setTimeout(done, 200))")
        self.is_measuring = False

    def look(self, name):
        """A screenshot of the whole page, for people."""
        if SHOTS:
            SHOTS.mkdir(parents=True, exist_ok=True)
            with self.measuring():
                self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    def accessible(self, where):
        """Fails on serious findings of axe."""
        from axe_playwright_python.sync_playwright import Axe

        with self.measuring():
            found = Axe().run(self.page).response["violations"]
        grave = [
            f"{one['id']}: {one['nodes'][0]['html'][:160]}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert not grave, f"axe on {where}: {grave}"

    def clean(self):
        """Nothing happened that must never happen."""
        assert not self.reports, f"policy reports: {self.reports}"
        assert not self.foreign, f"requests to elsewhere: {self.foreign}"
        assert not self.errors, f"errors in the page: {self.errors}"


@contextmanager
def browser():
    """Debian's Chromium, without its window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # As root, in a container, the browser's own sandbox cannot start.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        started = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield started
        started.close()


@contextmanager
def watched(started, server, scheme="light", address=None, **options):
    """A page that is found clean at its end: signed in, or else a stranger's at an address."""
    context = started.new_context(
        **{"viewport": {"width": 1280, "height": 900}, **options},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    context.set_default_timeout(60_000)
    view = Watched(context, server)
    view.page.goto(address or server.link)
    yield view
    view.clean()
    context.close()
