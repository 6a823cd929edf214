"""The tables of municipalities (区市町村) and of the bodies in charge, loaded from data/municipalities.csv."""

from django.core.validators import RegexValidator
from django.db import models


class MunicipalityKind(models.TextChoices):
    """What a municipality is in law.

    Sources: 地方自治法 Art. 1-3 and 281.
    """

    SPECIAL_WARD = "special_ward", "特別区"
    CITY = "city", "市"
    TOWN = "town", "町"
    VILLAGE = "village", "村"


class Municipality(models.Model):
    """A special ward, city, town or village, known by its six-digit code (全国地方公共団体コード)."""

    code = models.CharField(
        "団体コード", max_length=6, primary_key=True, validators=[RegexValidator(r"\A[0-9]{6}\Z")]
    )
    name = models.CharField("名称", max_length=20, unique=True)
    kana = models.CharField("よみ", max_length=40)
    romaji = models.CharField("ローマ字", max_length=40)
    kind = models.CharField("種別", max_length=12, choices=MunicipalityKind.choices)
    website = models.URLField("公式サイト")

    class Meta:
        verbose_name = "区市町村"
        verbose_name_plural = "区市町村"
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=MunicipalityKind.values), name="municipality_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{6}$"), name="municipality_code_has_six_digits"
            ),
        )

    def __str__(self) -> str:
        return self.name


class BodyKind(models.TextChoices):
    """The level of government a body belongs to."""

    NATION = "nation", "国"
    METROPOLIS = "metropolis", "都"
    MUNICIPALITY = "municipality", "区市町村"
    OTHER = "other", "団体"


class Body(models.Model):
    """A body in charge (団体), known by its corporate number: a municipality, the metropolis, an agency."""

    number = models.CharField(
        "法人番号", max_length=13, primary_key=True, validators=[RegexValidator(r"\A[0-9]{13}\Z")]
    )
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("種別", max_length=12, choices=BodyKind.choices)
    area = models.CharField("区域", max_length=6, blank=True)
    """130001 for the metropolis, the municipality's code, empty for the nation."""
    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = "団体"
        verbose_name_plural = "団体"
        ordering = ("area", "number")
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=BodyKind.values), name="body_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(municipality__isnull=True) | models.Q(kind="municipality"),
                name="body_of_a_municipality_is_one",
            ),
        )

    def __str__(self) -> str:
        return self.name
