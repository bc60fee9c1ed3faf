"""Activated rule files: each version keeps its text for ever."""

from django.db import models

from luoshi.record.sealing import sealed


class Kind(models.TextChoices):
    """规则类别: what a rule file is about; the codes of `shapes.FOLDERS`."""

    CLOCK = "clock", "时限规则"
    KIND = "kind", "事项类型"
    SCHEME = "scheme", "亮灯规则"
    CALENDAR = "calendar", "工作日历"
    LADDER = "ladder", "督办升级程序"


@sealed
class RuleVersion(models.Model):
    """规则版本: one activated text of a rule file. Never changed, never removed; a new text is the next version."""

    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    code = models.CharField("代码", max_length=40)
    version = models.PositiveIntegerField("版本")
    in_force_on = models.DateField("施行日期")
    applies = models.CharField("适用", max_length=4)
    text = models.TextField("原文")
    hash = models.CharField("校验值", max_length=64)
    activated_at = models.DateTimeField("启用时间")
    activated_by = models.CharField("启用人", max_length=120)

    class Meta:
        """A rule's versions count from 1."""

        verbose_name = verbose_name_plural = "规则版本"
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "version"], name="rulebook_ruleversion_once"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="rulebook_ruleversion_from_one"),
            models.CheckConstraint(
                condition=models.Q(applies__in=["new", "open"]), name="rulebook_ruleversion_applies"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.code}@{self.version}"
