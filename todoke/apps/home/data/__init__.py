"""Pages of a person's own data (わたしの情報)."""
