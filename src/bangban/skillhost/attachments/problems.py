"""Why is an uploaded file not taken, and what can the resident do?"""

from __future__ import annotations

from bangban.errors import BadInput


class AttachmentEmpty(BadInput):
    """附件“{name}”是空的。请重新选择文件。 | The attachment "{name}" is empty. Choose the file again."""

    code = "attachment_empty"


class AttachmentTooLarge(BadInput):
    """附件有 {size} 字节，超过上限 {limit} 字节。请压缩或拆分后上传。 | The attachment has {size} bytes, more than {limit}. Make it smaller or split it."""

    code = "attachment_too_large"
    status = 413


class AttachmentRefused(BadInput):
    """不接受此类附件（{found}）。可上传：txt、pdf、png、jpg、webp、docx、xlsx；.doc、.xls、.wps 请另存为 docx、xlsx 或 pdf。 | Attachments of this kind are not accepted ({found}). Upload txt, pdf, png, jpg, webp, docx or xlsx; save .doc, .xls and .wps as docx, xlsx or pdf first."""

    code = "attachment_refused"
    status = 415


class AttachmentUnreadable(BadInput):
    """附件（{kind}）已损坏或含有不安全的内容（{why}），未接收。请重新导出后上传。 | The attachment ({kind}) is damaged or holds unsafe content ({why}) and was not taken. Export it again and upload that."""

    code = "attachment_unreadable"
    status = 422
