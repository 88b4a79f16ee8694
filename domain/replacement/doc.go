// Package replacement is when devices are due to be replaced: policies by category with
// overrides by customer, what they say of a device on a day, and what people plan for
// it. It reckons in calendar days without a zone (package lifetime). Pure.
package replacement
