"""How the browser's files are served."""

from django.test import Client as Browser


def test_no_other_site_is_told_that_it_may_read_our_files(db: None) -> None:
    answer = Browser().get("/static/ui/js/app.js")

    assert answer.status_code == 200
    assert b"".join(answer)
    assert "Access-Control-Allow-Origin" not in answer
    assert answer["X-Content-Type-Options"] == "nosniff"
