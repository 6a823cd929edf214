"""Views of who sends notices (送り手)."""
