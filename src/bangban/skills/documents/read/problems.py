"""Why could a file not be read, and what can the officer do about it?"""

from bangban.errors import Problem


class DocumentMissing(Problem):
    """没有找到文件“{name}”。请核对路径后重试。 | There is no file “{name}”. Check the path and try again."""

    code = "document_missing"
    status = 404


class DocumentNotAFile(Problem):
    """“{name}”不是普通文件（可能是文件夹、管道或设备），没有读取。 | “{name}” is not an ordinary file (a folder, a pipe or a device), so it was not read."""

    code = "document_not_a_file"


class DocumentNotAllowed(Problem):
    """没有读取“{name}”的权限。请让系统管理员检查文件的权限。 | This account may not read “{name}”. Ask the system administrator to check the file's permissions."""

    code = "document_not_allowed"
    status = 403


class DocumentEmpty(Problem):
    """“{name}”是空文件（0 字节），可能没有保存成功或没有传完。请重新保存后再试。 | “{name}” is empty (0 bytes): it may not have been saved or sent completely. Save it again and retry."""

    code = "document_empty"


class DocumentTooLarge(Problem):
    """“{name}”太大，没有读取：{what}超过上限 {limit}。请删去不必要的图片或拆分后再试。 | “{name}” is too large and was not read: {what} is over the limit of {limit}. Remove pictures that are not needed, or split it."""

    code = "document_too_large"
    status = 413


class DocumentBomb(Problem):
    """“{name}”像是压缩炸弹（{what}），已停止读取。正常的公文不会这样；请联系文件的来源单位。 | “{name}” looks like a decompression bomb ({what}), so reading stopped. No ordinary document is like this; ask whoever sent it."""

    code = "document_bomb"


class DocumentUnsafe(Problem):
    """“{name}”的 {part} 含有外部实体或文档类型声明，可能用于攻击，没有读取。请用 Word 或 WPS 打开后另存为 .docx。 | {part} in “{name}” declares external entities or a document type, which is a way to attack, so it was not read. Open it in Word or WPS and save it as .docx."""

    code = "document_unsafe"


class DocumentBroken(Problem):
    """“{name}”已损坏：{what}。请用 Word 或 WPS 打开修复后另存，或向来源单位重新索取。 | “{name}” is damaged: {what}. Open it in Word or WPS, let it repair the file and save it, or ask for it again."""

    code = "document_broken"


class DocumentTooDeep(Problem):
    """“{name}”的 {part} 嵌套层数过多，没有读取。正常的公文不会这样；请联系文件的来源单位。 | {part} in “{name}” is nested too deeply and was not read. No ordinary document is like this; ask whoever sent it."""

    code = "document_too_deep"


class DocumentEncrypted(Problem):
    """“{name}”设有打开密码，无法读取。请先在 Word 或 WPS 中取消密码再提交；涉密文件不得在本系统处理。 | “{name}” is protected by a password and cannot be read. Remove the password in Word or WPS first; classified documents must not be handled here."""

    code = "document_encrypted"


class DocumentNotRecognised(Problem):
    """“{name}”的内容是{kind}，不是能校核的公文文件。请提交 .docx、.doc、.wps、.rtf、.odt、PDF 或 OFD 文件。 | “{name}” holds {kind}, not a document that can be checked. Send a .docx, .doc, .wps, .rtf, .odt, PDF or OFD file."""

    code = "document_not_recognised"
    status = 415


class OfficeMissing(Problem):
    """读取 {format} 文件“{name}”需要 LibreOffice，本机没有安装。请系统管理员执行：{command}；或在 Word、WPS 中另存为 .docx 后提交。 | Reading the {format} file “{name}” needs LibreOffice, which is not installed here. The system administrator can run: {command}. Or save it as .docx in Word or WPS."""

    code = "office_missing"
    status = 503


class OfficeFailed(Problem):
    """没能把“{name}”转换成可读的格式，文件可能已损坏。请在 Word 或 WPS 中另存为 .docx 后提交。 | “{name}” could not be converted; it may be damaged. Save it as .docx in Word or WPS and send that."""

    code = "office_failed"


class OfficeTooSlow(Problem):
    """转换“{name}”超过 {seconds} 秒，已停止。请在 Word 或 WPS 中另存为 .docx 后提交。 | Converting “{name}” took more than {seconds} seconds and was stopped. Save it as .docx in Word or WPS and send that."""

    code = "office_too_slow"


class DocumentWordless(Problem):
    """“{name}”的页面都是图片（扫描件），没有认出文字：可能太模糊，或是空白页。请提交电子原件，或重新扫描清楚后再试。 | Every page of “{name}” is a picture (a scan) and no words were made out: it may be blurred or blank. Send the electronic original, or scan it again more clearly."""

    code = "document_wordless"


class DocumentScanned(Problem):
    """“{name}”的页面都是图片（扫描件），没有读到文字。请提交电子原件；扫描的 PDF 在系统管理员安装文字识别组件后可以读取（{command}）。 | Every page of “{name}” is a picture (a scan) and no text was read. Send the electronic original; a scanned PDF can be read once the system administrator has installed the part for it ({command})."""

    code = "document_scanned"
