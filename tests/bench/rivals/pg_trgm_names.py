"""PostgreSQL with pg_trgm, as its own users would search names: ILIKE first, then word similarity.

`python pg_trgm_names.py CONNECTION NAMES QUERIES ANSWERS`: names and queries a line each; writes for each query the
names found, at most ten, and prints how long all of them took.
"""

import json
import sys
import time
from pathlib import Path

import psycopg

DATABASE = "names"
CREATED = "CREATE DATABASE names TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C'"
MOST = 10
# Whoever writes a part gets those that hold it, the shortest names first; anything else is near by its words.
CONTAINING = "SELECT name FROM names WHERE name ILIKE %s ORDER BY similarity(name, %s) DESC, name LIMIT %s"
LIKE = (
    "SELECT name FROM names WHERE %s <%% name"
    " ORDER BY word_similarity(%s, name) DESC, similarity(name, %s) DESC, name LIMIT %s"
)


def main() -> None:
    """Load, index, and answer."""
    connection, names, queries, answers = sys.argv[1:]
    with psycopg.connect(connection, autocommit=True) as server:
        server.execute(CREATED)
    with psycopg.connect(connection.replace("dbname=postgres", f"dbname={DATABASE}"), autocommit=True) as database:
        load(database, Path(names).read_text("utf-8").splitlines())
        before = time.perf_counter()
        found = [answer(database, q) for q in Path(queries).read_text("utf-8").splitlines()]
        print(time.perf_counter() - before)
    Path(answers).write_text(json.dumps(found, ensure_ascii=False), "utf-8")


def load(database: psycopg.Connection, names: list[str]) -> None:
    """Put the names into an indexed table."""
    database.execute("CREATE EXTENSION pg_trgm")
    ((trigrams,),) = database.execute("SELECT show_trgm('资阳市示例')").fetchall()
    if not trigrams:
        sys.exit("the trigrams of Chinese are empty: the database has not LC_CTYPE C.UTF-8")
    database.execute("CREATE TABLE names (name text NOT NULL)")
    with database.cursor() as cursor, cursor.copy("COPY names (name) FROM STDIN") as copy:
        for name in names:
            copy.write_row((name,))
    database.execute("CREATE INDEX names_trigrams ON names USING gin (name gin_trgm_ops)")
    database.execute("VACUUM ANALYZE names")
    database.execute("SET pg_trgm.word_similarity_threshold = 0.4")


def answer(database: psycopg.Connection, q: str) -> list[str]:
    """Return the first names for a query."""
    escaped = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    found = [name for (name,) in database.execute(CONTAINING, (f"%{escaped}%", q, MOST))]
    if len(found) < MOST:
        near = (name for (name,) in database.execute(LIKE, (q, q, q, MOST)))
        found += [name for name in near if name not in found][: MOST - len(found)]
    return found


if __name__ == "__main__":
    main()
