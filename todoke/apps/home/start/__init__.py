"""Pages of the first page (マイページ)."""
