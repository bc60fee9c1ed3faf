"""What is of no use any more in the folders: expired results, drafts of dead attempts, parcels of ended jobs."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Q

from luoshi.jobs import folders
from luoshi.jobs.models import ALIVE, Job, State

# Longer than any attempt: what a dead worker left is nobody's after that.
_LEFT_BEHIND = timedelta(days=1)


def sweep(*, at: datetime, moment: datetime, keep: timedelta) -> int:
    """Remove result files `keep` after their job ended, and what dead workers and ended jobs left; returns how many.

    `moment` is the machine's clock, which files are dated with. The rows stay: they say what was exported, and when.
    """
    old = [*_expired_results(at - keep), *_left_parcels(at - keep, moment), *_left_drafts(moment)]
    for path in old:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return len(old)


def _expired_results(before: datetime) -> list[Path]:
    """Files of jobs that ended long ago, or that there is no such job of."""
    lying = {int(path.name): path for path in folders.results() if path.name.isdecimal()}
    fresh = Job.objects.filter(pk__in=lying).filter(Q(ended_at__gt=before) | Q(ended_at=None))
    kept = set(fresh.values_list("pk", flat=True))
    return [path for pk, path in lying.items() if pk not in kept]


def _left_parcels(before: datetime, moment: datetime) -> list[Path]:
    """Parcels that no job needs: it was done, or it ended badly so long ago that nobody tries it again."""
    lying = [path for path in folders.parcels() if _is_old(path, moment)]
    if not lying:
        return []
    needed = Job.objects.filter(Q(state__in=ALIVE) | Q(ended_at__gt=before)).exclude(state=State.DONE)
    names = {parameters.get("parcel") for parameters in needed.values_list("parameters", flat=True)}
    return [path for path in lying if path.name not in names]


def _left_drafts(moment: datetime) -> list[Path]:
    return [path for path in folders.results() if path.name.startswith(".") and _is_old(path, moment)]


def _is_old(path: Path, moment: datetime) -> bool:
    """Whether nobody has touched it for a day; what is gone meanwhile is not there to be removed."""
    try:
        return path.stat().st_mtime < (moment - _LEFT_BEHIND).timestamp()
    except FileNotFoundError:
        return False
