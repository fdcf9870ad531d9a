//! The whole HTTP surface on the host, over ports in memory: real SQL with the real migrations and triggers (SQLite), a key-value
//! store and vendors that can be made to fail, and a clock that stands still.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a panic is how a test fails"
)]

mod support;

mod alerts;
mod appointments_list;
mod appointments_search;
mod appointments_staff;
mod appointments_write;
mod arguments;
mod assistant;
mod attention;
mod audit;
mod auth;
mod availability;
mod booking;
mod budgets;
mod calendar_faults;
mod call_inbound;
mod callers;
mod calls;
mod catalogue;
mod channels;
mod claims;
mod clinic_pokes;
mod clinic_summaries;
mod clinics;
mod diagnose;
mod discovery;
mod editing;
mod elevenlabs;
mod emergencies;
mod envelopes;
mod events;
mod exclusivity;
mod export;
mod failures;
mod following;
mod google_consent;
mod harm;
mod headers;
mod identity_providers;
mod implausible;
mod importing;
mod inbox;
mod integrations;
mod jurisdictions;
mod knowledge;
mod many_numbers;
mod mappings;
mod mcp;
mod members;
mod memory_calendar;
mod messages;
mod messaging;
mod metrics;
mod migrations;
mod mirror;
mod mirror_drill;
mod numbers;
mod onboarding;
mod openapi;
mod org_deletion;
mod orgs;
mod outbox;
mod overdue_clinics;
mod overview;
mod patients;
mod phones;
mod plans;
mod problems;
mod provision;
mod publishing;
mod query;
mod quick_start;
mod ranges;
mod rate_limits;
mod regions;
mod replies;
mod retell;
mod retention;
mod revocations;
mod roles;
mod routing;
mod sessions;
mod spending;
mod strangers;
mod telnyx;
mod template;
mod tenancy;
mod texting;
mod tool_call_ids;
mod trail;
mod trying;
mod unreadable;
mod usage;
mod vapi;
mod vapi_auth;
mod vault;
mod webhook;
mod webhooks;
