"""What changes notices (お知らせ)."""
