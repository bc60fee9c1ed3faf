"""Accounts: how a person signs in."""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from luoshi.org.models.people import Person
from luoshi.record.sealing import sealed


@sealed
class Account(AbstractBaseUser):
    """账号: a person's one way in. It says who somebody is, never what she may do: that is her post's matter.

    The row is sealed together with its password hash: a password put in by SQL is found by `luoshi verify`.
    No time or count of signing in is kept here (R13-01); the tries since the last success are the lock's own memory.
    """

    # AbstractBaseUser's column would be a log-in record readable by others (R13-01), written by a signal.
    last_login = None

    person = models.OneToOneField(Person, models.PROTECT, related_name="account", verbose_name="人员")
    login = models.CharField("登录名", max_length=60, unique=True)
    password_set_at = models.DateTimeField("密码设置时间", null=True)
    is_initial_password = models.BooleanField("是否初始密码", default=False)
    failed_tries = models.PositiveSmallIntegerField("连续失败次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True)
    closed_at = models.DateTimeField("停用时间", null=True)
    # Empty: the password of this house opens the door. Set: only the door that the account is bound to does.
    local_door_closed_at = models.DateTimeField("停用本地密码时间", null=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.login


@sealed
class Binding(models.Model):
    """统一认证绑定: who the person of an account is at another door; nobody gets an account by knocking there.

    `subject` is what the administrator wrote: the value of the agreed claim, or the name in the directory server.
    `pinned` is the door's own unchangeable id, learnt at the first sign-in: a name given to somebody else later does
    not open this account.
    """

    class Door(models.TextChoices):
        """登录方式."""

        OIDC = "oidc", "单位统一认证"
        LDAP = "ldap", "目录服务器"

    account = models.ForeignKey(Account, models.PROTECT, related_name="bindings", verbose_name="账号")
    door = models.CharField("登录方式", max_length=4, choices=Door.choices)
    subject = models.CharField("对方账号", max_length=255)
    pinned = models.CharField("对方内部标识", max_length=255, blank=True)
    bound_at = models.DateTimeField("绑定时间")
    ended_at = models.DateTimeField("解除时间", null=True)

    class Meta:
        verbose_name = "统一认证绑定"
        constraints = [
            models.UniqueConstraint(
                fields=["door", "subject"], condition=models.Q(ended_at=None), name="org_binding_subject_once"
            ),
            models.UniqueConstraint(
                fields=["account", "door"], condition=models.Q(ended_at=None), name="org_binding_one_a_door"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.door}:{self.subject}"
