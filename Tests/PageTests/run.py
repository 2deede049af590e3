"""Runs the stories in a real browser against a real server.

    run.py [word …]     only stories whose names hold one of the words

INTERLEAVE names the server's program, INTERLEAVE_WORKER the worker (by default the one beside it),
INTERLEAVE_SCREENSHOTS a folder for pictures.
"""

import subprocess
import sys
import time
import traceback

import browser
import server
import story_explorer
import story_file
import story_files
import story_first_visit
import story_history
import story_nothing_is_lost
import story_sharing


def missing():
    """What keeps the stories from being told here, or None."""
    if not server.program().exists():
        return f"there is no server program at {server.program()}"
    if browser.chromium() is None:
        return "there is no chromium (Debian package chromium)"
    if not (server.ROOT / "Public/vendor/ready.json").exists():
        return "there are no vendor files (.ci/vendor.sh fetches them)"
    try:
        import axe_playwright_python  # noqa: F401
        import playwright  # noqa: F401
    except ImportError as error:
        return f"the Python package {error.name} is not installed"
    return None


def tell(story, started):
    """Tells one story with a server of its own; says how long it took, or why it failed."""
    name = story.__name__.replace("_", " ")
    begun = time.monotonic()
    own = server.Server()
    try:
        story(started, own)
    except Exception:
        print(f"FAILED  {name}", flush=True)
        traceback.print_exc()
        return False
    finally:
        own.close()
    print(f"ok      {name} ({time.monotonic() - begun:.1f} s)", flush=True)
    return True


def main():
    reason = missing()
    if reason:
        print(f"skipped: the page tests did not run, because {reason}.")
        return 0
    # Saved pages carry the reading script as the sources have it now.
    subprocess.run(["bash", str(server.ROOT / ".ci/reader.sh")], check=True)
    chapters = [
        story_first_visit,
        story_explorer,
        story_file,
        story_files,
        story_history,
        story_nothing_is_lost,
        story_sharing,
    ]
    stories = [story for chapter in chapters for story in chapter.STORIES]
    wanted = sys.argv[1:]
    stories = [s for s in stories if not wanted or any(word in s.__name__ for word in wanted)]
    with browser.browser() as started:
        results = [tell(story, started) for story in stories]
    print(f"{sum(results)} of {len(results)} stories told as they should be.")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
