"""What changes belief (本物の確かめ)."""
