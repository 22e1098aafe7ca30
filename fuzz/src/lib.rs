//! Bytes as a file that the readers can open.

use std::fs;
use std::path::Path;

/// Runs `read` on a file of this name that holds the bytes. It lies in memory, where
/// the system has such a folder.
pub fn with_file<T>(name: &str, bytes: &[u8], read: impl FnOnce(&Path) -> T) -> T {
    let shared = Path::new("/dev/shm");
    let folder = match shared.is_dir() {
        true => shared.to_path_buf(),
        false => std::env::temp_dir(),
    };
    let path = folder.join(format!("stance-fuzz-{}-{name}", std::process::id()));
    fs::write(&path, bytes).expect("a temporary file");
    let read = read(&path);
    fs::remove_file(&path).expect("a temporary file");
    read
}
