"""Tables of accounts and of the roles they have in bodies."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models

from todoke.apps.places.models import Body
from todoke.apps.vault.fields import SealedText
from todoke.apps.vault.models import SealedRow


class Role(models.TextChoices):
    """What an account may do in a body; each role may do what the one before it may."""

    EDITOR = "editor", "起案"
    APPROVER = "approver", "承認"
    KEEPER = "keeper", "管理"


_STRENGTH = (Role.EDITOR, Role.APPROVER, Role.KEEPER)


class Accounts(BaseUserManager["Account"]):
    """Makes accounts with their password hashed."""

    def create_account(self, login: str, *, name: str, password: str) -> Account:
        """Return a new account that can sign in."""
        account = self.model(login=login, name=name)
        account.set_password(password)
        account.full_clean()
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody who signs in: a member of staff, known by a login of the office's own."""

    login = models.CharField(
        "ログインID", max_length=60, unique=True, validators=[RegexValidator(r"\A[A-Za-z0-9._@-]+\Z")]
    )
    name = models.CharField("氏名", max_length=60)
    is_active = models.BooleanField("有効", default=True)

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "アカウント"
        verbose_name_plural = "アカウント"

    def __str__(self) -> str:
        return self.login

    def bodies(self, at_least: Role = Role.EDITOR) -> models.QuerySet[Body]:
        """Return the bodies in which the account has the role or a stronger one."""
        roles = _STRENGTH[_STRENGTH.index(at_least) :]
        return Body.objects.filter(membership__account=self, membership__role__in=roles)

    def can(self, role: Role, body: Body | None) -> bool:
        """Return whether the account may act in ``body`` with at least ``role``."""
        return self.is_active and body is not None and self.bodies(role).filter(pk=body.pk).exists()


class Membership(models.Model):
    """A role of an account in a body."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    role = models.CharField("役割", max_length=10, choices=Role.choices)
    section = models.CharField("部署", max_length=60, blank=True)

    class Meta:
        verbose_name = "所属"
        verbose_name_plural = "所属"
        constraints = (models.UniqueConstraint(fields=("account", "body"), name="membership_once_per_body"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.body_id} {self.role}"


class FailedLogin(models.Model):
    """One failed attempt to sign in, kept until it no longer counts.

    The login is kept as a keyed hash only: people type passwords into the wrong field.
    """

    login_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "失敗したログイン"
        verbose_name_plural = "失敗したログイン"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Factor(SealedRow):
    """A second factor of a member of staff (二つ目の確認): an app that shows one-time codes, or a security key.

    It counts once it was confirmed by using it. Source: RFC 6238 for the codes, WebAuthn Level 2 for the keys.
    """

    class Kind(models.TextChoices):
        """What it is."""

        TOTP = "totp", "認証アプリ"
        WEBAUTHN = "webauthn", "セキュリティキー"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="factors")
    kind = models.CharField("種類", max_length=8, choices=Kind.choices)
    name = models.CharField("名前", max_length=60)
    secret_sealed = models.BinaryField(default=b"")
    credential = models.BinaryField(null=True, unique=True)
    """Of a security key: its id and its public key as the browser gave them."""
    public_key = models.BinaryField(default=b"")
    sign_count = models.BigIntegerField(default=0)
    last_step = models.BigIntegerField(default=0)
    """Of codes: the half minute of the last one taken, so that none is taken twice."""
    confirmed_at = models.DateTimeField(null=True)

    secret = SealedText()

    class Meta:
        verbose_name = "二つ目の確認"
        verbose_name_plural = "二つ目の確認"

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind}"


class RecoveryCode(models.Model):
    """A code that stands in once for a lost second factor; only a slow hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    hash = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "予備の番号"
        verbose_name_plural = "予備の番号"

    def __str__(self) -> str:
        return f"{self.account_id}"
