"""The last line of a run: on which stores the contracts ran; fails where one that `EXPECT_STORES` names is missing.

The contract suite calls `note` for each store it ran on. Files, because tests run in several processes.
"""

import os
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / ".work" / "stores-ran"


def note(store: str) -> None:
    """Remember that the contracts ran on a store."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / store).touch()


def main() -> int:
    """Say which stores were run on; 1 where an expected one was not."""
    ran = {path.name for path in FOLDER.glob("*")}
    missing = set(os.environ.get("EXPECT_STORES", "").split()) - ran
    if missing:
        print(f"stores that were expected and not run on: {', '.join(sorted(missing))}", file=sys.stderr)
    print(f"store contracts ran on: {', '.join(sorted(ran)) or 'none'}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
