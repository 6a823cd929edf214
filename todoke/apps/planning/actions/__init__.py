"""What changes planning (お知らせの予定)."""
