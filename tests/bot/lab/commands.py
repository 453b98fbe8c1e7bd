"""`shopkeep locales …` as it is typed."""

import pytest

from bot.cli import main


def run(*asked: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["locales", *asked, "--db", "lab.db"])
    return int(ended.value.code or 0)
