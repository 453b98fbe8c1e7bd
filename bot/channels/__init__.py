"""The channels there are, by name, and what each is for. Adapters are imported where they are wired."""

from collections.abc import Mapping
from typing import Final

CHANNELS: Final[Mapping[str, str]] = {
    "web": "chat page in the browser (shopkeep demo, shopkeep serve)",
    "terminal": "chat at a keyboard, or piped (shopkeep chat)",
    "json": "JSON lines for programs (shopkeep chat --json)",
}
