"""Forms of known fakes (にせもの)."""
