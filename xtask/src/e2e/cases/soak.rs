//! Load, ask, close, and again: what is closed is gone.

use serde_json::{Value, json};

use crate::Checked;
use crate::page::{Page, Place};

/// Rounds of a usual run; `cargo xtask soak` sets another number.
const ROUNDS: usize = 20;

/// After so many rounds everything that is made once has been made.
const WARM_UP: usize = 4;

const WORKERS: i64 = 2;

/// Counts the workers that live. The page notices nothing.
const COUNT_WORKERS: &str = "
    globalThis.livingWorkers = 0;
    globalThis.Worker = class extends Worker {
        constructor(...rest) { super(...rest); livingWorkers += 1; }
        terminate() {
            if (!this.isOver) { this.isOver = true; livingWorkers -= 1; }
            super.terminate();
        }
    };";

/// What a page holds, after the browser has thrown away what it can.
#[derive(Debug, Clone, Copy)]
struct Level {
    heap_bytes: f64,
    nodes: f64,
    listeners: f64,
}

pub(super) async fn rounds_leave_nothing_behind(page: &Page) -> Checked {
    let rounds = std::env::var("SOAK_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS);
    page.before_start(COUNT_WORKERS).await?;
    page.open(Place::Disk, &format!("workers={WORKERS}")).await?;
    page.set_size(1440, 900).await?;
    let cdp = page.driver().cdp();
    cdp.send_raw("Performance.enable", json!({})).await?;
    let mut levels = Vec::new();
    for round in 0..rounds {
        page.click_button("Try the sample").await?;
        page.wait_until_ready().await?;
        page.wait_for("[role=grid] [aria-rowindex='2'][data-event-id]").await?.click().await?;
        page.wait_for("[role=region][aria-label='Event detail'] [role=tabpanel]").await?;
        page.click_button("Errors only").await?;
        page.wait_for("[data-testid=match-count][data-query='errorCode:*']").await?;
        page.click_button("Errors only").await?;
        page.wait_for("[data-testid=match-count][data-query='']").await?;
        page.click_tab("Files").await?;
        page.wait_for("[data-file]").await?;
        page.click_tab("Events").await?;
        let living = page.run_script("return livingWorkers", Vec::new()).await?;
        assert_eq!(living, json!(WORKERS), "workers in round {round}");
        page.click_button("Close all files").await?;
        page.wait_for("[data-testid=load-status][data-state=empty]").await?;
        cdp.send_raw("HeapProfiler.collectGarbage", json!({})).await?;
        levels.push(level(&cdp.send_raw("Performance.getMetrics", json!({})).await?)?);
    }
    let (Some(warm), Some(last)) = (levels.get(WARM_UP), levels.last()) else {
        return Err(format!("{rounds} rounds tell nothing").into());
    };
    let told = format!("after {} rounds {warm:?}, after {rounds} {last:?}", WARM_UP + 1);
    if rounds > ROUNDS {
        eprintln!("{told}");
    }
    assert!(last.heap_bytes < warm.heap_bytes * 1.25 + 1e6, "memory grows: {told}");
    assert!(last.nodes < warm.nodes * 1.1 + 50.0, "nodes are left: {told}");
    assert!(last.listeners < warm.listeners * 1.1 + 20.0, "listeners are left: {told}");
    Ok(())
}

fn level(metrics: &Value) -> Checked<Level> {
    let value = |name: &str| -> Checked<f64> {
        let all = metrics["metrics"].as_array().ok_or("metrics")?;
        let found =
            all.iter().find(|metric| metric["name"] == name).and_then(|metric| metric["value"].as_f64());
        Ok(found.ok_or_else(|| format!("no {name}"))?)
    };
    Ok(Level {
        heap_bytes: value("JSHeapUsedSize")?,
        nodes: value("Nodes")?,
        listeners: value("JSEventListeners")?,
    })
}
