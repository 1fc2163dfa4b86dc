"""By when must it be done? Hours, calendar days and working days, with holidays and make-up workdays.

Pure: no database, no Django. `load_calendar()` and `load_profiles()` read the tables; `deadline()`
counts, and says step by step how; `elapsed()`, `remaining()` and `is_overdue()` look at a running clock.
"""

from bangban.governance.clock.days import Calendar, CalendarOutOfRange, Day, HolidaysUnknown
from bangban.governance.clock.deadlines import (
    Deadline,
    Extension,
    ExtensionRefused,
    SuspensionRefused,
    deadline,
)
from bangban.governance.clock.profiles import (
    BadProfiles,
    Profile,
    UnknownProfile,
    find_profile,
    load_profiles,
)
from bangban.governance.clock.progress import elapsed, is_overdue, remaining
from bangban.governance.clock.spans import Suspension
from bangban.governance.clock.steps import Step
from bangban.governance.clock.tables import BadHolidays, load_calendar, read_holidays

__all__ = [
    "BadHolidays",
    "BadProfiles",
    "Calendar",
    "CalendarOutOfRange",
    "Day",
    "Deadline",
    "Extension",
    "ExtensionRefused",
    "HolidaysUnknown",
    "Profile",
    "Step",
    "Suspension",
    "SuspensionRefused",
    "UnknownProfile",
    "deadline",
    "elapsed",
    "find_profile",
    "is_overdue",
    "load_calendar",
    "load_profiles",
    "read_holidays",
    "remaining",
]
