"""Tables of notices (お知らせ)."""
