"""Background jobs: what was ordered, how far it is, what came of it."""

from django.db import models
from django.db.models import Q

from luoshi.record.sealing import sealed

#: What moves while a job is worked on: too often for an event each, so no digest covers it.
MOVING = (
    "state",
    "run_at",
    "lease_until",
    "worker",
    "attempts",
    "cancel_asked_at",
    "n_done",
    "n_total",
    "doing",
    "result",
    "file_hash",
    "file_name",
    "file_size",
    "reasons",
    "started_at",
    "ended_at",
)


class State(models.TextChoices):
    """任务状态: `failed` was refused for a reason that trying again cannot change; `set_aside` broke every time."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未办成"
    CANCELLED = "cancelled", "已取消"
    SET_ASIDE = "set_aside", "已搁置"


ALIVE = (State.WAITING, State.RUNNING)


@sealed(leave_out=MOVING)
class Job(models.Model):
    """后台任务: one order that the tick process carries out.

    The order itself is sealed (kind, parameters, key, owner, moment): whoever writes a row past the program to have
    something done in another's name is found by `luoshi verify`. The moving columns are not: a lease is renewed every
    few seconds. How a job ended stands in its event, with the hash of the result file.

    `parameters` holds ids and codes, never what a person wrote; that lies in the job's parcel (`jobs.folders`).
    `lease_until` and `run_at` (None: at once) are read off the machine's own clock, the other moments off the edge's.
    """

    kind = models.CharField("类别", max_length=40)
    parameters = models.JSONField("参数", default=dict)
    key = models.CharField("唯一键", max_length=200)
    owner = models.CharField("安排人", max_length=120)
    on_behalf_of = models.CharField("代", max_length=120, blank=True)
    made_at = models.DateTimeField("安排时间")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    run_at = models.DateTimeField("不早于", null=True)
    lease_until = models.DateTimeField("占用至", null=True)
    worker = models.CharField("执行进程", max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    cancel_asked_at = models.DateTimeField("要求取消时间", null=True)
    n_done = models.PositiveBigIntegerField("已完成数", default=0)
    n_total = models.PositiveBigIntegerField("总数", default=0)
    doing = models.CharField("进展", max_length=60, blank=True)
    result = models.JSONField("结果", default=dict)
    file_hash = models.CharField("结果文件", max_length=64, blank=True)
    file_name = models.CharField("结果文件名", max_length=255, blank=True)
    file_size = models.PositiveBigIntegerField("结果字节数", default=0)
    reasons = models.JSONField("原因", default=list)
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        """The same order stands once while it is alive; claiming reads only what is alive."""

        verbose_name = verbose_name_plural = "后台任务"
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=("waiting", "running")), name="jobs_job_once_alive"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "running", "done", "failed", "cancelled", "set_aside")),
                name="jobs_job_state",
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True)),
                name="jobs_job_running_has_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], condition=Q(state__in=("waiting", "running")), name="jobs_job_alive"),
            models.Index(fields=["owner", "-id"], name="jobs_job_owner"),
            models.Index(fields=["key"], name="jobs_job_key"),
            models.Index(fields=["kind", "-id"], name="jobs_job_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.state}"
