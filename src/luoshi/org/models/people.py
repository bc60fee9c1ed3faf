"""Posts, the persons who hold them, leaders' divisions and stand-ins."""

from django.db import models

from luoshi.org.models._spans import span_constraints
from luoshi.org.models.places import Unit
from luoshi.record.sealing import sealed


@sealed
class Post(models.Model):
    """岗位: what answers for work. Items bind to posts; the person is whoever holds the post that day (R6-09)."""

    class Role(models.TextChoices):
        """岗位角色: what the holder may see and do is `access.toml`'s column of this name."""

        CHIEF_LEADER = "chief_leader", "主要领导"
        LEADER = "leader", "分管领导"
        SECRETARY = "secretary", "领导秘书"
        SUPERVISION_DIRECTOR = "supervision_director", "督查室主任"
        SUPERVISION_OFFICER = "supervision_officer", "督查室工作人员"
        UNIT_HEAD = "unit_head", "单位主要负责人"
        LIAISON = "liaison", "联络员"
        AUDITOR = "auditor", "安全审计员"
        SYSTEM_ADMIN = "system_admin", "系统管理员"
        SECURITY_ADMIN = "security_admin", "安全保密管理员"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    title = models.CharField("职务", max_length=60)
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    serves = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="所服务的领导岗位")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "岗位"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role="secretary", serves__isnull=False)
                | (~models.Q(role="secretary") & models.Q(serves__isnull=True)),
                name="org_post_only_a_secretary_serves",
            ),
            *span_constraints("post"),
        ]

    def __str__(self) -> str:
        return self.title


@sealed
class Person(models.Model):
    """人员: a name and nothing else; the mobile number is a private value outside this table (R1-11, R12-07)."""

    name = models.CharField("姓名", max_length=40)

    class Meta:
        verbose_name = "人员"

    def __str__(self) -> str:
        return self.name


@sealed
class Tenure(models.Model):
    """任职: who holds a post over one span; one post has at most one holder on any day."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures", verbose_name="岗位")
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures", verbose_name="人员")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "任职"
        constraints = span_constraints("tenure", "post")

    def __str__(self) -> str:
        return f"{self.post_id}/{self.person_id}"


@sealed
class Division(models.Model):
    """领导分工: a leader's post answers for a unit (in one field, or in all of its work) over one span."""

    leader_post = models.ForeignKey(Post, models.PROTECT, related_name="divisions", verbose_name="领导岗位")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="分管单位")
    field = models.CharField("分管领域", max_length=60, blank=True)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "领导分工"
        constraints = span_constraints("division", "unit", "field")

    def __str__(self) -> str:
        return f"{self.leader_post_id}/{self.unit_id}"


@sealed
class StandIn(models.Model):
    """AB角: another post's holder answers for a post over one span, and gives it back by itself when it ends."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="stand_ins", verbose_name="岗位")
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="代行岗位")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "AB角"
        constraints = [
            models.CheckConstraint(condition=~models.Q(post=models.F("by_post")), name="org_stand_in_is_another_post"),
            *span_constraints("stand_in", "post"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}/{self.by_post_id}"
