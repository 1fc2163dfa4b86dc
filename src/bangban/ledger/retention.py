"""How long is a record kept at least, and what does erasing mean to a ledger that is never cut?

The ledger holds ids, codes and salted digests, so it is kept for good. Erasing removes the content and
its salt where they are stored; what stays here names no one and proves that something was done and when.
These floors say before which day content and records elsewhere may not be removed.
"""

from __future__ import annotations

from datetime import datetime

from bangban.config import Config, load
from bangban.errors import BadInput
from bangban.ledger.kinds import KINDS, LOG

FLOORS = {"ledger.log_months": 6, "ledger.record_years": 3}
"""Setting → lowest value: the Cybersecurity Law's six months of logs, and the PIPL's three years (Art. 56)."""


class RetentionTooShort(BadInput):
    """配置项 {name} 为 {value}，低于法定下限 {floor}（《网络安全法》：日志不少于 6 个月；《个人信息保护法》第五十六条：处理记录不少于 3 年）。请改回不低于该下限的值。 | Setting {name} is {value}, below the lawful floor of {floor} (Cybersecurity Law: logs 6 months; Personal Information Protection Law, Art. 56: processing records 3 years). Set it to at least that."""

    code = "retention_too_short"


def check(config: Config) -> None:
    """Refuse a configuration that keeps anything shorter than the law allows.

    Raises:
        RetentionTooShort: a setting is below its floor.
    """
    for name, floor in FLOORS.items():
        if config[name] < floor:
            raise RetentionTooShort(name=name, value=config[name], floor=floor)


def keep_until(kind: str, at: datetime) -> datetime:
    """Return the moment before which what an entry of `kind` refers to may not be erased.

    Months and years are calendar ones; where the day does not exist, the next one that does.

    Raises:
        RetentionTooShort: the configuration is below a floor.
        KeyError: there is no such kind.
    """
    config = load()
    check(config)
    months = (
        config["ledger.log_months"] if KINDS[kind].retention == LOG else 12 * config["ledger.record_years"]
    )
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    try:
        return at.replace(year=year, month=month + 1)
    except ValueError:  # 31 August + 6 months, or 29 February + 3 years
        return at.replace(year=year + (month == 11), month=(month + 1) % 12 + 1, day=1)
