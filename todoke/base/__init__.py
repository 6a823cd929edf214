"""The ground floor: ages, eras, calendars, codes, kana and money as Japanese law and offices use them (基礎)."""
