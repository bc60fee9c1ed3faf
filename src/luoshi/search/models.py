"""The index: one entry for each text that a person may find, and how far it has been filled."""

from django.db import models


class Entry(models.Model):
    """检索条目: a text as it is shown and as it is compared.

    `id` says kind, row and part (see `luoshi.search.records.entry_id`): entries of one kind lie together, the newest
    row last. The room lies below those whose rows these are: it knows ids, and no foreign key. On SQLite the grams lie
    in the FTS5 table `search_grams` under the same id, on PostgreSQL in an index on this table's own column.
    """

    id = models.BigAutoField(primary_key=True)  # given by us; on SQLite only this type is the rowid itself
    kind = models.PositiveSmallIntegerField("种类")
    row_id = models.BigIntegerField("行")
    item_id = models.BigIntegerField("事项", null=True)
    unit_id = models.BigIntegerField("单位", null=True)
    area_id = models.BigIntegerField("区划")
    year = models.PositiveSmallIntegerField("年份")
    text = models.TextField("文字")
    folded = models.TextField("比对文字")

    class Meta:
        verbose_name = "检索条目"
        indexes = [models.Index(fields=["item_id", "id"], name="search_entry_item")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.row_id}"


class Filling(models.Model):
    """建立索引的进度: rows of one source up to the key `through` have been put in; a source that is done stays so."""

    source = models.CharField("来源", max_length=40, primary_key=True)
    through = models.BigIntegerField("已到", default=0)
    is_done = models.BooleanField("已完成", default=False)

    class Meta:
        verbose_name = "索引进度"

    def __str__(self) -> str:
        return f"{self.source}: {self.through}"
