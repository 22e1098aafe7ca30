//! The bare scoring, from texts in memory to their probabilities, on one thread; what
//! `benches/peers` compares scikit-learn, fastText and `wc -w` with.
//!
//!     cargo bench --bench scoring -- ROWS.csv MODEL
//!
//! Prints JSON: seconds of CPU time (Linux only) and of the clock for one pass, and the
//! peak of memory in MB.

#![expect(clippy::print_stdout, reason = "it is what the program is for")]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use stance::model::Classifier;
use stance::{Dataset, Input};

/// How long passes are measured at least, in seconds of CPU time.
const LONG_ENOUGH: f64 = 0.5;
/// How long they may take by the clock.
const TOO_LONG: Duration = Duration::from_secs(600);

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds an option of its own.
    let given: Vec<String> = std::env::args().skip(1).collect();
    let paths: Vec<&String> = given.iter().filter(|given| *given != "--bench").collect();
    let [rows, model] = paths[..] else {
        return Err("give a CSV with the columns text and label, and a model".into());
    };
    let dataset = Dataset::read(&Input::new(rows))?;
    let texts = dataset.texts();
    let classifier = Classifier::load(Path::new(model))?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
    let one_thread = pool.use_current_thread().build()?;
    let pass = || one_thread.install(|| std::hint::black_box(classifier.predict_proba(&texts)));
    // The first lays out the weights and fills what is remembered.
    pass();
    let (start, clock, mut passes) = (cpu_seconds()?, Instant::now(), 0);
    let mut seconds = 0.0;
    while seconds < LONG_ENOUGH {
        pass();
        passes += 1;
        seconds = cpu_seconds()? - start;
        if clock.elapsed() > TOO_LONG {
            return Err("this kernel does not count the CPU time of threads".into());
        }
    }
    let result = serde_json::json!({
        "cpu": seconds / f64::from(passes),
        "clock": clock.elapsed().as_secs_f64() / f64::from(passes),
        "mb": peak_memory()?,
    });
    println!("{result}");
    Ok(())
}

/// Of this thread.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = stat.split_whitespace().next().ok_or("it is empty")?;
    Ok(nanoseconds.parse::<f64>()? / 1e9)
}

/// Of this process, in MB.
fn peak_memory() -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.split_whitespace().next());
    Ok(kilobytes
        .ok_or("no VmHWM in /proc/self/status")?
        .parse::<f64>()?
        / 1024.0)
}
