"""What channels know without a database: outcomes, waiting, tokens, texts of hints."""
