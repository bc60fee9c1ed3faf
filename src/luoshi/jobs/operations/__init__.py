"""Every write of background work: order, cancel, try again; and what a worker does with what it claimed."""

from luoshi.jobs.operations._ordering import cancel, enqueue, retry
from luoshi.jobs.operations._sweeping import sweep
from luoshi.jobs.operations._working import MOST_ATTEMPTS, beat, claim, fail, finish, release

__all__ = ["MOST_ATTEMPTS", "beat", "cancel", "claim", "enqueue", "fail", "finish", "release", "retry", "sweep"]
