//! The command `stance`.

fn main() {}
