"""What a worker logs: what failed, for which owner, and what came that is none of ours.

Shape: {"level": "ERROR", "message": "failed", "worker": "casework", "owner": "YY20261123-…",
        "errors": ["chalicelib.errors.NotFoundError"], "places": ["chalicelib/objections/effects.py:41 roll_forward"]}
"""

from chalicelib.logs import logger, told


def failed(worker: str, error: BaseException, *, owner: str | None = None) -> None:
    """Log a failure of a worker and the number of the owner it worked on, where there is one."""
    logger().error("failed", extra={"worker": worker, "owner": owner, **told(error)})


def remarked(worker: str, code: str, *, owner: str) -> None:
    """Log by a stable code that something was done, though not as it should look."""
    logger().warning("remarked", extra={"worker": worker, "owner": owner, "code": code})


def ignored(worker: str, code: str) -> None:
    """Log that something came which is not for this worker, by a stable code alone."""
    logger().warning("ignored", extra={"worker": worker, "code": code})
