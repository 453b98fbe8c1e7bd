"""The form of the books as a JSON schema; `python -m orders.books.schema` writes `books.schema.json` beside it."""

import json
from pathlib import Path
from typing import Final

from orders.books.entries import Books

FILE: Final = Path(__file__).with_name("books.schema.json")


def drawn() -> str:
    """JSON Schema 2020-12 of a whole file."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Books.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(drawn(), encoding="utf-8")
