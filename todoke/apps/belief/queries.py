"""What is asked of belief (本物の確かめ)."""
