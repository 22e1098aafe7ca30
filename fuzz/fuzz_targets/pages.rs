//! Any bytes are a page with a text or an error, and the text holds no more than they do.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stance::{Articles, Input};
use stance_fuzz::with_file;

fuzz_target!(|bytes: &[u8]| {
    with_file("page.html", bytes, |path| {
        let articles: Vec<_> = Articles::new([Input::Path(path.into())]).collect();
        assert_eq!(articles.len(), 1, "a page is one article");
        if let Err(error) = &articles[0] {
            assert_eq!(error.path(), Some(path));
        }
    });
});
