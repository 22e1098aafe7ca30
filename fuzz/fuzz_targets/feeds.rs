//! Any bytes are items of a feed, or errors that name it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stance::{Articles, Input};
use stance_fuzz::with_file;

fuzz_target!(|bytes: &[u8]| {
    with_file("feed.xml", bytes, |path| {
        let mut found = 0;
        for article in Articles::new([Input::Path(path.into())]) {
            found += 1;
            if let Err(error) = article {
                assert_eq!(error.path(), Some(path));
            }
        }
        assert!(found > 0, "a feed has items or is an error");
    });
});
