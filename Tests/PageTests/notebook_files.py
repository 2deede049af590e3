"""Notebook files between our reader and writer and the reference library's (nbformat).

    notebook_files.py [SEED]

The corpus and 500 generated notebooks go through both sides, on the command line and through the server, and come back
byte for byte; what a run leaves in a file is valid and readable without our software. INTERLEAVE names the program.
"""

import http.client
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import xml.dom.minidom
from pathlib import Path

import server

try:
    import nbformat
except ImportError:
    nbformat = None

GENERATED = 500
FIXTURES = server.ROOT / "Tests/Fixtures/notebooks"
IPYNB = "application/x-ipynb+json"

# What is refused, or mended, with a word of the sentence that says so.
REFUSED = {
    "three": "older than 4",
    "two": "older than 4",
    "five": "newer program",
    "conflict": "merge",
}
MENDED = {
    "byte-order-mark": "byte order mark",
    "ids-too-early": "an id, which format 4.4",
    "invalid-cells": "no list of outputs",
    "invalid-ids": "an id that cannot be used",
    "invalid-outputs": "Output 1 of cell 1 has no name",
    "no-ids": "no id",
    "no-minor": "no nbformat_minor",
    "not-a-number": "NaN",
}


class Caller:
    """One connection to the server that takes and gives files."""

    def __init__(self, own):
        self.token = own.token
        self.connection = http.client.HTTPConnection("127.0.0.1", own.port, timeout=60)

    def ask(self, method, path, body=None, kind="application/json"):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def add(self, content, name="name"):
        path = f"/api/notebooks?name={urllib.parse.quote(name)}"
        status, answer = self.ask("POST", path, content, IPYNB)
        return status, json.loads(answer)

    def file(self, notebook, query=""):
        status, answer = self.ask("GET", f"/api/notebooks/{notebook}/file?{query}")
        assert status == 200, answer
        return answer


def command(*arguments, code=0):
    """Runs the program and returns what it wrote on both channels."""
    done = subprocess.run([server.program(), *arguments], capture_output=True, timeout=120)
    complaint = done.stderr.decode()
    assert done.returncode == code, (arguments, done.returncode, complaint)
    return done.stdout, complaint


def written(document):
    """The bytes that the reference library writes."""
    text = nbformat.writes(document)
    return (text if text.endswith("\n") else text + "\n").encode()


def check_both_sides(content, context):
    """The reference library finds a file valid, and would write the same bytes."""
    document = nbformat.reads(content.decode(), nbformat.NO_CONVERT)
    nbformat.validate(document)
    assert written(document) == content, f"{context}: the other side writes it differently"
    return document


# The corpus


def canonical_files():
    names = set(REFUSED) | set(MENDED)
    files = [file for file in sorted(FIXTURES.glob("*.ipynb")) if file.stem not in names]
    return files + sorted((server.ROOT / "Notebooks").glob("*.ipynb"))


def the_corpus_comes_back(caller):
    files = canonical_files()
    for file in files:
        content = file.read_bytes()
        check_both_sides(content, file.name)
        status, made = caller.add(content, file.stem)
        assert status == 201 and "report" not in made, (file.name, made)
        assert caller.file(made["id"]) == content, f"{file.name} changed on its way"
        kept, complaint = command("export", str(file))
        assert kept == content and complaint == "", (file.name, complaint)
    for stem, word in REFUSED.items():
        status, answer = caller.add((FIXTURES / f"{stem}.ipynb").read_bytes())
        assert status in (400, 422) and word in answer["title"], (stem, status, answer)
        _, complaint = command("export", str(FIXTURES / f"{stem}.ipynb"), code=64)
        assert word in complaint, (stem, complaint)
    for stem, word in MENDED.items():
        status, made = caller.add((FIXTURES / f"{stem}.ipynb").read_bytes())
        assert status == 201, (stem, made)
        sentences = made["report"]["mended"] + made["report"]["kept"]
        assert any(word in sentence for sentence in sentences), (stem, sentences)
        if stem != "invalid-outputs":
            check_both_sides(caller.file(made["id"]), stem)
        _, complaint = command("export", str(FIXTURES / f"{stem}.ipynb"))
        assert word in complaint, (stem, complaint)
    return len(files), len(REFUSED) + len(MENDED)


# Generated notebooks

PIECES = [
    "a", "Z", "é", "e\u0301", "\U0001f9f5", "\uffff", "漢", "\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e",
    "\x85", "\u2028", "\u2029", "\t", "\x00", "\x1f", "\x7f", '"', "\\", "/", "</script>", "```", "<!-- cell x -->\n",
    "\n<!-- cell code y\n", "-->", "%%program\n", "# H\n", " ",
]  # fmt: skip
MIMES = [
    "text/plain", "text/html", "text/vnd.x", "image/png", "image/svg+xml", "application/javascript", "application/x",
]  # fmt: skip
JSON_MIMES = ["application/json", "application/vnd.x+json", "application/vnd.vegalite.v5+json"]


class Generator:
    """Valid notebooks of every minor, with whatever may stand in them."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def text(self, most=8):
        return "".join(self.chance.choices(PIECES, k=self.chance.randrange(most + 1)))

    def value(self, depth=3):
        kind = self.chance.randrange(9 if depth else 6)
        if kind < 6:
            number = self.chance.choice(
                [0, -1, 1.5, 1e-7, 1e22, -0.0, 2**70, 0.1 + 0.2, 1e300, 5e-324, 123456789]
            )
            return [None, True, False, number, self.text(), ""][kind]
        if kind == 6:
            return [self.value(depth - 1) for _ in range(self.chance.randrange(4))]
        return {self.key(): self.value(depth - 1) for _ in range(self.chance.randrange(4))}

    def key(self):
        return "k" + self.chance.choice(["", "é", "\U0001f9f5", "\uffff", "Z", "-", '"', "\n"]) + self.text(2)

    def bundle(self):
        chosen = self.chance.sample(MIMES, self.chance.randrange(len(MIMES)))
        data = {mime: self.text(12) for mime in chosen}
        for mime in self.chance.sample(JSON_MIMES, self.chance.randrange(3)):
            data[mime] = self.value()
        return data

    def metadata(self):
        return {self.key(): self.value() for _ in range(self.chance.randrange(3))}

    def output(self, minor):
        kind = self.chance.choice(["stream", "display_data", "execute_result", "error"])
        if minor > 5 and self.chance.random() < 0.2:
            return {"output_type": "smell", "data": self.value(), "other": self.text()}
        if kind == "stream":
            return {"output_type": kind, "name": self.chance.choice(["stdout", "stderr", "x"]), "text": self.text(20)}
        if kind == "error":
            lines = [self.text() for _ in range(self.chance.randrange(4))]
            return {"output_type": kind, "ename": self.text(3), "evalue": self.text(), "traceback": lines}
        made = {"output_type": kind, "data": self.bundle(), "metadata": self.metadata()}
        return made | ({"execution_count": self.chance.choice([None, 0, 7])} if kind == "execute_result" else {})

    def cell(self, minor, number):
        kind = self.chance.choice(["markdown", "code", "raw"])
        if minor > 5 and self.chance.random() < 0.2:
            kind = "sketch"
        cell = {"cell_type": kind, "metadata": self.metadata(), "source": self.text(12)}
        if minor >= 5:
            cell["id"] = f"{self.chance.choice('aZ0-_')}{number}"
        if kind == "code":
            cell["outputs"] = [self.output(minor) for _ in range(self.chance.randrange(4))]
            cell["execution_count"] = self.chance.choice([None, 0, 1, 99])
        elif kind != "sketch" and self.chance.random() < 0.3:
            cell["attachments"] = {self.key(): self.bundle()}
        if minor > 5 and self.chance.random() < 0.3:
            cell[self.key()] = self.value()
        return cell

    def notebook(self):
        minor = self.chance.randrange(7)
        metadata = self.metadata()
        if self.chance.random() < 0.3:
            metadata["kernelspec"] = {"name": "k", "display_name": self.text()} | self.metadata()
        if self.chance.random() < 0.3:
            metadata["title"] = self.text()
        cells = [self.cell(minor, number) for number in range(self.chance.randrange(8))]
        made = {"nbformat": 4, "nbformat_minor": minor, "metadata": metadata, "cells": cells}
        if minor > 5:
            made |= {self.key(): self.value()}
        return nbformat.from_dict(made)


def generated_notebooks_come_back(caller, seed, folder):
    """Bytes, not values: they are compared as they stand on the disk."""
    generator = Generator(seed)
    given, back = Path(folder, "given"), Path(folder, "back")
    given.mkdir()
    contents = {}
    for number in range(GENERATED):
        document = generator.notebook()
        nbformat.validate(document)
        contents[f"{number:03}.ipynb"] = written(document)
    for name, content in contents.items():
        (given / name).write_bytes(content)
    _, complaint = command("export", str(given), "-o", str(back))
    assert complaint == "", complaint
    texts, bare, again = Path(folder, "texts"), Path(folder, "bare"), Path(folder, "again")
    command("export", str(given), "--format", "text", "-o", str(texts))
    command("export", str(given), "--no-outputs", "-o", str(bare))
    command("export", str(texts), "-o", str(again))
    for name, content in contents.items():
        context = f"seed {seed}, {name}"
        assert (back / name).read_bytes() == content, f"{context}: our side changed it"
        check_both_sides((back / name).read_bytes(), context)
        status, made = caller.add(content, name)
        assert status == 201 and "report" not in made, (context, made)
        assert caller.file(made["id"]) == content, f"{context}: the server changed it"
        assert (again / name).read_bytes() == (bare / name).read_bytes(), f"{context}: the text lost something"
        nbformat.validate(nbformat.reads(caller.file(made["id"], "raise=1").decode(), nbformat.NO_CONVERT))


# What runs leave


def results_show_without_our_software(own, caller):
    sources = [
        "law.amdahl(p: [0.5, 0.9], n: 1...64)",
        "deadlock.dining(philosophers: 3, effort: .glance, seed: 41)",
        "%%program seed: 7\nvar x = 0\nthread a { x = x + 1 }\nthread b { x = x + 1 }\nassert x == 2\n",
        "race.lostUpdate(thread: 2)",
    ]
    notebook = own.notebook(sources, title="Results")
    cells = [f"cell-{number}" for number in range(len(sources))]
    own.ask("POST", f"/api/notebooks/{notebook}/runs", {"cells": cells, "key": "all"})
    ended = ("done", "failed")
    server.until(lambda: all((own.run_of(notebook, cell) or {}).get("phase") in ended for cell in cells))
    content = caller.file(notebook)
    document = check_both_sides(content, "results")
    found = {cell["id"]: cell for cell in document.cells if cell["id"] in cells}
    for cell in found.values():
        for output in cell.outputs:
            if output.output_type == "display_data":
                assert output.data["text/plain"].strip(), output
                if "image/svg+xml" in output.data:
                    xml.dom.minidom.parseString(output.data["image/svg+xml"])
    law, dining, program, mistake = (found[cell] for cell in cells)
    kinds = [set(output.data) for output in law.outputs if output.output_type == "display_data"]
    assert any({"application/vnd.vegalite.v5+json", "image/svg+xml"} <= kind for kind in kinds), kinds
    pictures = "".join(output.get("data", {}).get("image/svg+xml", "") for output in dining.outputs)
    assert "philosopher" in pictures, "the timeline is a picture"
    table = next(o for o in program.outputs if "text/plain" in o.get("data", {}) and "il1." in o.data["text/plain"])
    assert "Refuted" in table.data["text/plain"] or "il1." in table.data["text/plain"]
    assert [output.output_type for output in mistake.outputs][0] == "error", mistake.outputs
    record = dining.metadata.interleave.run
    assert record.cases[0].common.seed == 41 and record.cases[0].parameters.philosophers == 3, record
    assert record.machine.cpus >= 1 and record.started and record.ended, record
    assert program.metadata.interleave.run.schedules, "the schedules have ids"
    sampled = [c.metadata.interleave.run for c in found.values() if c.metadata.interleave.run.get("samples")]
    for run in sampled:
        for series in run.samples:
            assert json.loads(series.points), series
    assert len(content) < 2_000_000, f"{len(content)} bytes"
    return len(content)


# The command line


def the_command_line_takes_and_gives(own, caller, folder):
    lesson = server.ROOT / "Notebooks/00-welcome.ipynb"
    content = lesson.read_bytes()
    database = ["--database", f"{own.folder.name}/test.sqlite"]
    fresh = ["--database", f"{folder}/fresh.sqlite"]
    for place in (database, fresh):
        said, complaint = command("import", str(lesson), *place)
        id = said.decode().strip()
        assert re.fullmatch(r"n\w+", id) and complaint == "", (said, complaint)
        assert command("export", id, *place)[0] == content
        text, _ = command("export", id, "--format", "text", *place)
        assert text.startswith(b"<!-- notebook\n")
        markdown, _ = command("export", id, "--format", "markdown", *place)
        assert markdown.startswith(b"# ")
        _, complaint = command("export", "nothing", *place, code=64)
        assert complaint.strip().endswith("."), complaint
    _, complaint = command("import", str(FIXTURES / "no-ids.ipynb"), *database)
    assert "no id" in complaint, complaint
    said, complaint = command("open", str(lesson), *database)
    assert "stays as it is" in complaint and "nothing" in complaint, complaint
    shown(said.decode().strip(), caller)

    words = [server.program(), "open", str(lesson), "--port", "0", "--database", f"{folder}/opened.sqlite"]
    words += ["--public", str(server.ROOT / "Public")]
    opened = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        shown(opened.stdout.readline().strip())
    finally:
        opened.terminate()
        opened.communicate(timeout=20)
    assert lesson.read_bytes() == content


def shown(link, caller=None):
    """The link signs in and leads to the notebook, of which nothing has run."""
    address = urllib.parse.urlsplit(link)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    connection.request("GET", f"/?{address.query}")
    answer = connection.getresponse()
    answer.read()
    place = answer.getheader("Location")
    id = re.fullmatch(r"/notebook\.html\?id=(\w+)", place).group(1)
    connection.request("GET", f"/api/notebooks/{id}", headers={"Cookie": answer.getheader("Set-Cookie").split(";")[0]})
    notebook = json.loads(connection.getresponse().read())
    connection.close()
    assert notebook["cells"] and all(cell["run"] is None for cell in notebook["cells"])


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(1_000_000)
    if nbformat is None or not server.program().exists():
        missing = "the Python package nbformat" if nbformat is None else f"a program at {server.program()}"
        print(f"skipped: there is no {missing}.")
        return 0
    own = server.Server()
    try:
        caller = Caller(own)
        server.until(lambda: own.ask("GET", "/health")["phase"] == "ready")
        files, odd = the_corpus_comes_back(caller)
        print(f"ok      {files} files of the corpus come back byte for byte, {odd} odd ones get their sentence", flush=True)
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            generated_notebooks_come_back(caller, seed, folder)
            print(
                f"ok      {GENERATED} generated notebooks are the same bytes on both sides, through the server and as text "
                f"(seed {seed}, {time.monotonic() - begun:.1f} s)",
                flush=True,
            )
            size = results_show_without_our_software(own, caller)
            print(f"ok      results are valid and show without our software ({size} bytes)", flush=True)
            the_command_line_takes_and_gives(own, caller, folder)
            print("ok      import, export and open, beside a server and without one", flush=True)
    finally:
        own.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
