"""Pages of the desk about planned notices (お知らせの予定)."""
