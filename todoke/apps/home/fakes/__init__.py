"""Pages of known fakes (にせもの)."""
