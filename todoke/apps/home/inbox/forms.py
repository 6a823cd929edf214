"""Forms of notices and the shelf (お知らせ・棚)."""
