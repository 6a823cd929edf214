"""Views of known fakes (にせもの)."""
