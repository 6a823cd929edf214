"""The table of what search knows of each published record; its words stand in an index of the database's own kind.

On SQLite that is the virtual table ``registry_searchtext`` (FTS5 without content, its rowid this table's id), on
PostgreSQL the columns ``tokens`` (name, everyday words, facets) and ``texts`` (all of it), both tsvector. An FTS5
table without content cannot forget, so on SQLite a record whose words change gets a new entry with a new id, and
what is left of the old one points nowhere.
"""

from __future__ import annotations

from django.db import models

from todoke.apps.registry.models.records import Record


class SearchEntry(models.Model):
    """A published record as search sees it (検索の見出し): folded words for ranking, facets, and whose it is."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="search_entry")
    name = models.CharField(max_length=300)
    words = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    tier = models.PositiveSmallIntegerField()
    """todoke.search.searchables.Tier."""
    area = models.CharField(max_length=6, blank=True)
    family = models.CharField(max_length=48)
    synthetic = models.BooleanField(default=False)
    facets = models.JSONField(default=dict)
    public_from = models.DateField(null=True, blank=True)
    public_until = models.DateField(null=True, blank=True)
    vector = models.BinaryField(null=True, blank=True)
    """Word vector of name and words, one signed byte per dimension; only where the extra is installed."""

    class Meta:
        verbose_name = "検索の見出し"
        verbose_name_plural = "検索の見出し"
        indexes = (
            models.Index(fields=("area", "tier", "name")),
            models.Index(fields=("family", "area")),
        )

    def __str__(self) -> str:
        return self.name
