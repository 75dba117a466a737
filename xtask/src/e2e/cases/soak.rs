//! Load, ask, close, and again: what is closed is gone.
//!
//! Every click and wait is made by a script inside the page that hands nothing back: the driver keeps each element that
//! it has ever been given, and with it the whole view that the element stood in.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Checked;
use crate::page::{Page, Place};

/// Rounds of a usual run; `cargo xtask soak` sets another number.
const ROUNDS: usize = 20;

/// After so many rounds everything that is made once has been made.
const WARM_UP: usize = 4;

const WORKERS: usize = 2;

/// The most bytes by which the program's memory may grow in all rounds after the first ones. It grows in pages of 64 KiB,
/// and what lies where in them differs from round to round; a view that were left would take tens of kilobytes a round.
const PROGRAM_GROWTH: f64 = 4.0 * 65_536.0;

/// How many rounds lie between two lines of a long run's table.
const TOLD_EVERY: usize = 20;

/// A round takes a second; a busy machine may take longer, and the script itself says what it waited for.
const ROUND_PATIENCE: Duration = Duration::from_secs(120);

/// Counts the workers that were started and those that live, finds the memory of the page's program, and cuts short the
/// moment in which a closing can be undone. The page notices nothing else.
const WATCH: &str = "
    globalThis.soak = { started: 0, living: 0 };
    globalThis.Worker = class extends Worker {
        constructor(...rest) { super(...rest); soak.started += 1; soak.living += 1; }
        terminate() {
            if (!this.isOver) { this.isOver = true; soak.living -= 1; }
            super.terminate();
        }
    };
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...rest) => {
        const made = await instantiate.apply(WebAssembly, rest);
        soak.memory = (made.instance ?? made).exports.memory;
        return made;
    };
    const later = globalThis.setTimeout;
    globalThis.setTimeout = (act, delay, ...rest) => later(act, delay >= 5000 ? 100 : delay, ...rest);";

/// One round, and what stands afterwards.
const ROUND: &str = "
    const find = async (what, test) => {
        const end = performance.now() + 60000;
        for (;;) {
            const found = test();
            if (found) return found;
            if (performance.now() > end) throw new Error('waited in vain for ' + what);
            await new Promise((next) => setTimeout(next, 20));
        }
    };
    const see = (css) => find(css, () => document.querySelector(css));
    const named = (css, name) => find(name, () =>
        [...document.querySelectorAll(css)].find((element) => element.innerText.trim() === name && !element.disabled));
    const click = async (css, name) => (await named(css, name)).click();
    await click('button', 'Try the sample');
    await see('[data-testid=load-status][data-state=ready]');
    (await see(\"[role=grid] [aria-rowindex='2'][data-event-id]\")).click();
    for (const tab of ['JSON', 'Related', 'Summary']) {
        await click(\"[role=region][aria-label='Event detail'] [role=tab]\", tab);
        await see(\"[role=region][aria-label='Event detail'] [role=tabpanel]\");
    }
    await click('button', 'Errors only');
    await see(\"[data-testid=match-count][data-query='errorCode:*']\");
    await click('button', 'Errors only');
    await see(\"[data-testid=match-count][data-query='']\");
    await click('[role=tab]', 'Trail simulator');
    await see(\"textarea[aria-label='Trail configuration']\");
    await click('[role=tab]', 'Files');
    await see('[data-file]');
    await click('[role=tab]', 'Events');
    const workers = soak.living;
    const workersBefore = soak.started;
    await click('button', 'Close all files');
    await see('[data-testid=load-status][data-state=empty]');
    await find('new workers', () => soak.started === workersBefore + workers);
    return { workers, living: soak.living, started: soak.started, program_bytes: soak.memory.buffer.byteLength };";

/// What a page holds, after the browser has thrown away what it can.
#[derive(Debug, Clone, Copy)]
struct Level {
    heap_bytes: f64,
    program_bytes: f64,
    nodes: f64,
    listeners: f64,
}

pub(super) async fn rounds_leave_nothing_behind(page: &Page) -> Checked {
    let rounds = std::env::var("SOAK_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS);
    page.before_start(WATCH).await?;
    page.open(Place::Disk, &format!("workers={WORKERS}")).await?;
    page.set_size(1440, 900).await?;
    page.driver().set_script_timeout(ROUND_PATIENCE).await?;
    let cdp = page.driver().cdp();
    cdp.send_raw("Performance.enable", json!({})).await?;
    let mut levels = Vec::new();
    for round in 1..=rounds {
        let left = page.run_async(ROUND).await?;
        assert_eq!(left["workers"], json!(WORKERS), "workers before closing round {round}");
        assert_eq!(left["living"], json!(WORKERS), "workers after closing round {round}");
        assert_eq!(left["started"], json!(WORKERS * (round + 1)), "closing round {round} starts new workers");
        cdp.send_raw("HeapProfiler.collectGarbage", json!({})).await?;
        let metrics = cdp.send_raw("Performance.getMetrics", json!({})).await?;
        let level = level(&metrics, left["program_bytes"].as_f64().ok_or("the program's memory")?)?;
        if rounds > ROUNDS && (round == WARM_UP || round % TOLD_EVERY == 0) {
            println!("round {round}: {level:?}");
        }
        levels.push(level);
    }
    let (Some(warm), Some(last)) = (levels.get(WARM_UP), levels.last()) else {
        return Err(format!("{rounds} rounds tell nothing").into());
    };
    let told = format!("after {} rounds {warm:?}, after {rounds} {last:?}", WARM_UP + 1);
    assert!(last.heap_bytes < warm.heap_bytes * 1.25 + 1e6, "memory grows: {told}");
    let grown = last.program_bytes - warm.program_bytes;
    assert!(grown < PROGRAM_GROWTH, "the program's memory grows: {told}");
    assert!(last.nodes < warm.nodes * 1.1 + 50.0, "nodes are left: {told}");
    assert!(last.listeners < warm.listeners * 1.1 + 20.0, "listeners are left: {told}");
    Ok(())
}

fn level(metrics: &Value, program_bytes: f64) -> Checked<Level> {
    let value = |name: &str| -> Checked<f64> {
        let all = metrics["metrics"].as_array().ok_or("metrics")?;
        let found =
            all.iter().find(|metric| metric["name"] == name).and_then(|metric| metric["value"].as_f64());
        Ok(found.ok_or_else(|| format!("no {name}"))?)
    };
    Ok(Level {
        heap_bytes: value("JSHeapUsedSize")?,
        program_bytes,
        nodes: value("Nodes")?,
        listeners: value("JSEventListeners")?,
    })
}
