"""`python reading_faulty.py table…` in a checkout: what is said of each table when it alone has a key nobody knows.

One process imports the platform and has read nothing; a child of it, which ends after it, reads for each table.
"""

import json
import multiprocessing
import sys
from pathlib import Path

from chalicelib.errors import DataFileError
from infra.tables import read_all


def said_of(name: str) -> str | None:
    """Return what is said where a table has a key that nobody knows; None where nothing is."""
    path = Path("chalicelib", f"{name}.toml")
    sound = path.read_text("utf-8")
    path.write_text(f'colour_of_nothing = "red"\n{sound}', "utf-8")
    try:
        read_all()
    except DataFileError as error:
        return f"{type(error).__name__}: {error}"
    finally:
        path.write_text(sound, "utf-8")
    return None


if __name__ == "__main__":
    names = sys.argv[1:]
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        print(json.dumps(dict(zip(names, pool.map(said_of, names, chunksize=1), strict=True))))
