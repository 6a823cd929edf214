"""What is asked of consent (同意)."""

from todoke.apps.consent.queries.grounds import consented_masks, in_force, uses

__all__ = ["consented_masks", "in_force", "uses"]
