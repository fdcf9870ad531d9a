//! The operator's metrics: what clinics' objects tell of what they count, and what Prometheus reads of it.

mod counting;
mod metering;
mod scraping;
mod telling;

use std::{collections::BTreeMap, time::Duration};

use crate::support::{Desk, ORG};

pub const METRICS: &str = "/api/metrics";

/// The values by name and labels, as they are written.
pub type Samples = BTreeMap<String, String>;

/// What the operator's Prometheus reads.
pub async fn text(desk: &Desk, query: &str) -> String {
    let answer = desk.send("GET", &format!("{METRICS}{query}"), &desk.token(None, "platform"), None).await.expect(200);
    assert_eq!(answer.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    answer.text
}

/// The same, read by the rules of the format: a metric is begun once, before its values.
pub async fn scrape(desk: &Desk, query: &str) -> Samples {
    let (text, mut samples, mut begun) = (text(desk, query).await, Samples::new(), Vec::new());
    for line in text.lines() {
        if let Some(begins) = line.strip_prefix("# TYPE ") {
            let (name, kind) = begins.split_once(' ').unwrap();
            assert!(["counter", "gauge", "histogram", "summary"].contains(&kind), "{line}");
            assert!(!begun.contains(&name), "{name} is begun twice");
            begun.push(name);
        } else if !line.starts_with("# HELP ") {
            let (series, value) = line.rsplit_once(' ').unwrap();
            let of_it = begun.last().is_some_and(|name| series.starts_with(name));
            assert!(of_it, "{line} stands below {:?}", begun.last());
            assert!(value.parse::<f64>().is_ok(), "{line}");
            assert!(samples.insert(series.to_owned(), value.to_owned()).is_none(), "{series} is there twice");
        }
    }
    samples
}

/// Lets a quarter of an hour pass, after which the first clinic's object tells what is new.
pub async fn tell(desk: &Desk) {
    desk.clock.advance(Duration::from_mins(16));
    desk.ring(ORG).await;
}

/// The first clinic's days as D1 has them.
pub fn days(desk: &Desk) -> String {
    desk.sqlite
        .value(&format!("SELECT group_concat(day || ' ' || counts, char(10)) FROM metric_days WHERE org_id = '{ORG}'"))
}
