//! Counting tools in Analytics Engine, where the binding is there.
//!
//! Limits: 250 points in an invocation, an index of 96 bytes, 20 blobs and 20 doubles
//! (<https://developers.cloudflare.com/analytics/analytics-engine/limits/>).

use std::sync::Arc;

use worker::{AnalyticsEngineDataPointBuilder, AnalyticsEngineDataset, BlobType, Env};

use crate::ports::{Meter, MeterPoint, NoMeter};

/// The name of the binding.
const METER: &str = "METER";

/// The data set that is bound; nobody, if none is.
pub(super) fn meter(env: &Env) -> Arc<dyn Meter> {
    match env.analytics_engine(METER) {
        Ok(dataset) => Arc::new(Dataset(dataset)),
        Err(_) => Arc::new(NoMeter),
    }
}

struct Dataset(AnalyticsEngineDataset);

impl Meter for Dataset {
    fn is_there(&self) -> bool {
        true
    }

    /// docs/metrics.md says in which places queries find what.
    fn write(&self, point: &MeterPoint) {
        let MeterPoint { org, tool, outcome, platform, version, millis } = point;
        let blobs = [tool, *outcome, platform, version].map(|word: &str| BlobType::from(word));
        // No tool takes so long that a double could not count it.
        #[expect(clippy::cast_precision_loss, reason = "a tool takes seconds at most")]
        let millis = *millis as f64;
        let point =
            AnalyticsEngineDataPointBuilder::new().indexes([org.as_str()]).blobs(blobs).doubles([millis]).build();
        // What is not taken is lost.
        let _ = self.0.write_data_point(&point);
    }
}
