"""That somebody died, and until when nobody of the household is disturbed."""

from __future__ import annotations

from django.db import models

from todoke.apps.people.models.households import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.querysets import Scoped, Tenancy


class Death(models.Model):
    """A death (死亡): from its recording on, nothing is sent to the person, and nobody acts for them."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="death")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    on = models.DateField("亡くなった日")
    recorded_at = models.DateTimeField()
    source = models.CharField("出どころ", max_length=40)
    quiet_until = models.DateField("お知らせを控える最後の日")

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        verbose_name = "死亡"
        verbose_name_plural = "死亡"

    def __str__(self) -> str:
        return f"死亡 {self.pk}"
