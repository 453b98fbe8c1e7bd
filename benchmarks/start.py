"""Cold start: from starting the process to the first reply, in an empty folder, beside the bare imports.

The modules are compiled before, as setting up leaves them and as Python keeps them after a first start.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import milliseconds, show

RUNS = 5
ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "dialogue", "matching", "orders", "locales")
HELLO = json.dumps({"user": "bench", "text": "I need a rain jacket, size L, under 130 euros"}) + "\n"
BARE = "import sys, starlette.applications, uvicorn, sqlmodel; sys.stdin.readline(); print('{}', flush=True)"


def seconds_to_reply(command: list[str], folder: str) -> float:
    started = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder, text=True) as process:
        assert process.stdin and process.stdout
        process.stdin.write(HELLO)
        process.stdin.flush()
        process.stdout.readline()
        took = time.perf_counter() - started
        process.stdin.close()
        process.wait(timeout=30)
    return took


def main() -> None:
    for done in (["compileall", "-q", *ROOMS], ["locales"]):
        subprocess.run([sys.executable, "-m", *done], cwd=ROOT, check=True)
    shop = str(Path(sys.executable).with_name("shopkeep"))
    commands = {
        "shopkeep chat --json, new database": [shop, "chat", "--json", "--db", "first.db"],
        "shopkeep chat --json, in memory": [shop, "chat", "--json", "--db", ":memory:"],
        "floor: Python with web and database imports": [sys.executable, "-c", BARE],
    }
    rows = []
    for name, command in commands.items():
        took = []
        for _ in range(RUNS):
            with tempfile.TemporaryDirectory() as folder:
                took.append(seconds_to_reply(command, folder))
        rows.append([name, *milliseconds(took)])
    show(f"Cold start to first reply ({RUNS} runs each)", ["", "p50 ms", "p95 ms"], rows)
