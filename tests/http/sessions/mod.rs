//! Sessions of browsers: one door, a cookie, and what ends one.

mod browser;
mod doors;
mod ending;
mod members;
mod sites;

pub use browser::Browser;
