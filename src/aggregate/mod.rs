pub mod histogram {
    use crate::engine::protocol::*;
    pub fn join_extents(a: Option<(i64, i64)>, b: Option<(i64, i64)>) -> Option<(i64, i64)> {
        match (a, b) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        }
    }
    pub fn merge(_a: &mut Vec<Vec<u64>>, _b: Vec<Vec<u64>>) {}
    pub fn scale(_e: Option<(i64, i64)>, _n: u32) -> TimeScale {
        TimeScale { from: 0, width: 1, buckets: 1 }
    }
}
pub mod terms {
    use crate::engine::protocol::*;
    pub fn merge(_a: &mut Vec<Facet>, _b: Vec<Facet>) {}
    pub fn keep_top(_a: &mut [Facet], _t: usize) {}
}
