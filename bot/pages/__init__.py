"""The files of our own pages: chat, desk, lab. No build step; they are served as they stand."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
