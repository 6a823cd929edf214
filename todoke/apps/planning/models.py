"""Tables of planning (お知らせの予定)."""
