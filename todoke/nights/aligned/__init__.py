"""Who of one night is who in the next: places of rows, and what two nights say of them."""
