"""Pages of our own writing in the format of info.gov.hk, in English and in Chinese."""

from collections.abc import Sequence

from corpus.read import make_release, read_html
from tests.doubles import METADATA

ENGLISH_BODY = """
&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;\u200bThe Lighthouse Office will open three <u>reading</u> rooms:<br>
&nbsp;
<div style="overflow-x:auto;"> <table border="1"> <tbody>
    <tr> <td>Room</td> <td>Opening<br> hours</td> </tr>
    <tr> <td>North Pier</td> <td>9am to 5pm</td> </tr>
</tbody> </table> </div>
<br>
&nbsp;&nbsp;&nbsp;&nbsp; Visitors are asked to:<br>
<ol>
    <li>Bring a <strong>library</strong> card;</li>
    <li>Return books within a week.</li>
</ol>
"""
ENGLISH_CLOSING = """
<div>&nbsp;</div>
<div class="mB15 f15">Ends/Friday, May 2, 2025 <br> Issued at HKT 9:05 </div>
<div style="margin-top:10px;"> NNNN </div>
"""
CHINESE_BODY = """
　　燈塔辦事處將開設三間閱讀室。<br>
<br>
　　開放時間如下：<br>
<table><tr><td>北碼頭</td><td>上午九時</td></tr></table>
<ul><li>請攜帶圖書證；</li><li>請於一星期內還書。</li></ul>
"""
CHINESE_CLOSING = """
<div class="mB15 f15">完</div>
<div class="mB15 f15">2025年5月2日（星期五）<br> 香港時間9時05分</div>
"""
ATTACHMENT = """
<div class="controlDisplay2 resRightContent"> <div id="rightContent"> <h2>Annex</h2>
    <a href="annex.pdf"><span>Photo of the pier</span></a> </div></div>
<script>var shared = "shared by nobody";</script>
"""
PRINTED = '<a href="P2025050200123p.htm" class="icon_print" title="Print"></a>'
CHINESE_ID, ENGLISH_ID = "P2025050200124", "P2025050200123"
TO_CHINESE = f"""<a href="/gia/general/202505/02/{CHINESE_ID}.htm?fontSize=1"><img src="/gia/images/lang_tc.png"
    class="hdrLnk b0" id="hdrTCLnk" alt="Traditional Chinese"></a>
<a href="http://sc.isd.gov.hk/TuniS//www.info.gov.hk/gia/general/202505/02/{CHINESE_ID}.htm?fontSize=1" class="govEnd">
    <img src="/gia/images/lang_sc.png" class="hdrLnk b0" id="hdrSCLnk" alt="Simplified Chinese"></a>"""
TO_ENGLISH = TO_CHINESE.replace("/gia/general/202505/02/P2025050200124", "/gia/general/202505/02/P2025050200123", 1)
MAILED = '<a href="MAILTO:?body=https%3A%2F%2Fwww.info.gov.hk%2Fgia%2Fgeneral%2F202505%2F02%2FP2025050200123.htm"></a>'


def page(title: str, body: str, closing: str, links: str = PRINTED) -> str:
    """A page with the furniture that the real ones have around a release."""
    return f"""<!DOCTYPE html><html class=""><head><meta charset="utf-8"><title>{title}</title></head><body>
<div class="share">{links}</div>
<div class="rel"> <div class="fontSize1" style="display:none">{title}</div>
    <div class="fontSize1" id="PRHeadline"> <span id="PRHeadlineSpan">{title}</span> </div>
    <div id="starBar"><span>*</span><span>*</span><span>*</span></div> </div>
<span id="pressrelease" class="fontSize1">{body}{ATTACHMENT}{closing}</span>
<div class="btm_btn"><a href="#" class="backTop">Back to top</a></div>
</body></html>"""


ENGLISH = page("Reading rooms open at three piers", ENGLISH_BODY, ENGLISH_CLOSING)
CHINESE = page("三個碼頭開設閱讀室", CHINESE_BODY, CHINESE_CLOSING)


def blocks_of(body: str, closing: str = ENGLISH_CLOSING) -> Sequence[tuple[str, str]]:
    """The kinds and words of the blocks under the headline of a page with that body."""
    blocks, _ = read_html(page("Title", body, closing))
    release = make_release(blocks, METADATA)
    return [(str(block.kind), block.span.of(release.text)) for block in release.blocks[1:]]
