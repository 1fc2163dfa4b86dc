"""Is everything personal hidden, nothing else, and all of it put back, however the answer is cut up?"""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangban.llm.masking import CallMask
from bangban.llm.masking.checksums import is_card, is_credit_code, is_identity
from tests.support.patience import patience

HIDDEN = [
    ("电话13812345678。", "13812345678"),
    ("电话 138-1234-5678 或来访", "138-1234-5678"),
    ("请回 1 3 8 1 2 3 4 5 6 7 8", "1 3 8 1 2 3 4 5 6 7 8"),
    ("全角１３８１２３４５６７８", "１３８１２３４５６７８"),
    ("藏 138\u200b1234\u200b5678", "138\u200b1234\u200b5678"),
    ("座机0571-88881234转3", "0571-88881234"),
    ("一三八一二三四五六七八", "一三八一二三四五六七八"),
    ("身份证110101199003077758", "110101199003077758"),
    ("错了一位110101199003077757", "110101199003077757"),
    ("卡号6222021234567890128", "6222021234567890128"),
    ("代码91330106MA2CFGX89M", None),
    ("车牌浙A·12345停在", "浙A·12345"),
    ("新能源浙AD12345", "浙AD12345"),
    ("写信给 wang.min@example.cn", "wang.min@example.cn"),
    ("微信号：wx_abc123", "wx_abc123"),
    ("我叫王小明，家住", "王小明"),
    ("李女士反映：", "李"),
    ("申请人：欧阳文静", "欧阳文静"),
    ("住在望江街道观澜苑5栋2单元301室", "观澜苑5栋2单元301室"),
    ("建设东路12号门前井盖缺失", "建设东路12号"),
]
KEPT = [
    "项目投资1234567890元，2025年11月22日动工。",
    "云府〔2025〕12号文件第3条第（二）项。",
    "3号线地铁12号口，5日内办结。",
    "高度重视安全管理工作，方便群众。",
    "全年完成投资12345.67万元，同比增长8.5%。",
    "会议时间：2025-11-22 09:30-11:30",
    "路灯管理单位应当及时解决。",
]


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_what_is_personal_is_hidden(text: str, secret: str | None) -> None:
    masked = CallMask().text(text)
    if secret is not None:
        assert secret not in masked
        assert "⟦" in masked


@pytest.mark.parametrize("text", KEPT)
def test_what_is_not_stays(text: str) -> None:
    assert CallMask().text(text) == text


@given(
    st.lists(st.sampled_from([text for text, _ in HIDDEN] + KEPT), max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_answer_gets_its_values_back_however_it_is_cut(texts: list[str], chance: random.Random) -> None:
    text, mask = "\n".join(texts), CallMask()
    masked, restorer = mask.text(text), mask.restorer()
    given_out, at = "", 0
    while at < len(masked):
        step = chance.randint(1, 9)
        given_out += restorer.feed(masked[at : at + step])
        at += step
    assert given_out + restorer.end() == text


@given(st.text(max_size=200))
def test_any_text_survives(text: str) -> None:
    mask = CallMask(["内部代号"])
    masked = mask.text(text)
    restorer = mask.restorer()
    assert restorer.feed(masked) + restorer.end() == text.replace("⟦", "[").replace("⟧", "]")


def test_one_value_has_one_placeholder_in_all_messages_and_parts() -> None:
    mask = CallMask(["磐石计划"])
    parts = [{"type": "text", "text": "电话138123"}, {"type": "text", "text": "45678，磐石计划"}]
    body = {
        "model": "m",
        "temperature": 0.3,
        "messages": [
            {"role": "user", "content": "我的电话是13812345678"},
            {"role": "user", "content": parts},
            {
                "role": "assistant",
                "tool_calls": [{"function": {"name": "f", "arguments": '{"tel": "13812345678"}'}}],
            },
        ],
    }
    hidden = mask.hide(body)
    said = str(hidden)
    assert "13812345678" not in said
    assert "磐石" not in said
    assert said.count("⟦手机1⟧") == 3
    assert mask.count == 2
    assert (hidden["model"], hidden["temperature"]) == ("m", 0.3)
    assert str(body).count("13812345678") == 2


def test_a_placeholder_a_caller_writes_restores_nothing() -> None:
    mask = CallMask()
    assert mask.text("⟦手机1⟧ 13812345678") == "[手机1] ⟦手机1⟧"


def test_checks() -> None:
    assert is_identity("11010119900307775X") != is_identity("110101199003077758")
    assert is_card("6222021234567890128")
    assert not is_card("1111111111111111")
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("91350100M000100Y44")


@pytest.mark.parametrize("sign", ["1号", "前1位", "0", "一", "1座甲座", "1-", "王某1号", "一室"])
def test_a_text_made_to_be_slow_is_not(sign: str) -> None:
    text = (sign * 40_000)[:40_000]
    with patience():
        CallMask(("磐石",)).text(text)


@pytest.mark.parametrize(
    "written",
    [
        "༡༣༨༡༢༣༤༥༦༧༨",
        "᠑᠓᠘᠑᠒᠓᠔᠕᠖᠗᠘",
        "๑๓๘๑๒๓๔๕๖๗๘",
        "〡〣〨〡〢〣〤〥〦〧〨",
        "㊀㊂㊇㊀㊁㊂㊃㊄㊅㊆㊇",
        "🯱🯳🯸🯱🯲🯳🯴🯵🯶🯷🯸",
    ],
)
def test_a_number_in_other_scripts_digits_is_one(written: str) -> None:
    mask = CallMask()
    masked = mask.text(f"我的电话是{written}，谢谢")
    assert masked == "我的电话是⟦手机1⟧，谢谢"
    assert mask.restorer().feed(masked) == f"我的电话是{written}，谢谢"


@pytest.mark.parametrize("value", [13812345678, 13812345678.0, -13812345678])
def test_a_number_that_is_no_text_is_hidden_too(value: float) -> None:
    body = {
        "model": "m",
        "messages": [{"role": "user", "content": [{"type": "text", "text": "x", "tel": value}]}],
    }
    assert "13812345678" not in str(CallMask().hide(body))


def test_what_calls_are_named_by_hides_no_number_in_full_width() -> None:
    body = {
        "model": "m",
        "messages": [{"role": "tool", "tool_call_id": "call_１３８１２３４５６７８", "content": "x"}],
    }
    assert "１３８１２３４５６７８" not in str(CallMask().hide(body))


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("138123456786222021234567890128", "⟦手机1⟧⟦卡号1⟧"),
        ("13812345678110101199003077758", "⟦手机1⟧⟦身份证1⟧"),
        ("11010119900307775813812345678", "⟦身份证1⟧⟦手机1⟧"),
        ("3.14159265358979323846264338327950288", "3.14159265358979323846264338327950288"),
    ],
)
def test_numbers_glued_to_each_other_are_told_apart(text: str, hidden: str) -> None:
    assert CallMask().text(text) == hidden
