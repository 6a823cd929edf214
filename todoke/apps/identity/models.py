"""Tables of identity (本人確認): ways to log in, attempts, codes by mail, visits, keys, and counts of what happened.

None of them names a person or a municipality: whose a login is stands in ``people.LoginPerson``.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from todoke.apps.access.domain.actors import Assurance
from todoke.apps.vault.fields import SealedText
from todoke.apps.vault.models import SealedRow

_LEVELS = [(level.value, level.name.lower()) for level in Assurance]


class Login(SealedRow):
    """A way somebody logs in (ログインの手段): a card known to the identity provider, or a mail address.

    Of the provider's name for somebody only a keyed hash is kept; it is pairwise, so no other site can match it.
    """

    class Kind(models.TextChoices):
        """By what it is known."""

        OIDC = "oidc", "マイナンバーカード"
        MAIL = "mail", "メール"

    kind = models.CharField("種類", max_length=4, choices=Kind.choices)
    issuer = models.CharField(max_length=200, blank=True)
    subject_hmac = models.CharField(max_length=64, blank=True)
    mail_sealed = models.BinaryField(default=b"")
    mail_blind = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    mail = SealedText()

    class Meta:
        verbose_name = "ログインの手段"
        verbose_name_plural = "ログインの手段"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=["oidc", "mail"]), name="login_kind_is_known"),
            models.CheckConstraint(
                condition=(Q(kind="oidc") & ~Q(issuer="") & ~Q(subject_hmac="") & Q(mail_blind=""))
                | (Q(kind="mail") & Q(subject_hmac="") & ~Q(mail_blind="")),
                name="login_is_a_card_or_a_mail_address",
            ),
            models.UniqueConstraint(
                fields=("issuer", "subject_hmac"), condition=Q(kind="oidc"), name="login_once_per_subject"
            ),
            models.UniqueConstraint(
                fields=("mail_blind",),
                condition=Q(kind="mail", closed_at__isnull=True),
                name="login_once_per_open_mail_address",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class LoginAttempt(SealedRow):
    """Somebody on the way to the provider and back: good once, for ten minutes, in the browser that began it."""

    state_hmac = models.CharField(max_length=64, unique=True)
    browser_hmac = models.CharField(max_length=64)
    nonce_hmac = models.CharField(max_length=64)
    verifier_sealed = models.BinaryField(default=b"")
    goal = models.CharField(max_length=200)
    """The path of this site to go to afterwards; checked, and without a question, which may be personal."""
    wanted = models.PositiveSmallIntegerField(choices=_LEVELS)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    verifier = SealedText()

    class Meta:
        verbose_name = "ログインの試み"
        verbose_name_plural = "ログインの試み"

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class MailCode(models.Model):
    """A code sent to a mail address: six figures, ten minutes, five tries, once; address and code as keyed hashes."""

    mail_blind = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "メールの番号"
        verbose_name_plural = "メールの番号"
        constraints = (models.CheckConstraint(condition=Q(tries__lte=5), name="mail_code_has_five_tries"),)

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class Visit(models.Model):
    """Somebody being logged in (利用) in one browser; of the token in its cookie only the hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    row = models.UUIDField(unique=True)
    """What addresses of pages name."""
    login = models.ForeignKey(Login, null=True, on_delete=models.CASCADE, related_name="visits")
    account_id = models.BigIntegerField(null=True, db_index=True)
    """accounts.Account of a clerk who acts at a counter by a mandate; instead of a login."""
    assurance = models.PositiveSmallIntegerField(choices=_LEVELS)
    acr = models.CharField(max_length=40, blank=True)
    device = models.CharField(max_length=40, blank=True)
    """A coarse word for the browser ("Android", "Windows"), so that one knows one's own again."""
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    mandate_id = models.BigIntegerField(null=True, db_index=True)
    """The mandate switched over to (mandates.Mandate)."""

    class Meta:
        verbose_name = "利用"
        verbose_name_plural = "利用"
        constraints = (
            models.CheckConstraint(
                condition=Q(login__isnull=False, account_id__isnull=True)
                | Q(login__isnull=True, account_id__isnull=False, mandate_id__isnull=False),
                name="visit_is_of_a_login_or_at_a_counter",
            ),
        )

    def __str__(self) -> str:
        return f"{self.login_id} {self.began_at:%Y-%m-%d %H:%M}"


class ApiKey(models.Model):
    """A key by which somebody's own program reads what is theirs; only its hash is kept, the key is shown once."""

    row = models.UUIDField(unique=True)
    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField("名前", max_length=60)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    """What it may do: values of Verb."""
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "読み取りの鍵"
        verbose_name_plural = "読み取りの鍵"

    def __str__(self) -> str:
        return f"{self.login_id} {self.pk}"


class LoginCount(models.Model):
    """How many attempts of a way ended how on a day; nothing of who it was."""

    class Way(models.TextChoices):
        """By what somebody tried to be known."""

        CARD = "card", "マイナンバーカード"
        MAIL = "mail", "メール"
        MANDATE = "mandate", "委任"
        COUNTER = "counter", "窓口"

    on = models.DateField()
    way = models.CharField(max_length=10, choices=Way.choices)
    outcome = models.CharField(max_length=20)
    """"begun", "ok", or why it was refused (LoginRefusedError.kind)."""
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "ログインの数"
        verbose_name_plural = "ログインの数"
        constraints = (
            models.UniqueConstraint(fields=("on", "way", "outcome"), name="login_count_once_per_day"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.way} {self.outcome} {self.count}"
