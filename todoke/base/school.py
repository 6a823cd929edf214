"""School years as law counts them (学年・就学年齢).

A child enters elementary school with the first school year after the day on which it reaches six
(満六歳に達した日の翌日以後における最初の学年の初め). An age is reached on the eve of the birthday,
so a child born on 1 April belongs to the year of those born before.
Sources: 学校教育法 (Act No. 26 of 1947) Art. 17(1), (2); 学校教育法施行規則 Art. 59 (a school year runs
from 1 April to 31 March); 年齢計算ニ関スル法律.
"""

from datetime import date, timedelta
from enum import Enum

from todoke.base.ages import completed_years, reaches
from todoke.base.fiscal import FiscalYear


class Grade(Enum):
    """The grade a person's age belongs to. Who repeats, defers or left school is not known from the age."""

    PRESCHOOL = "未就学"
    ELEMENTARY_1 = "小学1年"
    ELEMENTARY_2 = "小学2年"
    ELEMENTARY_3 = "小学3年"
    ELEMENTARY_4 = "小学4年"
    ELEMENTARY_5 = "小学5年"
    ELEMENTARY_6 = "小学6年"
    JUNIOR_HIGH_1 = "中学1年"
    JUNIOR_HIGH_2 = "中学2年"
    JUNIOR_HIGH_3 = "中学3年"
    HIGH_1 = "高校1年相当"
    HIGH_2 = "高校2年相当"
    HIGH_3 = "高校3年相当"
    PAST_HIGH = "高校相当より上"

    @property
    def short_name(self) -> str:
        """Return the name as used in tables.

        >>> Grade.ELEMENTARY_1.short_name, Grade.HIGH_3.short_name, Grade.PRESCHOOL.short_name
        ('小1', '高3相当', '未就学')
        """
        name = str(self.value)
        if self is Grade.PAST_HIGH:
            return name
        return name.replace("小学", "小").replace("中学", "中").replace("高校", "高").replace("年", "")


_GRADES = tuple(Grade)
ELEMENTARY_AGE = 6
PAST_HIGH_AGE = 18


def fiscal_age(*, born: date, on: date) -> int:
    """Return the age that decides the school year: whole years at the end of the 31 March before it.

    It is constant from 1 April to 31 March. 小1 is 6, 中1 is 12, 高1相当 is 15. A child born within the
    fiscal year is 0, as in the nursery class of age 0 (0歳児クラス).

    >>> fiscal_age(born=date(2020, 4, 1), on=date(2026, 4, 1))
    6
    >>> fiscal_age(born=date(2020, 4, 2), on=date(2026, 4, 1))
    5

    Raises:
        ValueError: ``on`` is before birth.
    """
    if on < born:
        raise ValueError("基準日が、生まれた日より前です。")
    eve = FiscalYear.of(on).start - timedelta(days=1)
    return completed_years(born=born, on=eve, counted="eve") if born <= eve else 0


def fiscal_year_end_after(age: int, *, born: date) -> date:
    """Return the first 31 March on or after the day ``age`` is reached (達する日以後の最初の3月31日).

    Source of the phrase, with 18 as the age: 児童手当法 (Act No. 73 of 1971) Art. 3(1).

    >>> fiscal_year_end_after(18, born=date(2008, 4, 1))
    datetime.date(2026, 3, 31)
    >>> fiscal_year_end_after(18, born=date(2008, 4, 2))
    datetime.date(2027, 3, 31)
    """
    return FiscalYear.of(reaches(age, born=born)).end


def grade(*, born: date, on: date) -> Grade:
    """Return the grade a person's age belongs to on a day.

    >>> grade(born=date(2020, 4, 1), on=date(2026, 4, 1)).value
    '小学1年'
    """
    age = min(max(fiscal_age(born=born, on=on), ELEMENTARY_AGE - 1), PAST_HIGH_AGE)
    return _GRADES[age - ELEMENTARY_AGE + 1]
