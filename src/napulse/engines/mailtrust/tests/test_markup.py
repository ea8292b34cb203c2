"""Pages to the words that can be seen and those that cannot."""

import pytest

from napulse.engines.mailtrust.markup import read_page
from napulse.engines.mailtrust.model import Limits
from napulse.engines.mailtrust.page import Page


def a_page(html: str) -> Page:
    page = read_page(html, "1", Limits())
    for words in (page.seen, page.unseen):
        at, text = words.at(), words.text()
        assert len(at) == len(text) + 1
        for place, char in enumerate(text):
            assert html[at[place]] == char or char in " \n&" or html[at[place]] in "&<"
    return page


def seen(html: str) -> str:
    return a_page(html).seen.text().strip()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br>two", "one\ntwo"),
        ("<b>o</b>ne", "one"),
        ("<td>one</td><td>two</td>", "one two"),
        ("a \n\t b", "a b"),
        ("&lt;&#1055;&#x43e; &nbsp;&amp", "<По \xa0&"),
        ("<title>x</title><style>y</style><script>z</script>word", "word"),
        ("<!-- x --><!doctype y><?z?>word", "word"),
        ("<!--[if mso]>x<![endif]-->word", "word"),
        ("<![if !mso]>word<![endif]>", "word"),
        ('<img alt="Mail.ru">', "Mail.ru"),
        ("<textarea>word</textarea>", "word"),
        ('<input type="submit" value="Send">', "Send"),
        ('<a title="a > b">word</a>', "word"),
        ('<p title="it\'s">word', "word"),
        ("1 < 2", "1 < 2"),
        ("<DIV>w<SPAN>or</SPAN>d</DIV>", "word"),
    ],
)
def test_a_page_reads_as_in_a_browser(html: str, text: str) -> None:
    assert seen(html) == text


def test_an_alternative_text_with_entities_stands_where_its_picture_stands() -> None:
    html = '<p>See <img src=x alt="Mail &amp; Co">'

    page = read_page(html, "1", Limits())

    assert page.seen.text().strip() == "See Mail & Co"
    assert {html[place] for place in page.seen.at()[4:6]} <= set(html[html.index("<img") :])


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : none !important",
        "visibility:hidden",
        "opacity:0",
        "font-size:0",
        "font-size:1px",
        "font:0px Arial",
        "max-height:0;overflow:hidden",
        "width:0px;overflow:hidden",
        "color:#ffffff",
        "color:#fefefe;background:white",
        "color:rgb(255,255,255)",
        "color:transparent",
        "background-color:#123456;color:#123456",
        "position:absolute;left:-9999px",
        "text-indent:-9999px",
    ],
)
def test_words_that_a_style_hides_stand_apart(style: str) -> None:
    page = a_page(f'<div>shown</div><div style="{style}">hid<b>den</b></div><p>again')

    assert page.seen.text().split() == ["shown", "again"]
    assert page.unseen.text().split() == ["hidden"]


@pytest.mark.parametrize(
    "html",
    [
        '<div style="font-size:0"><span style="font-size:14px">word</span></div>',
        '<div style="visibility:hidden"><i style="visibility:visible">word</i></div>',
        '<table bgcolor="#000000"><td><font color="#ffffff">word</font></table>',
        '<div style="background:url(x)"><p style="color:#fff">word</div>',
        '<div style="display:none"><p>x</div>word',
        '<p style="display:none">x<p>word',
        '<td style="display:none">x<td>word',
        '<div style="max-height:0">word</div>',
        '<div style="mso-hide:all">word</div>',
        "<style>@media (max-width:600px){.a{display:none}}</style><p class=a>word",
        '<style>.a{display:none}</style><p class=a style="display:block">word',
    ],
)
def test_words_that_are_seen_all_the_same_are_not_hidden(html: str) -> None:
    assert seen(html) == "word"


@pytest.mark.parametrize(
    "html",
    [
        "<style>.a{display:none}</style><p class='b a'>x</p>word",
        "<style>p.a, #b{color:white}</style><p id=b>x</p>word",
        "<style>@media screen{.a{font-size:0}}</style><p class=a>x</p>word",
        "<style>/* .a{} */ .a { display : none !important }</style><p class=a>x</p>word",
        '<div style="display:none"><table><tr><td></div>x</td></tr></table></div>word',
    ],
)
def test_style_sheets_and_scopes_hide_as_in_a_browser(html: str) -> None:
    page = a_page(html)

    assert page.seen.text().split() == ["word"]
    assert page.unseen.text().split() == ["x"]


def test_links_have_where_they_go_their_words_and_their_place() -> None:
    html = (
        '<p><a href=" https://a.example/?x=1&amp;y ">Go <b>here</b></a>'
        '<map><area href="https://b.example" alt="map"></map>'
        '<form action="https://c.example"></form>'
        '<a name="x">none</a><div style="display:none"><a href="https://d.example">x</a></div>'
    )

    links = a_page(html).links

    assert [(link.href, link.text) for link in links] == [
        ("https://a.example/?x=1&y", "Go here"),
        ("https://b.example", "map"),
        ("https://c.example", ""),
    ]
    assert html[links[0].char_from : links[0].char_to].startswith("<a href")
    assert html[links[0].char_from : links[0].char_to].endswith("</b></a>")


def test_a_tag_that_never_ends_swallows_the_rest_and_is_told() -> None:
    page = a_page('shown <a href="x>rest of it')

    assert page.seen.text() == "shown "
    assert page.defects == {"html_open_tag"}


def test_depth_and_links_have_limits() -> None:
    deep = read_page("<div>" * 1000 + "word", "1", Limits())
    many = read_page("<a href=x>y</a>" * 20, "1", Limits(links=5))

    assert (deep.truncated, deep.defects, deep.seen.text()) == (True, {"html_deep"}, "word")
    assert (many.truncated, len(many.links)) == (True, 5)
