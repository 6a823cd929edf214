"""Nights: what every program answers for every resident on a day, stored, compared and kept (毎晩の判定)."""
