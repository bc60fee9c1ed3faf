"""Documents that came in, their sentences, and the drafts of items made from them."""

from django.db import models
from django.db.models import F, Q

from luoshi.record.sealing import sealed


class DocumentStatus(models.TextChoices):
    """审阅状态."""

    OPEN = "open", "审阅中"
    DONE = "done", "已审完"


class DraftState(models.TextChoices):
    """草稿状态."""

    PROPOSED = "proposed", "待确认"
    ACCEPTED = "accepted", "已采纳"
    CONFIRMED = "confirmed", "已建账"
    WAIVED = "waived", "不采用"
    REPLACED = "replaced", "已拆分或合并"


@sealed
class Document(models.Model):
    """来文: a document that was taken in; `text` is cleaned, the file itself is kept by its hash."""

    area_root = models.ForeignKey("org.Area", models.PROTECT, related_name="+", verbose_name="所属区划")
    issuing_office = models.ForeignKey("org.IssuingOffice", models.PROTECT, related_name="+", verbose_name="督办单位")
    title = models.CharField("标题", max_length=300)
    issuer = models.CharField("发文单位", max_length=200, blank=True)
    kind = models.CharField("事项类型", max_length=40)
    dated_on = models.DateField("成文日期", null=True)
    year = models.PositiveSmallIntegerField("所指年份", null=True)
    file_hash = models.CharField("文件", max_length=64)
    file_name = models.CharField("文件名", max_length=255)
    media_type = models.CharField("文件类型", max_length=100)
    text = models.TextField("清洗后的文字")
    repairs = models.JSONField("清洗记录", default=list)
    status = models.CharField("状态", max_length=10, choices=DocumentStatus.choices, default=DocumentStatus.OPEN)
    taken_in_at = models.DateTimeField("收文时间")
    taken_in_by = models.CharField("收文人", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "来文"
        constraints = [
            models.UniqueConstraint(fields=["area_root", "file_hash"], name="intake_document_once"),
            models.CheckConstraint(condition=~Q(title=""), name="intake_document_has_title"),
        ]
        indexes = [models.Index(fields=["area_root", "-id"], name="intake_document_newest")]

    def __str__(self) -> str:
        return self.title


@sealed
class Passage(models.Model):
    """句子: one sentence of a document with its label; one that needs no item is waived, by rule or by a person.

    `taken_up_at` is set when a person says that a sentence waived before needs a decision after all.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="passages", verbose_name="来文")
    ordinal = models.PositiveIntegerField("次序")
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    path = models.JSONField("标题层次", default=list)
    label = models.CharField("标签", max_length=10)
    why = models.CharField("理由", max_length=60)
    waived_at = models.DateTimeField("不必建账时间", null=True)
    waived_by = models.CharField("认定人", max_length=100, blank=True)
    waived_reason = models.CharField("不必建账理由", max_length=300, blank=True)
    taken_up_at = models.DateTimeField("重新审阅时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "句子"
        constraints = [
            models.UniqueConstraint(fields=["document", "ordinal"], name="intake_passage_once"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="intake_passage_is_a_span"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.ordinal}"


@sealed
class Draft(models.Model):
    """草稿: a row proposed for the ledger. `quote` is the document's text from `start` to `end`.

    `fields` holds what reading found, each with its span; the other columns are what the reviewer confirms.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="drafts", verbose_name="来文")
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    quote = models.TextField("原文")
    path = models.JSONField("标题层次", default=list)
    type = models.CharField("类型", max_length=10)
    strength = models.CharField("强度", max_length=10)
    why = models.CharField("理由", max_length=60)
    fields = models.JSONField("要素", default=dict)
    title = models.CharField("标题", max_length=300)
    kind = models.CharField("事项类型", max_length=40)
    lead_unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, related_name="+", verbose_name="牵头单位")
    co_unit_ids = models.JSONField("配合单位", default=list)
    due_on = models.DateField("完成日期", null=True)
    acceptance = models.TextField("验收标准", blank=True)
    urgency = models.CharField("紧急程度", max_length=20, default="normal")
    klass = models.CharField("督办级别", max_length=20, default="ordinary")
    term_class = models.CharField("期限类型", max_length=20, default="limited")
    state = models.CharField("状态", max_length=10, choices=DraftState.choices, default=DraftState.PROPOSED)
    waived_reason = models.CharField("不采用理由", max_length=300, blank=True)
    item_number = models.CharField("事项编号", max_length=60, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="intake_draft_is_a_span"),
            models.CheckConstraint(
                condition=(Q(state="confirmed") & ~Q(item_number="")) | (~Q(state="confirmed") & Q(item_number="")),
                name="intake_draft_confirmed_has_item",
            ),
        ]
        indexes = [models.Index(fields=["document", "start"], name="intake_draft_place")]

    def __str__(self) -> str:
        return self.title


class Presence(models.Model):
    """在场: who has a document's review open and where; a light for the others, gone soon after, and no record."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="+", verbose_name="来文")
    actor = models.CharField("岗位和人员", max_length=120)
    place = models.CharField("位置", max_length=40, blank=True)
    seen_at = models.DateTimeField("最近在场")

    class Meta:
        verbose_name = verbose_name_plural = "在场"
        constraints = [models.UniqueConstraint(fields=["document", "actor"], name="intake_presence_once")]

    def __str__(self) -> str:
        return f"{self.actor} {self.document_id}/{self.place}"


@sealed
class Template(models.Model):
    """表格模板: which field each column of a kind of table holds, as a person put it right once.

    `mark` is the fingerprint of the heads (`reading.columns.fingerprint`); `heads` and `fields` are lists, one entry a
    column.
    """

    area_root = models.ForeignKey("org.Area", models.PROTECT, related_name="+", verbose_name="所属区划")
    mark = models.CharField("表头标识", max_length=16)
    heads = models.JSONField("表头")
    fields = models.JSONField("各列含义")
    settled_at = models.DateTimeField("认定时间")
    settled_by = models.CharField("认定人", max_length=100)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "表格模板"
        constraints = [models.UniqueConstraint(fields=["area_root", "mark"], name="intake_template_once")]

    def __str__(self) -> str:
        return self.mark


@sealed
class Learning(models.Model):
    """学习记录: weights of the sentence model as this office's decisions changed them; the newest row is in use.

    `weights` is base64 of `reading.model.pack`, empty for the shipped ones (`rolled_back` to number 0); `base` is the
    number that was learnt on from, or gone back to; `before` and `after` are counts on documents left out (`right`,
    `wrong`, `missed`).
    """

    number = models.PositiveIntegerField("编号", unique=True)
    back = models.BooleanField("恢复到以前", default=False)
    base = models.PositiveIntegerField("在此基础上", default=0)
    documents = models.PositiveIntegerField("来文数", default=0)
    sentences = models.PositiveIntegerField("句数", default=0)
    before = models.JSONField("学习前", default=dict)
    after = models.JSONField("学习后", default=dict)
    weights = models.TextField("权重", blank=True)
    made_at = models.DateTimeField("时间")
    made_by = models.CharField("操作人", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "学习记录"
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="intake_learning_from_one")]

    def __str__(self) -> str:
        return f"model@{self.number}"
