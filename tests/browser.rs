//! The pages in headless Chromium; skipped, loudly, where there is none.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic and say why it skips"
)]

mod pages;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names that Chromium goes by.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Reads from a page what a reader would see, and writes it to an attribute.
const PROBE: &str = r#"<script>
addEventListener("load", () => {
for (const fold of document.querySelectorAll("details")) fold.open = true;
const arabic = [...document.querySelectorAll("[dir=auto]")].filter((own) => /^[^a-z]*[\u0600-\u06ff]/i.test(own.textContent));
const wrong = arabic.filter((own) => {
  const range = document.createRange();
  range.selectNodeContents(own);
  const style = getComputedStyle(own);
  const gap = own.getBoundingClientRect().right - Math.max(...[...range.getClientRects()].map((box) => box.right));
  return style.direction !== "rtl" || gap > parseFloat(style.paddingRight) + 2;
});
const root = document.documentElement;
root.dataset.probe = [
  `arabic=${arabic.length > 0}`,
  `wrong=${wrong.length}`,
  `page=${getComputedStyle(root).backgroundColor}`,
  `wide=${root.scrollWidth > root.clientWidth}`,
  `requests=${performance.getEntriesByType("resource").filter((own) => !own.name.startsWith("data:")).length}`,
].join(";");
});
</script></body>"#;

/// Says what must be heard: what `eprintln!` says, a test that passes keeps to itself.
fn say(line: &str) {
    let mut error = io::stderr();
    writeln!(error, "{line}").unwrap();
}

struct Browser {
    program: &'static str,
    folder: tempfile::TempDir,
}

/// What a page did.
struct Seen {
    dom: String,
    /// Lines of the console, errors and refused requests.
    console: Vec<String>,
}

impl Browser {
    fn find() -> Option<Self> {
        let works = |program: &&str| {
            let version = Command::new(program).arg("--version").output();
            version.is_ok_and(|output| output.status.success())
        };
        let Some(program) = BROWSERS.into_iter().find(|program| works(program)) else {
            say("SKIPPED: there is no Chromium to test the pages in");
            return None;
        };
        Some(Self {
            program,
            folder: tempfile::TempDir::new().unwrap(),
        })
    }

    /// Opens a page, with a width in pixels, and `more` arguments.
    fn run(&self, page: &str, width: u32, more: &[&str]) -> Seen {
        let file = self.folder.path().join("page.html");
        fs::write(&file, page).unwrap();
        let output = Command::new(self.program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--virtual-time-budget=5000",
                "--enable-logging=stderr",
            ])
            .arg(format!("--window-size={width},1000"))
            .arg(format!(
                "--user-data-dir={}",
                self.folder.path().join("profile").display()
            ))
            .args(more)
            .arg(format!("file://{}", file.display()))
            .output()
            .unwrap();
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{log}");
        Seen {
            dom: String::from_utf8_lossy(&output.stdout).into_owned(),
            console: (log.lines())
                .filter(|line| line.contains("CONSOLE"))
                .map(str::to_owned)
                .collect(),
        }
    }

    /// The page as the browser has it after its scripts ran.
    fn dom(&self, page: &str, width: u32, dark: bool) -> Seen {
        let dark: &[&str] = if dark { &DARK } else { &[] };
        self.run(page, width, &[&["--dump-dom"], dark].concat())
    }
}

/// Prefers a dark page.
const DARK: [&str; 1] = ["--blink-settings=preferredColorScheme=0"];

/// The pages with their names.
fn both() -> [(&'static str, String); 2] {
    [
        ("articles", pages::articles_page()),
        ("evaluation", pages::evaluation_page()),
    ]
}

/// The page with the probe at its end, which its policy must let run.
fn probed(page: &str) -> String {
    page.replace("script-src 'none'", "script-src 'unsafe-inline'")
        .replace("</body>", PROBE)
}

/// What the probe found under a name.
#[track_caller]
fn found<'a>(dom: &'a str, name: &str) -> &'a str {
    let (_, probe) = dom.split_once("data-probe=\"").unwrap();
    let (probe, _) = probe.split_once('"').unwrap();
    let (_, value) = probe.split_once(&format!("{name}=")).unwrap();
    value.split(';').next().unwrap()
}

#[test]
fn the_console_is_seen() {
    let Some(browser) = Browser::find() else {
        return;
    };
    // Without this, an empty console would prove nothing.
    let seen = browser.dom(
        "<!DOCTYPE html><img src='http://example.org/x.png'><script>nothing()</script>",
        800,
        false,
    );
    assert!(seen.console.iter().any(|line| line.contains("nothing")));
    let probe = format!("<!DOCTYPE html><body><img src='http://example.org/x.png'>{PROBE}");
    assert_eq!(found(&browser.dom(&probe, 800, false).dom, "requests"), "1");
}

#[test]
fn pages_run_without_error_and_without_a_request() {
    let Some(browser) = Browser::find() else {
        return;
    };
    for (name, page) in both() {
        let seen = browser.dom(&page, 1300, false);
        assert_eq!(seen.console, Vec::<String>::new(), "{name}");
        assert!(!seen.dom.contains("<title>taken"), "{name}");
        let seen = browser.dom(&probed(&page), 1300, false);
        assert_eq!(found(&seen.dom, "requests"), "0", "{name}");
    }
}

#[test]
fn arabic_runs_from_the_right() {
    let Some(browser) = Browser::find() else {
        return;
    };
    for (name, page) in both() {
        let seen = browser.dom(&probed(&page), 1300, false);
        assert_eq!(found(&seen.dom, "arabic"), "true", "{name}");
        assert_eq!(found(&seen.dom, "wrong"), "0", "{name}");
        // The probe can fail.
        let left = page.replace("</style>", "[dir=auto] { direction: ltr }</style>");
        let seen = browser.dom(&probed(&left), 1300, false);
        assert_ne!(found(&seen.dom, "wrong"), "0", "{name}");
    }
}

#[test]
fn pages_follow_dark_and_light_and_fit_a_telephone() {
    let Some(browser) = Browser::find() else {
        return;
    };
    for (name, page) in both() {
        let light = browser.dom(&probed(&page), 1300, false).dom;
        let dark = browser.dom(&probed(&page), 1300, true).dom;
        assert_eq!(found(&light, "page"), "rgb(255, 255, 255)", "{name}");
        assert_eq!(found(&dark, "page"), "rgb(20, 23, 27)", "{name}");
        let narrow = browser.dom(&probed(&page), 500, false).dom;
        assert_eq!(found(&narrow, "wide"), "false", "{name}");
    }
}

#[test]
fn the_filter_hides_what_was_not_asked_for() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let page = pages::articles_page();
    let ask = |stance: &str, speaker: &str| {
        let script = format!(
            "<script>document.getElementById('stance').value = '{stance}';
            document.getElementById('speaker').value = '{speaker}';
            document.getElementById('filter').dispatchEvent(new Event('input'));
            document.documentElement.dataset.probe = 'rows=' + document.querySelectorAll('.claims tbody tr:not([hidden])').length;
            </script></body>"
        );
        let seen = browser.dom(&page.replace("</body>", &script), 1300, false);
        found(&seen.dom, "rows").to_owned()
    };
    let rows = |page: &str, part: &str| {
        let rows = pages::elements(page);
        let claims = rows.iter().filter(|own| own.name == "tr");
        let claims = claims.filter(|own| own.attribute("id").is_some());
        claims.filter(|own| own.text.contains(part)).count()
    };
    assert_eq!(ask("", ""), rows(&page, "").to_string());
    assert_eq!(ask("", "محمود حسن"), "2");
    assert_eq!(ask("accusation", "محمود"), "1");
    assert_eq!(ask("", "nobody"), "0");
}

#[test]
fn screenshots_are_kept_for_the_eye() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).unwrap();
    for (name, page) in both() {
        let page = page.replace(
            "<details class=\"article\"",
            "<details open class=\"article\"",
        );
        for (scheme, dark) in [("light", &[][..]), ("dark", &DARK[..])] {
            let file = folder.join(format!("{name}-{scheme}.png"));
            let _ = fs::remove_file(&file);
            let argument = format!("--screenshot={}", file.display());
            browser.run(&page, 1300, &[&[argument.as_str()], dark].concat());
            assert!(is_picture(&file), "{}", file.display());
        }
    }
    say(&format!("screenshots are in {}", folder.display()));
}

fn is_picture(file: &Path) -> bool {
    fs::read(file).is_ok_and(|bytes| bytes.starts_with(b"\x89PNG") && bytes.len() > 10_000)
}
