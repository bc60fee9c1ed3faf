"""Areas, units as a dated tree, issuing offices and temporary bodies."""

from django.db import models

from luoshi.org.models._spans import span_constraints
from luoshi.record.sealing import sealed


@sealed
class Area(models.Model):
    """行政区划: a province, city or county by its GB/T 2260 code."""

    class Level(models.TextChoices):
        """行政层级."""

        PROVINCE = "province", "省级"
        CITY = "city", "市级"
        COUNTY = "county", "县级"

    code = models.CharField("行政区划代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=8, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, verbose_name="上级区划")

    class Meta:
        verbose_name = "行政区划"

    def __str__(self) -> str:
        return self.name


@sealed
class Unit(models.Model):
    """单位: an office, department, section, township, village, park, temporary body or the leadership itself.

    The row is the unit's identity for life; what it is called and where it stands are its versions.
    """

    class Kind(models.TextChoices):
        """单位类别."""

        OFFICE = "office", "办公室"
        DEPARTMENT = "department", "部门"
        SECTION = "section", "股室"
        TOWNSHIP = "township", "乡镇（街道）"
        VILLAGE = "village", "村（社区）"
        PARK = "park", "园区"
        TEMPORARY_BODY = "temporary_body", "临时机构"
        LEADERSHIP = "leadership", "领导班子"

    code = models.CharField("单位编码", max_length=32)
    area = models.ForeignKey(Area, models.PROTECT, verbose_name="所属区划")
    kind = models.CharField("类别", max_length=14, choices=Kind.choices)
    founded_on = models.DateField("设立日期")
    dissolved_on = models.DateField("撤销日期", null=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="承接单位")
    duties = models.TextField("职责", null=True)

    class Meta:
        verbose_name = "单位"
        constraints = [
            models.UniqueConstraint(fields=["area", "code"], name="org_unit_code_once_in_an_area"),
            *span_constraints("unit", begins="founded_on", ends="dissolved_on"),
        ]

    def __str__(self) -> str:
        return self.code


@sealed
class UnitVersion(models.Model):
    """单位沿革: a unit's name and superior over one span; a unit has exactly one version on any day of its life."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions", verbose_name="单位")
    name = models.CharField("全称", max_length=120)
    short_name = models.CharField("简称", max_length=60)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="上级单位")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "单位沿革"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("unit")),
                name="org_unit_version_not_its_own_parent",
            ),
            *span_constraints("unit_version", "unit"),
        ]

    def __str__(self) -> str:
        return self.name


@sealed
class UnitAlias(models.Model):
    """单位别名: another or an earlier name by which documents call a unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="aliases", verbose_name="单位")
    name = models.CharField("别名", max_length=120)

    class Meta:
        verbose_name = "单位别名"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="org_unit_alias_once")]

    def __str__(self) -> str:
        return self.name


@sealed
class IssuingOffice(models.Model):
    """督办单位: an office that opens and hands over items in its own name; several share one installation."""

    unit = models.OneToOneField(Unit, models.PROTECT, verbose_name="单位")
    code = models.CharField("代字", max_length=16, unique=True)
    title = models.CharField("发文名义", max_length=120)

    class Meta:
        verbose_name = "督办单位"

    def __str__(self) -> str:
        return self.title


@sealed
class TemporaryBody(models.Model):
    """临时机构 (专班、指挥部、领导小组): what founds a temporary unit, who leads it and when it ends."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="body", verbose_name="单位")
    basis = models.CharField("设立依据", max_length=200)
    leader_post = models.ForeignKey("org.Post", models.PROTECT, related_name="+", verbose_name="负责人岗位")
    ends_on = models.DateField("到期日期")

    class Meta:
        verbose_name = "临时机构"

    def __str__(self) -> str:
        return self.basis


@sealed
class BodyMember(models.Model):
    """成员单位: a unit's membership of a temporary body, with its dates."""

    body = models.ForeignKey(TemporaryBody, models.PROTECT, related_name="members", verbose_name="临时机构")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="成员单位")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "成员单位"
        constraints = span_constraints("body_member", "body", "unit")

    def __str__(self) -> str:
        return f"{self.body_id}/{self.unit_id}"
