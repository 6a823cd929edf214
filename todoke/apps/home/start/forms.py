"""Forms of the first page (マイページ)."""
