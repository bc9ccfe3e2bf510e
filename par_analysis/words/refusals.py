"""Every sentence that refuses an argument, in Vietnamese and English, by its key; `refused` says them."""

from __future__ import annotations

__all__ = ["REFUSALS"]

REFUSALS: dict[str, tuple[str, str]] = {
    # --- any room
    "choice": ("{name} = {found!r}: chỉ có {allowed}", "use {allowed}"),
    "type": ("{name}: cần {wanted}, không phải {found}", "{wanted_en} is needed, not {found}"),
    # --- tables
    "index_table": (
        "cần một bảng như load_{key}() trả về, không phải {found}",
        "a table as load_{key}() returns is needed, not {found}",
    ),
    "index_columns": ("bảng {sheet} thiếu cột {absent}", "table {sheet} lacks the columns {absent}"),
    "index_codes": ("đây không phải bảng {sheet}: mã {code!r}", "not a table of {sheet}: code {code!r}"),
    "number_from_to": (
        "{name} = {found!r}: phải là số từ {low:g} đến {high:g}",
        "must be a number from {low:g} to {high:g}",
    ),
    "bands_cross": (
        "unlikely = {unlikely:g} phải nhỏ hơn likely = {likely:g}",
        "unlikely must be less than likely",
    ),
    "effort_falls": (
        "công sức phải tăng dần: 1 <= second_step <= further_steps, không phải {second:g}, {further:g}",
        "effort must not fall: 1 <= second_step <= further_steps",
    ),
    "no_assumption": ("không có giả định {found}; có: {known}", "there is no assumption {found}; there are: {known}"),
    "few_observations": ("chỉ có {found} quan sát, cần ít nhất {least}", "too few observations"),
    # --- index
    "no_tree": ("bảng không phải là một cây: {faults}", "not a tree"),
    "no_tree_columns": ("bảng nút thiếu cột: {columns}", "columns missing: {columns}"),
    "no_such_column": ("bảng không có cột {column!r}", "there is no such column"),
    "no_code": ("không có mã {code!r}", "unknown code"),
    "weights": ("trọng số phải lớn hơn 0: {codes}", "weights must be above 0"),
    "grouping": ("by = {by!r}: với chỉ số {index} chỉ có {allowed}", "allowed for {index}: {allowed}"),
    "no_member": (
        "only: không có tiêu chí, hay cơ quan chủ trì tiêu chí {name!r}",
        "no criterion, and no agency that leads one",
    ),
    "nothing_lost": (
        "không có điểm nào bị trừ, nên không có gì để vẽ",
        "no points were lost; there is nothing to show",
    ),
    "not_explained": ("bảng không có cột {column} để giải thích", "no column {column} to explain"),
    "leaf_not_finite": ("{place}: {value} không phải là số hữu hạn", "not a finite number"),
    "not_bound": ("giá trị phải gắn đúng mã: {faults}", "values must be bound by leaf code"),
    "no_number": ("giá trị không phải là số: {error}", "a value is no number"),
    # --- edition
    "from_and_like": ("--from và --like: chỉ một trong hai", "only one of the two"),
    "folder_taken": ("{folder}: đã có và không rỗng; chọn thư mục khác", "not empty; choose another folder"),
    "edition_taken": (
        "{name}: đã có kỳ công bố {key!r}; đặt tên thư mục khác",
        "an edition has this key; use another name",
    ),
    "no_place": ("--place: cần tên tỉnh, thành phố", "the name of the province or city is needed"),
    "may_be_edited": (
        "{file}: đã có, có thể đã được sửa tay nên không ghi đè; đặt tên khác",
        "is there already and may have been edited, so it is not overwritten; use another name",
    ),
    "crosswalk_columns": ("crosswalk: thiếu cột {absent}", "columns are missing"),
    "no_column": ("không có cột {found}; có: {known}", "no such column; there are: {known}"),
    "no_edition": (
        "{found!r}: không có kỳ công bố, thư mục hay tệp này; có sẵn: {shipped}",
        "no such edition, folder or file; shipped are: {shipped}",
    ),
    "lacking": ("{edition}: kỳ công bố này chưa có {parts}", "this edition lacks {parts_en}"),
    "no_part": ("{name}: không có {found!r}", "there is no such thing"),
    "no_table": ("cần ít nhất một bảng: par, sipas", "at least one table is needed: par, sipas"),
    "different_years": ("{name}: các bảng ghi năm khác nhau: {years}", "the tables state different years: {years}"),
    "shared_codes": ("hai chỉ số có mã trùng nhau: {codes}", "two indices share codes: {codes}"),
    "no_scores": (
        "{edition}: {index} chưa công bố điểm của mọi tiêu chí ({codes} …), nên chưa chia được điểm bị trừ",
        "scores by criterion are not published, so the points lost cannot be split",
    ),
    "taken_key": (
        "{file}: key = {key!r} là của một kỳ công bố khác; đặt tên khác",
        "another edition has this key; use another",
    ),
    "no_total": ("{edition}: chưa công bố điểm chung", "its overall figure is not published"),
    # --- plan
    "too_early": (
        "{edition}: không nói được như vào ngày {found}, vì kết quả hoặc văn bản của kỳ này có từ ngày {first}; chọn ngày từ {first} trở đi, hoặc mở một kỳ công bố trước đó",
        "the edition cannot speak as of {found}: its results, or the document they come from, are of {first}; take {first} or a later day, or open an earlier edition",
    ),
    "no_day": ("date = {found!r}: cần một ngày như 2022-09-15, hoặc 'today'", "a day such as 2022-09-15, or 'today'"),
    # --- scenario
    "not_finite": ("{name} = {found!r}: cần một số hữu hạn", "a finite number is needed"),
    "no_share": ("{name} = {found}: phải từ 0 đến 1", "must lie between 0 and 1"),
    "single_code": ("{name}: chỉ một mã mới đặt được điểm", "a score is set for a single code"),
    "broken_text": ("{name} có ký tự hỏng: {found!r}", "has a broken character"),
    "no_title": ("kịch bản cần một tên", "a scenario needs a title"),
    "scenario_date": ("{name} = {found!r}: viết như 2022-07-08", "write as 2022-07-08"),
    "attribute": ("không có thuộc tính {found}; có: {allowed}", "no attribute {found}; there are: {allowed}"),
    "not_joined": ("{titles}: khác nhau về {what}, không gộp được", "they differ in {what_en}, so cannot be combined"),
    "set_twice": (
        "{name}: «{first}» đặt {low}, «{second}» đặt {high}; bỏ một bên",
        "the two set it differently; drop one",
    ),
    "no_leaf_scores": ("{key}: có mục chi tiết chưa công bố điểm", "some leaves have no published score"),
    "same_title": ("{titles}: kịch bản trùng tên", "scenarios with the same title: {titles}"),
    "other_edition": (
        "{titles}: lập từ số liệu gốc khác; mở lại bằng open_scenario(..., rebase=True), hoặc truyền đúng edition",
        "made from another edition; open it with open_scenario(..., rebase=True), or pass the right edition",
    ),
    "unknown": ("«{title}»: không có {scope} {of!r}", "there is no such {scope}"),
    "no_target": ("«{title}», {leaves}: bảng không có mục tiêu", "no target"),
    "outside": ("«{title}», {code}: {value} nằm ngoài khoảng từ {least} đến {most}", "outside {least} to {most}"),
    "clash": (
        "«{title}», {leaf}: «{first}» đặt {low}, «{second}» đặt {high}; bỏ một",
        "two changes set it differently; drop one",
    ),
    "coupled": (
        "«{title}», {code}: vừa được đặt riêng, vừa đi theo {called}; bỏ một, hoặc đặt coupled = False",
        "set by itself while it follows {called}; drop one, or switch the coupling off",
    ),
    "not_saved": ("{path}: không lưu được: {faults}", "cannot be saved"),
    "nothing_to_compare": ("cần ít nhất một kịch bản", "at least one scenario is needed"),
    "column_title": (
        "{titles}: là tên cột của bảng so sánh, đặt tên khác cho kịch bản",
        "name of another column; give the scenario another title",
    ),
    # --- outlook
    "cap_clash": (
        "caps[{name!r}] = {most:g}: phần bắt buộc đã cần {needed:g} điểm",
        "what must be reached already takes {needed:g}",
    ),
    "nothing_to_reach": ("không có điểm nào bị trừ, nên không có gì để đạt", "no points were lost"),
    "model_edition": ("model: của kỳ công bố khác với edition", "the model is of another edition"),
    "must_clash": (
        "{codes}: vừa bắt buộc đạt, vừa bị loại hoặc bị giới hạn thấp hơn",
        "must be reached, and is ruled out or capped below",
    ),
    "never_certain": (
        "rank = {rank}: với những gì đã công bố năm {year}, không điểm nào chắc chắn đạt hạng này",
        "by what is published for {year} no score is certain of this rank",
    ),
    "no_gain": ("không có mục tiêu nào cần tăng điểm", "no target asks for a gain"),
    "no_leaf": ("{code}: không phải mục chi tiết", "no leaf"),
    "no_rank": (
        "{of}: chưa biết thứ hạng đã công bố của {place}; các năm có: {years}",
        "no published rank of {place_en} is known; years that have one: {years}",
    ),
    "no_scope": ("{argument}: không có {scope} {found!r}", "no {scope_en} {found!r}"),
    "no_standings": (
        "{of}: chưa có điểm hay thứ hạng nào đã công bố; các năm có: {years}",
        "no published score or rank is known; years that have one: {years}",
    ),
    "known_later": (
        "kỳ công bố này nói như vào ngày {day}; edition.at(None) có cả những gì công bố sau ngày ấy",
        "this edition speaks as of {day}; edition.at(None) has what was published later too",
    ),
    "one_goal": (
        "cần đúng một đích: total=…, rank=…, code=… và score=…, agency=… và score=…, likely=…",
        "exactly one goal: total=…, rank=…, code=… and score=…, agency=… and score=…, likely=…",
    ),
    "one_score": (
        "score: cần một số; nhiều số: rank_list().steps",
        "one number is needed; for many: rank_list().steps",
    ),
    "outside_leaf": ("{code}: {found:g} nằm ngoài khoảng từ 0 đến {most:g}", "outside 0 to {most:g}"),
    "regions_narrow": (
        "regions: các khoảng quá hẹp để lấy mẫu; nâng giới hạn dưới hoặc nới giới hạn trên",
        "too narrow to draw from; raise the lower limits or widen the upper ones",
    ),
    "regions_sum": (
        "regions: các trọng số phải cộng lại 1, nhưng ở đây từ {low:g} đến {high:g}",
        "weights add up to 1; here they add up to {low:g} at least and {high:g} at most",
    ),
    "scope_lost_nothing": ("{argument}: {found}: không bị trừ điểm nào", "lost no points"),
    "scores": ("điểm phải là số từ 0 đến 100, thấy {found}", "scores must be numbers from 0 to 100, found {found}"),
    "search_failed": ("không giải được: {message}", "the search failed: {message}"),
    "standings_clash": (
        "{of}: các công bố sau không thể cùng đúng; ghi lý do nghi ngờ vào cột doubt của dòng sai",
        "these statements cannot all be true; say in column doubt which one is not to be built upon",
    ),
    "standings_columns": (
        "standings thiếu cột {columns}; cần bảng của load_standings()",
        "it lacks columns {columns}; a table of load_standings is needed",
    ),
    "no_year": (
        "{key}: kỳ công bố không ghi năm kết quả; nêu until = năm",
        "the edition does not say the year of its results; give until",
    ),
    # --- charts
    "goal_reached": ("đích đã đạt, không phải nâng gì", "the goal is reached; there is nothing to raise"),
    "no_date": ("không nhiệm vụ nào có hạn, nên không có gì để vẽ", "no task has a date; there is nothing to show"),
    "leads_nothing": ("agency = {found!r}: không chủ trì tiêu chí nào", "leads no criterion"),
    "nothing_lost_there": ("only = {found!r}: không bị trừ điểm nào", "no points were lost there"),
    "share": ("share = {found}: cần lớn hơn 0 và không quá 1", "must be above 0 and at most 1"),
    "number_between": ("{name} = {found!r}: cần một số từ {low} đến {high}", "a number from {low} to {high} is needed"),
    "file_name": (
        'name = {found!r}: không dùng làm tên tệp được; bỏ các ký tự < > : " / \\ | ? *',
        "cannot be a file name; leave these characters out",
    ),
    "one_language": (
        "suffix = {found}: chỉ vẽ được một ngôn ngữ, nếu không tệp sẽ đè lên nhau",
        "one language only, or files overwrite each other",
    ),
    "no_figure": ("{found!r}: không có biểu đồ này", "no such figure"),
    "drawing_ended": (
        "tiến trình vẽ biểu đồ đã dừng giữa chừng; trong tệp lệnh .py, hãy gọi bên trong "
        "`if __name__ == '__main__':`; nếu đã vậy thì có thể máy hết bộ nhớ",
        "the processes that draw ended; a script must call this inside `if __name__ == '__main__':`; "
        "or memory has run out",
    ),
    "no_font": (
        "{font}: thiếu phông chữ của biểu đồ; cài lại par_analysis",
        "the font of the charts is missing; install par_analysis again",
    ),
    # --- story
    # --- deliver
    "date": ("{name} = {found!r}: viết như 2022-09-15", "write as 2022-09-15"),
    "pack_same_title": ("«{title}»: hai kịch bản cùng tên", "two scenarios have this title"),
    "too_many_scenarios": ("scenarios: {found} kịch bản, nhiều nhất {most}", "at most {most} scenarios"),
    "unreadable": ("{path}: không đọc được", "cannot be read"),
    "unreadable_as": ("{path}: không đọc được như một tệp {ending}", "cannot be read as a {ending} file"),
    "locked": (
        "{path}: tệp bị khóa bằng mật khẩu, hoặc là tệp {old} cũ; mở trong {program} rồi lưu thành {new} không mật khẩu",
        "locked with a password, or an old {old}; save it as {new} without a password",
    ),
    "file_kind": ("{path}: cần tệp {allowed} hoặc {last}", "a {allowed} or {last} file is needed"),
    "ending": ("{path}: tên tệp phải có đuôi {ending}", "the name must end in {ending}"),
    "over_template": (
        "{path}: trùng với tệp mẫu; đặt tên khác để mẫu không bị ghi đè",
        "is the template itself; choose another name",
    ),
    "template_kind": (
        "{path}: mẫu phải là tệp .pptx (trình chiếu) hoặc .docx (báo cáo)",
        "a template is a .pptx for the slides or a .docx for the report",
    ),
    "second_template": (
        "{path}: đã có mẫu {first}; mỗi loại chỉ một mẫu",
        "there is a template of this kind already",
    ),
    "open_elsewhere": ("{path}: đang mở ở chương trình khác, hãy đóng lại", "open in another program; close"),
    "no_file_list": (
        "{path}: không đọc được danh sách tệp; chọn thư mục khác",
        "the list of files cannot be read; choose another folder",
    ),
    "not_of_the_pack": (
        "{path}: có tệp không phải của gói, hoặc đã sửa sau khi ghi: {files}. Chuyển đi nơi khác hoặc chọn thư mục khác, để không mất gì",
        "files that are not the pack's or were changed since; move them or choose another folder",
    ),
    "other_language": ("{name}: biểu đồ là {found!r}, trang là {lang!r}", "another language"),
    "lies_elsewhere": (
        "{path}: phải nằm cùng thư mục với trang, {folder}",
        "must lie in the folder of the page, or below it",
    ),
    "no_svg": ("{name}: thiếu tệp SVG", "its SVG is missing"),
    "no_placeholder": (
        "{path}: mẫu trình chiếu thiếu chỗ dành cho {absent}; đã xem {layouts} bố cục",
        "the template lacks placeholders for {absent_en}; {layouts} layouts looked at",
    ),
    "small_placeholder": (
        "{path}: chỗ nội dung của bố cục «{layout}» chỉ {body}, cần ít nhất {least_body}; chỗ tiêu đề {title}, cần ít nhất {least_title}",
        "its body or title placeholder is too small",
    ),
    "no_room_for_agency": (
        "chỗ nội dung {room} không đủ cho bảng của một cơ quan",
        "the room that the layout gives is too small for the table of an agency",
    ),
    "table_too_high": (
        "bảng cao {found:.1f} inch, chỗ dành cho nội dung chỉ {room:.1f}",
        "the table is higher than the room that the layout gives",
    ),
    "no_template": ("{path}: không có tệp mẫu này", "there is no such template"),
    "template_folder": ("{path}: đây là thư mục, cần một tệp .docx", "a folder; a .docx file is needed"),
    "template_in_use": (
        "{path}: không đọc được tệp mẫu, có thể đang mở ở chương trình khác",
        "cannot be read; is it open in another program?",
    ),
    "no_word_file": (
        "{path}: không đọc được như một tệp Word .docx; mở trong Word và lưu lại thành .docx",
        "cannot be read as a Word file; save it as .docx",
    ),
    "no_styles": ("{path}: tệp mẫu thiếu các kiểu", "the template lacks these styles"),
    "no_page_size": ("{path}: tệp mẫu không ghi khổ giấy và lề trang", "the template has no page size or margins"),
    # --- explorer
    # --- command line and build
    "no_checkout": (
        "par-analysis build cần bản sao (clone) của dự án, hoặc --edition THƯ-MỤC của một kỳ công bố riêng",
        "a clone of the project is needed, or --edition FOLDER of an edition of your own",
    ),
}
