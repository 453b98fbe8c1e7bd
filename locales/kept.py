"""What a text file says, kept beside it in a form that is read several times as fast: as Python keeps modules it has
compiled, in `__pycache__`, and only where it may write there.

Nothing depends on it: what is missing, damaged or of another text is read from the text again.
`python -m locales` keeps every locale's files, as `python -m compileall` does modules.
"""

import contextlib
import json
import sys
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")
_SUM: Final = 64
"""Hexadecimal digits of a SHA-256 sum."""


def kept(file: Path, understood: Callable[[str], T]) -> T:
    """What `understood` makes of the file's text: values that JSON has. Raises what it raises, and OSError and
    UnicodeDecodeError."""
    content = file.read_bytes()
    beside = file.parent / "__pycache__" / f"{file.name}.json"
    of_text = _sum(content)
    with contextlib.suppress(OSError, ValueError):
        found = beside.read_bytes()
        values = found[2 * _SUM :]
        if found[: 2 * _SUM] == of_text + _sum(values):
            read: T = json.loads(values)
            return read
    made = understood(content.decode("utf-8"))
    if not sys.dont_write_bytecode:
        _keep(beside, of_text, made, file.stat().st_mode)
    return made


def _sum(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode("ascii")


def _keep(beside: Path, of_text: bytes, made: object, mode: int) -> None:
    """Written beside and moved into place: two processes never see half of what the other writes. Who may read the text
    may read this."""
    try:
        values = json.dumps(made, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except (TypeError, ValueError):  # JSON has no form for it: a date, or what is no number.
        return
    with contextlib.suppress(OSError):
        beside.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=beside.parent, suffix=".part", delete=False) as part:
            written = Path(part.name)
        try:
            written.write_bytes(of_text + _sum(values) + values)
            written.chmod(mode & 0o666)
            written.replace(beside)
        finally:
            written.unlink(missing_ok=True)
