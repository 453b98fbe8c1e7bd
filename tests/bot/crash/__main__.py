"""Lives shop processes on request, one line of JSON each: imports once, then forks, so that a life takes a moment.

{"folder": …, "flow": …, "kill_at": ["before send", 2], "bug": null}  →  {"killed": true}
"""

import json
import os
import sys
import traceback
from pathlib import Path

from tests.bot.crash.life import Life


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            kill_at = tuple(asked["kill_at"]) if asked["kill_at"] else None
            _live(Life(Path(asked["folder"]), asked["flow"], kill_at, asked["bug"]))
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        sys.stdout.write(json.dumps({"killed": killed, "well": killed or os.WEXITSTATUS(status) == 0}) + "\n")
        sys.stdout.flush()


def _live(life: Life) -> None:
    """Never returns: the child ends here whatever happens."""
    try:
        life.live()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


main()
