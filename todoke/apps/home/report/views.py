"""Views of reports of a fake (にせものの知らせ)."""
