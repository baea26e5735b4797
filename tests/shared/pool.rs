//! Cases on all processors, and all problems at once.

use std::sync::Mutex;

/// Runs all cases on all processors, and fails with all problems at once.
pub fn in_parallel<T: Sync>(cases: &[T], run: impl Fn(&T) -> Vec<String> + Sync) {
    assert!(!cases.is_empty(), "there is nothing to try");
    let next = Mutex::new(cases.iter());
    let problems = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let Some(case) = next.lock().expect("lock").next() else { return };
                    let found = run(case);
                    problems.lock().expect("lock").extend(found);
                }
            });
        }
    });
    let mut problems = problems.into_inner().expect("lock");
    problems.sort();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
