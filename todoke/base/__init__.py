"""The ground floor: ages, eras, calendars, codes, kana and money as law and offices use them (基礎)."""
