"""What is asked of planning (お知らせの予定)."""
