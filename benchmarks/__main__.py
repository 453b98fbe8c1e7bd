"""`python -m benchmarks [name …]`: runs all measurements or those named."""

import importlib
import sys

ALL = ("start", "turns", "orders", "relevance", "crosslingual", "needs", "feeds")


def main() -> None:
    names = sys.argv[1:] or ALL
    unknown = [name for name in names if name not in ALL]
    if unknown:
        sys.exit(f"{unknown[0]!r} is not a measurement; there are {', '.join(ALL)}")
    for name in names:
        importlib.import_module(f"benchmarks.{name}").main()


main()
