"""The words of the what-if workbook, in both languages; its reader finds sheets and columns by them."""

from __future__ import annotations

__all__ = ["WORDS", "either", "word"]

WORDS: dict[str, tuple[str, str]] = {
    # sheets
    "sheet_first": ("Đọc trước", "Read first"),
    "sheet_par": ("Nếu như", "What if"),
    "sheet_sipas": ("SIPAS", "SIPAS"),
    "sheet_field": ("Theo lĩnh vực", "By field"),
    "sheet_agency": ("Theo cơ quan", "By agency"),
    "sheet_scenarios": ("Kịch bản", "Scenarios"),
    "sheet_chances": ("Khả năng", "Chances"),
    "sheet_alternatives": ("Mô hình khác", "Alternatives"),
    "sheet_tasks": ("Nhiệm vụ", "Tasks"),
    # columns of the two what-if sheets
    "code": ("Mã", "Code"),
    "name": ("Tên", "Name"),
    "lead": ("Cơ quan chủ trì", "Lead agency"),
    "maximum": ("Tối đa", "Maximum"),
    "published": ("Công bố", "Published"),
    "target": ("Mục tiêu", "Target"),
    "input": ("Nhập", "Input"),
    "value": ("Nếu như", "What if"),
    "change": ("Thay đổi", "Change"),
    "deficit": ("Còn bị trừ", "Still lost"),
    "share": ("Tỷ lệ đạt", "Attainment"),
    "note": ("Ghi chú", "Note"),
    "field_number": ("Lĩnh vực số", "Field no."),
    "agency_number": ("Cơ quan số", "Agency no."),
    "asked": ("Phần đòi hỏi", "Target asks for"),
    # what-if: the head
    "par_title": ("Nếu như: PAR INDEX", "What if: PAR INDEX"),
    "sipas_title": ("Nếu như: SIPAS (%)", "What if: SIPAS (%)"),
    "hint_par": (
        "Chỉ sửa các ô nền vàng: cột «Nhập» và ô nối SIPAS. Xóa trống một ô nhập là giữ số công bố. Mọi số khác tự tính.",
        "Change yellow cells only: the column “Input” and the link with SIPAS. An input left empty keeps the published figure. All else is calculated.",
    ),
    "hint_alone": (
        "Chỉ sửa các ô nền vàng: cột «Nhập». Xóa trống một ô nhập là giữ số công bố. Mọi số khác tự tính.",
        "Change yellow cells only: the column “Input”. An input left empty keeps the published figure. All else is calculated.",
    ),
    "hint_sipas": (
        "Chỉ sửa các ô nền vàng của cột «Nhập», bằng phần trăm. Xóa trống là giữ số công bố. Mỗi yếu tố là trung bình các mục con.",
        "Change the yellow cells of the column “Input” only, in percent. An empty one keeps the published figure. A factor is the mean of its items.",
    ),
    "total_now": ("Tổng điểm PAR INDEX nếu như", "PAR INDEX total, what if"),
    "sipas_now": ("SIPAS chung nếu như (%)", "Overall SIPAS, what if (%)"),
    "coupling": ("PAR INDEX đi theo SIPAS?", "PAR INDEX follows SIPAS?"),
    "sipas_changed": ("SIPAS khác số công bố?", "SIPAS differs from published?"),
    "yes": ("có", "yes"),
    "no": ("không", "no"),
    "follows": ("đi theo SIPAS", "follows SIPAS"),
    "overruled": ("đi theo SIPAS: số nhập ở đây không dùng", "follows SIPAS: the input here is not used"),
    "rest": ("phần văn bản không liệt kê", "not listed in the document"),
    "parts_differ": (
        "công bố lệch {difference} so với các mục con",
        "published differs by {difference} from its parts",
    ),
    "input_error": (
        "Cần một số từ {minimum} đến {maximum}. Xóa trống là giữ số công bố.",
        "A number from {minimum} to {maximum} is needed. An empty cell keeps the published figure.",
    ),
    "input_title": ("Số không hợp lệ", "Not a valid figure"),
    "coupling_error": ("Chọn «có» hoặc «không».", "Choose “yes” or “no”."),
    # by field, by agency
    "field_title": ("PAR INDEX theo lĩnh vực", "PAR INDEX by field"),
    "agency_title": ("PAR INDEX theo cơ quan chủ trì", "PAR INDEX by lead agency"),
    "groups_hint": (
        "Điểm của các mục chi tiết, cộng từ trang «Nếu như»; biểu đồ đổi theo.",
        "Points of the leaves, added up from the sheet “What if”; the charts follow.",
    ),
    "number": ("Số", "No."),
    "field": ("Lĩnh vực", "Field"),
    "agency": ("Cơ quan", "Agency"),
    "lost_published": ("Bị trừ, công bố", "Lost, published"),
    "lost_now": ("Bị trừ, nếu như", "Lost, what if"),
    "gain": ("Tăng thêm", "Gain"),
    "sum": ("Cộng", "Sum"),
    "lost_chart": ("Điểm bị trừ: công bố và nếu như", "Points lost: published and what if"),
    "gain_chart": ("Điểm tăng thêm: nếu như và mục tiêu đòi", "Points gained: what if and asked by targets"),
    # scenarios
    "scenarios_title": ("Kịch bản: giá trị từng mục chi tiết", "Scenarios: the value of every leaf"),
    "scenarios_hint": (
        "Tổng tính từ các giá trị bên dưới: số công bố cộng phần thay đổi nhân trọng số. Cột «Đang thử» lấy từ trang nếu như.",
        "Totals follow from the values below: the published figure plus weight times change. The column “Being tried” is taken from the what-if sheets.",
    ),
    "weight": ("Trọng số", "Weight"),
    "now": ("Đang thử", "Being tried"),
    "made_by": ("Người lập", "Author"),
    "made_on": ("Ngày lập", "Made on"),
    "coupled": ("PAR INDEX đi theo SIPAS", "PAR INDEX follows SIPAS"),
    "total_par": ("Tổng điểm PAR INDEX", "PAR INDEX total"),
    "total_sipas": ("SIPAS chung (%)", "Overall SIPAS (%)"),
    # chances
    "chances_title": ("Mục tiêu nào có thể đạt trong một năm", "Which targets may be reached within the year"),
    "chances_hint": (
        "Chưa có số liệu thay đổi hằng năm của từng tiêu chí: đọc nhận định trước. Xác suất là số của mô hình, không phải tần suất đã thấy; hai cột cạnh nó là thấp nhất và cao nhất qua các mô hình khác (trang «Mô hình khác»). Không vững: mô hình khác cho nhận định khác. Các cột chữ nghiêng là phán đoán của dự án.",
        "No yearly change of a single criterion is published: read the band first. The chance is the model's own figure, not an observed frequency; beside it stand the lowest and highest over other models (sheet “Alternatives”). Not robust: another model gives another band. Columns in italics are judgements of the project.",
    ),
    "by_document": ("Công bố", "Published"),
    "by_estimate": ("Ước tính", "Estimated"),
    "by_model": ("Số của mô hình", "The model's"),
    "by_evidence": ("Bằng chứng", "Evidence"),
    "by_judgement": ("Phán đoán", "Judged"),
    # alternatives
    "alternatives_title": ("Cùng câu hỏi, mô hình khác", "The same questions under other models"),
    "alternatives_hint": (
        "Mỗi dòng là một cách làm mô hình có lý do riêng. Câu trả lời đổi nhận định giữa các dòng là không vững: không dùng làm kết luận. Điểm là điểm PAR INDEX, phần trăm là xác suất trong một năm; hạng tính với các tỉnh khác thay đổi như đã thấy.",
        "Each row is one defensible way to make the model. An answer whose band differs between rows is not robust: it is no conclusion. Points are points of PAR INDEX, percentages are chances within the year; ranks are with the other provinces moving as observed.",
    ),
    "alternative": ("Mô hình", "Model"),
    "because": ("Vì sao", "Reason"),
    "as_it_is": ("Mô hình của sổ tính này", "The model of this workbook"),
    "as_it_is_reason": ("Giả định ở mức giữa.", "The assumptions at their middle values."),
    "left_out": ("Không ước lượng được", "Could not be fitted"),
    "lowest": ("Thấp nhất", "Lowest"),
    "highest": ("Cao nhất", "Highest"),
    "band": ("Nhận định", "Band"),
    "robust": ("Vững?", "Robust?"),
    "headline_total_low": ("Tổng điểm, đầu dưới của khoảng {level}", "Total, lower end of the {level} interval"),
    "headline_total_median": ("Tổng điểm, ở giữa", "Total, median"),
    "headline_total_high": ("Tổng điểm, đầu trên của khoảng {level}", "Total, upper end of the {level} interval"),
    "headline_no_fall": ("Tổng điểm không giảm", "Total does not fall"),
    "headline_total_target": ("Tổng điểm đạt {target}", "Total reaches {target}"),
    "headline_field": ("{name}: đạt mục tiêu", "{name}: reaches its target"),
    "headline_rank": ("Lên hạng {rank} hoặc cao hơn", "Rank {rank} or better"),
    # tasks
    "tasks_title": ("Nhiệm vụ theo cơ quan và thời hạn", "Tasks by agency and date"),
    "tasks_hint": (
        "Theo {document}. Hạn là ngày cuối của thời hạn trong văn bản; trống là việc thường xuyên.",
        "By {document}. Due is the last day of the period in the text; empty for standing duties.",
    ),
    "tasks_unknown": ("Không văn bản nào cho biết việc nào đã xong.", "No document says which tasks were done."),
    "status": ("Tình trạng", "Status"),
    # read first
    "first_title": ("{indices}: sổ tính nếu như", "{indices}: the what-if workbook"),
    "edition": ("Số liệu", "Figures"),
    "source": ("Nguồn", "Source"),
    "lacks": ("Chưa có", "Not there"),
    "date": ("Tính đến ngày", "As of"),
    "checksum": ("Mã kiểm số liệu", "Checksum of the figures"),
    "own": ("Kịch bản của sổ tính này", "The scenario of this workbook"),
    "own_hint": (
        "Các ô nền vàng bên dưới sửa được; tên và lý do đi theo kịch bản khi sổ tính được đọc lại.",
        "The yellow cells below may be changed; title and reason go with the scenario when the workbook is read back.",
    ),
    "title": ("Tên kịch bản", "Scenario title"),
    "author": ("Người lập kịch bản", "Scenario author"),
    "made": ("Ngày lập (năm-tháng-ngày)", "Date made (year-month-day)"),
    "reason": ("Lý do", "Reason"),
    "new": ("Kịch bản mới", "New scenario"),
    "may_change": ("Ô được sửa", "Cells to change"),
    "may_change_text": (
        "Ô nền vàng: cột «Nhập» ở trang «Nếu như» (điểm, từ 0 đến tối đa){sipas}{link}, "
        "và bốn ô kịch bản ở trang này. Các trang được khóa không mật khẩu: Review > Unprotect Sheet mở được.",
        "Yellow cells: the column “Input” of the sheet “What if” (points, 0 to the maximum){sipas}{link}, and the four scenario cells on this sheet. Sheets are locked without a password: Review > Unprotect Sheet opens them.",
    ),
    "may_change_sipas": (" và «SIPAS» (phần trăm)", " and of “SIPAS” (percent)"),
    "may_change_link": (", ô «PAR INDEX đi theo SIPAS?»", ", the cell “PAR INDEX follows SIPAS?”"),
    "rule": ("Cách tính", "How it is calculated"),
    "rule_text": (
        "Một mục có mục con bằng số công bố của nó cộng phần thay đổi của các mục con: {ways}. {bridges}",
        "A row with parts is its published figure plus what its parts change: {ways}. {bridges}",
    ),
    "way_par": ("PAR INDEX cộng lại", "PAR INDEX adds up"),
    "way_sipas": ("SIPAS lấy trung bình", "SIPAS takes the mean"),
    "way_weighted": ("{index} nhân trọng số rồi cộng lại", "{index} adds up by weights"),
    "bridge_text": (
        "Khi ô nối là «có» và có mục SIPAS khác số công bố, mục {code} bằng số công bố cộng {share} điểm cho mỗi điểm phần trăm SIPAS tăng, "
        "trong khoảng 0 đến tối đa (cách quy đổi chính thức không được công bố).",
        "While the link says “yes” and a SIPAS item differs from its published figure, row {code} is its published score plus {share} points for every "
        "percentage point that SIPAS gains, within 0 and its maximum (the official conversion is not public).",
    ),
    "judged": ("Số do phán đoán", "Judged figures"),
    "judged_text": (
        "Công bố: {published}. {estimated}{judged}",
        "Published: {published}. {estimated}{judged}",
    ),
    "judged_parts": ("Phán đoán của dự án: {judged}.", "Judged by the project: {judged}."),
    "published_parts": ("điểm tối đa, kết quả{targets}{leads}", "maxima, scores{targets}{leads}"),
    "published_targets": (", mục tiêu", ", targets"),
    "published_leads": (", cơ quan chủ trì", ", lead agencies"),
    "estimated_parts": (
        "Ước tính: nhận định và xác suất của mô hình (trang «Khả năng», «Mô hình khác»). ",
        "Estimated: bands and the model's chances (sheets “Chances”, “Alternatives”). ",
    ),
    "judged_chances": (
        "cách đánh giá, mức tự chủ, cần gì, độ chắc, ",
        "ways of assessment, control, what it takes, confidence, ",
    ),
    "judged_tasks": ("liên hệ suy luận giữa nhiệm vụ và tiêu chí, ", "inferred links of tasks and criteria, "),
    "judged_names": ("tên ngắn, tên tiếng Anh", "short names, English names"),
    "sheets": ("Các trang", "The sheets"),
    "about_par": (
        "Mọi mục của PAR INDEX: số công bố, mục tiêu, ô nhập và kết quả nếu như. Xanh là tăng, đỏ là giảm.",
        "Every row of PAR INDEX: published score, target, input and result. Blue is a rise, red a fall.",
    ),
    "about_sipas": (
        "Các yếu tố và mục của SIPAS, bằng phần trăm, cùng cách dùng.",
        "Factors and items of SIPAS, in percent, used the same way.",
    ),
    "about_field": (
        "Điểm bị trừ và tăng thêm theo lĩnh vực, có biểu đồ đổi theo.",
        "Points lost and gained by field, with charts that follow.",
    ),
    "about_agency": ("Như trên, theo cơ quan chủ trì.", "The same by lead agency."),
    "about_scenarios": (
        "Các kịch bản kèm theo và kịch bản có sẵn, cạnh điều đang thử.",
        "The scenarios that came along and ready ones, beside what is being tried.",
    ),
    "about_chances": (
        "Mục tiêu nào có khả năng đạt, chưa rõ hay khó đạt, dựa trên gì; là ước tính và phán đoán.",
        "Which targets are likely, open or unlikely, and on what that rests; estimates and judgements.",
    ),
    "about_alternatives": (
        "Các cách làm mô hình khác, vì sao, và câu trả lời của từng cách.",
        "Other ways to make the model, why, and what each of them answers.",
    ),
    "about_tasks": ("Việc của từng cơ quan, theo thời hạn.", "What each agency has to do, by date."),
    "given": ("Kịch bản kèm theo", "Scenarios that came along"),
    "page": ("trang &P/&N", "page &P of &N"),
}


def word(key: str, lang: str, **facts: object) -> str:
    """Return a word or sentence in a language, its facts filled in."""
    text = WORDS[key][lang == "en"]
    return text.format(**facts) if facts else text


def either(key: str) -> tuple[str, str]:
    """Return a word in both languages, for finding it in a workbook of either."""
    return WORDS[key]
