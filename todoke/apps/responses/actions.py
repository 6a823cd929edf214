"""What changes responses (お知らせへの声)."""
