//! Prints the OpenAPI document: `cargo run --quiet --example openapi > openapi.json`.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    let text = serde_json::to_string_pretty(&frontdesk::routes::openapi_document()).map_err(io::Error::other)?;
    writeln!(io::stdout(), "{text}")
}
