"""A Unigram vocabulary as sentencepiece reads it: the same pieces in an eighth of the memory.

The file is a ModelProto (sentencepiece_model.proto of google/sentencepiece) in the wire format of protobuf.
"""

import json
import struct
from collections.abc import Iterable
from typing import Final

from tokenizers import Tokenizer

_NORMAL, _UNKNOWN = 1, 2
_UNIGRAM: Final = 1
_NONE: Final = 2**64 - 1
"""-1 as protobuf writes it: there is no such piece."""


def sentencepiece_of(tokenizer: Tokenizer) -> bytes:
    """The pieces of a tokenizer under their ids. Texts are to be normalised and cut into words before."""
    told = json.loads(tokenizer.to_str())["model"]
    pieces, unknown = told["vocab"], told["unk_id"]
    trainer = (
        _number(3, _UNIGRAM),
        _number(40, unknown),
        *(_number(special, _NONE) for special in (41, 42, 43)),  # begin, end, padding
        _bytes(45, pieces[unknown][0].encode()),
    )
    # As it is: no charsmap, no space put in front, none removed, none written as another letter.
    spelling = _bytes(1, b"identity"), *(_number(habit, 0) for habit in (3, 4, 5))
    return b"".join(
        (
            *(
                _bytes(1, _piece(text, score, _UNKNOWN if place == unknown else _NORMAL))
                for place, (text, score) in enumerate(pieces)
            ),
            _message(2, trainer),
            _message(3, spelling),
        )
    )


def _piece(text: str, score: float, kind: int) -> bytes:
    return _bytes(1, text.encode()) + _varint(2 << 3 | 5) + struct.pack("<f", score) + _number(3, kind)


def _message(field: int, parts: Iterable[bytes]) -> bytes:
    return _bytes(field, b"".join(parts))


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*written, value))
