"""What is asked of notices (お知らせ)."""
