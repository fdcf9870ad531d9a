//! Prometheus' text format, version 0.0.4
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>). The crate `prometheus-client` writes `OpenMetrics`,
//! which is another format, of counters that live in memory; these are read from the database.

use std::fmt::Write as _;

/// The media type of the format.
pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Histogram,
    Summary,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
            Self::Summary => "summary",
        }
    }
}

/// A number as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Whole(i64),
    /// Thousandths, such as milliseconds of a number of seconds.
    Thousandths(i64),
    /// Millionths, such as those of a US dollar.
    Millionths(i64),
}

/// A text that is being written, one metric after the other.
#[derive(Default)]
pub(super) struct Exposition(String);

impl Exposition {
    /// Begins a metric. `help` is one line.
    pub(super) fn begin(&mut self, name: &str, kind: Kind, help: &str) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {}", kind.as_str());
    }

    /// One of its values.
    pub(super) fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: Number) {
        self.0.push_str(name);
        for (at, (label, value)) in labels.iter().enumerate() {
            let _ = write!(self.0, "{}{label}=\"{}\"", if at == 0 { '{' } else { ',' }, escaped(value));
        }
        if !labels.is_empty() {
            self.0.push('}');
        }
        let _ = match value {
            Number::Whole(whole) => writeln!(self.0, " {whole}"),
            Number::Thousandths(parts) => writeln!(self.0, " {}.{:03}", parts / 1_000, (parts % 1_000).abs()),
            Number::Millionths(parts) => writeln!(self.0, " {}.{:06}", parts / 1_000_000, (parts % 1_000_000).abs()),
        };
    }

    /// The whole text.
    pub(super) fn into_text(self) -> String {
        self.0
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_its_help_its_type_and_its_values() {
        let mut text = Exposition::default();
        text.begin("x_total", Kind::Counter, "How many.");
        text.sample("x_total", &[], Number::Whole(3));
        text.sample("x_total", &[("a", "b\\\"\n"), ("c", "")], Number::Thousandths(1_050));
        text.sample("x_total", &[("a", "c")], Number::Millionths(123_400));
        let expected = "# HELP x_total How many.\n# TYPE x_total counter\nx_total 3\nx_total{a=\"b\\\\\\\"\\n\",c=\"\"} 1.050\nx_total{a=\"c\"} 0.123400\n";
        assert_eq!(text.into_text(), expected);
    }
}
