"""What people make of notices (お知らせへの声): wrong ones, ratings, how far they got."""
