import pytest

from law.articles import Article, chinese_numeral
from law.terms import ROUTE_ARTICLES


@pytest.mark.parametrize(
    ("article", "short", "long"),
    [
        (Article(34), "条例第34条", "《信访工作条例》第三十四条"),
        (Article(36, 2), "条例第36条第2款", "《信访工作条例》第三十六条第二款"),
        (Article(31, item=6), "条例第31条第6项", "《信访工作条例》第三十一条第六项"),
        (Article(22, 1, 3), "条例第22条第1款第3项", "《信访工作条例》第二十二条第一款第三项"),
        (Article(203, law="民法典"), "民法典第203条", "《中华人民共和国民法典》第二百零三条"),
        (Article(42, law="行政许可法"), "行政许可法第42条", "《行政许可法》第四十二条"),
    ],
)
def test_a_citation_is_short_on_screens_and_long_in_letters(article, short, long):
    assert str(article) == short
    assert article.long == long
    assert Article.parse(short) == article


def test_every_citation_of_a_route_can_be_printed_in_a_letter():
    assert {str(Article.parse(citation)) for citation in ROUTE_ARTICLES.values()} == set(
        ROUTE_ARTICLES.values()
    )


@pytest.mark.parametrize("text", ["第34条", "条例34", "条例第34条第款", ""])
def test_what_is_not_a_citation_is_refused(text):
    with pytest.raises(ValueError, match="不是条文引注"):
        Article.parse(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (15, "十五"), (20, "二十"), (50, "五十"), (101, "一百零一"), (110, "一百一十"),
     (115, "一百一十五"), (200, "二百"), (1005, "一千零五"), (1010, "一千零一十"), (1165, "一千一百六十五")],
)  # fmt: skip
def test_numbers_are_written_as_statutes_write_them(number, text):
    assert chinese_numeral(number) == text


def test_no_statute_has_article_zero():
    with pytest.raises(ValueError, match="1 至 9999"):
        chinese_numeral(0)
