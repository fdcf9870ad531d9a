//! A second place where tools are counted, one by one and at once.

/// One tool that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeterPoint {
    /// The org's id.
    pub org: String,
    pub tool: String,
    pub outcome: &'static str,
    /// The platform's name in its addresses; `unknown` where it is not known.
    pub platform: String,
    /// The version that runs; `local` on a developer's machine.
    pub version: String,
    pub millis: i64,
}

/// Counts what is told, or loses it: nothing waits for it, and nothing fails because of it.
pub trait Meter: Send + Sync {
    /// Whether anybody counts. If not, no point need be made.
    fn is_there(&self) -> bool;

    /// Counts one.
    fn write(&self, point: &MeterPoint);
}

/// Nobody counts.
pub struct NoMeter;

impl Meter for NoMeter {
    fn is_there(&self) -> bool {
        false
    }

    fn write(&self, _: &MeterPoint) {}
}
