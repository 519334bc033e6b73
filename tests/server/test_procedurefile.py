"""Procedures as a file: what is written is read again, whatever a spreadsheet makes of it, and everything that is wrong is said with its place."""

import codecs

import pytest

from server.procedurebooks import default_book
from server.proceduredoc import Flaw
from server.procedurefile import BYTES_MAX, read, write_csv, write_toml
from server.wire.procedures import Procedure

HEAD = "Lĩnh vực;Mã thủ tục;Tên thủ tục;Giấy tờ cần mang;Lệ phí\n"
ROW = "A;1.001193;Đăng ký khai sinh;Giấy chứng sinh | Thẻ căn cước;Miễn\n"
BIRTH = Procedure(
    code="1.001193",
    service="A",
    names={"vi": "Đăng ký khai sinh"},
    papers=({"vi": "Giấy chứng sinh"}, {"vi": "Thẻ căn cước"}),
    fee={"vi": "Miễn"},
)
ODD = Procedure(
    code="X.1",
    service="G-2",
    names={"vi": "=SUM(1)", "km": "សេវា"},
    also=("+84", 'nói; phẩy, "ngoặc"'),
    papers=({"vi": "Đơn"}, {"vi": "Ảnh 3×4", "en": "Photo"}, {"vi": "'Bản sao"}),
    limit={"vi": "-"},
)


@pytest.mark.parametrize("separator", [";", ","])
def test_what_is_written_as_csv_is_read_again(separator: str) -> None:
    book = (*default_book().procedures, ODD)
    found = read(write_csv(book, separator))
    assert (found.kind, found.procedures, found.flaws, found.ignored) == ("csv", book, [], ())
    assert write_csv(book).startswith(codecs.BOM_UTF8) and b"'=SUM(1)" in write_csv(book), "no cell is run"


def test_what_is_written_as_toml_is_read_again() -> None:
    book = (*default_book().procedures, ODD)
    assert read(write_toml(book)).procedures == book and read(write_toml(book)).flaws == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_however_a_spreadsheet_saves_it(encoding: str, separator: str) -> None:
    text = (HEAD + ROW).replace(";", separator).replace("\n", "\r\n")
    assert read(text.encode(encoding)).procedures == (BIRTH,)


def test_columns_are_known_by_other_names_in_any_order_and_papers_may_stand_in_lines() -> None:
    text = 'TÊN THỦ TỤC,STT,Giấy tờ,linh_vuc,ma_thu_tuc,Phí – lệ phí\nĐăng ký khai sinh,1,"- Giấy chứng sinh\n- Thẻ căn cước",A,1001193,Miễn\n'
    found = read(text.encode())
    assert found.procedures == (BIRTH,) and found.ignored == ("STT",)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1.00089", "1.000890"), ("1000890", "1.000890"), ("1.001193", "1.001193"), ("2.000908.H23", "2.000908.H23")],
)
def test_a_code_that_a_spreadsheet_took_for_a_number_is_one_again(written: str, meant: str) -> None:
    assert read((HEAD + f"A;{written};Một;;\n").encode()).procedures[0].code == meant


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ((HEAD + ROW).encode("cp1258", "ignore"), "not_utf8"), (b"PK\x03\x04xlsx", "is_workbook"), (b"a" * (BYTES_MAX + 1), "too_heavy"), (b"", "no_column"),
        (HEAD.encode("utf-16-le"), "not_utf8"), (HEAD.encode(), "empty"), (b'a;b\n"never ended', "not_csv"), ("Tên thủ tục\nMột\n".encode(), "no_column"),
        (HEAD.replace("Lệ phí", "Tên").encode(), "column_twice"), (b"[[procedures]]\nservice = \n", "not_toml"), ((HEAD + "A;;Một;;\n" * 2001).encode(), "too_many"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_as_what_it_is(data: bytes, what: str) -> None:
    found = read(data)
    assert [one.what for one in found.flaws][:1] == [what] and found.procedures == ()


def test_every_flaw_is_said_with_its_row_and_column_all_at_once() -> None:
    rows = [
        ";;Một;;",
        "A;;;;",
        "lĩnh vực A;;Hai;;",
        f"A;;{'x' * 201};;",
        "A;mã 1;Ba;;",
        "A;;Bốn;;",
        "A;;bon;;",
        "A;;Năm;Đơn\x07;",
        "A;;Sáu;;;;thừa",
    ]
    assert [(one.row, one.what, one.field) for one in read((HEAD + "\n".join(rows)).encode()).flaws] == [
        (2, "missing", "service"), (3, "missing", "names.vi"), (4, "bad_service", "service"), (5, "too_long", "names.vi"), (6, "bad_code", "code"),
        (8, "twice", "names.vi"), (9, "bad_sign", "papers.vi"), (10, "too_wide", ""),
    ]  # fmt: skip


def test_papers_of_another_language_stand_beside_the_vietnamese_ones() -> None:
    head = "Lĩnh vực;Tên thủ tục;Giấy tờ cần mang;Giấy tờ cần mang (en);Lệ phí (en)\n"
    good = read((head + "A;Một;Đơn | Ảnh | Thẻ; | Photo;\n").encode())
    assert good.procedures[0].papers == ({"vi": "Đơn"}, {"vi": "Ảnh", "en": "Photo"}, {"vi": "Thẻ"})
    bad = read((head + "A;Một;Đơn;Form | Photo;Free\n").encode())
    assert {(one.what, one.field) for one in bad.flaws} == {("papers_differ", "papers.en"), ("no_vietnamese", "fee.vi")}


def test_what_is_wrong_in_toml_is_said_by_the_place_and_the_key() -> None:
    text = """
title = "x"
[[procedures]]
service = 1
names = { vi = "Một" }
[[procedures]]
service = "A"
names = "Hai"
[[procedures]]
service = "A"
names = { vi = "Ba", fr = "Trois" }
[[procedures]]
service = "A"
names = { vi = "Bốn" }
papers = ["Đơn"]
also = "bốn"
price = "0"
"""
    assert read(text.encode()).flaws == [
        Flaw("unknown_key", 0, "", (("key", "title"),)), Flaw("wrong_type", 1, "service"), Flaw("wrong_type", 2, "names"), Flaw("wrong_type", 3, "names"),
        Flaw("wrong_type", 4, "papers"), Flaw("wrong_type", 4, "also"), Flaw("unknown_key", 4, "", (("key", "price"),)),
    ]  # fmt: skip
