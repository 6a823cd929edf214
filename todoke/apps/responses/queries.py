"""What is asked of responses (お知らせへの声)."""
