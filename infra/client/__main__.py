"""`python -m infra.client`."""

from infra.client.commands import main
from infra.client.ending import run

if __name__ == "__main__":
    run(main)
