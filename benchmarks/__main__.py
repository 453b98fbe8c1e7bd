"""`python -m benchmarks [name …]`: runs all measurements or those named. A number is how many SKUs `scale` makes;
`--no-server` leaves pgvector out there."""

import importlib
import sys

ALL = (
    "start", "turns", "webhooks", "orders", "relevance", "crosslingual", "languages", "gold", "leaks", "asking",
    "understanding", "intents", "needs", "feeds", "profiles", "lab", "scale",
)  # fmt: skip


def main() -> None:
    names = [name for name in sys.argv[1:] if not name.isdigit() and not name.startswith("--")] or ALL
    unknown = [name for name in names if name not in ALL]
    if unknown:
        sys.exit(f"{unknown[0]!r} is not a measurement; there are {', '.join(ALL)}")
    for name in names:
        importlib.import_module(f"benchmarks.{name}").main()


main()
