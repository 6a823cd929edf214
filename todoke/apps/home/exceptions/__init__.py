"""Pages of lifted programs (配慮区分の例外)."""
