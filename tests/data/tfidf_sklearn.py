"""Makes tfidf_sklearn.json: what scikit-learn's TfidfVectorizer computes.

    pip install scikit-learn==1.9.1
    python tests/data/tfidf_sklearn.py > tests/data/tfidf_sklearn.json

Cases with "normalise": true fold the texts here, in Python, as far as these
texts need it. Words keep their marks by a tokenizer of ours, since
scikit-learn's default pattern cuts words at them; the rest is scikit-learn.
"""

import json
import re

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

TEXTS = [
    "رحبت الوزيرة بالاتفاق، وأكدت أن بلادها ستدعم الاتفاق.",
    "رَحَّبَتِ الوَزِيرةُ بالاتِّفاقِ",
    "اتّهم المتحدث البلدية بالتقصير في إصلاح الطريق",
    "دعا رئيس النقابة إلى الحوار، ودعا العمال إلى الصبر",
    "قال المدير: «لن نعلق»، ثم قال: «لن نعلق»، ثم قال وداعاً",
    "The mayor praised the new bridge; the Mayor thanked the builders.",
    "We propose talks, talks and more talks in 2015.",
    "و",
    "",
    "… ، ؟ -- !!",
    "الجســـر\tالجديد\n\nbridge",
]
UNSEEN = [
    "أكّدت الوزيرة دعم الحوار",
    "The bridge the bridge the bridge",
    "zzz ظظظ",
    "",
]

WORD_ALL = {"analyzer": "word", "ngram_range": [1, 1]}
CASES = [
    WORD_ALL,
    WORD_ALL | {"normalise": False},
    WORD_ALL | {"ngram_range": [1, 2]},
    WORD_ALL | {"ngram_range": [1, 2], "min_token_chars": 1, "sublinear_tf": True},
    WORD_ALL | {"ngram_range": [1, 2], "min_df": 2},
    WORD_ALL | {"max_df": 0.25, "min_df": 2},
    {"analyzer": "char_wb", "ngram_range": [2, 5]},
    {"analyzer": "char_wb", "ngram_range": [5, 7], "normalise": False},
    {"analyzer": "char", "ngram_range": [1, 3], "sublinear_tf": True},
    {"analyzer": "char", "ngram_range": [1, 3], "normalise": False, "max_df": 0.5, "min_df": 2},
    {"analyzer": "char", "ngram_range": [1, 3], "max_features": 11},
]
DEFAULTS = {
    "min_df": 1,
    "max_df": 1.0,
    "max_features": None,
    "sublinear_tf": False,
    "normalise": True,
    "min_token_chars": 2,
}

MARKS = "\u064b-\u0652"
FOLDED = str.maketrans("آأإىة", "ااايه")


def fold(text):
    return re.sub(f"[{MARKS}\u0640]", "", text).translate(FOLDED).lower()


def tokenizer(min_token_chars):
    def tokenize(text):
        words = re.findall(rf"\w[\w{MARKS}]*", text)
        return [w for w in words if len(re.sub(f"[{MARKS}\u0640]", "", w)) >= min_token_chars]

    return tokenize


def compute(case):
    params = DEFAULTS | case
    vectorizer = TfidfVectorizer(
        analyzer=params["analyzer"],
        ngram_range=tuple(params["ngram_range"]),
        min_df=params["min_df"],
        max_df=params["max_df"],
        max_features=params["max_features"],
        sublinear_tf=params["sublinear_tf"],
        lowercase=False,
        preprocessor=fold if params["normalise"] else None,
        tokenizer=tokenizer(params["min_token_chars"]) if params["analyzer"] == "word" else None,
        token_pattern=None if params["analyzer"] == "word" else r"(?u)\b\w\w+\b",
    )
    rows = vectorizer.fit_transform(TEXTS)
    if params["max_features"]:
        # scikit-learn breaks ties at the border in no fixed order; there must be none.
        everything = TfidfVectorizer(**vectorizer.get_params() | {"max_features": None, "use_idf": False, "norm": None})
        counts = sorted(everything.fit_transform(TEXTS).sum(axis=0).A1, reverse=True)
        assert counts[params["max_features"] - 1] > counts[params["max_features"]], counts[:20]
    return {
        "params": params,
        "terms": vectorizer.get_feature_names_out().tolist(),
        "idf": [round(idf, 9) for idf in vectorizer.idf_],
        "rows": entries(rows),
        "unseen_rows": entries(vectorizer.transform(UNSEEN)),
    }


def entries(matrix):
    matrix = matrix.tocsr()
    matrix.sort_indices()
    return [
        [[int(column), round(float(value), 9)] for column, value in zip(row.indices, row.data)]
        for row in (matrix[i : i + 1] for i in range(matrix.shape[0]))
    ]


def main():
    table = {
        "scikit-learn": sklearn.__version__,
        "texts": TEXTS,
        "unseen": UNSEEN,
        "cases": [compute(case) for case in CASES],
    }
    # One case a line, so that a change shows where it is.
    print("{" + ",\n".join(f"{json.dumps(k)}: {dump(v)}" for k, v in table.items()) + "}")


def dump(value):
    if isinstance(value, list):
        return "[\n" + ",\n".join(json.dumps(v, ensure_ascii=False) for v in value) + "]"
    return json.dumps(value)


if __name__ == "__main__":
    main()
