// Package privacy holds the rules on personal data that a workspace sets (GAP-07): whose
// last logged-in users are kept, for how long, and what an erasure has to say.
package privacy
