//! The bare library, from articles in memory to their claims, on one thread; what
//! `python/benches/throughput.py` compares all ways around it with.
//!
//!     cargo bench --bench articles -- ARTICLES.jsonl
//!
//! Prints how many articles it read and how many CPU seconds they took (Linux only).

#![expect(clippy::print_stdout, reason = "it is what the program is for")]

use std::error::Error;
use std::fs;

use stance::model::Classifier;
use stance::{Articles, Input, Predictor};

/// Rounds over all articles after one that warms up; the fastest counts.
const ROUNDS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds an option of its own.
    let path = std::env::args().skip(1).find(|given| given != "--bench");
    let path = path.ok_or("give a file of articles")?;
    let articles = Articles::new([Input::new(&path)]).collect::<stance::Result<Vec<_>>>()?;
    let classifier = Classifier::embedded()?;
    let predictor = Predictor::new(&classifier)?;
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let mut fastest = f64::INFINITY;
    for round in 0..=ROUNDS {
        let before = cpu_seconds()?;
        one_thread.install(|| {
            for article in &articles {
                std::hint::black_box(predictor.predict(article));
            }
        });
        if round > 0 {
            fastest = fastest.min(cpu_seconds()? - before);
        }
    }
    println!("{} {fastest}", articles.len());
    Ok(())
}

/// Of this process, in ticks of 10 ms.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name in brackets may hold anything.
    let (_, fields) = stat.rsplit_once(')').ok_or("no name in /proc/self/stat")?;
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks = ticks.map(str::parse::<f64>).sum::<Result<f64, _>>()?;
    Ok(ticks / 100.0)
}
