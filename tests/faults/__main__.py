"""The whole campaign: `python -m tests.faults 100 500`, so many seeds and cases each; fails if one thing is wrong."""

import sys

from tests.faults.campaign import by_turns


def main(seeds: int, cases: int) -> int:
    """Run so many seeds; return the exit status."""
    wrong = crashes = moves = 0
    for seed in range(1, seeds + 1):
        outcome = by_turns(seed, cases=cases)
        print(outcome, flush=True)
        for fault in outcome.wrong[:10]:
            print(f"  {fault}", flush=True)
        wrong, crashes, moves = (
            wrong + len(outcome.wrong),
            crashes + outcome.tally.crashes,
            moves + outcome.tally.moves,
        )
    print(f"FAULTS seeds={seeds} cases={cases} moves={moves} crashes={crashes} wrong={wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(*(int(one) for one in sys.argv[1:3])))
