"""Who somebody is: the four basics (基本4情報), sealed, and which login is whose."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from todoke.apps.people.models.households import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy
from todoke.apps.vault.fields import SealedText
from todoke.apps.vault.models import SealedRow


class LoginPerson(models.Model):
    """Whose a login is. A person may exist without one, and a login may be taken from a person.

    Holds no municipality: it is what a scope is opened by.
    """

    login_id = models.BigIntegerField(db_index=True)
    """identity.Login."""
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="logins")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "ログインの手段の持ち主"
        verbose_name_plural = "ログインの手段の持ち主"
        constraints = (
            models.UniqueConstraint(
                fields=("login_id",), condition=Q(until__isnull=True), name="login_has_one_person"
            ),
            models.UniqueConstraint(
                fields=("person",), condition=Q(until__isnull=True), name="person_has_one_login"
            ),
        )

    def __str__(self) -> str:
        return f"持ち主 {self.pk}"


class Basics(SealedRow):
    """Name, address and sex as somebody confirmed them; the date of birth stands at the person.

    ``match_blind`` is the mark of name and date of birth together: never of one of them alone.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="basics")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    name_sealed = models.BinaryField(default=b"")
    kana_sealed = models.BinaryField(default=b"")
    address_sealed = models.BinaryField(default=b"")
    sex = models.CharField("性別(公式)", max_length=1, blank=True)
    """As the card says it ("1", "2"); empty where not agreed to."""
    match_blind = models.CharField(max_length=64, blank=True, db_index=True)
    source = models.CharField("出どころ", max_length=40)
    as_of = models.DateField("いつの時点")
    verified = models.BooleanField("確かめた", default=False)

    name = SealedText()
    kana = SealedText()
    address = SealedText()

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "基本4情報"
        verbose_name_plural = "基本4情報"

    def __str__(self) -> str:
        return f"基本4情報 {self.pk}"
