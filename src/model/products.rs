//! A sparse row times a matrix of a row of numbers a feature, and back.
//!
//! Labels are taken four at a time, or as many as are left, so that their sums
//! stay in registers. Each sum has the order of the row's entries, whatever the
//! number of labels.

/// Adds x·V to `sums`, for a sparse row x and V (columns × labels, by row).
pub fn add_product((columns, values): (&[u32], &[f32]), v: &[f64], sums: &mut [f64]) {
    let labels = sums.len();
    let mut first = 0;
    while first < labels {
        match labels - first {
            1 => add_some::<1>(columns, values, v, sums, first),
            2 => add_some::<2>(columns, values, v, sums, first),
            3 => add_some::<3>(columns, values, v, sums, first),
            _ => add_some::<4>(columns, values, v, sums, first),
        }
        first += 4;
    }
}

fn add_some<const N: usize>(
    columns: &[u32],
    values: &[f32],
    v: &[f64],
    sums: &mut [f64],
    first: usize,
) {
    let labels = sums.len();
    let mut own = [0.0; N];
    own.copy_from_slice(&sums[first..first + N]);
    for (&column, &value) in columns.iter().zip(values) {
        let start = column as usize * labels + first;
        let value = f64::from(value);
        for (sum, v) in own.iter_mut().zip(&v[start..start + N]) {
            *sum += value * v;
        }
    }
    sums[first..first + N].copy_from_slice(&own);
}

/// Adds xᵀ·r to `sums` (columns × labels, by row), for a sparse row x, whose values
/// `of` changes first, and a number r for each label.
pub fn add_outer(
    (columns, values): (&[u32], &[f32]),
    of: impl Fn(f64) -> f64 + Copy,
    r: &[f64],
    sums: &mut [f64],
) {
    let labels = r.len();
    let mut first = 0;
    while first < labels {
        match labels - first {
            1 => add_outer_some::<1>(columns, values, of, r, sums, first),
            2 => add_outer_some::<2>(columns, values, of, r, sums, first),
            3 => add_outer_some::<3>(columns, values, of, r, sums, first),
            _ => add_outer_some::<4>(columns, values, of, r, sums, first),
        }
        first += 4;
    }
}

fn add_outer_some<const N: usize>(
    columns: &[u32],
    values: &[f32],
    of: impl Fn(f64) -> f64,
    r: &[f64],
    sums: &mut [f64],
    first: usize,
) {
    let labels = r.len();
    let mut own = [0.0; N];
    own.copy_from_slice(&r[first..first + N]);
    for (&column, &value) in columns.iter().zip(values) {
        let start = column as usize * labels + first;
        let value = of(f64::from(value));
        for (sum, r) in sums[start..start + N].iter_mut().zip(&own) {
            *sum += value * r;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every number of labels, against sums written out.
    #[test]
    fn products_are_those_of_the_dense_matrix() {
        let row = (&[0, 2][..], &[0.5, -2.0][..]);
        for labels in 1..=9 {
            let v: Vec<f64> = (0..3 * labels).map(|i| i as f64 + 0.25).collect();
            let mut sums = vec![1.0; labels];
            add_product(row, &v, &mut sums);
            let mut outer = vec![1.0; 3 * labels];
            add_outer(row, |value| value * value, &v[..labels], &mut outer);
            for label in 0..labels {
                let expected = 1.0 + 0.5 * v[label] - 2.0 * v[2 * labels + label];
                assert_eq!(sums[label], expected, "{labels} labels");
                let expected = [1.0 + 0.25 * v[label], 1.0, 1.0 + 4.0 * v[label]];
                let own = [0, 1, 2].map(|column| outer[column * labels + label]);
                assert_eq!(own, expected, "{labels} labels");
            }
        }
    }
}
