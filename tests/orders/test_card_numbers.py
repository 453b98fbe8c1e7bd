"""Card numbers are found however they are written, and what is none is left alone."""

import pytest

from orders.card_numbers import MASK, masked, masked_like


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("4242424242424242", f"{MASK}4242"),
        ("my card is 4111 1111 1111 1111, ok?", f"my card is {MASK}1111, ok?"),
        ("4111-1111-1111-1111", f"{MASK}1111"),
        ("4111.1111.1111.1111", f"{MASK}1111"),
        ("4111  1111  1111  1111", f"{MASK}1111"),
        ("4111\n1111\n1111\n1111", f"{MASK}1111"),
        ("amex 3782 822463 10005 please", f"amex {MASK}0005 please"),
        ("2 of them with 5555 5555 5555 4444", f"2 of them with {MASK}4444"),
        ("2 5555555555554444 3", f"2 {MASK}4444 3"),
        ("4242 4242 4242 4242 12/27 123", f"{MASK}4242"),
        ("4242 4242 4242 4242, exp 12/2027, cvc: 123", f"{MASK}4242"),
        ("4242 4242 4242 4242 gültig bis 03/28 Prüfziffer 123 danke", f"{MASK}4242 danke"),
        ("4242 4242 4242 4242 and 4000 0566 5566 5556", f"{MASK}4242 and {MASK}5556"),
        ("4242 4242 4242 4242 12 Mill Lane", f"{MASK}4242 12 Mill Lane"),
        ("4222222222222", f"{MASK}2222"),
    ],
)
def test_of_a_card_number_only_the_last_four_digits_stay(text: str, left: str) -> None:
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4242",
        "card ending in 4242",
        "4242 4242 4242 4243",
        "DE89 3704 0044 0532 0130 00",
        "+49 170 1234567",
        "00491701234567",
        "my parcel 003404341612345678901",
        "JD000004767238",
        "SK-7F3KQ2, 10115 Berlin",
        "41111111111111111111111111",
        "0000 0000 0000 0000",
        "12/27 123",
        "order 424242424242",
    ],
)
def test_what_is_no_card_number_stays_as_it_is(text: str) -> None:
    assert masked(text) == text


CARD = "4242 4242 4242 4242"
LEFT = f"{MASK}4242"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"cvc 737, 04/29, {CARD}", f"cvc ●●●, ●●/●●, {LEFT}"),
        (f"exp 04/29 cvv: 737 number {CARD}", f"exp ●●/●● cvv: ●●● number {LEFT}"),
        (f"04/2029 737 {CARD}", f"●●/●● ●●● {LEFT}"),
        (f"737 04/29 {CARD}", f"●●● ●●/●● {LEFT}"),
        (f"737 {CARD}", f"●●● {LEFT}"),
        (f"{CARD} 737", f"{LEFT} ●●●"),
        (f"737\n04-29\n{CARD}", f"●●●\n●●/●●\n{LEFT}"),
        (f"{CARD} is my card, the security code is 737", f"{LEFT} is my card, the security code is ●●●"),
        (f"{CARD} belongs to me. 737 is the cvc", f"{LEFT} belongs to me. ●●● is the cvc"),
        (f"valid thru 0429, {CARD}", f"valid thru ●●/●●, {LEFT}"),
        ("amex 1234 is the CID for 3782 822463 10005", f"amex ●●● is the CID for {MASK}0005"),
        (f"Prüfziffer 737, gültig bis 03.28, Karte {CARD}", f"Prüfziffer ●●●, gültig bis ●●/●●, Karte {LEFT}"),
        (f"Kartenprüfnummer lautet 737: {CARD}", f"Kartenprüfnummer lautet ●●●: {LEFT}"),
        (f"cryptogramme 737 expire 03/28 carte {CARD}", f"cryptogramme ●●● expire ●●/●● carte {LEFT}"),
        (f"código de seguridad 737, caduca 03/28, {CARD}", f"código de seguridad ●●●, caduca ●●/●●, {LEFT}"),
        (f"codice di sicurezza 737 scade 03/28 {CARD}", f"codice di sicurezza ●●● scade ●●/●● {LEFT}"),
        (f"código de segurança 737, validade 03/28, {CARD}", f"código de segurança ●●●, validade ●●/●●, {LEFT}"),
        (f"beveiligingscode 737 geldig tot 03/28 {CARD}", f"beveiligingscode ●●● geldig tot ●●/●● {LEFT}"),
        (f"kod CVV 737, ważna do 03/28, {CARD}", f"kod CVV ●●●, ważna do ●●/●●, {LEFT}"),
        (f"bezpečnostní kód 737, platnost 03/28 {CARD}", f"bezpečnostní kód ●●●, platnost ●●/●● {LEFT}"),
        (f"sikkerhedskode 737 udløber 03/28 {CARD}", f"sikkerhedskode ●●● udløber ●●/●● {LEFT}"),
        (f"säkerhetskod 737, giltigt till 03/28, {CARD}", f"säkerhetskod ●●●, giltigt till ●●/●●, {LEFT}"),
        (f"turvakoodi 737 voimassa 03/28 {CARD}", f"turvakoodi ●●● voimassa ●●/●● {LEFT}"),
        (f"セキュリティコードは737、有効期限28年3月、{CARD}", f"セキュリティコードは●●●、有効期限●●/●●、{LEFT}"),
        (f"安全码737，有效期03／28，卡号{CARD}", f"安全码●●●，有效期●●/●●，卡号{LEFT}"),
        ("رمز الأمان ٧٣٧ صلاحية ٠٣/٢٨ رقم ٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢", f"رمز الأمان ●●● صلاحية ●●/●● رقم {MASK}٤٢٤٢"),
        ("ＣＶＣ ７３７ ４２４２４２４２４２４２４２４２", f"ＣＶＣ ●●● {MASK}４２４２"),
    ],
)
def test_expiry_and_check_digits_go_wherever_they_stand_beside_a_card_number(text: str, left: str) -> None:
    assert masked(text) == left
    assert masked(left) == left


@pytest.mark.parametrize(
    "kept",
    [
        "2 blankets in 130x180",
        "12 Mill Lane",
        "Hauptstraße 104, 1010 Wien",
        "code postal 1000",
        "by 12/27/2026",
        "size 42, 150 euros at most",
        "SK-7F3KQ2",
    ],
)
def test_what_else_is_said_with_a_card_number_is_kept(kept: str) -> None:
    assert masked(f"{kept}. My card is {CARD}.") == f"{kept}. My card is {LEFT}."


@pytest.mark.parametrize("text", ["cvc 737, 04/29", "セキュリティコードは737", "rug 04/29 737"])
def test_without_a_card_number_nothing_is_taken_out(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ('{"text": "cvc 737, 04\\/29, 4242 4242 4242 4242", "id": 91}', f"cvc 737, 04/29, {CARD}"),
        ("Body=cvc+737%2C+04%2F29%2C+4242+4242+4242+4242&Id=91", f"cvc 737, 04/29, {CARD}"),
        ('{"text": "\\u0667\\u0663\\u0667 4242424242424242", "id": 91}', "٧٣٧ 4242424242424242"),
        ("Body=%D9%A7%D9%A3%D9%A7+4242424242424242&Id=91", "٧٣٧ 4242424242424242"),
    ],
)
def test_a_raw_event_loses_what_stood_before_the_number_too(raw: str, text: str) -> None:
    left = masked_like(raw, text).lower()
    for gone in ("737", "04\\/29", "04%2f29", "\\u0667", "%d9%a7", "42424242", "4242 4242", "4242+4242"):
        assert gone not in left
    assert "91" in left


def test_masking_twice_changes_nothing_more() -> None:
    once = masked("card 4242 4242 4242 4242 12/27 123")
    assert masked(once) == once


@pytest.mark.parametrize(
    "raw",
    [
        '{"text": "it is 4242 4242 4242 4242 12/27 123", "id": 4111111111111111}',
        "Body=it+is+4242+4242+4242+4242+12%2F27+123&SmsSid=4111111111111111",
        "Body=it%20is%204242%204242%204242%204242%2012%2F27%20123&Id=4111111111111111",
    ],
)
def test_a_raw_event_loses_what_its_text_lost_and_keeps_its_own_numbers(raw: str) -> None:
    left = masked_like(raw, "it is 4242 4242 4242 4242 12/27 123")
    assert "4242 4242" not in left.replace("+", " ").replace("%20", " ") and "4242" in left
    assert "123" not in left and "4111111111111111" in left


def test_a_raw_event_without_a_card_number_in_its_text_is_not_touched() -> None:
    raw = '{"text": "hello", "id": 4111111111111111}'
    assert masked_like(raw, "hello") == raw
