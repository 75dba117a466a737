fn main() {
    for (e, f) in [(10_000, 6), (100_000, 57)] {
        let t = std::time::Instant::now();
        let c = xtask::bench::corpus::ensure(xtask::bench::corpus::Size { events: e, files: f }).unwrap();
        println!(
            "{} {} {} ratio {:.2} B/event {} gz/event {} {:?}",
            e,
            c.json_bytes,
            c.gzip_bytes,
            c.ratio(),
            c.json_bytes / e as u64,
            c.gzip_bytes / e as u64,
            t.elapsed()
        );
    }
}
