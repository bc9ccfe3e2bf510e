"""The one catalogue of everything that can be wrong with a file, in Vietnamese and English.

A problem names its kind, a key here, and the facts that the two sentences need.
"""

from __future__ import annotations

__all__ = ["MESSAGES"]

MESSAGES: dict[str, tuple[str, str]] = {
    # the file as a whole
    "no_file": ("không có tệp này; kiểm tra lại đường dẫn", "there is no such file; check the path"),
    "is_folder": ("đây là thư mục, cần một tệp", "this is a folder; a file is needed"),
    "empty": ("tệp rỗng", "the file is empty"),
    "encoding": (
        "không phải văn bản UTF-8 (dòng {line}); lưu lại từ Excel thành «CSV UTF-8», hoặc từ Notepad với mã hóa UTF-8",
        "not UTF-8 text (line {line}); save it from Excel as «CSV UTF-8», or from Notepad with encoding UTF-8",
    ),
    "unreadable": (
        "không đọc được ({reason}); đóng tệp ở chương trình khác, hoặc xin quyền đọc",
        "cannot be read ({reason}); close it in other programs, or ask for the right to read it",
    ),
    "file_too_large": (
        "tệp nặng {size} MB, nhiều nhất {most} MB; đây có đúng là bảng cần nạp không?",
        "the file has {size} MB, at most {most} MB are read; is it the right table?",
    ),
    "old_workbook": (
        "đây là sổ tính Excel kiểu cũ (.xls) hoặc có mật khẩu; lưu lại thành .xlsx không mật khẩu",
        "this is an old (.xls) or password-protected workbook; save it as .xlsx without a password",
    ),
    "broken_workbook": (
        "không đọc được như một sổ tính Excel ({reason}); mở trong Excel và lưu lại thành .xlsx",
        "cannot be read as an Excel workbook ({reason}); open it in Excel and save it as .xlsx",
    ),
    "too_large": (
        "tệp giải nén ra {size} MB, quá mức {limit} MB cho một tệp cỡ này; chép riêng bảng sang sổ tính mới (bỏ các dòng, cột trống đã tô màu)",
        "the file unpacks to {size} MB, more than the {limit} MB allowed for its size; copy the table alone into a new workbook (without empty rows and columns that are only coloured)",
    ),
    "too_long": (
        "có quá {most} dòng; bảng chỉ số không dài như vậy, chép riêng bảng ra",
        "has more than {most} rows; no table of an index is that long, copy the table alone",
    ),
    "bad_csv": (
        "không đọc được như CSV ({reason}); kiểm tra dấu ngoặc kép",
        "cannot be read as CSV ({reason}); check the quotation marks",
    ),
    "hidden_sheet": (
        "trang đang ẩn, trong khi trang nhìn thấy được ({others}) cũng là bảng này; xóa trang ẩn hoặc bỏ ẩn rồi đổi tên",
        "the sheet is hidden while visible ones ({others}) look like the same table; delete it, or unhide and rename it",
    ),
    "no_sheet": (
        "không có trang tính này; các trang đang có: {sheets}",
        "there is no such sheet; sheets found: {sheets}",
    ),
    "no_table": (
        "không tìm thấy bảng {table}: không có dòng tiêu đề nào đủ các cột {columns}",
        "table {table} was not found: no header row has the columns {columns}",
    ),
    "truncated": (
        "bảng {table} bị cụt: thiếu dòng {expected}",
        "table {table} is cut short: the row {expected} is missing",
    ),
    # columns
    "missing_column": (
        "thiếu cột {column_name} (chấp nhận: {accepted}); các tiêu đề đang có: {headers}",
        "column {column_name} is missing (accepted: {accepted}); headers found: {headers}",
    ),
    "unknown_column": (
        "không hiểu cột này; sửa theo một tên đã biết, hoặc bắt đầu tên bằng «Ghi chú» để bỏ qua",
        "unknown column; use a known name, or begin its name with «Note» to leave it unread",
    ),
    "double_column": (
        "hai cột cùng có nghĩa {column_name}; chỉ giữ một cột",
        "two columns both mean {column_name}; keep one",
    ),
    "misspelt_column": (
        "gần giống tiêu đề cột {column_name}; viết đúng một trong: {accepted}",
        "looks like the header of column {column_name}; write one of: {accepted}",
    ),
    "too_wide": (
        "tiêu đề có {count} cột, nhiều nhất {most}; xóa các cột thừa",
        "the header has {count} columns, at most {most} are read; delete those too many",
    ),
    "no_title": (
        "ô có nội dung nhưng cột không có tiêu đề; đặt tiêu đề cho cột, hoặc xóa ô",
        "the cell is filled but its column has no title; give it one, or clear the cell",
    ),
    # lines and cells
    "quote": (
        "dấu ngoặc kép mở mà không đóng, hoặc nằm giữa ô; ô có ngoặc kép phải được bọc trong ngoặc kép, mỗi dấu bên trong viết hai lần",
        "a quote that is not closed, or in the middle of a cell; put such a cell in quotes and write each quote in it twice",
    ),
    "double_row": (
        "dòng này giống hệt {first}; xóa một dòng",
        "the row is the same as {first}; delete one",
    ),
    "not_a_day": (
        "cần một ngày, viết như 2022-07-08 hoặc 8/7/2022 (ngày trước, tháng sau)",
        "a day is needed, as 2022-07-08 or 8/7/2022 (day before month)",
    ),
    "bad_line": (
        "dòng không đúng mẫu «{pattern}»; không đoán",
        "the line does not fit the pattern «{pattern}»; nothing is guessed",
    ),
    "correction": (
        "bảng đính chính corrections.csv chờ «{expected}» ở dòng này; sửa lại bảng đính chính",
        "corrections.csv expects «{expected}» in this line; bring the corrections table up to date",
    ),
    "not_a_number": (
        "cần một số, ví dụ 8,424 hoặc 8.424",
        "a number is needed, such as 8.424 or 8,424",
    ),
    "both_signs": (
        "vừa có dấu phẩy vừa có dấu chấm; chỉ dùng một dấu thập phân",
        "has both a comma and a point; use one decimal sign",
    ),
    "missing_value": ("ô trống; cần một giá trị", "empty; a value is needed"),
    "not_a_bound": (
        "chỉ mục tiêu mới được viết với dấu >; ở đây cần một số",
        "only a target may be a bound (>); a plain number is needed here",
    ),
    "not_percent": (
        "cột này không tính bằng phần trăm; ghi số, bỏ dấu % (kể cả trong định dạng ô)",
        "this column is not in percent; write the number without % (in the cell's format, too)",
    ),
    "number_format": (
        "định dạng ô làm số hiện ra khác số đã lưu; đổi định dạng sang General, hoặc Text nếu là mã",
        "the format of the cell shows another number than is stored; set it to General, or to Text for a code",
    ),
    "formula": (
        "công thức chưa có kết quả lưu sẵn; mở trong Excel, chờ tính xong rồi lưu lại",
        "a formula without a stored result; open the file in Excel, let it calculate, and save it",
    ),
    "cell_error": (
        "ô Excel báo lỗi; sửa công thức trong ô",
        "the Excel cell holds an error; repair its formula",
    ),
    "date_cell": (
        "Excel đã đổi giá trị thành ngày tháng; định dạng cột là Text rồi nhập lại",
        "Excel turned the value into a date; format the column as Text and type it again",
    ),
    "merged": (
        "ô gộp {range} trải qua nhiều cột hoặc nằm ở cột không được gộp; bỏ gộp và nhập đủ từng ô",
        "merged cell {range} spans several columns or lies in a column that may not be merged; unmerge it and fill every cell",
    ),
    # codes and the tree
    "bad_code": (
        "mã không hợp lệ; cần dạng {pattern}",
        "malformed code; it should look like {pattern}",
    ),
    "double_code": (
        "mã {code} đã có ở {first}; mỗi mã chỉ được một dòng",
        "code {code} already stands at {first}; a code may have one row only",
    ),
    "no_parent": (
        "mã {code} không có dòng mẹ {parent}; thêm dòng mẹ hoặc sửa mã",
        "code {code} has no parent row {parent}; add that row or mend the code",
    ),
    "gap": (
        "dưới {parent} thiếu số thứ tự {missing}; thêm dòng thiếu hoặc sửa mã (phần mà văn bản không liệt kê của một mục phải được khai báo bằng dòng <mã>.rest)",
        "below {parent} the numbers {missing} are missing; add the rows or mend the codes (what a document leaves out below a row must be declared by a row <code>.rest)",
    ),
    "broken_order": (
        "dòng này đứng sai thứ tự, mà số thứ tự trong yếu tố hay cơ quan ở ô gộp chỉ hiểu được theo thứ tự dòng; xếp lại các dòng như văn bản, hoặc ghi đủ mã và cơ quan vào từng dòng",
        "this row stands out of order, while numbers within a factor, or leads in merged cells, are known by the order of rows alone; put the rows back as in the document, or write code and lead in full in every row",
    ),
    "joined_heading": (
        "dòng mở đầu một phần, ô trống ở cuối dòng không biết là trống hay gộp với phần trên; để ô trống (|) ở dòng riêng, ghi tên, hoặc ghi «không có»",
        "the row begins a section: whether the empty cell at its end is empty or merged with the section above cannot be told; put the empty cell (|) on a line of its own, write the name, or write «none»",
    ),
    "weights": (
        "điểm tối đa của {parent} là {stated}, các mục con nhân trọng số cộng lại {parts}; sửa trọng số hoặc điểm tối đa",
        "{parent} has {stated} maximum points, its parts times their weights add up to {parts}; mend a weight or a maximum",
    ),
    "not_closed": (
        "điểm tối đa của {parent} là {stated}, các mục con cộng lại {parts}: thiếu hoặc sai một dòng (phần mà văn bản không liệt kê của một mục phải được khai báo bằng dòng <mã>.rest)",
        "{parent} has {stated} maximum points, its parts add up to {parts}: a row is missing or wrong (what a document leaves out below a row must be declared by a row <code>.rest)",
    ),
    "mean_not_closed": (
        "{parent} công bố {stated}, trung bình {count} mục con là {parts}: thiếu một dòng, hoặc có số sai; "
        "nếu đủ dòng, thêm cột «Số mục con» để xác nhận rồi xem phần rà soát",
        "{parent} is published as {stated}, the mean of its {count} parts is {parts}: a row is missing or a figure is "
        "wrong; if all rows are there, add a column «Number of parts» to vouch for it and see the audit",
    ),
    "no_parts": (
        "yếu tố {code} không có mục con nào trong khi các yếu tố khác có; thêm các dòng thiếu",
        "factor {code} has no items while other factors have; add the missing rows",
    ),
    "year_differs": (
        "tiêu đề cột ghi năm {header}, trang «Thông tin» ghi {declared}; sửa cho khớp",
        "the column header says {header}, the sheet «Thông tin» says {declared}; make them agree",
    ),
    "bad_year": (
        "cần đúng một năm gồm bốn chữ số, từ 1990 đến 2100",
        "a single year of four digits is needed, 1990 to 2100",
    ),
    "year_order": (
        "năm mục tiêu {target_year} trước năm kết quả {year}; sửa một trong hai",
        "the target year {target_year} is before the year of results {year}; mend one of them",
    ),
    "bad_remainder": (
        "phần không liệt kê {code} tính ra {quantity} = {value}, ngoài khoảng từ 0 đến {upper}; kiểm tra {parent} và các mục con",
        "the unlisted part {code} comes out with {quantity} = {value}, outside 0 to {upper}; check {parent} and its parts",
    ),
    "remainder_differs": (
        "phần không liệt kê {code} phải là {value} (mục mẹ trừ các mục con đã liệt kê); sửa lại hoặc để trống",
        "the unlisted part {code} must be {value} (its parent minus the listed parts); mend it or leave it empty",
    ),
    "parts_differ": (
        "{code} ghi có {stated} mục con nhưng bảng có {parts}; một dòng bị thiếu hoặc thừa",
        "{code} states {stated} parts but the table has {parts}; a row is missing or too many",
    ),
    "edition_codes": (
        "bảng {file} của kỳ công bố này có mã {code}, nhưng văn bản không có; thiếu dòng hoặc sai mã",
        "{file} of this edition lists code {code}, but the text has no such row; a row is missing or its code is wrong",
    ),
    "foreign_code": (
        "mã {code} không có trong {file} của kỳ công bố này; sửa mã, hoặc nạp kỳ khác bằng sổ tính Excel",
        "code {code} is not in {file} of this edition; mend the code, or load another edition from a workbook",
    ),
    "derived_differs": (
        "cột này suy ra từ mã và phải là {value}; sửa lại hoặc bỏ cột",
        "this column follows from the code and must be {value}; mend it or drop the column",
    ),
    # values
    "out_of_range": (
        "phải nằm trong khoảng {lower} đến {upper}",
        "must lie between {lower} and {upper}",
    ),
    "unknown_agency": (
        "không có trong danh sách cơ quan{hint}; sửa tên, hoặc thêm cơ quan vào bảng «Cơ quan»",
        "not in the list of agencies{hint}; mend the name, or add the agency to the sheet «Cơ quan»",
    ),
    "no_successor": (
        "cơ quan kế thừa phải là một cơ quan khác trong danh sách này",
        "the successor must be another agency of this list",
    ),
    "ambiguous_agency": (
        "tên này cũng là tên của cơ quan ở {first} (không phân biệt chữ hoa, dấu cách); mỗi cơ quan cần tên riêng",
        "this is also a name of the agency at {first} (case and spaces aside); each agency needs names of its own",
    ),
    "no_lead": (
        "tiêu chí chi tiết chưa có cơ quan chủ trì (ô gộp bị vỡ?); ghi tên vào từng dòng, hoặc ghi «không có»",
        "a leaf criterion without a lead agency (a broken merged cell?); repeat the name in every row, or write «không có»",
    ),
    "unknown_assessment": (
        "cách đánh giá phải là một trong: {allowed}",
        "the way of assessment must be one of: {allowed}",
    ),
    "orphan_row": (
        "dòng ở bảng bổ trợ không ứng với mã nào: {code}",
        "a row of the side table matches no code: {code}",
    ),
    # tables of the plan
    "cells": (
        "có {count} ô, tiêu đề có {expected}; văn bản chứa dấu phẩy phải nằm trong ngoặc kép",
        "has {count} cells, the header {expected}; text with a comma must stand in quotes",
    ),
    "double_id": (
        "mã này đã có ở {first}; mỗi dòng cần một mã riêng",
        "this id already stands at {first}; each row needs its own",
    ),
    "unknown_word": ("phải là một trong: {allowed}", "must be one of: {allowed}"),
    "unknown_body": (
        "không có trong agencies.csv hay bodies.csv{hint}; sửa tên, hoặc thêm cơ quan vào bodies.csv",
        "is in neither agencies.csv nor bodies.csv{hint}; mend the name, or add the body to bodies.csv",
    ),
    "unknown_code": (
        "không có mã này trong hai bảng chỉ số{hint}; sửa mã (các mã cách nhau bằng dấu cách)",
        "is no code of either index{hint}; mend it (codes are separated by spaces)",
    ),
    "repeated_code": ("mã ghi hai lần trong một ô; bỏ một", "the code stands twice in one cell; drop one"),
    "named_and_inferred": (
        "mã vừa ở cột named vừa ở cột inferred; chỉ giữ một",
        "the code is both named and inferred; keep one",
    ),
    "no_reason": (
        "liên hệ suy luận phải có lý do bằng cả hai thứ tiếng",
        "an inferred link needs its reason in both languages",
    ),
    "unknown_date": (
        "không hiểu lời chỉ thời hạn; viết như: {examples}",
        "the words name no date that can be read; write as in: {examples}",
    ),
    "due_before_document": (
        "hạn {due} trước ngày văn bản {date}; sửa thời hạn hoặc văn bản",
        "due {due}, before the document's date {date}; mend the date or the document",
    ),
    "not_in_line": (
        "không có nguyên văn ở dòng {line} của văn bản {document}; chép đúng lời của nguồn hoặc sửa số dòng",
        "these words do not stand in line {line} of document {document}; copy the source's words or mend the line number",
    ),
    "no_line": (
        "văn bản {document} không có dòng này hoặc dòng trống (có {count} dòng); sửa số dòng",
        "document {document} has no such line, or it is empty ({count} lines); mend the line number",
    ),
    "bad_repeat": (
        "cột same_as phải là mã một nhiệm vụ khác của cùng cơ quan, bản thân không lặp lại nhiệm vụ nào",
        "same_as must be the id of another task of the same agency, one that repeats no task itself",
    ),
    "goal_code": (
        "mục tiêu {subject} cần một mã của chính chỉ số đó",
        "a goal of {subject} needs a code of that index",
    ),
    "no_base": (
        "mục tiêu tính theo mức tăng cần năm gốc",
        "a goal stated as a change needs its base year",
    ),
    # tables behind the chances
    "levels_and_change": (
        "hai mức chênh nhau {change}, không khớp với thay đổi ghi ở đây; kiểm tra lại ba số với nguồn",
        "the two levels differ by {change}, which does not fit the change stated here; check the three with the source",
    ),
    "stated_twice": (
        "phần này của cùng nơi, cùng năm đã có mức ở {first}; giữ một dòng, hoặc ghi vào cột doubt vì sao chưa dựa vào dòng kia",
        "the level of this part in the same place and year already stands at {first}; keep one row, or say in column doubt why the other is not built upon",
    ),
    "not_all_places": (
        "số tỉnh tăng, giảm và giữ nguyên cộng lại {count}, năm ấy cả nước có {places}; kiểm tra lại với nguồn (để trống số giữ nguyên nếu nguồn không nêu)",
        "the provinces that rose, fell and stayed add up to {count}, of {places} in that year; check them with the source (leave the number that stayed empty where no source says so)",
    ),
    "bad_extreme": (
        "thay đổi cao nhất phải là mức tăng, thấp nhất phải là mức giảm (số âm), và chỉ có khi có tỉnh tăng hay giảm (ở đây: {count})",
        "the largest change must be a rise, the smallest a fall (negative), and only where provinces rose or fell (here: {count})",
    ),
    "comes_after_itself": (
        "tiêu chí phải có trước quay lại chính tiêu chí này (hoặc phần của nó, mục chứa nó); sửa cột after",
        "what must be had first comes back to the criterion itself (or to a part of it, or what it is a part of); mend the column after",
    ),
    "no_assumption": ("thiếu giả định này; thêm dòng", "this assumption is missing; add its row"),
    # edition.toml
    "no_edition": (
        "thư mục này không phải một kỳ công bố: thiếu edition.toml; lập bằng: par-analysis new-edition THƯ-MỤC",
        "this folder is no edition: edition.toml is missing; make one with: par-analysis new-edition FOLDER",
    ),
    "toml": (
        "không đúng cú pháp TOML ({reason}); văn bản phải nằm trong ngoặc kép, mỗi khóa một dòng",
        "not TOML ({reason}); texts must stand in quotes, one key a line",
    ),
    "toml_unknown": ("không có khóa này{hint}; có: {known}", "no such key{hint}; there are: {known}"),
    "toml_missing": ("thiếu khóa này; thêm một dòng", "this key is missing; add a line"),
    "toml_text": ("cần văn bản trong ngoặc kép, hoặc một mục [...]", "a text in quotes is needed, or a section [...]"),
    "toml_key": (
        "tên ngắn chỉ gồm chữ thường không dấu, số và gạch nối, như ha-noi-2021",
        "a key has lower-case letters, digits and hyphens only, such as ha-noi-2021",
    ),
    "toml_outside": (
        "tệp phải nằm trong thư mục của kỳ công bố; chép vào đó và ghi tên tệp",
        "the file must lie in the edition's folder; copy it there and give its name",
    ),
    "toml_no_file": ("không có tệp này trong {folder}", "there is no such file in {folder}"),
    "toml_year": (
        "bảng {table} ghi năm {printed}; sửa cho khớp",
        "the table {table} says {printed}; make them agree",
    ),
    "link_code": (
        "mục liên kết: {index} không có tiêu chí chi tiết này{hint}",
        "link: {index} has no such leaf{hint}",
    ),
    "link_circle": ("một chỉ số không thể là kết quả của chính nó", "an index cannot be the result of itself"),
    "own_successor": (
        "cơ quan kế thừa quay lại chính nó; sửa chuỗi kế thừa",
        "the succession comes back to itself; mend it",
    ),
    # crosswalks
    "crosswalk_code": (
        "kỳ {edition} không có tiêu chí này{hint}; sửa mã (Excel có thể đã đổi 7.10 thành 7.1)",
        "edition {edition} has no such criterion{hint}; mend the code (Excel may have turned 7.10 into 7.1)",
    ),
    "share_sum": (
        "các phần của {code} trong những dòng được dùng cộng lại {total}, quá 1; sửa cột share",
        "the shares of {code} in the rows that count add up to {total}, more than 1; mend the column share",
    ),
    "no_confirm_reason": (
        "dòng đã xác nhận phải có lý do; ghi lý do, hoặc ghi «không» ở cột xác nhận",
        "a confirmed row needs its reason; give it, or write «no» in the column confirmed",
    ),
    "not_same": (
        "chỉ ghi «same» khi cả mã và tên giống nhau ở hai kỳ; ghi «judged», xác nhận và nêu lý do",
        "«same» is for criteria with the same code and name in both editions; write «judged», confirm it and give the reason",
    ),
    # scenario files
    "not_json": (
        "không phải JSON ({reason}); mở bằng trình soạn thảo văn bản và sửa chỗ này, hoặc lưu lại từ trang khám phá",
        "not JSON ({reason}); mend this place in a text editor, or save it again from the explorer page",
    ),
    "double_key": ("khóa này có hai lần; bỏ một", "this key stands twice; drop one"),
    "schema": (
        "không đúng mẫu tệp kịch bản: {reason}",
        "not by the schema of a scenario's file: {reason}",
    ),
    "scenario": ("không lập được kịch bản: {reason}", "no scenario can be made of this: {reason}"),
    "other_baseline": (
        "kịch bản lập từ số liệu khác với {own}; nếu vẫn muốn dùng: open_scenario(..., rebase=True)",
        "made from other figures than {own}; to use it all the same: open_scenario(..., rebase=True)",
    ),
    "respondents_differ": (
        "số nhóm ở cột respondents và respondents_en phải bằng nhau (cách nhau bằng dấu chấm phẩy)",
        "respondents and respondents_en must list the same number of groups (separated by semicolons)",
    ),
    # the what-if workbook
    "text_input": (
        "ô nhập không phải là số nên Excel không tính được; gõ lại như một số, hoặc xóa trống để giữ số công bố",
        "not a number, so Excel cannot calculate with it; type it again as a number, or clear the cell to keep the published figure",
    ),
    "fixed_cell": (
        "ô này không được sửa, phải là {value}; ghi lại sổ tính rồi chỉ sửa các ô nhập",
        "this cell may not be changed, it must be {value}; write the workbook again and change input cells only",
    ),
    "other_edition": (
        "sổ tính lập từ số liệu khác với {own}; truyền đúng edition, hoặc ghi lại sổ tính từ số liệu này",
        "the workbook was made from other figures than {own}; pass the right edition, or write it again from these figures",
    ),
}
