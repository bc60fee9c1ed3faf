"""The outbox: what each post is told, gathered by day, and how far the log has been read."""

from django.db import models


class Cursor(models.Model):
    """读取位置: the position of the last event that was delivered; one row, id 1."""

    position = models.BigIntegerField("序号")

    class Meta:
        verbose_name = verbose_name_plural = "读取位置"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="delivery_cursor_is_one")]

    def __str__(self) -> str:
        return str(self.position)


class OutboxMessage(models.Model):
    """发件: what one post is told on one day (Asia/Shanghai), gathered into one message.

    `person_id` is who answered for the post when the first line was written. Channels send messages later; the desk
    shows them at once. Derived from the log: not sealed.
    """

    post = models.ForeignKey("org.Post", models.PROTECT, related_name="+", verbose_name="岗位")
    on = models.DateField("日期")
    person = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", verbose_name="人员")

    class Meta:
        verbose_name = verbose_name_plural = "发件"
        constraints = [models.UniqueConstraint(fields=["post", "on"], name="delivery_message_once")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.on}"


class OutboxLine(models.Model):
    """发件内容: one event within a message; its words are made where it is shown."""

    message = models.ForeignKey(OutboxMessage, models.PROTECT, related_name="lines", verbose_name="发件")
    position = models.BigIntegerField("事件序号")
    told_at = models.DateTimeField("告知时间")

    class Meta:
        verbose_name = verbose_name_plural = "发件内容"
        constraints = [models.UniqueConstraint(fields=["message", "position"], name="delivery_line_once")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.position}"
