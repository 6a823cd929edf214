"""todoke (届け): every public service reaches everyone it is for."""

__version__ = "0.1.0"
