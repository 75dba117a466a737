//! One load in one fresh browser.

use std::fmt;
use std::time::{Duration, Instant};

use serde_json::Value;
use thirtyfour::prelude::*;
use xtask::bench::corpus::Corpus;
use xtask::browsers::Browser;
use xtask::serve::Server;
use xtask::toolchain::scratch_dir;

use crate::Checked;
use crate::browser::{DriverServer, Stage};

/// The longest that one load may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// The longest that an answer to a query may take, before the page counts as one that measures none.
const QUERY_PATIENCE: Duration = Duration::from_secs(10);

/// Width and height of the window, as on a desk: without it, a browser without a screen has one of 800 by 600.
const WINDOW: (u32, u32) = (1440, 900);

const POLL: Duration = Duration::from_millis(50);

/// Between a filter and the Enter after it: shorter than the pause after which the page applies it by itself.
const TYPING_PAUSE: Duration = Duration::from_millis(250);

/// Between two keys of a filter that is typed, besides what the driver takes itself.
const BETWEEN_KEYS: Duration = Duration::from_millis(25);

/// So long a person takes at least to find the files once the page is there.
const FINDING_FILES: Duration = Duration::from_secs(3);

/// The page that does the same with what the browser brings along.
const NATIVE_PAGE: &str = include_str!("native.html");

/// What loads the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Means {
    /// DecompressionStream, TextDecoder and JSON.parse in one worker.
    Native,
    /// The finished page.
    Page { workers: u32 },
}

impl fmt::Display for Means {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Native => f.write_str("browser-native"),
            Self::Page { workers: 1 } => f.write_str("page, 1 worker"),
            Self::Page { workers } => write!(f, "page, {workers} workers"),
        }
    }
}

/// What one load showed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Timing {
    pub(crate) load_ms: f64,
    /// From the page's start: its first paint.
    pub(crate) first_paint_ms: Option<f64>,
    /// From the page's start: when it takes files.
    pub(crate) usable_ms: Option<f64>,
    pub(crate) first_rows_ms: Option<f64>,
    /// Tasks of the main thread over 50 ms while loading, and the longest.
    pub(crate) long_tasks: Option<u64>,
    pub(crate) longest_task_ms: Option<f64>,
    /// Memory of the browser's process for the page once loaded, and at its highest.
    pub(crate) resident_bytes: Option<u64>,
    pub(crate) peak_bytes: Option<u64>,
    /// Durations of the main thread's tasks over 50 ms while questions were typed, and from Enter until they were
    /// answered.
    pub(crate) typing_tasks: Vec<f64>,
    pub(crate) answer_tasks: Vec<f64>,
    /// Milliseconds of each measure of a query.
    pub(crate) queries: Vec<(String, f64)>,
    /// For random events, milliseconds from the click on a row until its record was there, and until its
    /// detail was painted.
    pub(crate) details: Vec<(f64, f64)>,
    /// Milliseconds from a configuration of a trail to the counts of its verdicts.
    pub(crate) simulations: Vec<(String, f64)>,
}

/// A driver, and the two pages.
pub(crate) struct Runs {
    driver: DriverServer,
    stage: Stage,
    native: Server,
}

impl Runs {
    pub(crate) fn start(chromium: &Browser) -> Checked<Self> {
        let folder = scratch_dir("bench/native").map_err(|failure| failure.to_string())?;
        std::fs::write(folder.join("index.html"), NATIVE_PAGE)?;
        let native = Server::start(folder, 0).map_err(|failure| failure.to_string())?;
        Ok(Self { driver: DriverServer::start(chromium)?, stage: Stage::set(chromium.engine)?, native })
    }

    /// Loads a corpus in a browser of its own.
    pub(crate) async fn load(&self, means: Means, corpus: &Corpus) -> Checked<Timing> {
        let browser = self.driver.open_browser(self.native.address()).await?;
        let outcome = self.load_in(&browser, means, corpus).await;
        // A browser that is gone already needs no goodbye.
        browser.quit().await.ok();
        outcome
    }

    async fn load_in(&self, browser: &WebDriver, means: Means, corpus: &Corpus) -> Checked<Timing> {
        let address = match means {
            Means::Native => format!("http://{}/", self.native.address()),
            Means::Page { workers } => format!("{}#workers={workers}", self.stage.addresses.disk),
        };
        let (width, height) = WINDOW;
        browser.set_window_rect(0, 0, width, height).await?;
        browser.goto(address).await?;
        let ready = match means {
            Means::Native => "input[type=file]",
            Means::Page { .. } => "html[data-started]",
        };
        wait_for(browser, ready).await?;
        browser.execute(WATCH_TASKS, Vec::new()).await?;
        tokio::time::sleep(FINDING_FILES).await;
        let input = browser.find(By::Css("input[type=file][multiple]:not([webkitdirectory])")).await?;
        let paths: Vec<String> =
            corpus.paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        input.send_keys(paths.join("\n")).await?;
        let measured = wait_for_load(browser).await?;
        let records = measured.pointer("/load/detail/records").and_then(Value::as_u64);
        if records != Some(corpus.size.events as u64) {
            return Err(format!("{means}: expected {} records, found {records:?}", corpus.size.events).into());
        }
        let number = |path: &str| measured.pointer(path).and_then(Value::as_f64);
        let memory = renderer_memory(std::process::id());
        let mut timing = Timing {
            load_ms: number("/load/duration").ok_or("the load has no duration")?,
            first_paint_ms: number("/paint"),
            usable_ms: number("/usable"),
            first_rows_ms: number("/rows"),
            long_tasks: measured.pointer("/tasks/count").and_then(Value::as_u64),
            longest_task_ms: number("/tasks/longest"),
            resident_bytes: memory.map(|(resident, _)| resident),
            peak_bytes: memory.map(|(_, peak)| peak),
            typing_tasks: Vec::new(),
            answer_tasks: Vec::new(),
            queries: Vec::new(),
            details: Vec::new(),
            simulations: Vec::new(),
        };
        if let Means::Page { .. } = means {
            browser.execute("window.longTasks.length = 0;", Vec::new()).await?;
            timing.queries = ask(browser).await?;
            let tasks = browser.execute(READ_QUESTION_TASKS, Vec::new()).await?.json().clone();
            (timing.typing_tasks, timing.answer_tasks) = serde_json::from_value(tasks)?;
            timing.details = open_details(browser).await?;
            timing.simulations = simulate(browser).await?;
        }
        Ok(timing)
    }
}

/// Notes long tasks, and when keys were pressed.
const WATCH_TASKS: &str = "
    window.longTasks = [];
    window.keysPressed = [];
    addEventListener('keydown', (event) => window.keysPressed.push([event.timeStamp, event.key]), true);
    new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) window.longTasks.push({ startTime, duration });
    }).observe({ type: 'longtask' });";

/// A task belongs to the last key that was pressed before its end.
const READ_QUESTION_TASKS: &str = "
    const lastKey = (task) =>
        window.keysPressed.findLast(([pressed]) => pressed <= task.startTime + task.duration)?.[1];
    const durations = (tasks) => tasks.map(({ duration }) => duration);
    const asked = window.longTasks.filter(lastKey);
    return [
        durations(asked.filter((task) => lastKey(task) !== 'Enter')),
        durations(asked.filter((task) => lastKey(task) === 'Enter')),
    ];";

const READ_MEASURES: &str = "
    const [load] = performance.getEntriesByName('load', 'measure');
    if (!load) return null;
    return {
        load: { duration: load.duration, detail: load.detail },
        rows: performance.getEntriesByName('first-rows', 'measure')[0]?.duration ?? null,
        paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
        usable: performance.getEntriesByName('usable', 'mark')[0]?.startTime ?? null,
        tasks: { count: window.longTasks.length, longest: Math.max(0, ...window.longTasks.map(({ duration }) => duration)) },
    };";

/// Questions to the loaded page, as a person types them.
const QUERIES: [&str; 6] = [
    "eventName:GetObject errorCode:AccessDenied",
    "readWrite:write awsRegion:eu-west-1",
    "\"no such text\"",
    "part-00042",
    "requestParameters.bucketName:data-lake*",
    "tlsDetails.tlsVersion:TLSv1.3",
];

const READ_QUERIES: &str = "
    return performance.getEntriesByType('measure')
        .filter((entry) => entry.name.startsWith('query') && entry.detail?.query === arguments[0])
        .flatMap((entry) => [
            [entry.name, entry.duration],
            [`${entry.name} (answered)`, entry.detail.answeredMs],
        ]);";

/// How often every question is asked, one after the other: it is never the same twice in a row.
const TURNS: usize = 3;

/// Configurations of trails, from a plain one to one that looks at every condition.
const TRAILS: [(&str, &str); 3] = [
    ("management events", r#"[{"ReadWriteType":"All","IncludeManagementEvents":true}]"#),
    (
        "one table's writes",
        r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::DynamoDB::Table"]},{"Field":"readOnly","Equals":["false"]},{"Field":"resources.ARN","StartsWith":["arn:aws:dynamodb:eu-west-1:"]}]}]"#,
    ),
    (
        "several selectors",
        r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]},{"Field":"eventSource","NotEquals":["kms.amazonaws.com"]}]},{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::S3::Object"]},{"Field":"userIdentity.arn","NotStartsWith":["arn:aws:sts::111122223333:assumed-role/app"]}]},{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::Lambda::Function"]},{"Field":"eventName","Equals":["Invoke"]}]}]"#,
    ),
];

/// Shows the simulator, puts a configuration in as a paste does, and waits for its verdicts.
const SIMULATE: &str = "
    const [text, done] = [arguments[0], arguments[arguments.length - 1]];
    const measures = () => performance.getEntriesByName('simulate', 'measure');
    const before = measures().length;
    [...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent.includes('simulator')).click();
    const poll = setInterval(() => {
        const box = document.querySelector('textarea[aria-label=\"Trail configuration\"]');
        if (box && !box.dataset.isPut) {
            box.dataset.isPut = true;
            box.value = text;
            box.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }
        if (measures().length <= before) return;
        clearInterval(poll);
        delete box.dataset.isPut;
        done(measures().at(-1).duration);
    }, 20);";

/// How many random events are opened.
const DETAILS: u32 = 200;

/// Scrolls to a random place and clicks the row there, again and again; the same places in every run. The page
/// measures each from the click until its detail is painted. The filter is taken away first.
const OPEN_DETAILS: &str = "
    const [rounds, done] = [arguments[0], arguments[arguments.length - 1]];
    const measures = () => performance.getEntriesByName('detail', 'measure');
    const grid = document.querySelector('[role=grid][aria-label=Events]');
    let seed = 20260317;
    const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
    const until = async (test) => {
        for (let waited = 0; waited < 500; waited++) {
            const found = test();
            if (found) return found;
            await new Promise((wake) => setTimeout(wake, 10));
        }
        throw new Error('waited in vain');
    };
    const rowInView = () => {
        const { top, bottom } = grid.getBoundingClientRect();
        return [...grid.querySelectorAll('[role=row][data-event-key][aria-selected=false]')].find((row) => {
            const place = row.getBoundingClientRect();
            return top + 40 < place.top && place.bottom < bottom && row.querySelector('[title]');
        });
    };
    (async () => {
        for (let round = 0; round < rounds; round++) {
            grid.scrollTop = random() * (grid.scrollHeight - grid.clientHeight);
            // The rows of the place before are gone after the next frames.
            await new Promise((wake) => setTimeout(wake, 120));
            const row = await until(rowInView);
            const before = measures().length;
            row.click();
            await until(() => before < measures().length);
        }
        done(measures().map((entry) => [entry.detail.answeredMs, entry.duration]));
    })().catch((error) => done(String(error)));";

async fn wait_for(browser: &WebDriver, css: &str) -> Checked {
    let start = Instant::now();
    while browser.find_all(By::Css(css)).await?.is_empty() {
        if start.elapsed() > PATIENCE {
            return Err(format!("waited in vain for {css}").into());
        }
        tokio::time::sleep(POLL).await;
    }
    Ok(())
}

async fn wait_for_load(browser: &WebDriver) -> Checked<Value> {
    let start = Instant::now();
    loop {
        let measured = browser.execute(READ_MEASURES, Vec::new()).await?.json().clone();
        if !measured.is_null() {
            return Ok(measured);
        }
        if start.elapsed() > PATIENCE {
            return Err("the load did not end".into());
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Asks every question and reads what the page measured; a page that measures none gives an empty list.
async fn ask(browser: &WebDriver) -> Checked<Vec<(String, f64)>> {
    let mut all = Vec::new();
    let Some(input) = browser.find_all(By::Css("input[role=combobox]")).await?.into_iter().next() else {
        return Ok(all);
    };
    for turn in 1..=TURNS {
        for query in QUERIES {
            input.send_keys(Key::Control + "a").await?;
            type_out(&input, query).await?;
            // What typing itself asks and draws is not what is measured.
            tokio::time::sleep(TYPING_PAUSE).await;
            input.send_keys(Key::Enter + "").await?;
            let start = Instant::now();
            while answers(browser, query).await?.iter().filter(|(name, _)| name == "query").count() < turn {
                if start.elapsed() > QUERY_PATIENCE {
                    return Ok(all);
                }
                tokio::time::sleep(POLL).await;
            }
        }
    }
    for query in QUERIES {
        let entries = answers(browser, query).await?;
        all.extend(entries.into_iter().map(|(name, ms)| (format!("{name}: {query}"), ms)));
    }
    Ok(all)
}

/// Types key by key, faster than a person does; all keys at once would be a single task of the page.
async fn type_out(input: &WebElement, text: &str) -> Checked<()> {
    for key in text.chars() {
        input.send_keys(key.to_string()).await?;
        tokio::time::sleep(BETWEEN_KEYS).await;
    }
    Ok(())
}

/// What the page has measured of a question so far.
async fn answers(browser: &WebDriver, query: &str) -> Checked<Vec<(String, f64)>> {
    let entries = browser.execute(READ_QUERIES, vec![query.into()]).await?.json().clone();
    Ok(serde_json::from_value(entries).unwrap_or_default())
}

/// Asks which events the trails would have recorded.
async fn simulate(browser: &WebDriver) -> Checked<Vec<(String, f64)>> {
    browser.set_script_timeout(PATIENCE).await?;
    let mut all = Vec::new();
    for _ in 0..TURNS {
        for (name, text) in TRAILS {
            let answer = browser.execute_async(SIMULATE, vec![text.into()]).await?.json().clone();
            let ms = answer.as_f64().ok_or_else(|| format!("no verdicts for {name}: {answer}"))?;
            all.push((format!("simulate: {name}"), ms));
        }
    }
    Ok(all)
}

/// Opens random events of the whole corpus.
async fn open_details(browser: &WebDriver) -> Checked<Vec<(f64, f64)>> {
    let Some(input) = browser.find_all(By::Css("input[role=combobox]")).await?.into_iter().next() else {
        return Ok(Vec::new());
    };
    input.send_keys(Key::Control + "a").await?;
    input.send_keys(Key::Backspace + "").await?;
    input.send_keys(Key::Enter + "").await?;
    wait_for(browser, "[data-testid=match-count][data-query='']").await?;
    browser.set_script_timeout(PATIENCE).await?;
    let answer = browser.execute_async(OPEN_DETAILS, vec![DETAILS.into()]).await?.json().clone();
    Ok(serde_json::from_value(answer.clone())
        .map_err(|_| format!("the details were not opened: {answer}"))?)
}

/// Resident and highest resident bytes of the largest page process below this program; Linux only.
fn renderer_memory(program: u32) -> Option<(u64, u64)> {
    let mut parents = Vec::new();
    for entry in std::fs::read_dir("/proc").ok()?.flatten() {
        let Ok(id) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let Ok(status) = std::fs::read_to_string(entry.path().join("status")) else { continue };
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_ascii_whitespace().next()?.parse::<u64>().ok()
        };
        let (Some(parent), Some(resident), Some(peak)) = (field("PPid:"), field("VmRSS:"), field("VmHWM:"))
        else {
            continue;
        };
        let command = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let is_page = String::from_utf8_lossy(&command).contains("--type=renderer");
        parents.push((id, parent as u32, is_page, resident * 1_024, peak * 1_024));
    }
    let is_below = |mut id: u32| {
        for _ in 0..16 {
            if id == program {
                return true;
            }
            match parents.iter().find(|process| process.0 == id) {
                Some(process) => id = process.1,
                None => return false,
            }
        }
        false
    };
    let pages = parents.iter().filter(|process| process.2 && is_below(process.0));
    pages.map(|process| (process.3, process.4)).max()
}
