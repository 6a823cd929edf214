"""Tables of consent (同意)."""

from todoke.apps.consent.models.consents import Consent, ConsentText, Preview
from todoke.apps.consent.models.entries import AccessEntry, Correction

__all__ = ["AccessEntry", "Consent", "ConsentText", "Correction", "Preview"]
