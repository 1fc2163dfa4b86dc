"""Which kinds of events does the ledger know, what are they called, and how long are they kept?

A kind is "noun.verb". Adding one is a row here; a kind that is not here is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

LOG = "log"
"""Network and access logs: at least six months (Cybersecurity Law, Art. 21(3))."""
RECORD = "record"
"""Records of what was processed and decided: at least three years (PIPL, Art. 56)."""


@dataclass(frozen=True)
class Kind:
    zh: str
    en: str
    retention: str


def _table(retention: str, rows: str) -> dict[str, Kind]:
    table = {}
    for row in rows.strip().splitlines():
        name, zh, en = (part.strip() for part in row.split("|"))
        table[name] = Kind(zh, en, retention)
    return table


KINDS: Mapping[str, Kind] = {
    **_table(
        RECORD,
        """
        case.opened            | 立案                | Case opened
        case.assigned          | 指派承办人          | Case assigned
        case.transferred       | 转办                | Case transferred
        case.waiting           | 等待补充材料        | Case waits for the applicant
        case.suspended         | 时限中止            | Time limit suspended
        case.resumed           | 时限恢复            | Time limit resumed
        case.extended          | 延期                | Time limit extended
        case.warned            | 临期提醒            | Deadline warning
        case.overdue           | 逾期                | Case overdue
        case.handed            | 转人工办理          | Case handed to a person
        case.closed            | 办结                | Case closed
        case.reopened          | 重新办理            | Case reopened
        case.failed            | 办理出错            | Case failed
        proposal.made          | 提出建议            | Proposal made
        proposal.opened        | 打开建议            | Proposal opened
        proposal.withdrawn     | 撤回建议            | Proposal withdrawn
        proposal.expired       | 建议过期            | Proposal expired
        decision.accepted      | 决定：采纳          | Decision: accepted
        decision.amended       | 决定：修改后采纳    | Decision: amended
        decision.rejected      | 决定：不采纳        | Decision: rejected
        decision.asked_more    | 决定：要求补充      | Decision: more asked for
        decision.first         | 决定：第一人同意    | Decision: first of two consents
        decision.expired       | 决定过期            | Decision expired
        decision.refused       | 决定无效被拒        | Decision refused as invalid
        decision.reversed      | 决定撤销            | Decision reversed
        effect.done            | 执行完成            | Effect done
        effect.failed          | 执行失败            | Effect failed
        effect.refused         | 拒绝执行            | Effect refused
        effect.reversed        | 撤销执行            | Effect reversed
        effect.stopped         | 执行被叫停          | Effect stopped
        refused                | 拒绝承办            | Refused
        employee.created       | 数字员工建档        | Employee created
        employee.changed       | 数字员工变更        | Employee changed
        employee.status        | 数字员工状态变更    | Employee's status changed
        guardian.asked         | 邀请监护人          | Guardian asked
        guardian.accepted      | 监护人受任          | Guardian accepted
        guardian.declined      | 监护人谢绝          | Guardian declined
        guardian.left          | 监护人离任          | Guardian left
        guardian.replaced      | 副监护人接任        | Deputy took over
        standing_order.signed    | 签署常设授权      | Standing order signed
        standing_order.suspended | 常设授权中止      | Standing order suspended
        standing_order.resumed   | 常设授权恢复      | Standing order resumed
        standing_order.withdrawn | 常设授权撤回      | Standing order withdrawn
        standing_order.expired   | 常设授权到期      | Standing order expired
        standing_order.refused   | 常设授权不适用    | Standing order did not apply
        stop.set               | 按下停止键          | Stop set
        stop.lifted            | 解除停止            | Stop lifted
        scenario.changed       | 场景变更            | Scenario changed
        scenario.loaded        | 场景载入            | Scenario loaded
        agency.created         | 部门建档            | Agency created
        agency.changed         | 部门变更            | Agency changed
        agency.moved           | 部门调整隶属        | Agency moved in the tree
        agency.closed          | 部门撤销            | Agency closed
        agency.reopened        | 部门恢复            | Agency reopened
        duty.changed           | 职责清单变更        | Duty list changed
        officer.created        | 账号建立            | Officer's account created
        officer.changed        | 账号变更            | Officer's account changed
        officer.left           | 人员离岗            | Officer left
        role.granted           | 授予角色            | Role granted
        role.withdrawn         | 收回角色            | Role withdrawn
        token.created          | 接口令牌签发        | API token created
        token.withdrawn        | 接口令牌收回        | API token withdrawn
        gateway.key_created    | 模型密钥签发        | Key to the models issued
        gateway.key_withdrawn  | 模型密钥收回        | Key to the models withdrawn
        gateway.limit_set      | 模型额度设定        | Limit of model use set
        gateway.limit_removed  | 模型额度取消        | Limit of model use removed
        gateway.policy_set     | 模型使用规定变更    | Rules of model use changed
        gateway.route_chosen   | 选定场景所用模型    | Model chosen for a scenario
        gateway.assumed        | 工作量假设变更      | Workload assumption changed
        holiday.changed        | 节假日表变更        | Holiday table changed
        profile.changed        | 时限规则变更        | Time-limit profile changed
        message.received       | 收到群众来信        | Resident's message received
        message.added          | 群众补充说明        | Resident added to the message
        complaint.made         | 提出投诉            | Complaint made
        complaint.upheld       | 投诉成立            | Complaint upheld
        complaint.dismissed    | 投诉不成立          | Complaint dismissed
        person.asked           | 要求人工服务        | A person was asked for
        workorder.created      | 工单生成            | Work order created
        workorder.accepted     | 工单签收            | Work order accepted
        workorder.returned     | 工单退回            | Work order returned
        workorder.answered     | 工单答复            | Work order answered
        workorder.warned       | 工单临期提醒        | Work order warning
        workorder.overdue      | 工单逾期            | Work order overdue
        workorder.closed       | 工单办结            | Work order closed
        workorder.joint        | 请部门协办          | Another agency asked to co-handle
        workorder.joined       | 协办意见            | Co-handling agency answered
        workorder.extension    | 申请延期            | More time asked for
        workorder.extended     | 批准延期            | More time granted
        workorder.not_extended | 不予延期            | More time refused
        workorder.urged        | 工单催办            | Work order urged
        workorder.supervised   | 工单督办            | Work order supervised
        workorder.called       | 工单回访            | Resident called back
        workorder.reopened     | 工单重办            | Work order reopened
        workorder.rated        | 群众评价            | Resident rated the outcome
        duty.entered           | 值班排班            | Entered in the duty roster
        duty.removed           | 值班撤班            | Taken off the duty roster
        incident.opened        | 突发事件立卷        | Incident opened
        incident.noted         | 突发事件记事        | Incident: line entered
        incident.closed        | 突发事件办结        | Incident closed
        alert.raised           | 发布预警            | Alert raised
        alert.withdrawn        | 撤回预警            | Alert withdrawn
        example.settled        | 标注裁定            | Training label settled
        model.asked            | 要求训练模型        | Training asked for
        model.trained          | 模型训练完成        | Model trained
        model.used             | 模型启用            | Model put to use
        model.withdrawn        | 模型停用            | Model taken out of use
        document.received      | 收到公文            | Document received
        document.reviewed      | 公文校核意见        | Findings of a document judged
        document.released      | 公文放行            | Document may leave
        handover.opened        | 对话转人工          | Conversation waits for a person
        handover.missed        | 对话未及时接待      | Offered conversation not taken in time
        handover.escalated     | 对话等候升级        | Waiting conversation escalated
        handover.accepted      | 人工接待对话        | Person took over the conversation
        handover.replied       | 人工答复对话        | Person replied in the conversation
        handover.callback      | 对话转为回电        | Conversation becomes a call-back
        handover.number        | 留下回电号码        | Number for a call-back left
        handover.returned      | 对话交还助手        | Conversation given back to the assistant
        handover.ended         | 人工对话结束        | Person's conversation ended
        canned.added           | 添加常用答复        | Canned answer added
        topic.set              | 设置接待专长        | Officers' topic set
        answer.sentence        | 答复逐句发出        | Sentence of an answer released
        answer.stopped         | 答复中止            | Answer stopped at a sentence
        answer.released        | 答复发出            | Answer released
        answer.withdrawn       | 答复撤回            | Answer withdrawn
        answer.rated           | 答复评价            | Answer rated
        faq.selected           | 常见问题选定        | FAQ entry selected
        faq.withdrawn          | 常见问题撤下        | FAQ entry withdrawn
        knowledge.added        | 知识入库            | Source imported
        knowledge.withdrawn    | 知识撤下            | Source withdrawn
        knowledge.repealed     | 知识废止            | Source repealed
        knowledge.shared       | 知识共享变更        | Sharing of a source changed
        knowledge.corrected    | 知识条目更正        | Passage corrected
        knowledge.learned      | 由问答学习          | Learned from answered questions
        notification.sent      | 通知发出            | Notification sent
        notification.failed    | 通知失败            | Notification failed
        import.started         | 开始导入            | Import started
        import.done            | 导入完成            | Import done
        content.erased         | 内容删除            | Content erased
        ledger.key             | 台账密钥更换        | Ledger key changed
        """,
    ),
    **_table(
        LOG,
        """
        login.ok               | 登录成功            | Sign-in
        login.failed           | 登录失败            | Sign-in failed
        login.locked           | 账号锁定            | Account locked
        login.out              | 退出                | Sign-out
        login.again            | 再次验证身份        | Re-authenticated
        password.changed       | 修改密码            | Password changed
        factor.enrolled        | 启用动态口令        | Second factor enrolled
        factor.failed          | 动态口令错误        | Second factor failed
        access.denied          | 越权访问被拒        | Access denied
        read.case              | 查阅办件            | Case read
        read.list              | 查阅清单            | List read
        read.employee          | 查阅数字员工        | Employee read
        read.resident          | 群众查询办件        | Case followed by its resident
        read.attachment        | 查阅附件            | Attachment read
        read.conversation      | 查阅对话            | Conversation read
        read.call              | 查阅模型调用内容    | Contents of a model call read
        document.taken         | 下载公文            | Document taken
        read.ledger            | 查阅台账            | Ledger read
        ledger.exported        | 导出台账            | Ledger exported
        ledger.verified        | 验证台账            | Ledger verified
        export.made            | 导出数据            | Data exported
        backup.made            | 备份                | Backup made
        backup.restored        | 恢复备份            | Backup restored
        config.changed         | 配置变更            | Configuration changed
        command.run            | 执行命令            | Command run
        skill.failed           | 技能出错            | Skill failed
        process.started        | 进程启动            | Process started
        process.stopped        | 进程停止            | Process stopped
        """,
    ),
}


def name_of(kind: str) -> str:
    """Return what `kind` is called in the language of the current request; the kind itself if unknown."""
    row = KINDS.get(kind)
    if row is None:
        return kind
    return row.en if (get_language() or "zh").startswith("en") else row.zh
