"""`python -m infra.client`."""

import sys

from infra.client.commands import main

if __name__ == "__main__":
    sys.exit(main())
