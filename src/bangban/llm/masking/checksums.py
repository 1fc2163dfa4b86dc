"""Is this number what it looks like? The check digits of GB 11643-1999, GB 32100-2015 and ISO/IEC 7812 (Luhn)."""

from __future__ import annotations

from datetime import date
from operator import mul

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ID_NOUGHT = ord("0") * sum(_ID_WEIGHTS)
# GB/T 2260: by the first two digits.
_PROVINCES = frozenset(
    map(
        str,
        (
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            81,
            82,
            83,
            91,
        ),
    )
)
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")
"""Luhn: a digit doubled, and the digits of that added up."""
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = tuple(3**power % 31 for power in range(17))


def is_identity(number: str) -> bool:
    """A resident identity number (公民身份号码): 18 signs with a check, or the older 15 digits."""
    if number[:2] not in _PROVINCES:
        return False
    if len(number) == 15:
        return number.isdigit() and _is_day(f"19{number[6:12]}")
    if len(number) != 18 or not number[:17].isdigit() or not _is_day(number[6:14]):
        return False
    total = sum(map(mul, number[:17].encode(), _ID_WEIGHTS)) - _ID_NOUGHT
    return _ID_CHECKS[total % 11] == number[17].upper()


def looks_like_identity(number: str) -> bool:
    """The form without the check digit: a slip of the finger is as personal as the right number."""
    return len(number) == 18 and number[:2] in _PROVINCES and number[:17].isdigit() and _is_day(number[6:14])


def is_credit_code(code: str) -> bool:
    """A unified social credit code (统一社会信用代码)."""
    if len(code) != 18 or any(sign not in _CODE_SIGNS for sign in code):
        return False
    total = sum(_CODE_SIGNS.index(sign) * weight for sign, weight in zip(code, _CODE_WEIGHTS, strict=False))
    return _CODE_SIGNS[(31 - total % 31) % 31] == code[17]


def is_card(number: str) -> bool:
    """A bank card's number: 13 to 19 digits whose Luhn sum ends in 0, and not one digit again and again."""
    if (
        not (number.isdigit() and 13 <= len(number) <= 19)
        or number[0] not in "3456789"
        or len(set(number)) < 3
    ):
        return False
    signs = number.encode()
    return (sum(signs[-1::-2]) + sum(signs[-2::-2].translate(_DOUBLED)) - ord("0") * len(signs)) % 10 == 0


def looks_like_card(number: str) -> bool:
    """The form of a UnionPay card without the check: 62 and 16 to 19 digits."""
    return number.isdigit() and 16 <= len(number) <= 19 and number.startswith("62") and len(set(number)) > 2


def is_mobile(number: str) -> bool:
    """A mobile phone of the mainland: 11 digits, 13 to 19."""
    return len(number) == 11 and number.isdigit() and number[0] == "1" and number[1] in "3456789"


def is_landline(number: str) -> bool:
    """Area code and number: 0, two or three digits, then seven or eight that begin with 2 to 8."""
    if not (number.isdigit() and number[0] == "0" and 10 <= len(number) <= 12):
        return False
    area = 3 if number[1] in "12" else 4
    return number[1] != "0" and len(number) - area in (7, 8) and number[area] in "2345678"


def _is_day(text: str) -> bool:
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:8])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return 1850 <= year <= 2100
