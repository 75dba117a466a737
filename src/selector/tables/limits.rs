//! Quotas of CloudTrail. As of 2026-09.
//!
//! Source: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html>

/// Basic selectors of one trail.
pub const BASIC_SELECTORS: usize = 5;
/// Data-resource values over all basic selectors of one trail; "all of a type" is not counted.
pub const DATA_RESOURCE_VALUES: usize = 250;
/// Values over all operators of all advanced selectors of one trail or event data store.
pub const ADVANCED_VALUES: usize = 500;
/// Characters of an advanced selector's name.
pub const NAME_LENGTH: usize = 1000;
/// Characters of a value of an advanced selector.
pub const VALUE_LENGTH: usize = 2048;
/// Aggregation configurations of one trail.
pub const AGGREGATIONS: usize = 1;
/// Context key selectors of one event data store.
pub const CONTEXT_KEY_SELECTORS: usize = 2;
/// Keys of one context key selector.
pub const CONTEXT_KEYS: usize = 50;
/// Characters of a context key.
pub const CONTEXT_KEY_LENGTH: usize = 128;
/// Characters of a trail's name, from and to.
pub const TRAIL_NAME_LENGTH: (usize, usize) = (3, 128);
