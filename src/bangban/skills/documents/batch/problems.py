"""Why did one file of many not come through?"""

from bangban.errors import Problem


class DocumentTookTooLong(Problem):
    """“{name}”处理超过 {seconds} 秒，已停止；其他文件不受影响。请单独检查该文件，或拆分后再试。 | “{name}” took more than {seconds} seconds and was stopped; the other files went on. Look at it by itself, or split it."""

    code = "document_took_too_long"


class DocumentCrashed(Problem):
    """处理“{name}”时程序出错（{reason}），其他文件不受影响。请把该文件和这条信息交给系统管理员。 | The program failed on “{name}” ({reason}); the other files went on. Give that file and this message to the system administrator."""

    code = "document_crashed"
