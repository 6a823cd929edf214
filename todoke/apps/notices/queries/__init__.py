"""What is asked of notices (お知らせ), a file for each noun."""
