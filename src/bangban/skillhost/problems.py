"""How can a skill call go wrong, and what does a person read then?

These carry names, codes and numbers only: what a skill was given, or said, never reaches a log.
"""

from __future__ import annotations

from bangban.errors import Problem


class HostUnavailable(Problem):
    """技能进程没有运行（{socket}）。请启动 `bangban serve`，或请管理员检查技能进程。 | No skill host is running ({socket}). Start `bangban serve`, or ask the administrator to check the skill host."""

    code = "host_unavailable"
    status = 503


class SkillTimeout(Problem):
    """技能“{skill}”在 {seconds} 秒内没有给出结果，本次请求已停止。可稍后重试，或转人工办理。 | Skill "{skill}" gave no result within {seconds} seconds; this request was stopped. Try again later, or hand it to a person."""

    code = "skill_timeout"
    status = 504
    exit_code = 1


class SkillFailed(Problem):
    """技能“{skill}”未能处理这份输入（原因代码 {reason}，位置 {place}）。请转人工办理，并把代码告知技能提供方。 | Skill "{skill}" could not handle this input (reason {reason}, at {place}). Hand it to a person, and give the reason to the skill's supplier."""

    code = "skill_failed"
    status = 502
    exit_code = 1

    @property
    def reason(self) -> str:
        """A Problem's code, an exception's class name, "out_of_memory", "not_json", "not_a_result" or "too_large"."""
        return str(self.details["reason"])


class SkillCrashed(Problem):
    """运行技能“{skill}”的进程中途退出，本次请求没有结果，其他请求不受影响。请转人工办理。 | The process that ran skill "{skill}" ended half-way; this request has no result, others are not affected. Hand it to a person."""

    code = "skill_crashed"
    status = 502
    exit_code = 1


class FrameTooLarge(Problem):
    """内容有 {size} 字节，超过技能进程一次可传递的 {limit} 字节。请拆分后再提交。 | The content has {size} bytes, more than the {limit} a skill host takes at once. Split it and send it again."""

    code = "too_large"
    status = 413


class BadFrame(Problem):
    """与技能进程之间的数据无法识别（{what}）。请确认两边是同一版本。 | What passed between here and the skill host cannot be read ({what}). Check that both sides are of the same version."""

    code = "bad_frame"
    status = 502


class UnknownSource(Problem):
    """没有名为“{name}”的数据来源。已登记的来源：{known}。 | No source is named "{name}". Registered sources: {known}."""

    code = "unknown_source"


class UnknownStore(Problem):
    """没有名为“{name}”的文件存放处。已登记的存放处：{known}。 | No store is named "{name}". Registered stores: {known}."""

    code = "unknown_store"


class HostRunning(Problem):
    """已有技能进程在使用 {socket}。请先停止它。 | A skill host already uses {socket}. Stop it first."""

    code = "host_running"


class BadSocketPath(Problem):
    """技能进程的套接字不能放在 {path}：{why}。 | The skill host's socket cannot be placed at {path}: {why}."""

    code = "bad_socket_path"
