"""Tables of responses (お知らせへの声)."""
