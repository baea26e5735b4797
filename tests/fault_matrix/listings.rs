//! Listings that break in a part: a later page, one region, the regions themselves.
