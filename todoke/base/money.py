"""Yen with the basis they are counted on (金額とその基準).

Laws test different figures of the same person: what came in (収入), what is left after expenses (所得), the
tax on it (所得割額). A figure of one basis says nothing about a limit of another, so the two never meet here.
Sources of the words: 所得税法 (Act No. 33 of 1965) Art. 22, 36; 地方税法 (Act No. 226 of 1950) Art. 292
(both recalled).
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction


class Basis(Enum):
    """What a figure in yen counts."""

    GROSS = "gross"
    NET_INCOME = "net_income"
    NET_AFTER_DEDUCTIONS = "net_after_deductions"
    TAXABLE_INCOME = "taxable_income"
    INCOME_LEVY = "income_levy"
    PER_CAPITA_LEVY = "per_capita_levy"
    ASSETS = "assets"
    RENT = "rent"
    COST = "cost"
    FEE = "fee"
    AMOUNT = "amount"

    @property
    def name_ja(self) -> str:
        """Return the Japanese name.

        >>> Basis.INCOME_LEVY.name_ja
        '所得割額'
        """
        return _NAMES[self]


_NAMES = {
    Basis.GROSS: "収入",
    Basis.NET_INCOME: "所得",
    Basis.NET_AFTER_DEDUCTIONS: "控除後所得",
    Basis.TAXABLE_INCOME: "課税所得",
    Basis.INCOME_LEVY: "所得割額",
    Basis.PER_CAPITA_LEVY: "均等割額",
    Basis.ASSETS: "資産",
    Basis.RENT: "家賃",
    Basis.COST: "費用",
    Basis.FEE: "利用者負担額",
    Basis.AMOUNT: "支給額",
}


class BasisError(TypeError):
    """Figures of two bases were added or compared."""

    def __init__(self, one: Basis, other: Basis) -> None:
        """Name both bases."""
        super().__init__(f"「{one.name_ja}」と「{other.name_ja}」は、足したり比べたりできません。")


class Rounding(Enum):
    """How a fraction of the unit is treated (端数処理), by size whatever the sign."""

    DOWN = "切捨て"
    UP = "切上げ"
    HALF_UP = "四捨五入"


def rounded(value: int | Fraction | Decimal, *, unit: int, rounding: Rounding) -> int:
    """Return ``value`` in whole units of ``unit`` yen.

    >>> (
    ...     rounded(12_345, unit=10, rounding=Rounding.DOWN),
    ...     rounded(Fraction(25, 2), unit=1, rounding=Rounding.HALF_UP),
    ... )
    (12340, 13)
    """
    if unit < 1:
        raise ValueError("端数処理の単位は1円以上です。")
    units = Fraction(value) / unit
    whole, rest = divmod(abs(units), 1)
    if (rounding is Rounding.UP and rest) or (rounding is Rounding.HALF_UP and rest >= Fraction(1, 2)):
        whole += 1
    return unit * int(whole) * (-1 if units < 0 else 1)


@dataclass(frozen=True, slots=True, eq=False)
class Yen:
    """A whole number of yen on a basis. Only figures of one basis can be added, subtracted or compared.

    >>> Yen(10_000, Basis.AMOUNT) + Yen(5_000, Basis.AMOUNT)
    Yen(amount=15000, basis=<Basis.AMOUNT: 'amount'>)
    >>> Yen(1, Basis.GROSS) < Yen(2, Basis.NET_INCOME)
    Traceback (most recent call last):
    todoke.base.money.BasisError: 「収入」と「所得」は、足したり比べたりできません。
    """

    amount: int
    basis: Basis

    def __post_init__(self) -> None:
        """Refuse what is not a whole number: fractions are rounded by a rule of law, never in passing."""
        if type(self.amount) is not int:
            raise TypeError("金額は1円単位の整数です。端数は先に処理してください。")

    def __str__(self) -> str:
        """Return the amount as ``format_yen`` writes it."""
        return format_yen(self.amount)

    def __hash__(self) -> int:
        """Hash by amount and basis."""
        return hash((self.amount, self.basis))

    def __eq__(self, other: object) -> bool:
        """Compare within one basis; across bases raise, since ``False`` would hide a mistake."""
        return isinstance(other, Yen) and self._compared(other, int.__eq__)

    def __lt__(self, other: "Yen") -> bool:
        """Compare within one basis (未満)."""
        return self._compared(other, int.__lt__)

    def __le__(self, other: "Yen") -> bool:
        """Compare within one basis (以下)."""
        return self._compared(other, int.__le__)

    def __gt__(self, other: "Yen") -> bool:
        """Compare within one basis (超)."""
        return self._compared(other, int.__gt__)

    def __ge__(self, other: "Yen") -> bool:
        """Compare within one basis (以上)."""
        return self._compared(other, int.__ge__)

    def __add__(self, other: "Yen") -> "Yen":
        """Add within one basis."""
        return self._joined(other, int.__add__)

    def __sub__(self, other: "Yen") -> "Yen":
        """Subtract within one basis."""
        return self._joined(other, int.__sub__)

    def __neg__(self) -> "Yen":
        """Return the amount with the other sign."""
        return Yen(-self.amount, self.basis)

    def times(self, factor: int | Fraction | Decimal, *, unit: int, rounding: Rounding) -> "Yen":
        """Multiply and round to whole units; the rounding of a program is always said.

        >>> Yen(33_333, Basis.COST).times(Fraction(1, 2), unit=100, rounding=Rounding.DOWN).amount
        16600
        """
        exact = Fraction(self.amount) * Fraction(factor)
        return Yen(rounded(exact, unit=unit, rounding=rounding), self.basis)

    def rounded(self, *, unit: int, rounding: Rounding) -> "Yen":
        """Round to whole units, as in 10円未満切捨て."""
        return self.times(1, unit=unit, rounding=rounding)

    def _compared(self, other: object, compare: Callable[[int, int], bool]) -> bool:
        return compare(self.amount, self._same_basis(other).amount)

    def _joined(self, other: object, join: Callable[[int, int], int]) -> "Yen":
        return Yen(join(self.amount, self._same_basis(other).amount), self.basis)

    def _same_basis(self, other: object) -> "Yen":
        if not isinstance(other, Yen):
            raise TypeError("金額は、基準の付いた金額とだけ足したり比べたりできます。")
        if self.basis is not other.basis:
            raise BasisError(self.basis, other.basis)
        return other


def total(amounts: list[Yen], *, basis: Basis) -> Yen:
    """Return the sum of amounts of one basis; none at all is 0 yen of it.

    >>> total([], basis=Basis.AMOUNT).amount
    0
    """
    return sum(amounts, start=Yen(0, basis))


def format_yen(amount: int) -> str:
    """Write an amount with commas.

    >>> format_yen(15000)
    '15,000円'
    """
    return f"{amount:,}円"


def format_man(amount: int) -> str:
    """Write an amount with 億 and 万, as people say it.

    >>> format_man(15_000), format_man(10_000_000), format_man(120_000_000), format_man(900)
    ('1万5,000円', '1,000万円', '1億2,000万円', '900円')
    """
    oku, below_oku = divmod(abs(amount), 10**8)
    man, below_man = divmod(below_oku, 10**4)
    parts = [f"{part:,}{name}" for part, name in ((oku, "億"), (man, "万"), (below_man, "")) if part]
    return f"{'-' if amount < 0 else ''}{''.join(parts) or '0'}円"
