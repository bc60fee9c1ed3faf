"""The sealed log and what lies beside it: head, form keys, record keys, private values, files."""

from django.db import models

from luoshi.record.sealing import sealed


class Event(models.Model):
    """事件: one line of the log, never changed, never removed (triggers refuse it).

    `position` counts from 1 without gaps in the order of commits: it is the leaf number and the only cursor.
    """

    position = models.BigIntegerField("序号", primary_key=True)
    stream = models.CharField("对象", max_length=120)
    type = models.CharField("类型", max_length=60)
    schema = models.PositiveSmallIntegerField("格式版本")
    happened_at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("记录时间")
    actor = models.CharField("操作人", max_length=120)
    on_behalf_of = models.CharField("代", max_length=120, blank=True)
    payload = models.TextField("内容")
    rows = models.TextField("行摘要")
    algorithm = models.CharField("算法", max_length=20)
    hash = models.CharField("校验值", max_length=64)

    class Meta:
        """Timelines read one stream in order."""

        verbose_name = verbose_name_plural = "事件"
        indexes = [
            models.Index(fields=["stream", "position"], name="record_event_stream"),
            models.Index(fields=["type", "position"], name="record_event_type"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.type} {self.stream}"


class LogHead(models.Model):
    """存证: the one row that says how far the log goes; what is needed to append the next event."""

    size = models.BigIntegerField("事件数")
    frontier = models.TextField("前沿", blank=True)
    head = models.CharField("校验码", max_length=64)
    last_recorded_at = models.DateTimeField("最后记录时间", null=True)

    class Meta:
        """One row, id 1."""

        verbose_name = verbose_name_plural = "存证"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="record_loghead_is_one")]

    def __str__(self) -> str:
        return f"{self.size}:{self.head}"


class OnceKey(models.Model):
    """一次性表单键: a form's key once it is spent, with what the first use returned."""

    key = models.CharField("键", max_length=64, primary_key=True)
    actor = models.CharField("操作人", max_length=120)
    spent_at = models.DateTimeField("使用时间")
    result = models.JSONField("结果")

    class Meta:
        """Old keys are removed by their date."""

        verbose_name = verbose_name_plural = "一次性表单键"
        indexes = [models.Index(fields=["spent_at"], name="record_oncekey_spent")]

    def __str__(self) -> str:
        return self.key


@sealed(leave_out=("wrapped", "wrapping"))
class RecordKey(models.Model):
    """记录密钥: the key of one record's private values, wrapped by the installation's key; destroyed to erase them."""

    stream = models.CharField("对象", max_length=120, unique=True)
    wrapped = models.TextField("包裹后的密钥", blank=True)
    wrapping = models.CharField("主密钥标识", max_length=16, blank=True)
    made_at = models.DateTimeField("生成时间")
    erased_at = models.DateTimeField("销毁时间", null=True)

    class Meta:
        """Either a key or the moment it was destroyed."""

        verbose_name = verbose_name_plural = "记录密钥"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(wrapped=""), name="record_recordkey_erased_is_empty"
            )
        ]

    def __str__(self) -> str:
        return self.stream


@sealed(leave_out=("nonce", "ciphertext"))
class PrivateValue(models.Model):
    """受保护的信息: one private value of a record, encrypted; the log holds only a salted commitment.

    A changed value is a new row with the next `serial`; the plain text is a 32 byte salt followed by the value.
    """

    key = models.ForeignKey(RecordKey, on_delete=models.PROTECT, related_name="values", verbose_name="密钥")
    name = models.CharField("名称", max_length=60)
    serial = models.PositiveIntegerField("次序")
    commitment = models.CharField("承诺值", max_length=64)
    nonce = models.CharField("随机数", max_length=24, blank=True)
    ciphertext = models.TextField("密文", blank=True)

    class Meta:
        """The newest serial of a name is the value."""

        verbose_name = verbose_name_plural = "受保护的信息"
        constraints = [models.UniqueConstraint(fields=["key", "name", "serial"], name="record_privatevalue_serial")]

    def __str__(self) -> str:
        return f"{self.name}/{self.serial}"


@sealed
class StoredFile(models.Model):
    """文件: a kept file by the hash of its content; the bytes lie in the files folder under that hash.

    `scan` is what a virus scanner said (`clean`, `infected`), with the scanner's own version and the moment; NULL means
    that none has looked. An expunged file has no bytes any more: its row is the tombstone.
    """

    hash = models.CharField("哈希", max_length=64, primary_key=True)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    name = models.CharField("首次文件名", max_length=255)
    kept_at = models.DateTimeField("存入时间")
    scan = models.CharField("查毒结果", max_length=10, null=True)
    scan_by = models.CharField("查毒程序", max_length=120, null=True)
    scanned_at = models.DateTimeField("查毒时间", null=True)
    expunged_at = models.DateTimeField("清除时间", null=True)

    class Meta:
        """Never removed while a row names it; the files that wait for a scanner are found by an index."""

        verbose_name = verbose_name_plural = "文件"
        indexes = [models.Index(fields=["kept_at"], condition=models.Q(scan=None), name="record_storedfile_unscanned")]

    def __str__(self) -> str:
        return self.hash


class TickRun(models.Model):
    """巡检: one turn of the tick loop, so that a page can say when the loop last lived. Not sealed, soon forgotten.

    `counts` says what was done, by name; `error` is the class of what stopped it, never its text.
    """

    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    counts = models.JSONField("计数", default=dict)
    error = models.CharField("错误", max_length=120, blank=True)

    class Meta:
        """The newest is the one with the greatest id: clocks may jump, ids do not."""

        verbose_name = verbose_name_plural = "巡检"

    def __str__(self) -> str:
        return f"{self.pk} {self.started_at}"


@sealed
class Expunging(models.Model):
    """清除文件: one administrator's proposal to destroy a wrongly loaded file, and what a second one said to it."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="expungings", verbose_name="文件")
    reason = models.TextField("理由")
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.CharField("提出人", max_length=120)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField("答复人", max_length=120, null=True)
    confirmed = models.BooleanField("同意", null=True)

    class Meta:
        """One open proposal for a file; one that destroyed it."""

        verbose_name = verbose_name_plural = "清除文件"
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=models.Q(answered_at=None), name="record_expunging_one_open"
            ),
            models.UniqueConstraint(fields=["file"], condition=models.Q(confirmed=True), name="record_expunging_once"),
        ]

    def __str__(self) -> str:
        return self.file_id


@sealed
class PrivateFile(models.Model):
    """受保护的文件: encrypted under the key of its record, in the folder under a random name; the log holds a promise.

    What it is called and what it is are encrypted with it. Erasing the record's private values destroys it.
    """

    key = models.ForeignKey(RecordKey, on_delete=models.PROTECT, related_name="files", verbose_name="密钥")
    place = models.CharField("随机名", max_length=32, unique=True)
    commitment = models.CharField("承诺值", max_length=64)
    size = models.BigIntegerField("字节数")
    kept_at = models.DateTimeField("存入时间")
    erased_at = models.DateTimeField("销毁时间", null=True)

    class Meta:
        """Found by its record."""

        verbose_name = verbose_name_plural = "受保护的文件"

    def __str__(self) -> str:
        return self.place
