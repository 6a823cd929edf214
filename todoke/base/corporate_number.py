"""Corporate numbers (法人番号): 13 figures, the first of which checks the others.

Sources: 行政手続における特定の個人を識別するための番号の利用等に関する法律 (Act No. 27 of 2013) Art. 39;
法人番号の指定等に関する省令 (平成26年財務省令第70号) Art. 2, read with the sum taken before the remainder.
"""

import re

from todoke.base.kana import normalize


def check_digit(base: str) -> int:
    """Return the check digit of a base number of 12 figures.

    >>> check_digit("000020131016")
    8
    """
    if not re.fullmatch("[0-9]{12}", base):
        raise ValueError("法人番号の基礎番号は、数字12桁です。")
    total = sum(int(figure) * (1 + place % 2) for place, figure in enumerate(reversed(base)))
    return 9 - total % 9


def is_corporate_number(text: str) -> bool:
    """Tell whether the text is exactly 13 half-width figures with a right check digit."""
    return re.fullmatch("[0-9]{13}", text) is not None and int(text[0]) == check_digit(text[1:])


def parse_corporate_number(text: str) -> str:
    """Return the 13 figures of a corporate number typed in any width, with or without spaces and hyphens.

    >>> parse_corporate_number("８-0000-2013-1016")
    '8000020131016'

    Raises:
        ValueError: not 13 figures, or the check digit is wrong. The text is not repeated.
    """
    number = re.sub("[ -]", "", normalize(text))
    if not re.fullmatch("[0-9]{13}", number):
        raise ValueError("法人番号は13桁の数字で書いてください。")
    if not is_corporate_number(number):
        raise ValueError("法人番号の数字に誤りがあります。もう一度確かめてください。")
    return number


def of_municipality(code: str) -> str:
    """Return the corporate number of a local government from its six-figure code.

    The base number is ``000020`` and the code, as in the published numbers.

    >>> of_municipality("131016")
    '8000020131016'
    """
    base = "000020" + code
    return f"{check_digit(base)}{base}"
