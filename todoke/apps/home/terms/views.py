"""Views of texts of consent as they were shown (同意の文)."""
