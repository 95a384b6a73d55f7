"""The query language: a reader's text → a tree, and back. No engine ever sees the text.

```
words        غزة هدنة              all of them (most of them, where there are many)
phrase       "وقف إطلاق النار"      «…» and “…” too
or           هدنة OR تهدئة          also أو, OU, |
not          غزة -مصر              also NOT, SAUF, ليس
group        (هدنة OR تهدئة) غزة
fields       title: source: author: section: lang: country: has: changed: near:
             عنوان: مصدر: كاتب: قسم: لغة: بلد: …
dates        before: after: date:   2018, 2018-03, 2018-03-05, 2018..2019, today, 7d, 1439-09 (Hijri), "مارس 2018"
prefix       انتخاب*
literal      \\أو                    a backslash takes any meaning from what follows
```
"""

from masdar.search.query.errors import QueryError
from masdar.search.query.parsing import MAX_DEPTH, MAX_LENGTH, MAX_WORDS, parse
from masdar.search.query.plain import plain
from masdar.search.query.writing import write

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_WORDS", "QueryError", "parse", "plain", "write"]
