"""What somebody has besides her password: one-time codes, passkeys, recovery codes; and how they are taken away."""

from django.db import models

from luoshi.org.models.accounts import Account
from luoshi.record.sealing import sealed


@sealed
class OldPassword(models.Model):
    """旧密码: the hash of a password that may not come back yet (R12-07); the oldest ones are removed."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="账号")
    password = models.CharField("密码哈希", max_length=128)
    replaced_at = models.DateTimeField("更换时间")

    class Meta:
        verbose_name = "旧密码"

    def __str__(self) -> str:
        return f"{self.account_id}/{self.replaced_at:%Y-%m-%d}"


@sealed
class CodeDevice(models.Model):
    """动态口令: a phone or token that shows a code every half minute (RFC 6238).

    The secret is a private value of the stream `code_device:<id>`; `last_step` is the half minute whose code was used
    last, so that no code counts twice. Until the first code is given it is not confirmed and asks for nothing.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="code_devices", verbose_name="账号")
    begun_at = models.DateTimeField("开始绑定时间")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    removed_at = models.DateTimeField("解除时间", null=True)
    last_step = models.BigIntegerField("最后用过的时间步", null=True)

    class Meta:
        verbose_name = "动态口令"
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(confirmed_at__isnull=False, removed_at=None),
                name="org_code_device_one_in_use",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.pk}"


@sealed
class Passkey(models.Model):
    """通行密钥: a key pair kept by a device or a security key (WebAuthn); we hold the public half.

    `handle` is what the device calls the account: random, the same for all passkeys of one account. `sign_count` only
    rises; one that does not was copied.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="passkeys", verbose_name="账号")
    name = models.CharField("名称", max_length=40)
    credential_id = models.CharField("凭据标识", max_length=1400, unique=True)
    public_key = models.TextField("公钥")
    handle = models.CharField("用户标识", max_length=90)
    sign_count = models.BigIntegerField("签名次数")
    transports = models.CharField("连接方式", max_length=80, blank=True)
    registered_at = models.DateTimeField("登记时间")
    removed_at = models.DateTimeField("解除时间", null=True)

    class Meta:
        verbose_name = "通行密钥"

    def __str__(self) -> str:
        return self.name


@sealed
class RecoveryCode(models.Model):
    """恢复码: one of ten words on paper, each good for one sign-in when the phone is lost; only its hash is kept."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="recovery_codes", verbose_name="账号")
    hash = models.CharField("哈希", max_length=128)
    made_at = models.DateTimeField("生成时间")
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "恢复码"

    def __str__(self) -> str:
        return f"{self.account_id}/{self.pk}"


@sealed
class FactorReset(models.Model):
    """重置二次验证: one administrator asks, another decides; then the second factors are gone (R12-01)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="账号")
    reason = models.CharField("理由", max_length=200)
    asked_by = models.ForeignKey("org.Person", models.PROTECT, related_name="+", verbose_name="申请人")
    asked_role = models.CharField("申请人角色", max_length=20)
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", verbose_name="复核人")
    decided_at = models.DateTimeField("复核时间", null=True)
    granted = models.BooleanField("是否同意", null=True)

    class Meta:
        verbose_name = "重置二次验证"
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(decided_at=None), name="org_factor_reset_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
                name="org_factor_reset_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.asked_at:%Y-%m-%d}"
