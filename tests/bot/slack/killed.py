"""Lives shop processes on request, one line of JSON each: each answers one webhook of Slack and is killed right after.

{"database": …, "catalog": …, "api": …, "body": …}  →  {"status": 200, "killed": true}
"""

import json
import os
import signal
import sys
from pathlib import Path

from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import open_shop
from tests.bot.slack.desk import Desk, in_slack
from tests.builders import NOW
from tests.fakes import Scripted
from tests.peers.slack import SlackPeer, specification
from tests.sentences import SENTENCES


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.write(writing, str(answer(asked)).encode())
            os.kill(os.getpid(), signal.SIGKILL)
        os.close(writing)
        with os.fdopen(reading) as told:
            status = int(told.read() or 0)
        _, ended = os.waitpid(child, 0)
        sys.stdout.write(json.dumps({"status": status, "killed": os.WIFSIGNALED(ended)}) + "\n")
        sys.stdout.flush()


def answer(asked: dict[str, object]) -> int:
    """The status that a new process answers this event with; no worker runs in it."""
    settings = Settings(database_url=str(asked["database"]), catalog=Path(str(asked["catalog"])))
    elsewhere = SlackPeer(specification())
    settings = in_slack(settings, elsewhere, slack_base_url=asked["api"])
    desk = Desk(open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW)), elsewhere)
    body = asked["body"]
    assert isinstance(body, dict)
    return desk.event(body)


if __name__ == "__main__":
    main()
