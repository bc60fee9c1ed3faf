"""Sittings (one sign-in of somebody, until it ends) and the counts of tries that led to none."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from luoshi.org.models.accounts import Account


class Sitting(AbstractBaseSession):
    """登录: one sign-in on one device, kept while it lasts and a little longer.

    Not sealed: it is the browser's cookie on our side and changes without anybody deciding anything; that somebody
    signed in, and that a sitting was ended, stands in the log. Beside the session itself it keeps an address and the
    words of the browser about itself, nothing else (R12-07). Rows are removed by `luoshi tick`.
    """

    class Ended(models.TextChoices):
        """为什么结束: who ended a sitting before its time."""

        REPLACED = "replaced", "在别处登录"
        BY_OWNER = "by_owner", "本人结束"
        BY_ADMINISTRATOR = "by_administrator", "管理员结束"

    handle = models.CharField("编号", max_length=20, unique=True)
    # The index below begins with it.
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="账号"
    )
    address = models.CharField("地址", max_length=45, blank=True)
    device = models.CharField("设备", max_length=200, blank=True)
    started_at = models.DateTimeField("登录时间", null=True)
    last_seen_at = models.DateTimeField("最近活动", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    ended_why = models.CharField("为什么结束", max_length=20, choices=Ended.choices, blank=True)
    ended_from = models.CharField("从哪里结束", max_length=45, blank=True)

    class Meta:
        verbose_name = "登录"
        indexes = [models.Index(fields=["account", "ended_at"], name="org_sitting_account")]


class TryCount(models.Model):
    """尝试次数: how often one address (or, while locked, one account) was tried in an hour.

    The first try of an hour is an event; the others are counted here and told as one when the hour is over, so that
    nobody outside can make the log grow. Not sealed: a row lives for an hour.
    """

    about = models.CharField("来源", max_length=60)
    hour_at = models.DateTimeField("小时")
    count = models.PositiveIntegerField("次数")

    class Meta:
        verbose_name = "尝试次数"
        constraints = [models.UniqueConstraint(fields=["about", "hour_at"], name="org_try_count_one_an_hour")]

    def __str__(self) -> str:
        return f"{self.about} {self.count}"
