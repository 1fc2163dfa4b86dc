"""What can an employee do? The public face of skills: a name, two schemas and one pure function.

A skill takes its inputs and a `Context` and returns a `Result`. It opens no database, no socket and
no settings file: whatever it reads is handed in, so that it runs the same in a test, a notebook, a
skill host or a Ray task. Third-party packages register theirs through the entry point group
`bangban.skills`; the built-in ones use the same door.
"""

from bangban.skills.base import Complete, Context, Evidence, Result, Retrieve, Skill, UnknownSkill
from bangban.skills.registry import find_skill, skill_names

__all__ = [
    "Complete",
    "Context",
    "Evidence",
    "Result",
    "Retrieve",
    "Skill",
    "UnknownSkill",
    "find_skill",
    "skill_names",
]
