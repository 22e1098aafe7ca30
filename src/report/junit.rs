//! JUnit XML, which build servers show as tests.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{TextStyle, text};
use crate::error::{Error, Result};
use crate::evaluate::Run;

/// An evaluation as a suite: the scores as the output of a test that passes, and
/// a test for each gate.
///
/// # Errors
///
/// None in practice; what the XML writer reports is passed on.
pub fn run(run: &Run) -> Result<String> {
    let mut scores = TestCase::new("scores", TestCaseStatus::success());
    scores.set_classname(&*run.labels_file);
    scores.set_system_out(text::run(run, &TextStyle::default()));
    let mut suite = TestSuite::new(&*run.labels_file);
    suite.add_test_case(scores);
    for gate in &run.gates {
        let mut status = TestCaseStatus::success();
        if !gate.passed {
            status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(&*gate.message);
        }
        let mut test = TestCase::new(&*gate.name, status);
        test.set_classname(&*run.labels_file);
        suite.add_test_case(test);
    }
    let mut report = Report::new("stance evaluate");
    report.add_test_suite(suite);
    report
        .to_string()
        .map_err(|error| Error::new("the report could not be written as XML").caused_by(error))
}
