"""Vectors in Postgres by pgvector, in half precision, by the same rule as in FAISS: scan a few, ask a graph (HNSW)
about many, and scan after all where the graph comes back with too little."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

import numpy as np
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Float,
    Index,
    MetaData,
    Select,
    Table,
    any_,
    cast,
    delete,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, REAL, insert
from sqlalchemy.types import UserDefinedType

from matching.index.base import Keys, Scores, Vectors

SCAN: Final = 10_000
"""Rows up to which all are scored."""
MOST_NEIGHBOURS: Final = 1_000
"""Candidates that the graph can be asked to keep; the largest `hnsw.ef_search`."""
NEIGHBOURS: Final = 10
"""Candidates kept by the graph for each one wanted."""
BATCH: Final = 1_000
T = TypeVar("T")


class HalfVector(UserDefinedType[str]):
    """pgvector's `halfvec`, written as text."""

    cache_ok = True

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions

    def get_col_spec(self, **_: object) -> str:
        return f"halfvec({self.dimensions})"


class PgVectorIndex:
    """One table, made where it is missing; what it holds may be made anew at any time from the catalog.

    Raises DBAPIError where the server cannot be reached or has no pgvector of 0.8 or later.
    """

    def __init__(self, engine: Engine, dimensions: int) -> None:
        self.dimensions, self._engine = dimensions, engine
        self._table = Table(
            "product_vector",
            MetaData(),
            Column("key", BigInteger, primary_key=True, autoincrement=False),
            Column("vector", HalfVector(dimensions), nullable=False),
            Index(
                "product_vector_near", "vector", postgresql_using="hnsw", postgresql_ops={"vector": "halfvec_ip_ops"}
            ),
        )
        with engine.begin() as connection:
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
            self._table.create(connection, checkfirst=True)

    def __len__(self) -> int:
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(self._table)).scalar_one()

    def put(self, keys: Keys, vectors: Vectors) -> None:
        rows = [{"key": key, "vector": _written(row)} for key, row in zip(keys.tolist(), vectors, strict=True)]
        statement = insert(self._table)
        statement = statement.on_conflict_do_update(
            index_elements=["key"], set_={"vector": statement.excluded["vector"]}
        )
        with self._engine.begin() as connection:
            for start in range(0, len(rows), BATCH):
                connection.execute(statement, rows[start : start + BATCH])

    def remove(self, keys: Keys) -> int:
        with self._engine.begin() as connection:
            return connection.execute(delete(self._table).where(self._is_among(keys))).rowcount

    def search(self, query: Vectors, limit: int, among: Keys | None = None) -> tuple[Keys, Scores]:
        count = len(self) if among is None else len(among)
        limit = min(limit, count)
        if limit < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        with self._engine.begin() as connection:
            if count > SCAN and limit <= MOST_NEIGHBOURS:
                found = self._asked(connection, query, limit, among)
                if len(found[0]) == limit:
                    return found
            return self._scanned(connection, query, limit, among)

    def scores(self, query: Vectors, keys: Keys) -> Scores:
        with self._engine.begin() as connection:
            found, scores = self._scanned(connection, query, len(keys), keys)
        by_key = dict(zip(found.tolist(), scores.tolist(), strict=True))
        return np.array([_known(by_key, key) for key in keys.tolist()], np.float32)

    def vectors(self, keys: Keys) -> Vectors:
        wanted = select(self._table.c.key, cast(self._table.c.vector, ARRAY(REAL))).where(self._is_among(keys))
        by_key: dict[int, Sequence[float]] = {}
        with self._engine.connect() as connection:
            for key, vector in connection.execute(wanted):
                by_key[key] = vector
        rows = [_known(by_key, key) for key in keys.tolist()]
        return np.array(rows, np.float32).reshape(len(keys), self.dimensions)

    def _asked(self, connection: Connection, query: Vectors, limit: int, among: Keys | None) -> tuple[Keys, Scores]:
        """By the graph, which goes on looking while the filter drops what it finds."""
        kept = min(max(NEIGHBOURS * limit, 100), MOST_NEIGHBOURS)
        connection.execute(text(f"SET LOCAL hnsw.ef_search = {kept}"))
        connection.execute(text("SET LOCAL hnsw.iterative_scan = strict_order"))
        distance = self._distance(query)
        nearest = select(self._table.c.key, -distance).order_by(distance).limit(limit)
        return _answered(connection, nearest if among is None else nearest.where(self._is_among(among)))

    def _scanned(self, connection: Connection, query: Vectors, limit: int, among: Keys | None) -> tuple[Keys, Scores]:
        """Exactly: an order by score and key is one that no graph can give."""
        distance = self._distance(query)
        every = select(self._table.c.key, -distance).order_by((-distance).desc(), self._table.c.key).limit(limit)
        return _answered(connection, every if among is None else every.where(self._is_among(among)))

    def _distance(self, query: Vectors) -> ColumnElement[float]:
        """pgvector's distance by inner product: the less, the nearer."""
        return self._table.c.vector.op("<#>", return_type=Float())(
            cast(literal(_written(query)), HalfVector(self.dimensions))
        )

    def _is_among(self, keys: Keys) -> ColumnElement[bool]:
        return self._table.c.key == any_(literal(keys.tolist(), ARRAY(BigInteger)))


def _answered(connection: Connection, asked: Select[int, float]) -> tuple[Keys, Scores]:
    rows = connection.execute(asked).all()
    return np.array([key for key, _ in rows], np.int64), np.array([score for _, score in rows], np.float32)


def _written(vector: Vectors) -> str:
    """As pgvector reads it."""
    return f"[{','.join(map(str, vector.reshape(-1).tolist()))}]"


def _known(found: Mapping[int, T], key: int) -> T:
    if key not in found:
        raise KeyError(f"the index holds no vector under key {key!r}")
    return found[key]
