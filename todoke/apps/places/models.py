"""The table of municipalities (区市町村), loaded from data/municipalities.csv."""

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
