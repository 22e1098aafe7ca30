//! What the characters of a page are to the splitter.

/// A mark that does not show: bidi controls, zero-width marks, the byte-order mark.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}')
}

/// White space or a mark that does not show.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// White space that ends a line.
pub(super) fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// The signs a sentence may end with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// `.`, which has many other uses.
    Dot,
    /// `…`, as good as three dots.
    Ellipsis,
    /// `?`, `!` and their sisters.
    Cry,
    /// Full stops that are nothing else: `۔`, `。`, `।`.
    Full,
}

/// Which sign `c` is, if it is one.
pub(super) fn sign(c: char) -> Option<Sign> {
    match c {
        '.' | '．' => Some(Sign::Dot),
        '…' => Some(Sign::Ellipsis),
        '!' | '?' | '؟' | '！' | '？' | '‼' | '⁇' | '⁈' | '⁉' | '፧' => Some(Sign::Cry),
        '۔' | '。' | '｡' | '।' | '॥' | '։' | '።' | '။' => Some(Sign::Full),
        _ => None,
    }
}

/// A sign that closes what stands before it, even after a space.
pub(super) fn always_closes(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '»' | '›' | '）' | '」' | '』')
}

/// A sign that opens what stands after it.
pub(super) fn always_opens(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '{' | '«' | '‹' | '„' | '‚' | '¿' | '¡' | '（' | '「' | '『'
    )
}

/// A quotation mark that pages use on either side.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '″' | '״' | '`')
}

/// A sign after which the same sentence goes on.
pub(super) fn goes_on(c: char) -> bool {
    matches!(c, ',' | '،' | ';' | '؛' | ':' | '；' | '，')
}

/// A letter of the Arabic script.
pub(super) fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}' | '\u{06D5}' | '\u{06EE}' | '\u{06EF}'
        | '\u{06FA}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{08A0}'..='\u{08C9}'
        | '\u{FB50}'..='\u{FDFB}' | '\u{FE70}'..='\u{FEFC}')
}

/// A vowel mark or the stretching sign, which belong to the letter before.
pub(super) fn is_arabic_mark(c: char) -> bool {
    matches!(c, '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}' | '\u{06D6}'..='\u{06ED}')
}

/// A letter of a script that has capitals.
pub(super) fn is_cased(c: char) -> bool {
    !is_arabic(c) && (c.is_lowercase() || c.is_uppercase())
}

/// A mark before the items of a list.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '·' | '▪' | '■' | '●' | '○' | '◆' | '⁃' | '*')
}
