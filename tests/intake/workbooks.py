"""A made-up ledger with every trick that offices play on a workbook."""

import datetime as dt
import io

import xlsxwriter

YEAR = 2026


def tricky() -> bytes:
    """Two sheets: merged heads over two rows, merged bodies, sections, notes, a hidden column and row, a sub-table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page = book.add_worksheet("城建")
    page.merge_range("A1:I1", "白河县2026年重点工作责任分解表")
    page.write("I2", "单位：个")
    for area, said in (("A3:A4", "序\n号"), ("B3:B4", "工作任务"), ("C3:C4", "具体举措"), ("D3:F3", "责任分工"),
                       ("G3:G4", "完成时限"), ("H3:H4", "目前进展"), ("I3:I4", "备注")):  # fmt: skip
        page.merge_range(area, said)
    page.write_row("D4", ["责任领导", "牵头单位", "配合单位"])
    page.merge_range("A5:I5", "一、城乡建设")
    page.merge_range("A6:A7", 1)
    page.merge_range("B6:B7", "改造老旧小区5个")
    page.write_row("C6", ["完成招标", "王某某", "县住建局", "县财政局\n县发改局"])
    page.write_datetime("G6", dt.date(YEAR, 2, 10), day)
    page.write("H6", "已办结")
    page.write_row("C7", ["开工建设", "王某某", "县住建局", "县财政局、各乡镇（街道）", "3月底前", "正在推进"])
    page.write_row("A8", [2, "新建停车场2处", "", "李某某"])
    page.merge_range("E8:E9", "县城管局")
    page.write_row("F8", ["", "2026.12.31", "", "省定"])
    page.write_row("A9", [3, "整治占道经营", "", "李某某", "", "县公安局", "长期坚持"])
    page.merge_range("A10:I10", "二、民生实事")
    page.write_row("A11", [4, "扩建县医院门诊楼", "", "赵某", "县卫健局", "县财政局", "年底前"])
    page.write("F12", "县自然资源局")
    page.write_row("A13", [5, "撤销的旧事项", "", "赵某", "县教育局", "", "6月"])
    page.set_row(12, None, None, {"hidden": True})
    page.write_row("A14", ["合计", "5项"])
    page.merge_range("A15:I15", "说明：本表每月25日更新。")
    page.set_column("I:I", None, None, {"hidden": True})
    other = book.add_worksheet("产业")
    other.write_row("A1", ["排号", "干什么", "谁的活", "交账日"])
    other.write_row("A2", [1, "引进亿元项目3个", "★县投资促进局、县经济开发区", "即日起至9月30日"])
    other.write_row("A3", [2, "培育规上企业8家", "县工信局牵头，县统计局配合", "三季度末"])
    other.write_row("A4", [3, "举办樱桃节", "县文旅局", "5.1"])
    other.write_row("A5", [4, "修订产业目录", "县发改局", "每月月底前"])
    book.add_worksheet("通讯录").write_row("A1", ["姓名", "生日"])
    book.close()
    return out.getvalue()
