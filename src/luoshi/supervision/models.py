"""What the watcher did: reminders, urges and proposals for the bulletin."""

from django.db import models

from luoshi.record.sealing import sealed


@sealed
class Notice(models.Model):
    """提醒与催办: one step of the ladder taken about one duty, once.

    `planned_at` is when the ladder puts the step, `noticed_at` when a tick took it.
    """

    class Step(models.TextChoices):
        """督办步骤: what was done; a proposal for the bulletin is decided by the supervision office."""

        REMIND = "remind", "到期提醒"
        URGE = "urge", "催办"
        BULLETIN = "bulletin", "列入通报建议"

    duty = models.ForeignKey("ledger.Duty", models.PROTECT, related_name="+", verbose_name="待办")
    step = models.CharField("步骤", max_length=10, choices=Step)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    planned_at = models.DateTimeField("应提醒时间")
    noticed_at = models.DateTimeField("提醒时间")

    class Meta:
        verbose_name = verbose_name_plural = "提醒与催办"
        constraints = [
            models.UniqueConstraint(fields=["duty", "step", "planned_at"], name="supervision_notice_once"),
            models.CheckConstraint(
                condition=models.Q(step__in=("remind", "urge", "bulletin")), name="supervision_notice_step"
            ),
        ]
        indexes = [models.Index(fields=["unit", "noticed_at"], name="supervision_notice_unit")]

    def __str__(self) -> str:
        return f"{self.step} {self.duty_id}"
