"""Writing the registry to official and open formats (書き出し)."""
