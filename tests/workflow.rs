//! The shell steps of the example workflow, run as GitHub runs them for the main
//! branch: each by `bash -e`, and after a failure only those of `if: always()`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A step with a script.
struct Step {
    name: String,
    always: bool,
    script: String,
}

/// The steps that run a script, but not the one that builds the program.
fn steps() -> Vec<Step> {
    let workflow = concat!(env!("CARGO_MANIFEST_DIR"), "/.github/workflows/stance.yml");
    let workflow = fs::read_to_string(workflow).unwrap();
    let mut steps: Vec<Step> = Vec::new();
    for step in workflow.split("\n      - ").skip(1) {
        let Some((head, script)) = step.split_once("        run: ") else {
            continue;
        };
        let script: Vec<&str> = match script.strip_prefix("|\n") {
            Some(block) => (block.lines())
                .take_while(|line| line.is_empty() || line.starts_with("          "))
                .map(str::trim_start)
                .collect(),
            None => script.lines().take(1).collect(),
        };
        steps.push(Step {
            name: head.lines().next().unwrap().to_owned(),
            always: head.contains("if: always()"),
            script: script.join("\n"),
        });
    }
    assert_eq!(steps.remove(0).name, "name: Build stance");
    let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
    let expected = [
        "name: Evaluate",
        "name: Show the report",
        "name: Put the report in place of the baseline",
    ];
    assert_eq!(names, expected);
    steps
}

/// Runs the steps in `folder`; whether all went well, what they printed, and the
/// summary of the job.
fn run(folder: &Path) -> (bool, String, String) {
    let summary = folder.join("summary.md");
    fs::write(&summary, "").unwrap();
    let (mut well, mut printed) = (true, String::new());
    for step in steps() {
        if !well && !step.always {
            continue;
        }
        let output = Command::new("bash")
            .args(["-e", "-c", &step.script])
            .current_dir(folder)
            .env("GITHUB_STEP_SUMMARY", &summary)
            .output()
            .unwrap();
        printed += &String::from_utf8(output.stdout).unwrap();
        printed += &String::from_utf8(output.stderr).unwrap();
        assert!(!step.always || output.status.success(), "{printed}");
        well &= output.status.success();
    }
    (well, printed, fs::read_to_string(summary).unwrap())
}

/// The labels and the program where the workflow looks for them.
fn checkout() -> TempDir {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::create_dir_all(path.join("labels")).unwrap();
    fs::create_dir_all(path.join("target/release")).unwrap();
    let labels = concat!(env!("CARGO_MANIFEST_DIR"), "/labels/seeds.csv");
    fs::copy(labels, path.join("labels/seeds.csv")).unwrap();
    let program = path.join("target/release/stance");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_stance"), program).unwrap();
    folder
}

#[test]
fn a_second_run_is_compared_with_the_first() {
    let folder = checkout();
    let (well, printed, summary) = run(folder.path());
    assert!(well, "{printed}");
    assert!(
        printed.contains("::notice file=labels/seeds.csv"),
        "{printed}"
    );
    assert!(summary.starts_with("## Gates: passed\n"), "{summary}");
    assert!(!summary.contains("baseline/report.json"), "{summary}");
    let junit = folder.path().join("reports/report.junit.xml");
    assert!(
        fs::read_to_string(junit)
            .unwrap()
            .contains("failures=\"0\"")
    );

    let (well, printed, summary) = run(folder.path());
    assert!(well, "{printed}");
    assert!(
        summary.contains("that of baseline/report.json"),
        "{summary}"
    );
    assert!(summary.contains("the same label"), "{summary}");

    // Other labels have no baseline.
    let labels = folder.path().join("labels/seeds.csv");
    let mut rows = fs::read_to_string(&labels).unwrap();
    rows += "new,new,دعا الوزير إلى الحوار,proposal,clause,new\n";
    fs::write(&labels, rows).unwrap();
    let (well, printed, summary) = run(folder.path());
    assert!(well, "{printed}");
    assert!(
        !summary.contains("that of baseline/report.json"),
        "{summary}"
    );
}

#[test]
fn a_failure_is_shown_with_what_there_is() {
    let folder = checkout();
    let labels = folder.path().join("labels/seeds.csv");
    let rows = fs::read_to_string(&labels).unwrap();
    // Of what is called none after all, the model errs.
    fs::write(&labels, rows.replace(",cooperation,", ",none,")).unwrap();
    let (well, printed, summary) = run(folder.path());
    assert!(!well && printed.contains("::error "), "{printed}");
    assert!(
        summary.starts_with("## Gates: 1 of 1 failed\n"),
        "{summary}"
    );
    assert!(!folder.path().join("baseline").exists());

    fs::write(&labels, rows.replace("text", "words")).unwrap();
    let (well, printed, summary) = run(folder.path());
    assert!(
        !well && printed.contains("has no column 'text'"),
        "{printed}"
    );
    assert!(summary.starts_with("There is no report"), "{summary}");
}
