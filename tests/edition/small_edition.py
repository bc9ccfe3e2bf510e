"""A small edition in a folder of its own, for tests that spoil it."""

from __future__ import annotations

from pathlib import Path

PAR = """Mã,Tên,Tên tiếng Anh,Điểm tối đa,Điểm đạt được,Mục tiêu,Cơ quan chủ trì,Cách đánh giá
1,Một,One,60,40,50,,
1.1,Một một,One one,40,30,35,Sở A,Thẩm định
1.2,Một hai,One two,20,10,15,Sở B,Thẩm định
2,Hai,Two,40,30,32,,
2.1,Hai một,Two one,40,30,32,Sở C,Kết quả KT-XH
total,TỔNG ĐIỂM,TOTAL SCORE,100,70,82,,
"""
SIPAS = """Mã,Tên,Tên tiếng Anh,Kết quả,Mục tiêu,Cơ quan chủ trì,Đơn vị thực hiện,Cách đánh giá
total,CHỈ SỐ CHUNG,OVERALL INDEX,80,85,,,
I,Một,One,80,85,Sở A,x,SIPAS (người dân)
"""
AGENCIES = """id,name,short,name_en,short_en,first_year,last_year,successor
a,Sở A,A,Department A,Dept A,,,
b,Sở B,B,Department B,Dept B,,,
c,Sở C,C,Department C,Dept C,,,
"""
TOML = """key = "thu-2031"
place = "Tỉnh Thử"
place_en = "Trial"
year = 2031
target_year = 2032

[indices.par]
file = "par.csv"

[indices.sipas]
file = "sipas.csv"

[[links]]
index = "par"
code = "1.1"
of = "sipas"
points_per_unit = 0.1
"""
TASKS = """lead_agency,title,due_text,named
Sở A,Việc một,tháng 9/2032,1.1
Sở B,Việc hai,,1.2 I
"""
GOALS = """subject,code,comparator,value,unit,year
par_score,total,>=,75,points,2032
par_rank,,<=,10,rank,2032
"""


def write(home: Path, **files: str | bytes | None) -> Path:
    """Write the edition; `write(home, edition_toml="...")` has another `edition.toml`, None leaves a file out."""
    home.mkdir(parents=True, exist_ok=True)
    texts: dict[str, str | bytes | None] = {
        "edition.toml": TOML, "par.csv": PAR, "sipas.csv": SIPAS, "agencies.csv": AGENCIES, "tasks.csv": TASKS, "goals.csv": GOALS,
    }  # fmt: skip
    for name, text in {**texts, **{".".join(key.rsplit("_", 1)): text for key, text in files.items()}}.items():
        if text is not None:
            (home / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return home
